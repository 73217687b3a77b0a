//! Messages as people mean them; `wire` knows how they are spelt.

mod address;
mod attributes;
mod incoming;
pub mod outgoing;

pub use address::{Address, Chat};
pub use attributes::{Attribute, Attributes};
pub use incoming::{Body, Message, OnlineState, Peer, Receipt, ReceiptKind};
pub use outgoing::Outgoing;

pub(crate) use incoming::{Interpreted, Reader, interpret};
pub(crate) use outgoing::receipt;
