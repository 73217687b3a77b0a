//! What a client says through `tracing`, told by a virtual clock.

#![allow(missing_docs)]

mod limit;
mod recorder;
mod spans;
