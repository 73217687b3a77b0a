//! The commands of `easemob` as processes, against the emulator.
//!
//! Whatever a test runs, its output is searched for the passwords and tokens that were in play: see
//! [`stage::Ended`].

#![allow(missing_docs)]

mod bad_input;
mod chatting;
mod decoding;
mod diagnosing;
mod documents;
mod emulating;
mod files;
mod history;
mod listening;
mod registering;
mod sending;
mod settings;
mod stage;
mod terminal;
mod trust;
