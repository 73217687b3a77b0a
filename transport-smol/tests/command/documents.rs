//! Completions and man pages.

use crate::stage::{Stage, password, text};

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
fn a_message_follows_whom_it_is_for() {
    let stage = Stage::new();
    let folder = stage.path("man");
    stage.bare(&["man", &text(&folder)]).end().done();
    let help = stage.bare(&["send", "--help"]).end().done();
    let wrong = stage.bare(&["send"]).end().errors;
    let page = std::fs::read_to_string(folder.join("easemob-send.1")).expect("a page");
    for said in [help, wrong, page] {
        let usage = said.lines().find(|line| line.contains("easemob send") && line.contains("TO"));
        let usage = usage.unwrap_or_else(|| panic!("no usage: {said}"));
        let at = |what: &str| usage.find(what).unwrap_or_else(|| panic!("no {what}: {usage}"));
        assert!(at("OPTIONS") < at("TO") && at("TO") < at("TEXT"), "{usage}");
        assert!(at("TEXT") < at("file") && at("file") < at("video"), "{usage}");
    }
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

/// Not even the failure finds a reader.
#[test]
fn what_is_said_to_nobody_is_no_panic() {
    let stage = Stage::new();
    stage.user("alice", &["send", "bob", "hi"]).end().done();
    stage.file("open.toml", format!("password = \"{}\"", password("bob")));
    let run = |arguments: &[&str]| stage.user("bob", arguments).mute();
    for (run, code) in [
        (run(&["man"]), 8),
        (run(&["decode", "/nowhere"]), 8),
        (run(&["decode", "/nowhere", "--config"]), 2),
        (run(&["listen"]), 8),
        (run(&["send", "alice", "hi", "--config", "open.toml"]), 8),
        (run(&["chat", "--json"]).variable("EASEMOB_PASSWORD", "").input("{\"cmd\":\"x\"}\n"), 1),
    ] {
        let ended = run.end();
        assert_eq!(ended.code, Some(code), "{ended:?}");
    }
}
