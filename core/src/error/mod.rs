//! Errors, one type per question, each naming the guilty party.

mod malformed;

pub use malformed::{Layer, Malformed};
