//! The command line.

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_easemob-simulation");
    Command::new(program).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn seeds_are_counted_and_their_violations_said_last() {
    let output = run(&["--seeds", "100..103", "--weather", "flaky-mobile"]);
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    for line in ["seeds 100..103 in flaky-mobile weather", "seeds: 3, of which 1 twice", "faults: "]
    {
        assert!(text.contains(line), "{line:?} is missing in\n{text}");
    }
    assert_eq!(text.lines().last(), Some("violations: 0"));
}

#[test]
fn a_replay_prints_every_line_and_draws() {
    let page = std::env::temp_dir().join(format!("easemob-{}.html", std::process::id()));
    let path = page.to_str().expect("a path of letters");
    let output = run(&["--replay", "7", "--weather", "calm", "--trace", path]);
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("ann    logs in") && text.contains("violations: []"), "{text}");
    let drawn = std::fs::read_to_string(&page).expect("a page");
    assert!(drawn.contains("--replay 7 --weather calm"));
    let beside = page.with_extension("txt");
    assert!(std::fs::read_to_string(&beside).expect("a text").contains("PROVISION ok"));
    std::fs::remove_file(page).and(std::fs::remove_file(beside)).expect("both can go");
}

#[test]
fn wrong_options_are_named() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "no command"),
        (&["--seeds", "many"], "\"many\" is neither a number nor a range"),
        (&["--seeds", "5..5"], "there is none in \"5..5\""),
        (&["--seeds", "1", "--ratio"], "two commands"),
        (&["--seeds", "1", "--weather", "sunny"], "there is no \"sunny\""),
        (&["--seeds", "1", "--trace", "x.html"], "--trace draws the seed of --replay"),
        (&["--replay", "1", "--twice"], "--twice is for --seeds"),
        (&["--replay", "1", "--seconds"], "seconds"),
        (&["--sedes", "1"], "--sedes"),
    ];
    for (arguments, problem) in cases {
        let output = run(arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(problem), "{arguments:?}: {text}");
        assert!(text.contains("usage: "), "{arguments:?}: {text}");
    }
}
