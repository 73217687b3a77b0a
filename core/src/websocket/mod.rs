//! The client's side of WebSocket (RFC 6455) without I/O, for where no library of it runs: bare
//! metal, and a simulation of bytes.
//!
//! [`Upgrade`] asks for the connection and checks the answer; [`Codec`] reads and writes what
//! follows. Both are told bytes as they come, cut anywhere, and hold all their progress: a caller
//! that is cancelled between two calls loses nothing. What they keep is bounded, and what the
//! server may not send is a [`Violation`] by the section that forbids it.
//!
//! ```
//! use bytes::BytesMut;
//! use easemob_core::websocket::{Codec, Item, Target, Upgrade};
//! # use rand_core::SeedableRng;
//! # let masks = rand_xoshiro::Xoshiro256StarStar::from_seed([7; 32]);
//! # let answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
//! #     Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x82\x02hi";
//! let target = Target::parse("ws://chat.test/websocket")?;
//! // Dial target.host() and target.port(), then:
//! let (mut input, mut out) = (BytesMut::new(), BytesMut::new());
//! let mut upgrade = Upgrade::new(&target, *b"the sample nonce", &mut out); // 16 random bytes
//! // Send `out`, and until it says `true`:
//! input.extend_from_slice(answer);
//! assert!(upgrade.feed(&mut input)?);
//!
//! let mut codec = Codec::new(64 * 1024, masks);
//! assert_eq!(codec.feed(&mut input)?, Some(Item::Binary("hi".into())));
//! out.clear();
//! codec.answer(&mut out); // the pong or close frame that is owed, if one is
//! codec.binary(b"hello", &mut out)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assemble;
mod codec;
mod control;
mod frame;
mod target;
mod upgrade;
mod violation;

pub use codec::{Codec, Item};
pub use control::{ControlBody, Farewell};
/// What masks are drawn from.
pub use rand_core::Rng;
pub use target::{BadUrl, Target};
pub use upgrade::{HEAD_MAX, NotUpgraded, Upgrade};
pub use violation::{NotWritten, Violation};
