//! Namespace 3: contacts (messages §5).

use alloc::boxed::Box;

use bytes::Bytes;

use super::{Notice, Stamp, filled, name, names};
use crate::error::{Layer, Malformed};
use crate::event::{ContactChange, ContactEvent, Event};
use crate::wire::{RosterBody, RosterOperation, decode};

pub(super) fn read(payload: &Bytes, stamp: Stamp) -> Result<Notice, Malformed> {
    let body: RosterBody = decode(Layer::Payload, payload)?;
    let Ok(operation) = RosterOperation::try_from(body.operation.unwrap_or_default()) else {
        return Ok(Notice::Unknown);
    };
    let change = match operation {
        RosterOperation::GetRoster => ContactChange::ListAsked,
        RosterOperation::GetBlacklist => ContactChange::BlockListAsked,
        RosterOperation::Add => ContactChange::Invited,
        RosterOperation::Remove => ContactChange::Deleted,
        RosterOperation::Accept => ContactChange::Added,
        RosterOperation::Decline => ContactChange::Declined,
        RosterOperation::Ban => ContactChange::Blocked,
        RosterOperation::Allow => ContactChange::Unblocked,
        RosterOperation::RemoteAccept => ContactChange::Agreed,
        RosterOperation::RemoteDecline => ContactChange::Refused,
    };
    let Some(from) = name(body.from.as_ref()) else {
        return Err(Malformed::new(Layer::Payload, "a contact without a name", payload.clone()));
    };
    Ok(Notice::told(Event::Contact(Box::new(ContactEvent {
        id: stamp.id,
        from,
        to: names(&body.to),
        reason: filled(body.reason.as_deref()),
        at: stamp.at,
        change,
    }))))
}
