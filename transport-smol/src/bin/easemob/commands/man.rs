//! `easemob man`.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::args::Cli;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::settings::{Setting, USUAL_FILE};

/// Prints the page of the program, or writes a page for each command.
pub(crate) fn run(folder: Option<&Path>) -> Result<(), Failure> {
    let mut program = Cli::command();
    program.build();
    let main = page(&program, &common());
    let Some(folder) = folder else { return output::bytes(&main) };
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let write = |name: &str, page: &[u8]| {
        let path = folder.join(format!("{name}.1"));
        fs::write(&path, page).map_err(|error| Failure::file(&path, &error))
    };
    write(program.get_name(), &main)?;
    let mut elsewhere = Roff::new();
    elsewhere
        .control("SH", ["SEE ALSO"])
        .text([roman("easemob(1): files, environment, exit codes")]);
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        write(name, &page(command, &elsewhere))?;
    }
    Ok(())
}

/// What all commands have in common. The rest of the page comes from the definitions of the options.
fn common() -> Roff {
    let mut roff = Roff::new();
    roff.control("SH", ["FILES"]);
    entry(
        &mut roff,
        USUAL_FILE,
        "Options in TOML, such as user = \"alice\"; weaker than all else.",
    );
    roff.control("SH", ["ENVIRONMENT"]);
    entry(&mut roff, "EASEMOB_CONFIG", "A configuration file instead of the usual one.");
    for setting in Setting::ALL {
        let Some(variable) = setting.variable() else { continue };
        let meaning = match setting {
            Setting::Password => "The password.".to_owned(),
            Setting::Token => "A token, instead of a password.".to_owned(),
            Setting::AppToken => "An app token, for register.".to_owned(),
            _ => format!("As {}, which wins over it.", setting.flag()),
        };
        entry(&mut roff, &variable, &meaning);
    }
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in Exit::TABLE {
        entry(&mut roff, &code.to_string(), meaning);
    }
    roff
}

fn entry(roff: &mut Roff, name: &str, meaning: &str) {
    roff.control("TP", []).text([bold(name)]).text([roman(meaning)]);
}

fn page(command: &Command, more: &Roff) -> Vec<u8> {
    let mut page = Vec::new();
    write_page(command, more, &mut page).expect("a vector takes everything");
    page
}

fn write_page(command: &Command, more: &Roff, page: &mut dyn Write) -> io::Result<()> {
    // What help says at its end is in sections of its own here.
    let man = Man::new(command.clone().after_help(None));
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    more.to_writer(page)
}
