//! Drives Easemob clients through JSON lines, so that any language can: one JSON object per line in
//! (commands), one per line out (results and events).
//!
//! [`Driver`] is a machine without I/O, as the core is: it takes lines and the inputs of named
//! clients, and gives lines and their effects. The module `shell` puts a process around it: flags,
//! standard input and output. A transport lends clock and sockets.
//!
//! ```
//! use easemob_core::{AppKey, Config, Instant};
//! use easemob_driver::{Driver, Settings, testing::Still};
//!
//! let settings = Settings::new(Config::new(AppKey::parse("org#app")?));
//! let mut driver = Driver::new(settings, Box::new(Still), Instant::from_millis(0));
//! driver.line(Instant::from_millis(0), br#"{"cmd":"mute","id":1}"#);
//! let lines = String::from_utf8(driver.take_lines())?;
//! assert!(lines.ends_with("{\"result\":1,\"ok\":true,\"data\":{}}\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

mod calling;
mod calls;
mod command;
mod connection;
mod counter;
mod credentials;
mod driver;
mod host;
pub mod json;
mod local;
mod message;
mod output;
mod problem;
mod results;
mod rooms;
mod settings;
#[cfg(feature = "shell")]
pub mod shell;
mod tap;
pub mod testing;
mod transfer;
mod translating;
mod uploading;

pub use driver::{ConnId, Driver};
pub use host::{Host, Usage};
pub use problem::Problem;
pub use settings::Settings;
pub use transfer::{Transfer, Transferred};
