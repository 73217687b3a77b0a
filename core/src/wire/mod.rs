//! The bytes on the socket: every message of MSYNC, decoded and encoded in both directions.
//!
//! This module has no role. The client uses [`up::Frame::encode`] and [`down::Frame::decode`], a
//! server the other two, so each field is declared once. Field presence is explicit, as in proto2:
//! the service writes zeros and tests for absence. Numbers of enums stay plain `i32`: a number
//! nobody knows survives, and no accessor can turn an unknown failure into `OK`.
//!
//! Fields nobody knows are skipped. What cannot be read is a [`Malformed`] that keeps its bytes.

mod chat;
#[cfg(feature = "lz4")]
mod compress;
mod conference;
pub mod down;
mod envelope;
mod jid;
mod key_value;
mod muc;
mod provision;
mod roster;
mod statistic;
mod status;
mod sync;
pub mod up;
pub mod view;

use alloc::string::ToString;

use bytes::Bytes;
use prost::Message;

pub use chat::*;
#[cfg(feature = "lz4")]
pub use compress::{CompressError, Compressor, Decompressor, MAX_RAW_FRAME};
pub use conference::*;
pub use envelope::*;
pub use jid::*;
pub use key_value::*;
pub use muc::*;
pub use provision::*;
pub use roster::*;
pub use statistic::*;
pub use status::*;
pub use sync::*;

use crate::error::{Layer, Malformed};

/// Domain of users.
pub const USER_DOMAIN: &str = "easemob.com";
/// Domain of groups, chat rooms and threads.
pub const GROUP_DOMAIN: &str = "conference.easemob.com";

/// Fields of one message, repeated ones counted each. An element of two bytes may cost hundreds
/// when decoded; pages of the vendor hold a hundred metas, unread lists a few hundred queues.
pub const FIELDS_MAX: usize = 16_384;

/// Bytes of one meta; the vendor's limit for a message is 5 KiB.
pub const PAYLOAD_MAX: usize = 1024 * 1024;

/// Decodes one message, or says which layer was broken and keeps the bytes.
///
/// # Errors
/// [`Malformed`] when `bytes` is not an `M`.
pub fn decode<M: Message + Default>(layer: Layer, bytes: &Bytes) -> Result<M, Malformed> {
    within_bounds(layer, bytes).map_err(|detail| Malformed::new(layer, detail, bytes.clone()))?;
    M::decode(bytes.clone())
        .map_err(|error| Malformed::new(layer, error.to_string(), bytes.clone()))
}

/// What speaks against decoding so many bytes, whatever they are.
fn within_bounds(layer: Layer, bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.len() > PAYLOAD_MAX && matches!(layer, Layer::Meta | Layer::Payload) {
        return Err("more bytes than any message has");
    }
    if has_too_many_fields(bytes) {
        return Err("more fields than memory is given for");
    }
    Ok(())
}

/// Counts fields without decoding them. What is no field is left for the decoder to name.
fn has_too_many_fields(bytes: &[u8]) -> bool {
    use prost::encoding::{DecodeContext, decode_key, skip_field};
    // A field has two bytes at least.
    if bytes.len() / 2 <= FIELDS_MAX {
        return false;
    }
    let mut rest = bytes;
    let mut fields = 0;
    while !rest.is_empty() {
        fields += 1;
        if fields > FIELDS_MAX {
            return true;
        }
        let Ok((tag, kind)) = decode_key(&mut rest) else { return false };
        if skip_field(kind, tag, &mut rest, DecodeContext::default()).is_err() {
            return false;
        }
    }
    false
}
