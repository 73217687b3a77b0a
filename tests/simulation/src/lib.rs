//! Deterministic simulation of Easemob clients and server.
#![forbid(unsafe_code)]
