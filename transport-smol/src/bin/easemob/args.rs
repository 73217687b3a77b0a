//! The command line.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::{chat, decode, doctor, download, export, listen, register, send};
use crate::exit::Exit;
use crate::settings::{Layer, Setting};
use crate::words::Lang;

/// Easemob (环信) instant messaging from a terminal.
#[derive(Debug, Parser)]
#[command(name = "easemob", version, after_help = after_help(), max_term_width = 100)]
pub(crate) struct Cli {
    /// The language of messages [default: that of the locale]
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Talk to people on a terminal; with --json, drive clients with JSON lines
    ///
    /// Conversations are on the left, what was said on the right. /help lists the keys and commands.
    Chat(chat::Options),
    /// Send a message and wait until the server has it
    Send(send::Options),
    /// Print what arrives until it is interrupted
    ///
    /// A message counts as received once it is printed: what was not comes again. The server counts in
    /// pages, so that what was printed of a page that was not comes again with the rest of it, unless
    /// --store says where to remember that.
    Listen(listen::Options),
    /// Write what was said into a file, a line of JSON for each message
    ///
    /// Who exports does not receive: what waits goes on waiting.
    Export(export::Options),
    /// Fetch a file of a message
    Download(download::Options),
    /// Make an account: where registration is open, or anywhere with an app token
    Register(register::Options),
    /// Show what is in frames, layer by layer
    ///
    /// Takes hex, base64, lines of JSON as `chat --json --tap` prints them, a file of captures or the
    /// bytes of one frame, and finds out which. Tokens, passwords and keys are not shown; what people
    /// say is.
    Decode(decode::Options),
    /// Find out which step of a login fails, and what to do
    ///
    /// Resolves names, connects, encrypts, looks servers up, fetches a token, logs in, sends a text to
    /// the user and logs out. The text is acknowledged by the server and reaches the user's other
    /// devices only. What waits for the user goes on waiting. With several hosts each is asked once.
    Doctor(doctor::Options),
    /// Run a local server to try things with, which misbehaves on command
    ///
    /// Prints one line of JSON with its addresses, then serves until it is stopped.
    Emulator(easemob_emulator::listener::Options),
    /// Print a script that completes commands and options in a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the man page, or write one for each command into a folder
    Man {
        /// The folder, which is made where it is missing
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

impl Command {
    /// What the command line says of who connects where, for a command that connects.
    pub(crate) fn flags(&self) -> Option<Flags<'_>> {
        match self {
            Self::Chat(options) => Some(options.flags()),
            Self::Send(options) => Some(options.account.flags()),
            Self::Doctor(options) => Some(options.account.flags()),
            Self::Listen(options) => Some(options.account.flags()),
            Self::Export(options) => Some(options.account.flags()),
            Self::Download(options) => Some(options.account.flags()),
            Self::Register(options) => Some(options.flags()),
            Self::Decode(_) | Self::Emulator(_) | Self::Completions { .. } | Self::Man { .. } => {
                None
            }
        }
    }
}

/// The strongest layer of the settings, and the file of the weakest.
#[derive(Debug)]
pub(crate) struct Flags<'a> {
    pub(crate) layer: Layer,
    pub(crate) config: Option<&'a Path>,
    /// Whether what proves who logs in is of use.
    pub(crate) logs_in: bool,
}

/// Where the servers are and whom to trust.
#[derive(Args, Debug)]
#[command(next_help_heading = "Servers")]
pub(crate) struct Servers {
    /// A configuration file instead of the usual one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The application, as the console shows it
    #[arg(long, value_name = "ORG#APP")]
    app_key: Option<String>,
    /// Where the socket is, wss://host/websocket; no server is looked up then
    #[arg(long, value_name = "URL", conflicts_with = "seeds")]
    ws: Option<String>,
    /// Where the REST service is, https://host; beside --ws
    #[arg(long, value_name = "URL", conflicts_with = "seeds")]
    rest: Option<String>,
    /// Who is asked where the servers are, instead of the vendor: URLs with commas between them
    #[arg(long, value_name = "URL")]
    seeds: Option<String>,
    /// Whose certificates to trust: `mozilla` (the default), `system`, or a PEM file
    #[arg(long, value_name = "WHO")]
    trust: Option<PathBuf>,
}

/// Who logs in, and where.
#[derive(Args, Debug)]
#[command(next_help_heading = "Account")]
pub(crate) struct Account {
    /// The user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// A file that holds the password
    #[arg(long, value_name = "FILE", group = "proof")]
    password_file: Option<PathBuf>,
    /// Read the password from standard input, one line
    #[arg(long, group = "proof")]
    password_stdin: bool,
    /// A file that holds a token, instead of a password
    #[arg(long, value_name = "FILE", group = "proof")]
    token_file: Option<PathBuf>,
    /// Read the token from standard input, one line
    #[arg(long, group = "proof")]
    token_stdin: bool,
    #[command(flatten)]
    servers: Servers,
}

impl Servers {
    pub(crate) fn flags(&self) -> Flags<'_> {
        let mut layer = Layer::default();
        let Self { config, app_key, ws, rest, seeds, trust } = self;
        layer.set_flag(Setting::AppKey, app_key.as_deref());
        layer.set_flag(Setting::Ws, ws.as_deref());
        layer.set_flag(Setting::Rest, rest.as_deref());
        layer.set_flag(Setting::Seeds, seeds.as_deref());
        layer.set_flag(Setting::Trust, trust.as_deref());
        Flags { layer, config: config.as_deref(), logs_in: true }
    }
}

impl Account {
    pub(crate) fn flags(&self) -> Flags<'_> {
        let Self { user, password_file, password_stdin, token_file, token_stdin, servers } = self;
        let mut flags = servers.flags();
        flags.layer.set_flag(Setting::User, user.as_deref());
        flags.layer.set_flag(Setting::PasswordFile, password_file.as_deref());
        flags.layer.set_flag(Setting::PasswordStdin, password_stdin.then_some(""));
        flags.layer.set_flag(Setting::TokenFile, token_file.as_deref());
        flags.layer.set_flag(Setting::TokenStdin, token_stdin.then_some(""));
        flags
    }
}

/// What every command has in common: where options come from, and the exit codes.
fn after_help() -> String {
    let codes = Exit::TABLE.iter().map(|(code, meaning)| format!("  {code:>3}  {meaning}\n"));
    format!(
        "Options come from a configuration file, from the environment and from flags; flags win. \
         --app-key is app_key = \"org#app\" in the file and EASEMOB_APP_KEY in the environment, and \
         so on. The file is {file}, EASEMOB_CONFIG or --config. A password or a token is never on \
         a command line, where others see it: it is in EASEMOB_PASSWORD or EASEMOB_TOKEN, in a \
         file, on standard input, or asked for.\n\nExit codes:\n{codes}",
        file = crate::settings::USUAL_FILE,
        codes = codes.collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_definitions_make_sense() {
        super::Cli::command().debug_assert();
    }
}
