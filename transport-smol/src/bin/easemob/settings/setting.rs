//! Options by name, and where each was found.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::exit::{Exit, Failure};
use crate::words::words;

macro_rules! keys {
    ($($key:ident $name:literal)*) => {
        /// An option that can be given in more than one place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Setting {
            $(#[doc = $name] $key,)*
        }

        impl Setting {
            pub(crate) const ALL: [Self; [$($name),*].len()] = [$(Self::$key),*];

            /// Its name in the configuration file.
            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $(Self::$key => $name,)*
                }
            }
        }
    };
}

keys! {
    AppKey "app_key"
    User "user"
    Password "password"
    PasswordFile "password_file"
    PasswordStdin "password_stdin"
    Token "token"
    TokenFile "token_file"
    TokenStdin "token_stdin"
    AppToken "app_token"
    AppTokenFile "app_token_file"
    Ws "ws"
    Rest "rest"
    Seeds "seeds"
    Trust "trust"
    Lang "lang"
}

impl Setting {
    /// What proves who logs in: one of these.
    pub(crate) const PROOF: [Self; 6] = [
        Self::Password,
        Self::PasswordFile,
        Self::PasswordStdin,
        Self::Token,
        Self::TokenFile,
        Self::TokenStdin,
    ];

    /// What lets a server of the application do everything: one of these.
    pub(crate) const APP_TOKEN: [Self; 2] = [Self::AppToken, Self::AppTokenFile];

    /// Where the servers are: the first two, or the last.
    const SERVERS: [Self; 3] = [Self::Ws, Self::Rest, Self::Seeds];

    pub(crate) fn flag(self) -> String {
        format!("--{}", self.name().replace('_', "-"))
    }

    /// Its environment variable; there is none for what only a command line can say.
    pub(crate) fn variable(self) -> Option<String> {
        (!self.is_stdin()).then(|| format!("EASEMOB_{}", self.name().to_ascii_uppercase()))
    }

    /// Whether its value is a secret, which no flag gives.
    pub(crate) const fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::Token | Self::AppToken)
    }

    pub(crate) const fn is_token(self) -> bool {
        matches!(self, Self::Token | Self::TokenFile | Self::TokenStdin)
    }

    /// Whether its value names a file, or may.
    pub(crate) const fn is_path(self) -> bool {
        matches!(self, Self::PasswordFile | Self::TokenFile | Self::AppTokenFile | Self::Trust)
    }

    pub(crate) const fn is_stdin(self) -> bool {
        matches!(self, Self::PasswordStdin | Self::TokenStdin)
    }

    /// Whether `other` says the same thing in another way, so that one replaces the other.
    fn excludes(self, other: Self) -> bool {
        let same = |choice: &[Self]| choice.contains(&self) && choice.contains(&other);
        let proofs = [&Self::PROOF as &[Self], &Self::APP_TOKEN];
        (self != other && proofs.into_iter().any(same))
            || (same(&Self::SERVERS) && (self == Self::Seeds) != (other == Self::Seeds))
    }
}

/// Where an option was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    File(Rc<Path>),
    Environment,
    Flag,
}

/// An option with its value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) key: Setting,
    /// As text: what names a file need not be some, see [`Given::path`].
    pub(crate) value: String,
    raw: OsString,
    pub(crate) origin: Origin,
}

/// The value may be a secret.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Given").field("key", &self.key).field("origin", &self.origin).finish()
    }
}

impl Given {
    pub(crate) fn new(key: Setting, value: impl Into<OsString>, origin: Origin) -> Self {
        let raw = value.into();
        Self { key, value: raw.to_string_lossy().into_owned(), raw, origin }
    }

    /// On the command line.
    pub(crate) fn flag(key: Setting, value: impl Into<OsString>) -> Self {
        Self::new(key, value, Origin::Flag)
    }

    /// What it is called where it was found.
    pub(crate) fn name(&self) -> String {
        match &self.origin {
            Origin::Flag => self.key.flag(),
            Origin::Environment => self.key.variable().unwrap_or_default(),
            Origin::File(path) => format!("{} in {}", self.key.name(), path.display()),
        }
    }

