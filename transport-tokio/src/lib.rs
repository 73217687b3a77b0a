//! Easemob (环信) instant messaging on tokio: log in, stay in, talk.
//!
//! [`Connection`] is the protocol of `easemob-core` with sockets: commands return at once, and
//! [`Connection::next`] runs it until there is something to tell. Who wants it to run by itself
//! takes [`Connection::into_background`] and has a task run the [`Background`]; who wants the loop for
//! himself takes [`Io`].
//!
//! No task is started: everything lives in the value that is awaited. It must be awaited in a tokio
//! runtime with I/O and time enabled, of either flavour.
//!
//! ```no_run
//! use easemob_tokio::core::{AppKey, Config, Credentials, Event, Outgoing, UserId};
//! use easemob_tokio::Connection;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::new(AppKey::parse("org#app")?);
//! let mut connection = Connection::new(config, None)?;
//! connection.log_in(Credentials::password(UserId::new("alice")?, "secret")).await?;
//! connection.send(Outgoing::text(UserId::new("bob")?, "hello"))?;
//! loop {
//!     match connection.next().await {
//!         Event::Message(message) => println!("{}: {:?}", message.from.name, message.body),
//!         Event::Offline(why) => break println!("{why}"),
//!         _ => {}
//!     }
//! }
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod net;

use easemob_core::driver;
use easemob_transport::Transport;

pub use easemob_core as core;
pub use easemob_core::driver::{Events, Handle};
#[cfg(feature = "log-cache")]
#[doc(inline)]
pub use easemob_transport::log;
pub use easemob_transport::rustls;
#[doc(inline)]
pub use easemob_transport::{FileStore, OpenFailed, Tls};

/// A client and its sockets.
pub type Connection = driver::Connection<Tokio>;
/// A client that runs by itself, for a task to run.
///
/// ```
/// use easemob_emulator::listener::{Options, spawn};
/// use easemob_tokio::Connection;
/// use easemob_tokio::core::{AppKey, Config, Credentials, Event, Outgoing, UserId};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // A server in this process. `Config::new` leads to the real ones.
/// let users = ["alice", "bob"].map(|user| (user.to_owned(), "a password".to_owned()));
/// let server = spawn(Options { seed_users: users.to_vec(), ..Options::default() })?;
/// let config = Config::private(AppKey::parse("oracle#test")?, &server.ws, &server.rest);
/// let (handle, mut events, background) = Connection::new(config, None)?.into_background();
/// let running = tokio::spawn(background.run());
///
/// handle.login(Credentials::password(UserId::new("alice")?, "a password")).await?;
/// assert!(matches!(events.next().await, Some(Event::Online(_))));
/// let sent = handle.send(Outgoing::text(UserId::new("bob")?, "hello")).await?;
/// println!("the server has it as {}", sent.server);
///
/// handle.shutdown().await;
/// let session = running.await?;
/// println!("it can go on another time as {}", session.device.resource);
/// # Ok(()) }
/// ```
pub type Background = driver::Background<Tokio>;
/// What carries out effects and finds inputs, for a loop of your own.
pub type Io = driver::Io<Tokio>;

/// A file to be uploaded.
pub type FileSource = easemob_transport::FileSource<net::TokioNet>;
/// A file that takes a download.
pub type FileSink = easemob_transport::FileSink<net::TokioNet>;

/// What tokio lends to a client: clock, alarm, WebSocket and HTTP. `Tokio::new` trusts
/// whom a [`Tls`] says, `Tokio::default()` whom [`Tls::default`] says.
pub type Tokio = Transport<net::TokioNet>;
