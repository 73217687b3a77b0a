//! A client against the captures of the official one: the same actions must send the same bytes,
//! the same bytes must be told the same way. What differs on purpose stands in
//! `docs/differences.md`, and [`differences`] holds the client and the document to each other.
//!
//! ```text
//! capture ─► stage (client + script, a server of a few lines) ─► up, down ─► differences
//! ```

mod align;
pub mod capture;
pub mod differences;
pub mod down;
mod order;
mod pin;
mod say;
mod script;
mod stage;
pub mod up;
mod web;