    /// The file it names. In the configuration file that is relative to the configuration file.
    pub(crate) fn path(&self) -> PathBuf {
        let folder = match &self.origin {
            Origin::File(path) => path.parent(),
            Origin::Environment | Origin::Flag => None,
        };
        folder.map_or_else(|| self.raw.clone().into(), |folder| folder.join(&self.raw))
    }
}

/// What one place says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layer(BTreeMap<Setting, Given>);

impl Layer {
    pub(crate) fn get(&self, key: Setting) -> Option<&Given> {
        self.0.get(&key)
    }

    pub(crate) fn set(&mut self, given: Given) {
        self.0.insert(given.key, given);
    }

    pub(crate) fn set_flag(&mut self, key: Setting, value: Option<impl Into<OsString>>) {
        if let Some(value) = value {
            self.set(Given::flag(key, value));
        }
    }

    pub(crate) fn forget(&mut self, keys: &[Setting]) {
        self.0.retain(|key, _| !keys.contains(key));
    }

    /// Puts a stronger layer over this one. It must not contradict itself.
    pub(crate) fn replace(&mut self, stronger: Self) -> Result<(), Failure> {
        let contradiction = stronger.0.values().find_map(|one| {
            let other = stronger.0.values().find(|other| one.key.excludes(other.key))?;
            Some((one.name(), other.name()))
        });
        if let Some((one, other)) = contradiction {
            let words = words!(
                "{one} and {other} exclude each other: give one of them",
                "{one} 与 {other} 不能同时使用，请只保留一个"
            );
            return Err(Failure::new(Exit::Config, words));
        }
        for (key, given) in stronger.0 {
            self.0.retain(|weaker, _| !key.excludes(*weaker));
            self.0.insert(key, given);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Layer, Origin, Setting};

    fn layer(origin: &Origin, given: &[(Setting, &str)]) -> Layer {
        let mut layer = Layer::default();
        for (key, value) in given {
            layer.set(Given::new(*key, *value, origin.clone()));
        }
        layer
    }

    fn value(layer: &Layer, key: Setting) -> Option<&str> {
        layer.get(key).map(|given| &*given.value)
    }

    #[test]
    fn the_stronger_wins_one_by_one_and_choices_as_a_whole() {
        let mut all = layer(
            &Origin::Environment,
            &[
                (Setting::User, "a"),
                (Setting::AppKey, "o#a"),
                (Setting::Password, "p"),
                (Setting::Ws, "ws://w"),
            ],
        );
        all.replace(layer(&Origin::Flag, &[(Setting::User, "b"), (Setting::TokenFile, "t")]))
            .unwrap();
        assert_eq!(value(&all, Setting::User), Some("b"));
        assert_eq!(value(&all, Setting::AppKey), Some("o#a"));
        assert_eq!(value(&all, Setting::Password), None);
        // One of two servers may come from elsewhere than the other.
        all.replace(layer(&Origin::Flag, &[(Setting::Rest, "http://r")])).unwrap();
        assert_eq!(value(&all, Setting::Ws), Some("ws://w"));
        all.replace(layer(&Origin::Flag, &[(Setting::Seeds, "http://s")])).unwrap();
        assert_eq!((value(&all, Setting::Ws), value(&all, Setting::Rest)), (None, None));
    }

    #[test]
    fn a_layer_that_contradicts_itself_says_so() {
        for pair in [[Setting::Password, Setting::TokenFile], [Setting::Ws, Setting::Seeds]] {
            let given = pair.map(|key| (key, "x"));
            assert!(Layer::default().replace(layer(&Origin::Environment, &given)).is_err());
        }
    }

    #[test]
    fn one_name_is_spelled_in_three_ways() {
        let variable = Setting::PasswordFile.variable();
        assert_eq!(Setting::PasswordFile.flag(), "--password-file");
        assert_eq!(variable.as_deref(), Some("EASEMOB_PASSWORD_FILE"));
        assert_eq!(Setting::TokenStdin.variable(), None);
    }
}
