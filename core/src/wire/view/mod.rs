//! What is received most, read without copying: a view borrows the bytes it was read from.
//!
//! A view says what the message of the same name in [`wire`](super) says, for all bytes: what one
//! refuses the other refuses, what comes twice counts alike. Prost does the rest: everything that is
//! written, everything that is rare, and the words for what is broken.

mod chat;
mod field;
mod page;
mod repeated;
mod sync;
mod text;

use alloc::string::ToString;

use bytes::Bytes;
use prost::Message;

pub use chat::{Content, ContentSize, Contents, MessageBody, MessageConfig, Stream};
pub use field::{Broken, Input, View};
pub use page::{Counted, Envelope, Numbers, Page, RedirectInfo, Secret, Status};
pub use repeated::Repeated;
pub use sync::{Jid, KeyValue, Meta, Value};
pub use text::Text;

use super::within_bounds;
use crate::error::{Layer, Malformed};

/// A view that stands for a whole message.
pub trait Whole<'a>: View<'a> {
    /// The message it is a view of.
    type Owned: Message + Default;
}

/// Reads one message, or says which layer was broken and keeps the bytes, as
/// [`decode`](super::decode) does.
///
/// # Errors
/// [`Malformed`] when `bytes` is not a `V`.
pub fn read<'a, V: Whole<'a>>(layer: Layer, bytes: &'a Bytes) -> Result<V, Malformed> {
    let mut view = V::default();
    fill(&mut view, layer, bytes, bytes)?;
    Ok(view)
}

/// The same in place, and of a part of some bytes, which is kept as a slice of them.
///
/// # Errors
/// [`Malformed`] when `part` is not a `V`.
pub fn fill<'a, V: Whole<'a>>(
    view: &mut V,
    layer: Layer,
    part: &'a [u8],
    of: &Bytes,
) -> Result<(), Malformed> {
    let malformed = |detail| Malformed::new(layer, detail, of.slice_ref(part));
    within_bounds(layer, part).map_err(|detail| malformed(detail.to_string()))?;
    view.fill(part).map_err(|Broken| {
        let words = V::Owned::decode(part).err().map(|error| error.to_string());
        malformed(words.unwrap_or_else(|| "cannot be read".to_string()))
    })
}
