//! Easemob (环信) instant messaging on smol: log in, stay in, talk.
//!
//! [`Connection`] is the protocol of `easemob-core` with sockets: commands return at once, and
//! [`Connection::next`] runs it until there is something to tell. Who wants it to run by itself
//! takes [`Connection::into_background`] and has a task run the [`Background`]; who wants the loop for
//! himself takes [`Io`].
//!
//! No task or thread is started and no executor assumed: any that can run a future will do,
//! timers and sockets are those of `async-io`.
//!
//! ```no_run
//! use easemob_smol::core::{AppKey, Config, Credentials, Event, Outgoing, UserId};
//! use easemob_smol::Connection;
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
///
/// ```
/// use easemob_emulator::listener::{Options, spawn};
/// use easemob_smol::Connection;
/// use easemob_smol::core::{AppKey, Config, Credentials, Event, Outcome, Outgoing, UserId};
///
/// // A server in this process. `Config::new` leads to the real ones.
/// let users = ["alice", "bob"].map(|user| (user.to_owned(), "a password".to_owned()));
/// let server = spawn(Options { seed_users: users.to_vec(), ..Options::default() })?;
/// let config = Config::private(AppKey::parse("oracle#test")?, &server.ws, &server.rest);
/// async_io::block_on(async {
///     let mut alice = Connection::new(config, None)?;
///     let who = Credentials::password(UserId::new("alice")?, "a password");
///     assert!(!alice.log_in(who).await?.again);
///     let sent = alice.send(Outgoing::text(UserId::new("bob")?, "hello"))?;
///     loop {
///         match alice.next().await {
///             Event::Settled { local, outcome } if local == sent => {
///                 assert!(matches!(outcome, Outcome::Sent { .. }));
///                 break;
///             }
///             Event::Offline(why) => return Err(why.into()),
///             _ => {}
///         }
///     }
///     alice.shutdown().await;
///     Ok::<(), Box<dyn std::error::Error>>(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type Connection = driver::Connection<Smol>;
/// A client that runs by itself, for a task to run.
pub type Background = driver::Background<Smol>;
/// What carries out effects and finds inputs, for a loop of your own.
pub type Io = driver::Io<Smol>;

/// A file to be uploaded.
pub type FileSource = easemob_transport::FileSource<net::SmolNet>;
/// A file that takes a download.
pub type FileSink = easemob_transport::FileSink<net::SmolNet>;

/// What smol lends to a client: clock, alarm, WebSocket and HTTP. `Smol::new` trusts
/// whom a [`Tls`] says, `Smol::default()` whom [`Tls::default`] says.
pub type Smol = Transport<net::SmolNet>;
