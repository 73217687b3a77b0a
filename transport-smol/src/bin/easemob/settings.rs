//! What the configuration file, the environment and the flags say together.
//!
//! Each is a [`Layer`]; a stronger one replaces what a weaker one says. Two choices are replaced as a
//! whole: what proves who logs in (password or token), and where the servers are (given or looked
//! up).

mod file;
mod setting;

use std::env;
use std::path::{Path, PathBuf};

use easemob_smol::Tls;
use easemob_smol::core::error::InvalidConfig;
use easemob_smol::core::{AppKey, Config, Credentials, Https, Secret, UserId};
use easemob_smol::rustls::RootCertStore;
use easemob_smol::rustls::pki_types::CertificateDer;
use easemob_smol::rustls::pki_types::pem::{self, PemObject as _};

use crate::args::Flags;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::secret;
use crate::words::{Lang, Words, os, words};
pub(crate) use setting::{Given, Layer, Origin, Setting};

/// Where the configuration file is when nobody says otherwise.
pub(crate) const USUAL_FILE: &str = "$XDG_CONFIG_HOME/easemob/config.toml";

/// The application that an emulator serves unless it is told otherwise.
const EMULATED: &str = "oracle#test";

/// All layers together.
#[derive(Debug)]
pub(crate) struct Settings {
    layer: Layer,
    lang: Option<Lang>,
}

impl Settings {
    /// For a command that connects nowhere: of the file, only the language is heard.
    pub(crate) fn language(lang: Option<Lang>) -> Self {
        Self { layer: Layer::default(), lang: heard_lang(lang, None) }
    }

    /// Reads the file and the environment, and puts the flags over them. `lang` is a flag, too.
    pub(crate) fn read(flags: Flags<'_>, lang: Option<Lang>) -> Result<Self, Failure> {
        let environment = environment()?;
        let file = config_file(flags.config);
        let (said, warning) = match &file {
            Some((path, asked)) => {
                let said = file::read(path, *asked)?;
                let warning = file::is_open(path, &said);
                (said, warning)
            }
            None => Default::default(),
        };
        let mut layer = Layer::default();
        for mut stronger in [said, environment, flags.layer] {
            if !flags.logs_in {
                stronger.forget(&Setting::PROOF);
            }
            layer.replace(stronger)?;
        }
        let mut settings = Self { layer, lang };
        settings.lang = lang.map_or_else(|| settings.read_lang(), |lang| Ok(Some(lang)))?;
        if let Some(warning) = warning {
            output::warn(&warning, settings.lang());
        }
        Ok(settings)
    }

    pub(crate) fn lang(&self) -> Lang {
        Lang::chosen(self.lang)
    }

    fn read_lang(&self) -> Result<Option<Lang>, Failure> {
        let Some(given) = self.layer.get(Setting::Lang) else { return Ok(None) };
        let wrong = || given.wrong("is neither en nor zh", "只能是 en 或 zh");
        Lang::named(&given.value).map(Some).ok_or_else(wrong)
    }

