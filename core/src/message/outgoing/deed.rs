//! What sending a message does to its conversation.

use super::{Kind, Outgoing};
use crate::ids::ServerId;

/// What sending a message does to its conversation.
pub(crate) enum Deed {
    Says { in_thread: bool },
    Edits { message: ServerId, with_ext: bool },
    Recalls(ServerId),
    Read(ServerId),
    ReadAll,
    Receives,
}

impl Outgoing {
    pub(crate) fn deed(&self) -> Deed {
        match &self.kind {
            Kind::Content(_) => Deed::Says { in_thread: self.options.in_thread },
            Kind::Edit { message, .. } => {
                Deed::Edits { message: *message, with_ext: self.ext.is_some() }
            }
            Kind::Recall { message, .. } => Deed::Recalls(*message),
            Kind::ReadAck { message, .. } => Deed::Read(*message),
            Kind::ConversationAck => Deed::ReadAll,
            Kind::DeliverAck { .. } => Deed::Receives,
        }
    }
}
