//! A local server that speaks the protocol of the Easemob (环信) instant-messaging cloud.
//!
//! [`Server`] is a machine without clock, socket or chance: tell it what happened and when, ask
//! it what to push. A simulator drives it as it is; the feature `listener` puts it behind a
//! real port, in this process (`listener::spawn`) or as the program `easemob-emulator`.
//!
//! ```
//! use bytes::Bytes;
//! use easemob_emulator::{Close, Config, Peer, Push, Server};
//! use serde_json::json;
//!
//! let (mut now, client) = (1_700_000_000_000, Peer(1));
//! let mut server = Server::new(Config::default(), 42, now);
//! server.operate(now, &json!({ "op": "user", "user": "alice", "password": "pw" }))?;
//! server.connected(now, client);
//! now += 5;
//! server.handle(now, client, Bytes::from_static(b"not a frame"));
//! let (peer, push) = server.poll().expect("an answer");
//! assert!(peer == client && matches!(push, Push::Close(Close::Polite { code: 1002, .. })));
//! # Ok::<(), easemob_emulator::ControlError>(())
//! ```
//!
//! Accounts, faults, kicks and everything else a test needs are asked for over the control
//! interface: `POST /_ctl`, [`Server::control`].
#![forbid(unsafe_code)]

mod accounts;
mod agenda;
mod archive;
mod attributes;
mod blast;
mod chat;
pub mod config;
mod contacts;
pub mod control;
pub mod dissect;
mod edits;
mod faults;
mod files;
mod groups;
pub mod inspector;
mod kept;
#[cfg(feature = "listener")]
pub mod listener;
mod login;
pub mod look;
mod mailboxes;
mod message_json;
mod muc;
mod notices;
mod pins;
mod presence;
mod queues;
mod random;
mod reactions;
mod recalls;
mod receipts;
mod record;
pub mod rest;
mod ring;
mod rooms;
mod schema;
pub mod server;
mod sessions;
mod shares;
mod silent;
mod speech;
pub mod state;
mod sync;
mod threads;
mod thumbnail;
mod tokens;
mod transcode;
mod triggers;
mod uploads;

pub use config::Config;
pub use control::ControlError;
pub use rest::{Answer, Request, Response};
pub use server::{Close, Peer, Push, Server};
