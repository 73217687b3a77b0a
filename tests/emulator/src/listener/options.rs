//! How to start an emulator; with the feature `cli` also what a command line can say of that.

#[cfg(feature = "cli")]
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// The address to listen on when nobody says otherwise.
const FREE_PORT: &str = "127.0.0.1:0";

/// How to start an emulator.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
pub struct Options {
    /// Address and port to listen on; port 0 takes a free one
    #[cfg_attr(feature = "cli", arg(long, value_name = "ADDRESS", default_value = FREE_PORT))]
    pub listen: String,
    /// The application to serve, `oracle#test` if nothing is said; wins over `appKey` in the settings
    #[cfg_attr(feature = "cli", arg(long, value_name = "ORG#APP"))]
    pub app_key: Option<String>,
    /// Control operations to run at start: a JSON array, or one a line
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE", value_parser = script))]
    pub script: Option<String>,
    /// Settings: an object, as the control operation `config` takes it
    #[cfg_attr(feature = "cli", arg(long, value_name = "JSON", value_parser = json))]
    pub config: Option<Value>,
    /// Any name logs in, with any password or token
    #[cfg_attr(feature = "cli", arg(long))]
    pub auto_create_users: bool,
    /// Names and passwords of accounts to start with
    #[cfg_attr(
        feature = "cli",
        arg(long, value_name = "NAME:PASSWORD,…", value_parser = account, value_delimiter = ',')
    )]
    pub seed_users: Vec<(String, String)>,
    /// Keep accounts, groups, queues, history and files in this file, across restarts; made if there
    /// is none
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub state: Option<PathBuf>,
    /// The official Web SDK (`Easemob-chat.js` of npm's easemob-websdk), for the page
    /// `/_inspector/demo.html`
    #[cfg_attr(feature = "cli", arg(long, value_name = "FILE"))]
    pub web_sdk: Option<PathBuf>,
    /// Serve other than loopback addresses; the control interface has no password, so whoever reaches
    /// the port controls the server
    #[cfg_attr(feature = "cli", arg(long))]
    pub allow_remote: bool,
    /// Makes tokens and chance repeatable; drawn from the clock if nothing is said
    #[cfg_attr(feature = "cli", arg(long, value_name = "NUMBER"))]
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: FREE_PORT.into(),
            app_key: None,
            script: None,
            config: None,
            auto_create_users: false,
            seed_users: Vec::new(),
            state: None,
            web_sdk: None,
            allow_remote: false,
            seed: None,
        }
    }
}

#[cfg(feature = "cli")]
fn script(file: &str) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| error.to_string())
}

#[cfg(feature = "cli")]
fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))
}

#[cfg(feature = "cli")]
fn account(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once(':').filter(|(name, _)| !name.is_empty());
    let (name, password) = parts.ok_or("it is not name:password")?;
    Ok((name.to_owned(), password.to_owned()))
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::Options;
    use clap::{Args, Command, FromArgMatches};
    use serde_json::json;

    fn parse(arguments: &[&str]) -> Result<Options, String> {
        let program = Options::augment_args(Command::new("emulator").no_binary_name(true));
        let matches = program.try_get_matches_from(arguments).map_err(|wrong| wrong.to_string())?;
        Options::from_arg_matches(&matches).map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn options_that_cannot_be_used_are_named() {
        for (arguments, said) in [
            (&["--lisen", "x"] as &[&str], "--lisen"),
            (&["--seed-users", "bob:x,alice"], "alice"),
            (&["--config", "{"], "--config"),
            (&["--script", "/nowhere"], "/nowhere"),
            (&["--seed", "x"], "--seed"),
            (&["--listen"], "--listen"),
            (&["more"], "more"),
        ] {
            let wrong = parse(arguments).map(drop).unwrap_err();
            assert!(wrong.contains(said), "{arguments:?}: {wrong}");
        }
    }

    #[test]
    fn a_command_line_says_what_the_defaults_do_not() {
        let plain = parse(&[]).unwrap();
        assert_eq!(format!("{plain:?}"), format!("{:?}", Options::default()));
        let said = ["--seed-users", "a:x:y,b:", "--config", "{\"pageSize\":3}", "--seed", "7"];
        let options = parse(&said).unwrap();
        assert_eq!(options.seed_users, [("a".into(), "x:y".into()), ("b".into(), String::new())]);
        assert_eq!((options.config, options.seed), (Some(json!({"pageSize": 3})), Some(7)));
    }
}
