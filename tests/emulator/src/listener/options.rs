//! What the program can be told on its command line.

use std::ffi::OsString;
use std::fs;

use lexopt::{Arg, Parser, ValueExt};
use serde_json::Value;

/// What `--help` says.
pub const USAGE: &str = "\
A local server that speaks the protocol of the Easemob IM cloud.

easemob-emulator --listen 127.0.0.1:0 [options]

  --listen ADDRESS       address and port; port 0: a free one (default 127.0.0.1:0)
  --app-key ORG#APP      the app to serve (default oracle#test)
  --script FILE          control operations to run at start: a JSON array, or one a line
  --config JSON          settings, as the control operation `config` takes them
  --auto-create-users    any name logs in, with any password or token
  --seed-users A:PW,B:PW accounts to start with
  --seed NUMBER          makes tokens and chance repeatable
  --allow-remote         serve other than loopback addresses; the control interface
                         has no password, so whoever reaches the port controls the server
  --help

Prints one line of JSON with its addresses, then serves until it is stopped.";

/// How to start an emulator.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// `org#app`; wins over `appKey` in `config`.
    pub app_key: Option<String>,
    /// Text of a script.
    pub script: Option<String>,
    /// Settings, an object.
    pub config: Option<Value>,
    /// Any name logs in.
    pub auto_create_users: bool,
    /// Names and passwords of accounts to start with.
    pub seed_users: Vec<(String, String)>,
    /// Serve other than loopback addresses.
    pub allow_remote: bool,
    /// Seed of everything drawn; None: from the clock.
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".into(),
            app_key: None,
            script: None,
            config: None,
            auto_create_users: false,
            seed_users: Vec::new(),
            allow_remote: false,
            seed: None,
        }
    }
}

/// What a command line asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Start.
    Serve(Box<Options>),
    /// Say how to.
    Help,
}

impl Command {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    /// A sentence that names what was wrong.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut options = Options::default();
        let mut parser = Parser::from_args(arguments);
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Arg::Long("listen") => options.listen = text(&mut parser, "--listen")?,
                Arg::Long("app-key") => {
                    options.app_key = Some(text(&mut parser, "--app-key")?);
                }
                Arg::Long("script") => {
                    let file = text(&mut parser, "--script")?;
                    let script = fs::read_to_string(&file);
                    let script = script.map_err(|error| format!("--script {file}: {error}"))?;
                    options.script = Some(script);
                }
                Arg::Long("config") => {
                    let json = text(&mut parser, "--config")?;
                    let parsed = serde_json::from_str(&json);
                    options.config =
                        Some(parsed.map_err(|error| format!("--config is not JSON: {error}"))?);
                }
                Arg::Long("auto-create-users") => options.auto_create_users = true,
                Arg::Long("seed-users") => {
                    options.seed_users.extend(users(&text(&mut parser, "--seed-users")?)?);
                }
                Arg::Long("seed") => {
                    let number = text(&mut parser, "--seed")?;
                    let seed = number.parse();
                    options.seed = Some(seed.map_err(|error| format!("--seed {number}: {error}"))?);
                }
                Arg::Long("allow-remote") => options.allow_remote = true,
                Arg::Long("help") | Arg::Short('h') => return Ok(Self::Help),
                other => return Err(other.unexpected().to_string()),
            }
        }
        Ok(Self::Serve(Box::new(options)))
    }
}

fn text(parser: &mut Parser, option: &str) -> Result<String, String> {
    let value = parser.value().and_then(|value| value.string());
    value.map_err(|error| format!("{option}: {error}"))
}

fn users(list: &str) -> Result<Vec<(String, String)>, String> {
    let pairs = list.split(',').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| {
        let parts = pair.split_once(':').filter(|(name, _)| !name.is_empty());
        parts
            .map(|(name, password)| (name.to_owned(), password.to_owned()))
            .ok_or_else(|| format!("--seed-users: {pair:?} is not name:password"))
    });
    split.collect()
}
