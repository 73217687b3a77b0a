//! What a client says through `tracing`, on a virtual clock and beside a real server.

#![allow(missing_docs)]

mod cache;
mod day;
mod limit;
mod recorder;
mod spans;
