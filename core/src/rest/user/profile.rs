//! What users say of themselves.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::Users;
use crate::ids::UserId;
use crate::json::{self, Object};

/// Users a call can ask about.
const USERS_MAX: usize = 100;

macro_rules! attributes {
    ($( $(#[$meta:meta])* $field:ident $variant:ident $key:literal $most:expr; )*) => {
        /// An attribute of a profile.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProfileKey {
            $( $(#[$meta])* #[doc(alias = $key)] $variant, )*
            /// One that a server of the application has set besides.
            Other(String),
        }

        impl ProfileKey {
            /// Those with a name.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),*];

            /// The name on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $key, )*
                    Self::Other(key) => key,
                }
            }

            /// Characters it may have, where there is a limit of its own.
            const fn most(&self) -> Option<usize> {
                match self {
                    $( Self::$variant => $most, )*
                    Self::Other(_) => None,
                }
            }
        }

        impl From<&str> for ProfileKey {
            fn from(key: &str) -> Self {
                match key {
                    $( $key => Self::$variant, )*
                    other => Self::Other(other.to_string()),
                }
            }
        }

        /// What a user says of themselves: 2 KB in all.
        ///
        /// ```
        /// use easemob_core::rest::user::Profile;
        ///
        /// let profile = Profile::new().nickname("Alice").sign("gone fishing");
        /// ```
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Profile {
            $( $(#[$meta])* pub $field: Option<String>, )*
            /// What a server of the application has set besides. Clients cannot set these.
            pub other: BTreeMap<String, String>,
        }

        impl Profile {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $field(self, value: impl Into<String>) -> Self {
                    self.with(ProfileKey::$variant, value)
                }
            )*

            /// Sets an attribute.
            #[must_use]
            pub fn with(mut self, key: ProfileKey, value: impl Into<String>) -> Self {
                let value = value.into();
                match key {
                    $( ProfileKey::$variant => self.$field = Some(value), )*
                    ProfileKey::Other(key) => {
                        self.other.insert(key, value);
                    }
                }
                self
            }

            /// An attribute.
            #[must_use]
            pub fn get(&self, key: &ProfileKey) -> Option<&str> {
                match key {
                    $( ProfileKey::$variant => self.$field.as_deref(), )*
                    ProfileKey::Other(key) => self.other.get(key).map(String::as_str),
                }
            }
        }
    };
}

// In the order of the official client.
attributes! {
    /// What they want to be called: at most 64 characters.
    nickname Nickname "nickname" Some(64);
    /// Where their picture is (`avatarurl`): at most 256 characters.
    avatar_url AvatarUrl "avatarurl" Some(256);
    /// Their mail address: at most 64 characters.
    mail Mail "mail" Some(64);
    /// Their telephone number: at most 32 characters.
    phone Phone "phone" Some(32);
    /// The vendor's clients take `1` for male, `2` for female, all else for unknown.
    gender Gender "gender" None;
    /// A line about themselves: at most 256 characters.
    sign Sign "sign" Some(256);
    /// When they were born, in any form: at most 64 characters.
    birth Birth "birth" Some(64);
    /// Whatever the application wants.
    ext Ext "ext" None;
}

impl Profile {
    /// One that says nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What a client can set, and is set here.
    fn own(&self) -> Vec<(&'static ProfileKey, &str)> {
        ProfileKey::ALL.iter().filter_map(|key| Some((key, self.get(key)?))).collect()
    }
}

/// Values are texts; a number counts as one.
impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let members = Object::deserialize(from)?;
        let values = members.iter().filter_map(|(key, value)| Some((key, json::text(value)?)));
        Ok(values.fold(Self::new(), |profile, (key, value)| profile.with(key.into(), &*value)))
    }
}

endpoints! {
    face Users;

    /// Sets what is given in this user's own profile, and leaves the rest. The reply has what was
    /// set. Nobody is told.
    update_profile = UpdateProfile {
        /// At least one attribute.
        profile: Profile,
    } -> Profile;
    Put safe "updateUserInfo" ["updateOwnUserInfo"],
    |to| {
        let values = profile.own();
        to.require(!values.is_empty(), "profile", "is empty: there is nothing to set");
        for (key, value) in &values {
            to.characters(key.as_str(), value, key.most().unwrap_or(usize::MAX));
        }
        let me = to.me();
        to.path(["metadata", "user", me])
            .form(values.into_iter().map(|(key, value)| (key.as_str(), value)))
    },
    |answer| answer.data()

    /// The profiles of users, of whom there may be 100 at most; empty ones for those who are unknown
    /// or have said nothing.
    profiles = FetchProfiles {
        /// Whose.
        users: Vec<UserId>,
        /// Only these attributes; empty for all that have a name.
        keys: Vec<ProfileKey>,
    } -> BTreeMap<String, Profile>;
    Post safe "fetchUserInfoById",
    |to| {
        let targets: Vec<&str> = users.iter().map(UserId::as_str).collect();
        let keys = if keys.is_empty() { ProfileKey::ALL } else { keys };
        let properties: Vec<&str> = keys.iter().map(ProfileKey::as_str).collect();
        to.count("users", users, 1, USERS_MAX)
            .path(["metadata", "user", "get"])
            .json(json!({ "targets": targets, "properties": properties }))
    },
    |answer| answer.data()
}
