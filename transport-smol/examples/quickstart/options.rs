//! What the command line and the environment say.

use std::env;

use easemob_smol::core::{AppKey, Config, Credentials, Servers, UserId};
use lexopt::{Arg, Parser, ValueExt};

use crate::Failure;

pub(crate) const USAGE: &str = "\
cargo run -p easemob-smol --example quickstart
    Two users on a server inside this process. Needs nothing else.

cargo run -p easemob-smol --example quickstart -- --app-key ORG#APP --user NAME [options]
    One account on a real server: logs in, sends a text, loses the link, comes back, logs out.

  --app-key ORG#APP   EASEMOB_APP_KEY    the application, as the console shows it
  --user NAME         EASEMOB_USER       the account
  --password TEXT     EASEMOB_PASSWORD   its password …
  --token TEXT        EASEMOB_TOKEN      … or a token of it; the environment keeps both out of
                                         the list of processes
  --to NAME           EASEMOB_TO         whom to send a text
  --text TEXT                            which text (default: hello)
  --ws URL            EASEMOB_WS         a private deployment: both URLs, plain ones too
  --rest URL          EASEMOB_REST
  --seconds NUMBER                       how long to listen, twice (default: 5)
  --help
";

pub(crate) enum Wish {
    Help,
    Demo,
    Real(Box<Account>),
}

pub(crate) struct Account {
    pub(crate) config: Config,
    pub(crate) who: Credentials,
    pub(crate) to: Option<String>,
    pub(crate) text: String,
    pub(crate) seconds: u64,
}

#[derive(Default)]
struct Given {
    app_key: Option<String>,
    user: Option<String>,
    password: Option<String>,
    token: Option<String>,
    to: Option<String>,
    ws: Option<String>,
    rest: Option<String>,
    text: Option<String>,
    seconds: Option<u64>,
}

pub(crate) fn read() -> Result<Wish, Failure> {
    let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
    let mut given = Given {
        app_key: variable("EASEMOB_APP_KEY"),
        user: variable("EASEMOB_USER"),
        password: variable("EASEMOB_PASSWORD"),
        token: variable("EASEMOB_TOKEN"),
        to: variable("EASEMOB_TO"),
        ws: variable("EASEMOB_WS"),
        rest: variable("EASEMOB_REST"),
        ..Given::default()
    };
    let mut parser = Parser::from_env();
    while let Some(argument) = parser.next()? {
        let slot = match argument {
            Arg::Long("app-key") => &mut given.app_key,
            Arg::Long("user") => &mut given.user,
            Arg::Long("password") => &mut given.password,
            Arg::Long("token") => &mut given.token,
            Arg::Long("to") => &mut given.to,
            Arg::Long("text") => &mut given.text,
            Arg::Long("ws") => &mut given.ws,
            Arg::Long("rest") => &mut given.rest,
            Arg::Long("seconds") => {
                given.seconds = Some(parser.value()?.parse()?);
                continue;
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(Wish::Help),
            other => return Err(format!("{}; see --help", other.unexpected()).into()),
        };
        *slot = Some(parser.value()?.string()?);
    }
    given.wish()
}

impl Given {
    fn wish(self) -> Result<Wish, Failure> {
        let (app_key, user) = match (self.app_key, self.user) {
            (None, None) => return Ok(Wish::Demo),
            (Some(app_key), Some(user)) => (AppKey::parse(&app_key)?, UserId::new(user)?),
            (None, Some(_)) => return Err("--user needs --app-key; see --help".into()),
            (Some(_), None) => return Err("--app-key needs --user; see --help".into()),
        };
        let who = match (self.password, self.token) {
            (Some(password), None) => Credentials::password(user, password),
            (None, Some(token)) => Credentials::token(user, token),
            (None, None) => return Err("a password or a token is missing; see --help".into()),
            (Some(_), Some(_)) => return Err("both a password and a token are given".into()),
        };
        let mut config = Config::new(app_key);
        config.servers = match (self.ws, self.rest) {
            (None, None) => config.servers,
            (Some(websocket), Some(rest)) => Servers::Fixed { websocket, rest },
            _ => return Err("--ws and --rest belong together".into()),
        };
        config.validate()?;
        let text = self.text.unwrap_or_else(|| "hello".into());
        let seconds = self.seconds.unwrap_or(5);
        Ok(Wish::Real(Box::new(Account { config, who, to: self.to, text, seconds })))
    }
}