    /// The options of a client, checked.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        let given = self.need(Setting::AppKey, "the app key", " App Key")?;
        self.config_of(&given.value, |error| given.is_wrong(&error))
    }

    /// The same for the driver: without an app key, a server that is given is taken for an emulator.
    pub(crate) fn driver_config(&self) -> Result<Config, Failure> {
        match (self.layer.get(Setting::AppKey), self.layer.get(Setting::Ws)) {
            (None, Some(ws)) => self.config_of(EMULATED, |error| ws.is_wrong(&error)),
            _ => self.config(),
        }
    }

    fn config_of(
        &self,
        app_key: &str,
        wrong: impl Fn(&dyn std::fmt::Display) -> Failure,
    ) -> Result<Config, Failure> {
        let app_key = AppKey::parse(app_key).map_err(|error| wrong(&error))?;
        let mut config = match (self.layer.get(Setting::Ws), self.layer.get(Setting::Rest)) {
            (None, None) => Config::new(app_key),
            (Some(ws), Some(rest)) => Config::private(app_key, &*ws.value, &*rest.value),
            (Some(one), None) => return Err(alone(one, Setting::Rest)),
            (None, Some(one)) => return Err(alone(one, Setting::Ws)),
        };
        if let Some(seeds) = self.layer.get(Setting::Seeds) {
            // A test server without TLS names hosts without TLS.
            let https = match seeds.value.contains("http://") {
                true => Https::Preferred,
                false => Https::Only,
            };
            let seeds = seeds.value.split(',').map(|seed| seed.trim().to_owned()).collect();
            config.servers = easemob_smol::core::Servers::HttpDns { seeds, https };
        }
        config.validate().map_err(|invalid| self.invalid(&invalid))?;
        Ok(config)
    }

    /// Whom to trust.
    pub(crate) fn tls(&self) -> Result<Tls, Failure> {
        let Some(given) = self.layer.get(Setting::Trust) else { return Ok(Tls::default()) };
        let path = given.path();
        let wrong = |why: &Words| {
            let (name, path) = (given.name(), path.display());
            let words = words!(
                "{name} is neither mozilla nor system nor a PEM file: {path}: ",
                "{name} 只能是 mozilla、system 或 PEM 文件：{path}："
            );
            Failure::new(given.exit(), words).and(why)
        };
        let unusable = |error: &dyn std::fmt::Display| wrong(&words!("{error}", "{error}"));
        let unreadable = |error: pem::Error| match error {
            pem::Error::Io(error) => wrong(&os(&error)),
            error => unusable(&error),
        };
        match &*given.value {
            "mozilla" => Ok(Tls::default()),
            "system" => Tls::platform().map_err(|error| unusable(&error)),
            _ => {
                let mut roots = RootCertStore::empty();
                let certificates = CertificateDer::pem_file_iter(&path);
                for certificate in certificates.map_err(unreadable)? {
                    let certificate = certificate.map_err(unreadable)?;
                    roots.add(certificate).map_err(|error| unusable(&error))?;
                }
                if roots.is_empty() {
                    return Err(wrong(&words!("no certificate in it", "其中没有证书")));
                }
                Tls::with_roots(roots).map_err(|error| unusable(&error))
            }
        }
    }

    pub(crate) fn user(&self) -> Result<UserId, Failure> {
        let given = self.need(Setting::User, "the user", "用户名")?;
        UserId::new(&*given.value).map_err(|error| given.is_wrong(&error))
    }

    /// Who logs in. Asks for a password when none is given and somebody is there to answer.
    pub(crate) fn credentials(&self) -> Result<Credentials, Failure> {
        let user = self.user()?;
        let proof = Setting::PROOF.into_iter().find_map(|key| self.layer.get(key));
        let Some(given) = proof else {
            let password =
                secret::ask(&words!("Password of {user}: ", "{user} 的密码："), self.lang());
            let none = || {
                let (en, zh) = ("a password or a token", "密码或 token");
                missing(&Setting::PROOF, en, zh)
            };
            return password?.map(|it| Credentials::password(user, it)).ok_or_else(none);
        };
        let secret = secret::read(given)?;
        Ok(match given.key.is_token() {
            true => Credentials::token(user, secret),
            false => Credentials::password(user, secret),
        })
    }

    /// What lets a server of the application do everything, if it is given.
    pub(crate) fn app_token(&self) -> Result<Option<Secret>, Failure> {
        let given = Setting::APP_TOKEN.into_iter().find_map(|key| self.layer.get(key));
        given.map(secret::read).transpose()
    }

    /// The flag that has the proof read from standard input, which then has nothing else to say.
    pub(crate) fn proof_on_stdin(&self) -> Option<String> {
        let keys = [Setting::PasswordStdin, Setting::TokenStdin];
        keys.into_iter().find_map(|key| self.layer.get(key)).map(Given::name)
    }

    fn need(&self, key: Setting, en: &str, zh: &str) -> Result<&Given, Failure> {
        self.layer.get(key).ok_or_else(|| missing(&[key], en, zh))
    }

    /// An option of [`Config`], under the name it was given by.
    fn invalid(&self, invalid: &InvalidConfig) -> Failure {
        let key = match invalid.option {
            "servers.websocket" => Setting::Ws,
            "servers.rest" => Setting::Rest,
            "servers.seeds" => Setting::Seeds,
            _ => return Failure::new(Exit::Config, words!("{invalid}", "配置有误：{invalid}")),
        };
        let InvalidConfig { value, expected, .. } = invalid;
        match self.layer.get(key) {
            Some(given) => given.is_wrong(&format_args!("{value:?}: it {expected}")),
            None => Failure::new(Exit::Config, words!("{invalid}", "配置有误：{invalid}")),
        }
    }
}

