//! What comes beside the messages: groups, contacts, presence, other devices, and what may be
//! missing (messages §4 … §7, messages §12).

mod any;
mod contacts;
mod gaps;
mod groups;
mod json;
mod table;

use bytes::Bytes;
use easemob_core::wire::{GROUP_DOMAIN, Jid, MucBody, MucOperation, Namespace};
use easemob_core::{Event, web};
use easemob_tests::peer::{Peer, USER, config, say};
use prost::Message as _;
use serde_json::Value;

/// The address of a user.
fn jid(name: &str) -> Jid {
    say::queue(name)
}

/// Bob does something to a group.
fn muc(operation: MucOperation) -> MucBody {
    MucBody {
        muc_id: Some(Jid { domain: Some(GROUP_DOMAIN.into()), ..jid("g1") }),
        operation: Some(operation as i32),
        from: Some(jid("bob")),
        ..MucBody::default()
    }
}

/// The meta of a notice about a group.
fn muc_meta(id: u64, body: &MucBody) -> Bytes {
    say::meta(id, Namespace::Muc as i32, "g1", body.encode_to_vec())
}

/// The meta of a notice in JSON.
fn json_meta(id: u64, json: &str) -> Bytes {
    say::meta(id, Namespace::Notify as i32, "admin", json.into())
}

/// What a logged-in client tells of these metas in one page.
fn told(metas: &[Bytes]) -> Vec<Event> {
    let mut peer = Peer::online(config());
    peer.events.clear();
    peer.hear(&say::page(USER, metas, 0, true));
    content(peer.take_events())
}

fn told_one(meta: Bytes) -> Event {
    let [event] = <[Event; 1]>::try_from(told(&[meta])).expect("one event");
    event
}

fn content(mut events: Vec<Event>) -> Vec<Event> {
    events.retain(|event| !matches!(event, Event::SessionChanged));
    events
}

/// The handlers of the Web SDK for an event, with what they are given.
fn forms(event: &Event) -> Vec<(&'static str, Value)> {
    let form = |form: web::Form<'_>| {
        (form.handler, serde_json::to_value(&form.data).expect("a form is JSON"))
    };
    web::forms(event).into_iter().map(form).collect()
}
