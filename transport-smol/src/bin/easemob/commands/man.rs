//! `easemob man`.

use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::Cli;
use crate::exit::Failure;
use crate::output;

/// Prints the page of the program, or writes a page for each command.
pub(crate) fn run(folder: Option<&Path>) -> Result<(), Failure> {
    let mut program = Cli::command();
    program.build();
    let Some(folder) = folder else { return output::bytes(&page(&program)) };
    let commands = program.get_subcommands().filter(|command| command.get_name() != "help");
    for command in std::iter::once(&program).chain(commands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page(command)).map_err(|error| Failure::file(&path, &error))?;
    }
    Ok(())
}

fn page(command: &Command) -> Vec<u8> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).expect("a vector takes everything");
    page
}
