//! Bundles: messages in a file, which one message sends on (messages §2.10, rest §3.5).
//!
//! ```text
//! "cm" · (length: u32, big endian · Meta)* · check: u8
//! ```
//!
//! [`write()`] makes the file. Once it is uploaded, [`Bundle::content`] makes the content of a message
//! of it. A receiver gets a [`Body::Combined`], fetches its file, and [`read`]s it:
//!
//! ```
//! use easemob_core::message::{Reader, bundle, outgoing::Attachment};
//! use easemob_core::{AppKey, Outgoing, UserId};
//!
//! # let json = r#"{"id": "7", "timestamp": 1700000000000, "payload": {"type": "chat",
//! #     "from": "bob", "to": "alice", "bodies": [{"type": "txt", "msg": "hello"}]}}"#;
//! # let message = Reader::new("alice", "").json(json)?.expect("a message");
//! let app_key = AppKey::parse("org#app")?;
//! let bundle = bundle::write(&[message], &app_key)?;
//! let file = bundle.bytes.clone(); // To be uploaded.
//! let uploaded = Attachment::uploaded("https://a1.easemob.com/org/app/chatfiles/1", "secret");
//! let content = bundle.content(uploaded).title("What Bob said");
//! let sent_on = Outgoing::new(UserId::new("carol")?, content);
//!
//! let messages = bundle::read(&file, Reader::new("carol", "https://a1.easemob.com"))?;
//! assert_eq!(messages[0].from.name, "bob");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod entry;

use alloc::vec::Vec;
use core::borrow::Borrow;

use bytes::{Buf, BufMut, Bytes};
use prost::Message as _;

use super::outgoing::{Attachment, Combined};
use super::{Body, Message, Reader};
use crate::error::{ErrorCode, Layer, Malformed, WhyNotSent};
use crate::event::Event;
use crate::ids::AppKey;

/// How many messages a bundle may hold.
pub const MESSAGES_MAX: usize = 300;

const HEADER: [u8; 2] = *b"cm";

/// The file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bundle {
    /// What is to be uploaded, as `application/octet-stream`.
    pub bytes: Bytes,
    /// How deep bundles lie in it: 1 when none of its messages is one.
    #[doc(alias = "combineLevel")]
    pub level: u8,
}

impl Bundle {
    /// The content of a message that sends it on, once its file is uploaded.
    #[must_use]
    pub fn content(&self, file: Attachment) -> Combined {
        let bytes = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        Combined::new(file.bytes(bytes)).level(self.level)
    }
}

/// Why a file is no bundle. Its code is
/// [`ParseFileFailed`](ErrorCode::ParseFileFailed), 203.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrokenBundle {
    /// The check byte is another: the file is damaged.
    #[error("the file of a bundle is damaged: its check byte is {found:#04x}, not {right:#04x}")]
    Check {
        /// What it is.
        found: u8,
        /// What it would be if nothing was damaged.
        right: u8,
    },
    /// It does not begin as bundles do.
    #[error("not the file of a bundle: it does not begin with \"cm\" and end with a check byte")]
    Header,
    /// It ends within a message.
    #[error("message {entry} of a bundle is cut off")]
    CutOff {
        /// Which one, from 0.
        entry: usize,
    },
    /// It holds more than [`MESSAGES_MAX`] messages.
    #[error("a bundle of more than {MESSAGES_MAX} messages")]
    TooMany,
    /// Something in it is not a message.
    #[error("message {entry} of a bundle: {why}")]
    Entry {
        /// Which one, from 0.
        entry: usize,
        /// What is wrong with it.
        why: Malformed,
    },
}

impl BrokenBundle {
    /// The Web SDK's number.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::ParseFileFailed
    }
}

/// Puts messages into a file, in this order, as they will be read: with senders, times and
/// attributes; without receipts, reactions and threads.
///
/// # Errors
/// [`WhyNotSent::TooMany`] for more than [`MESSAGES_MAX`] messages, and for bundles in bundles deeper
/// than [`Combined::LEVEL_MAX`]; [`WhyNotSent::Invalid`] for none at all, and for what this version
/// has no name for.
pub fn write<M: Borrow<Message>>(messages: &[M], app_key: &AppKey) -> Result<Bundle, WhyNotSent> {
    if messages.is_empty() {
        return Err(WhyNotSent::invalid("messages", "are missing: a bundle holds at least one"));
    }
    let too_many = |field, count, limit| WhyNotSent::TooMany { field, count, limit };
    if messages.len() > MESSAGES_MAX {
        return Err(too_many("messages in a bundle", messages.len(), MESSAGES_MAX));
    }
    let messages = || messages.iter().map(Borrow::borrow);
    let deepest = messages().map(depth).max().unwrap_or_default();
    let level = u8::try_from(deepest.saturating_add(1)).unwrap_or(u8::MAX);
    if level > Combined::LEVEL_MAX {
        let limit = usize::from(Combined::LEVEL_MAX);
        return Err(too_many("levels of bundles", usize::from(level), limit));
    }
    let mut bytes = HEADER.to_vec();
    for message in messages() {
        let meta = entry::meta(message, app_key)?.encode_to_vec();
        let length = u32::try_from(meta.len());
        bytes.put_u32(length.map_err(|_| WhyNotSent::invalid("messages", "are too long"))?);
        bytes.extend(meta);
    }
    bytes.push(check(&bytes));
    Ok(Bundle { bytes: bytes.into(), level })
}

/// How deep bundles lie in a message; 0 for one that is none.
fn depth(message: &Message) -> u32 {
    let bodies = core::iter::once(&message.body).chain(&message.more);
    let depth = |body: &Body| match body {
        Body::Combined(bundle) => bundle.level.max(1),
        _ => 0,
    };
    bodies.map(depth).max().unwrap_or_default()
}

/// Reads the file of a bundle, as a whole or not at all.
///
/// # Errors
/// [`BrokenBundle`] says what is wrong with it.
#[doc(alias = "downloadAndParseCombineMessage")]
pub fn read(file: &Bytes, reader: Reader<'_>) -> Result<Vec<Message>, BrokenBundle> {
    let (found, content) = file.split_last().ok_or(BrokenBundle::Header)?;
    if content.len() < HEADER.len() {
        return Err(BrokenBundle::Header);
    }
    let right = check(content);
    if *found != right {
        return Err(BrokenBundle::Check { found: *found, right });
    }
    if !content.starts_with(&HEADER) {
        return Err(BrokenBundle::Header);
    }
    let mut rest = file.slice(HEADER.len()..content.len());
    let mut messages = Vec::new();
    while rest.has_remaining() {
        let entry = messages.len();
        if entry == MESSAGES_MAX {
            return Err(BrokenBundle::TooMany);
        }
        let length = rest.try_get_u32().ok().and_then(|length| usize::try_from(length).ok());
        let length = length.filter(|length| *length <= rest.remaining());
        let meta = rest.split_to(length.ok_or(BrokenBundle::CutOff { entry })?);
        let message = message(&meta, reader).map_err(|why| BrokenBundle::Entry { entry, why })?;
        messages.push(message);
    }
    Ok(messages)
}

fn message(meta: &Bytes, reader: Reader<'_>) -> Result<Message, Malformed> {
    match reader.meta(meta)? {
        Some(Event::Message(message)) => Ok(*message),
        _ => Err(Malformed::new(Layer::Meta, "no message", meta.clone())),
    }
}

/// All bytes at odd places from the fourth on, one over the other.
fn check(content: &[u8]) -> u8 {
    content.iter().skip(3).step_by(2).fold(0, |check, byte| check ^ byte)
}
