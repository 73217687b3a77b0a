//! The program `easemob`: log in, talk, send and listen from a terminal. See `--help`.

#![forbid(unsafe_code)]

mod args;
mod commands;
mod exit;
mod output;
mod progress;
mod secret;
mod session;
mod settings;
mod story;
mod time;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use exit::{Exit, Failure};
use settings::{Settings, heard_lang};
use words::Lang;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(wrong) => {
            let _nobody_reads = wrong.print();
            return if wrong.use_stderr() { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let settings = match cli.command.flags() {
        Some(flags) => Settings::read(flags, cli.lang),
        None => Ok(Settings::language(cli.lang)),
    };
    let in_doubt = |_: &Failure| {
        let file = cli.command.flags().and_then(|flags| flags.config);
        Lang::chosen(heard_lang(cli.lang, file))
    };
    let lang = settings.as_ref().map_or_else(in_doubt, Settings::lang);
    let settings = settings.map_err(|failure| match &cli.command {
        Command::Doctor(options) => options.unreadable(failure, lang),
        _ => failure,
    });
    match settings.and_then(|settings| run(cli.command, &settings)) {
        Ok(code) => code,
        Err(failure) => failure.report(lang),
    }
}

fn run(command: Command, settings: &Settings) -> Result<ExitCode, Failure> {
    let done = match command {
        Command::Chat(options) if options.json => {
            return commands::chat::json(&options, settings);
        }
        Command::Chat(_) => commands::chat::run(settings),
        Command::Send(options) => commands::send::run(&options, settings),
        Command::Listen(options) => commands::listen::run(&options, settings),
        Command::Register(options) => commands::register::run(&options, settings),
        Command::Export(options) => commands::export::run(&options, settings),
        Command::Download(options) => commands::download::run(&options, settings),
        Command::Decode(options) => commands::decode::run(&options, settings),
        Command::Doctor(options) => commands::doctor::run(&options, settings),
        Command::Emulator(options) => commands::emulator::run(options),
        Command::Completions { shell } => commands::completions::run(shell),
        Command::Man { folder } => commands::man::run(folder.as_deref()),
    };
    done.map(|()| Exit::Done.into())
}
