//! The example `easemob-tokio` as a process, against the emulator.

#![allow(missing_docs)]

#[path = "../../tests/driver/end_to_end/mod.rs"]
mod end_to_end;

use std::path::PathBuf;

/// Cargo builds examples beside tests, but does not say where.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test has a path");
    let target = test.parent().and_then(|deps| deps.parent()).expect("target/debug/deps");
    target.join("examples").join(format!("easemob-tokio{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn a_conversation() {
    end_to_end::conversation(&program(), "easemob-tokio@");
}

#[test]
fn many_messages() {
    end_to_end::many_messages(&program());
}

#[test]
fn files() {
    end_to_end::files(&program());
}

#[test]
fn flags() {
    end_to_end::flags(&program());
}
