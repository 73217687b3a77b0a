//! Easemob client on tokio.
#![forbid(unsafe_code)]
