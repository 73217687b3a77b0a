//! A program that installs no subscriber writes nothing, whatever happens to it: looked at from
//! outside, so there is no test harness here that would write.

#![allow(missing_docs)]

mod day;

use std::env;
use std::process::{Command, Output};

use easemob_core::log::LogCache;
use easemob_smol::log::LogKeeper;
use easemob_smol::log::tracing_subscriber::layer::SubscriberExt as _;
use easemob_smol::log::tracing_subscriber::registry;

use day::{a_day, server};

fn main() {
    match env::args().nth(1).as_deref() {
        Some("silent day") => drop(a_day(&server())),
        Some("heard day") => {
            let keeper = LogKeeper::new(LogCache::default());
            let subscriber = registry().with(keeper.layer());
            tracing::subscriber::with_default(subscriber, || a_day(&server()));
            print!("{}", keeper.lines().join("\n"));
        }
        _ => compare(),
    }
}

fn compare() {
    let silent = run("silent day");
    assert_eq!(silent, (String::new(), String::new()));
    // There was something to say.
    let heard = run("heard day");
    assert!(heard.0.lines().count() > 10, "{heard:?}");
}

/// What a day writes to standard output and to standard error.
fn run(day: &str) -> (String, String) {
    let this = env::current_exe().expect("a path");
    let mut command = Command::new(this);
    // What other programs are made to talk with.
    command.arg(day).env("RUST_LOG", "trace").env("DEBUG", "*");
    let Output { status, stdout, stderr } = command.output().expect("a process");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert!(status.success(), "{status}: {stderr}");
    (stdout, stderr)
}
