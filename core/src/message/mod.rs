//! Messages as people mean them; `wire` knows how they are spelt.

mod address;
mod attributes;
pub mod bundle;
pub mod incoming;
pub mod outgoing;

pub use address::{Address, Chat};
pub use attributes::{Attribute, Attributes};
pub use incoming::{
    Body, Edit, Message, OnlineState, Peer, Reader, Recall, Receipt, ReceiptKind, StreamPart,
};
pub use outgoing::Outgoing;

pub(crate) use incoming::{Interpreted, Streams, Taken, interpret};
pub(crate) use outgoing::receipt;
