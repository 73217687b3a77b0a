//! Completions and man pages.

use crate::stage::{Stage, text};

#[test]
fn every_shell_gets_its_completions() {
    let stage = Stage::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stage.bare(&["completions", shell]).end().done();
        assert!(script.contains("password-file"), "{shell}: {script}");
    }
}

#[test]
fn the_man_page_says_what_there_is() {
    let stage = Stage::new();
    let page = stage.bare(&["man"]).end().done();
    for said in [
        ".TH easemob 1",
        "easemob\\-send(1)",
        ".SH FILES",
        "easemob/config.toml",
        ".SH ENVIRONMENT",
        "\\fBEASEMOB_PASSWORD_FILE\\fR\nAs \\-\\-password\\-file, which",
        ".SH \"EXIT STATUS\"",
        "\\fB130\\fR\ninterrupted",
    ] {
        assert!(page.contains(said), "{said} is missing: {page}");
    }
    assert!(!page.contains("STDIN"), "what has no variable is none: {page}");
    let folder = stage.path("share/man1");
    assert_eq!(stage.bare(&["man", &text(&folder)]).end().done(), "");
    let page = std::fs::read_to_string(folder.join("easemob-send.1")).expect("a page");
    assert!(page.contains("password\\-stdin") && page.contains("easemob(1)"), "{page}");
}

#[test]
fn help_tells_the_exit_codes() {
    let stage = Stage::new();
    let help = stage.bare(&["--help"]).end().done();
    for said in ["send", "completions", "Exit codes", "130", "--app-key", "config.toml"] {
        assert!(help.contains(said), "{said} is missing: {help}");
    }
}

#[test]
fn what_is_printed_into_nothing_is_no_panic() {
    let stage = Stage::new();
    let ended = stage.bare(&["completions", "bash"]).deaf().end();
    ended.failed(8, &["standard output is gone"]);
}
