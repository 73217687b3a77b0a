//! Contacts (messages §5).

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::group::Names;
use crate::event::{ContactChange, ContactEvent};

/// What happened to a contact: the payload of `onContactInvited` and its like.
#[derive(Clone, Copy, Debug)]
pub struct ContactForm<'a>(pub(super) &'a ContactEvent);

impl ContactForm<'_> {
    pub(super) const fn handler(&self) -> &'static str {
        match self.0.change {
            ContactChange::Invited => "onContactInvited",
            ContactChange::Deleted => "onContactDeleted",
            ContactChange::Added => "onContactAdded",
            ContactChange::Declined | ContactChange::Refused => "onContactRefuse",
            ContactChange::Agreed => "onContactAgreed",
            ContactChange::Blocked
            | ContactChange::Unblocked
            | ContactChange::ListAsked
            | ContactChange::BlockListAsked => "x-contact",
        }
    }

    const fn kind(&self) -> &'static str {
        match self.0.change {
            ContactChange::Invited => "subscribe",
            ContactChange::Added | ContactChange::Agreed => "subscribed",
            ContactChange::Deleted | ContactChange::Declined | ContactChange::Refused => {
                "unsubscribed"
            }
            ContactChange::Blocked => "x-ban",
            ContactChange::Unblocked => "x-allow",
            ContactChange::ListAsked => "x-getRoster",
            ContactChange::BlockListAsked => "x-getBlackList",
        }
    }
}

impl Serialize for ContactForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.kind())?;
        map.serialize_entry("to", event.to.first().map_or("", |to| to))?;
        map.serialize_entry("from", &*event.from)?;
        map.serialize_entry("status", event.reason.as_deref().unwrap_or_default())?;
        if event.to.len() > 1 {
            map.serialize_entry("x-users", &Names(&event.to))?;
        }
        map.end()
    }
}
