//! The Easemob client on bare metal: `easemob-core` over any `embedded-io-async` stream.
//!
//! This crate is a placeholder for the transport to come: it re-exports the core, which builds for
//! bare-metal targets today and can be driven by hand.

#![no_std]
#![forbid(unsafe_code)]

pub use easemob_core as core;
