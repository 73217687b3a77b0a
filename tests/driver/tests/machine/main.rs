//! The driver without sockets: lines and inputs in, lines and effects out.

#![allow(missing_docs)]

mod bench;
mod commands;
mod ending;
mod kinds;
mod lines;
mod local;
mod sending;
mod sessions;
