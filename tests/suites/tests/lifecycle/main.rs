//! A session from its options to its end (connection §2 to §17).

mod compression;
mod discovery;
mod echoes;
mod expiry;
mod heartbeat;
mod kicks;
mod login;
mod logout;
mod options;
mod reconnect;
mod redirects;
mod refusals;
mod registration;
mod renewal;
mod users;
