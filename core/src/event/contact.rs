//! What happens to contacts.

use alloc::vec::Vec;

use bytestring::ByteString;

use crate::ids::ServerId;
use crate::time::UnixMillis;

/// Something happened to this user's contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactEvent {
    /// The server's id of the notice.
    pub id: ServerId,
    /// Who did it; this user when it was done on another device.
    pub from: ByteString,
    /// To whom.
    pub to: Vec<ByteString>,
    /// The words that came with it.
    #[doc(alias = "status")]
    pub reason: Option<ByteString>,
    /// When the server told it.
    pub at: UnixMillis,
    /// What happened.
    pub change: ContactChange,
}

/// What happened to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContactChange {
    /// `from` asks to become a contact.
    #[doc(alias = "onContactInvited")]
    #[doc(alias = "ADD")]
    Invited,
    /// `from` is no contact any longer.
    #[doc(alias = "onContactDeleted")]
    #[doc(alias = "REMOVE")]
    Deleted,
    /// `from` became a contact: this user accepted.
    #[doc(alias = "onContactAdded")]
    #[doc(alias = "ACCEPT")]
    Added,
    /// A request was refused.
    #[doc(alias = "onContactRefuse")]
    #[doc(alias = "DECLINE")]
    Declined,
    /// `from` accepted this user's request.
    #[doc(alias = "onContactAgreed")]
    #[doc(alias = "REMOTE_ACCEPT")]
    Agreed,
    /// `from` refused this user's request.
    #[doc(alias = "onContactRefuse")]
    #[doc(alias = "REMOTE_DECLINE")]
    Refused,
    /// `to` were put on the block list. The official client does not tell it.
    #[doc(alias = "BAN")]
    Blocked,
    /// `to` were taken off the block list. The official client does not tell it.
    #[doc(alias = "ALLOW")]
    Unblocked,
    /// The contacts were asked for. The official client does not tell it.
    #[doc(alias = "GET_ROSTER")]
    ListAsked,
    /// The block list was asked for. The official client does not tell it.
    #[doc(alias = "GET_BLACKLIST")]
    BlockListAsked,
}
