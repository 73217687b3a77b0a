//! A local server that speaks the protocol of the Easemob (环信) instant-messaging cloud.
//!
//! [`Server`] is a machine without clock, socket or chance: tell it what happened and when, ask
//! it what to push. A simulator drives it as it is; the feature `listener` puts it behind a
//! real port, in this process (`listener::spawn`) or as the program `easemob-emulator`.
//!
//! Accounts, faults, kicks and everything else a test needs are asked for over the control
//! interface: `POST /_ctl`, [`Server::control`].
#![forbid(unsafe_code)]

mod accounts;
mod agenda;
mod blast;
mod chat;
pub mod config;
pub mod control;
mod edits;
mod faults;
mod files;
mod groups;
#[cfg(feature = "listener")]
pub mod listener;
mod login;
mod mailboxes;
mod queues;
mod random;
mod record;
pub mod rest;
mod schema;
pub mod server;
mod sessions;
mod sync;
mod tokens;
mod transcode;
mod triggers;

pub use config::Config;
pub use control::ControlError;
pub use rest::{Answer, Request, Response};
pub use server::{Close, Peer, Push, Server};
