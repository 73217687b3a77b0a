//! Easemob client on bare metal.
#![forbid(unsafe_code)]
