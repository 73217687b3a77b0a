//! The command line. Nothing secret belongs on it: passwords and tokens come in commands, or from
//! the environment variables these name.

use std::ffi::OsString;

use easemob_core::error::{InvalidConfig, InvalidId};
use easemob_core::{AppKey, Config, Https, Servers};
use lexopt::{Arg, Parser};

use super::{Program, Run};

const HELP: &str = "\
Drive Easemob (环信) clients with JSON lines: commands on standard input, results and events on
standard output.

  easemob chat --json [--app-key ORG#APP] --ws URL --rest URL [--tap]
  easemob chat --json --app-key ORG#APP [--tap]

  --app-key ORG#APP  the application; oracle#test when --ws is given
  --ws URL           where the socket is, ws://host/websocket; no server is looked up then
  --rest URL         where the REST service is, http://host
  --seeds URL[,URL]  who is asked where the servers are, instead of the vendor
  --tap              print every frame, dial and HTTP exchange too; they hold tokens
  --version
  --help

What no flag says comes from EASEMOB_APP_KEY, EASEMOB_WS, EASEMOB_REST and EASEMOB_SEEDS.

Commands look like {\"cmd\":\"open\",\"id\":1,\"user\":\"alice\",\"pwd_env\":\"PASSWORD\"}: passwords and
tokens never need to be on a command line. At the end of input what runs goes on for 5 s at most,
then everybody logs out.
";

/// What the command line asks for.
pub(super) enum Asked {
    /// The driver.
    Chat(Box<Run>),
    /// Something to read.
    Text(String),
}

/// What is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong(String);

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<lexopt::Error> for Wrong {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<InvalidId> for Wrong {
    fn from(error: InvalidId) -> Self {
        Self(format!("--app-key: {error}"))
    }
}

impl From<InvalidConfig> for Wrong {
    fn from(error: InvalidConfig) -> Self {
        let flag = match error.option {
            "servers.websocket" => "--ws",
            "servers.rest" => "--rest",
            "servers.seeds" => "--seeds",
            other => other,
        };
        Self(format!("{flag} is {:?}: it {}", error.value, error.expected))
    }
}

#[derive(Default)]
struct Flags {
    chat: bool,
    json: bool,
    tap: bool,
    app_key: Option<String>,
    ws: Option<String>,
    rest: Option<String>,
    seeds: Option<String>,
}

/// `variable` looks into the environment.
pub(super) fn parse(
    program: Program,
    mut parser: Parser,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Asked, Wrong> {
    let mut flags = Flags::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(Asked::Text(HELP.into())),
            Arg::Long("version") | Arg::Short('V') => {
                return Ok(Asked::Text(format!("{} {}\n", program.name, program.version)));
            }
            Arg::Long("json") => flags.json = true,
            Arg::Long("tap") => flags.tap = true,
            Arg::Long("app-key") => flags.app_key = Some(text(parser.value()?)?),
            Arg::Long("ws") => flags.ws = Some(text(parser.value()?)?),
            Arg::Long("rest") => flags.rest = Some(text(parser.value()?)?),
            Arg::Long("seeds") => flags.seeds = Some(text(parser.value()?)?),
            Arg::Value(word) if !flags.chat && word == "chat" => flags.chat = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let taken = flags.complete(variable);
    let run = flags.run(program).map_err(|wrong| match taken.is_empty() {
        true => wrong,
        false => Wrong(format!("{wrong} (with {} of the environment)", taken.join(", "))),
    })?;
    Ok(Asked::Chat(Box::new(run)))
}

fn text(value: OsString) -> Result<String, Wrong> {
    value.into_string().map_err(|value| Wrong(format!("{value:?} is not UTF-8")))
}

impl Flags {
    /// Takes what no flag says from the environment, and returns the names of what it took. Where the
    /// servers are is one choice: given, or looked up.
    fn complete(&mut self, variable: impl Fn(&str) -> Option<String>) -> Vec<&'static str> {
        let given = self.ws.is_some() || self.rest.is_some();
        let sought = self.seeds.is_some();
        let mut taken = Vec::new();
        for (value, name, is_open) in [
            (&mut self.app_key, "EASEMOB_APP_KEY", true),
            (&mut self.ws, "EASEMOB_WS", !sought),
            (&mut self.rest, "EASEMOB_REST", !sought),
            (&mut self.seeds, "EASEMOB_SEEDS", !given),
        ] {
            if is_open && value.is_none() {
                *value = variable(name).filter(|value| !value.is_empty());
                taken.extend(value.is_some().then_some(name));
            }
        }
        taken
    }

    fn run(self, program: Program) -> Result<Run, Wrong> {
        if !self.chat {
            return Err(Wrong("what is to be done? There is only: chat --json".into()));
        }
        if !self.json {
            return Err(Wrong("chat speaks JSON lines only: add --json".into()));
        }
        let config = self.config()?;
        config.validate()?;
        Ok(Run::new(program, config, self.tap))
    }

    fn config(&self) -> Result<Config, Wrong> {
        let (ws, rest) = match (&self.ws, &self.rest) {
            (Some(ws), Some(rest)) if self.seeds.is_none() => (ws, rest),
            (None, None) => return self.discovered(),
            (Some(_), Some(_)) => return Err(Wrong("--seeds has no use beside --ws".into())),
            (Some(_), None) => return Err(Wrong("--ws needs --rest beside it".into())),
            (None, Some(_)) => return Err(Wrong("--rest needs --ws beside it".into())),
        };
        let app_key = AppKey::parse(self.app_key.as_deref().unwrap_or("oracle#test"))?;
        Ok(Config::private(app_key, ws, rest))
    }

    fn discovered(&self) -> Result<Config, Wrong> {
        let app_key = self.app_key.as_deref();
        let app_key = app_key
            .ok_or_else(|| Wrong("--app-key or EASEMOB_APP_KEY is missing, or --ws".into()))?;
        let mut config = Config::new(AppKey::parse(app_key)?);
        if let Some(seeds) = &self.seeds {
            // A test server without TLS names hosts without TLS.
            let plain = seeds.contains("http://");
            config.servers = Servers::HttpDns {
                seeds: seeds.split(',').map(str::to_owned).collect(),
                https: if plain { Https::Preferred } else { Https::Only },
            };
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Parser, Program, parse};
    use easemob_core::Servers;

    fn ask(flags: &[&str]) -> Result<Asked, String> {
        ask_with(flags, &[])
    }

    fn ask_with(flags: &[&str], environment: &[(&str, &str)]) -> Result<Asked, String> {
        let program = Program { name: "easemob-test", version: "1.2.3" };
        let variable = |name: &str| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        parse(program, Parser::from_args(flags), variable).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn the_environment_says_what_no_flag_says() {
        let asked = |flags: &[&str], environment: &[(&str, &str)]| {
            let flags = [&["chat", "--json"], flags].concat();
            match ask_with(&flags, environment) {
                Ok(Asked::Chat(run)) => Ok(run.0.config),
                Ok(Asked::Text(text)) => panic!("{text}"),
                Err(wrong) => Err(wrong),
            }
        };
        let here = [
            ("EASEMOB_APP_KEY", "o#env"),
            ("EASEMOB_WS", "ws://env/websocket"),
            ("EASEMOB_REST", "http://env"),
        ];
        let config = asked(&[], &here).expect("complete");
        assert_eq!(config.app_key.as_str(), "o#env");
        let Servers::Fixed { websocket, rest } = config.servers else { panic!("looked up") };
        assert_eq!((&*websocket, &*rest), ("ws://env/websocket", "http://env"));
        // Flags win: one by one, and over the other way to the servers.
        let config = asked(&["--app-key", "o#flag", "--seeds", "https://h"], &here).expect("valid");
        assert_eq!(config.app_key.as_str(), "o#flag");
        assert!(matches!(config.servers, Servers::HttpDns { .. }));
        let seeds = [("EASEMOB_SEEDS", "https://env"), ("EASEMOB_APP_KEY", "")];
        let config = asked(&["--ws", "ws://h", "--rest", "http://h"], &seeds).expect("valid");
        assert!(matches!(config.servers, Servers::Fixed { .. }));
        // What is wrong there is said to be there.
        let wrong = asked(&[], &[("EASEMOB_APP_KEY", "x")]).expect_err("no app key");
        assert!(wrong.contains("no '#'") && wrong.contains("EASEMOB_APP_KEY"), "{wrong}");
    }

    #[test]
    fn flags_that_make_no_sense_say_so() {
        for (flags, said) in [
            (&[] as &[&str], "chat --json"),
            (&["chat"], "--json"),
            (&["chat", "--json"], "EASEMOB_APP_KEY is missing"),
            (&["chat", "--json", "--app-key", "x"], "no '#'"),
            (&["chat", "--json", "--ws", "ws://h"], "needs --rest"),
            (&["chat", "--json", "--rest", "http://h"], "needs --ws"),
            (&["chat", "--json", "--ws", "h", "--rest", "http://h"], "--ws is \"h\": it must"),
            (&["chat", "--json", "--pwd", "x"], "--pwd"),
            (&["chat", "chat"], "chat"),
            (&["chat", "--ws"], "--ws"),
        ] {
            let wrong = ask(flags).err().unwrap_or_default();
            assert!(wrong.contains(said), "{flags:?}: {wrong}");
        }
    }

    #[test]
    fn servers_are_given_or_looked_up() {
        let chat = |flags: &[&str]| match ask(&[&["chat", "--json"], flags].concat()) {
            Ok(Asked::Chat(run)) => run.0,
            Ok(Asked::Text(text)) => panic!("{text}"),
            Err(wrong) => panic!("{wrong}"),
        };
        let given = chat(&["--ws", "ws://h/websocket", "--rest", "http://h", "--tap"]);
        assert_eq!(given.config.app_key.as_str(), "oracle#test");
        assert_eq!((given.tap, given.sdk.as_str()), (true, "easemob-test@1.2.3"));
        let sought = chat(&["--app-key", "o#a", "--seeds", "http://h,http://i"]);
        let Servers::HttpDns { seeds, .. } = sought.config.servers else { panic!("fixed") };
        assert_eq!(seeds, ["http://h", "http://i"]);
    }

    #[test]
    fn help_and_version_are_texts() {
        assert!(matches!(ask(&["--help"]), Ok(Asked::Text(text)) if text.contains("--rest")));
        let said = "easemob-test 1.2.3\n";
        assert!(matches!(ask(&["--version"]), Ok(Asked::Text(text)) if text == said));
    }
}
