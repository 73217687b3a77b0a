//! The program `easemob` as a process, against the emulator.

#![allow(missing_docs)]

#[path = "../../tests/driver/end_to_end/mod.rs"]
mod end_to_end;

use std::path::Path;

const PROGRAM: &str = env!("CARGO_BIN_EXE_easemob");

#[test]
fn a_conversation() {
    end_to_end::conversation(Path::new(PROGRAM), "easemob-smol@");
}

#[test]
fn many_messages() {
    end_to_end::many_messages(Path::new(PROGRAM));
}

#[test]
fn files() {
    end_to_end::files(Path::new(PROGRAM));
}

#[test]
fn flags() {
    end_to_end::flags(Path::new(PROGRAM));
}