/// What is not given anywhere, and how it can be.
fn missing(keys: &[Setting], en: &str, zh: &str) -> Failure {
    let flags: Vec<_> = keys.iter().filter(|key| !key.is_secret()).map(|key| key.flag()).collect();
    let variables: Vec<_> = keys.iter().filter_map(|key| key.variable()).collect();
    let (flags, variables) = (flags.join(", "), variables.join(", "));
    let words = words!(
        "{en} is missing: give {flags}, set {variables}, or write it into {USUAL_FILE}",
        "缺少{zh}：请使用 {flags}，或设置环境变量 {variables}，或写入 {USUAL_FILE}"
    );
    Failure::new(Exit::Config, words)
}

fn alone(given: &Given, other: Setting) -> Failure {
    let other = other.flag();
    let en = format!("needs {other} beside it");
    let zh = format!("需要同时给出 {other}");
    given.wrong(&en, &zh)
}

/// The language that is asked for on the command line, by a variable, or by the file, whatever else is
/// wrong with it.
pub(crate) fn heard_lang(flag: Option<Lang>, file: Option<&Path>) -> Option<Lang> {
    let of_file = || config_file(file).and_then(|(path, _)| file::lang(&path));
    flag.or_else(Lang::of_variable).or_else(of_file)
}

/// The file to read, and whether somebody asked for this one.
fn config_file(flag: Option<&Path>) -> Option<(PathBuf, bool)> {
    if let Some(path) = flag {
        return Some((path.to_owned(), true));
    }
    if let Some(path) = env::var_os("EASEMOB_CONFIG").filter(|path| !path.is_empty()) {
        return Some((path.into(), true));
    }
    use etcetera::BaseStrategy as _;
    let folder = etcetera::base_strategy::Xdg::new().ok()?.config_dir();
    Some((folder.join("easemob").join("config.toml"), false))
}

fn environment() -> Result<Layer, Failure> {
    let mut layer = Layer::default();
    for key in Setting::ALL {
        let Some(name) = key.variable() else { continue };
        let Some(value) = env::var_os(&name).filter(|value| !value.is_empty()) else { continue };
        if value.to_str().is_none() && !key.is_path() {
            let words = words!("{name} is not UTF-8", "{name} 不是 UTF-8 文本");
            return Err(Failure::new(Exit::Config, words));
        }
        layer.set(Given::new(key, value, Origin::Environment));
    }
    Ok(layer)
}

impl Given {
    /// What is wrong with it, in both languages. The value of a secret is never said.
    pub(crate) fn wrong(&self, en: &str, zh: &str) -> Failure {
        let name = self.name();
        Failure::new(self.exit(), Words::new(format!("{name} {en}"), format!("{name} {zh}")))
    }

    /// What is wrong with it, as who refused it said.
    pub(crate) fn is_wrong(&self, error: &dyn std::fmt::Display) -> Failure {
        let name = self.name();
        Failure::new(self.exit(), words!("{name}: {error}", "{name}：{error}"))
    }

    fn exit(&self) -> Exit {
        match self.origin {
            Origin::Flag => Exit::Usage,
            Origin::Environment | Origin::File(_) => Exit::Config,
        }
    }
}
