//! Easemob client on smol.
#![forbid(unsafe_code)]
