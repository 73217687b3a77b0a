//! Chat metas, built from their parts.

use bytes::Bytes;
use easemob_core::wire::{
    BodyType, Content, ContentType, GROUP_DOMAIN, Jid, KeyValue, MessageBody, Meta, Namespace,
    Value, ValueType,
};
use easemob_core::{Event, Message};
use easemob_tests::peer::{Peer, USER, config, say};
use prost::Message as _;

/// A message of bob's with these contents.
pub(crate) fn body(contents: Vec<Content>) -> MessageBody {
    MessageBody {
        kind: Some(BodyType::Chat as i32),
        from: Some(name("bob")),
        to: Some(name(USER)),
        contents,
        ..MessageBody::default()
    }
}

pub(crate) fn name(name: &str) -> Jid {
    Jid { name: Some(name.into()), ..Jid::default() }
}

pub(crate) fn content(kind: ContentType) -> Content {
    Content { kind: Some(kind as i32), ..Content::default() }
}

pub(crate) fn text(text: &str) -> Content {
    Content { text: Some(text.into()), ..content(ContentType::Text) }
}

/// Content with everything an attachment has, at this address.
pub(crate) fn attachment(kind: ContentType, path: &str) -> Content {
    Content {
        remote_path: Some(path.into()),
        secret_key: Some("sec".into()),
        display_name: Some("name.bin".into()),
        file_length: Some(7),
        ..content(kind)
    }
}

pub(crate) fn pair(key: &str, kind: ValueType, value: Value) -> KeyValue {
    KeyValue { key: Some(key.into()), kind: Some(kind as i32), value: Some(value) }
}

pub(crate) fn meta(id: u64, body: &MessageBody) -> Bytes {
    say::meta(id, Namespace::Chat as i32, "bob", body.encode_to_vec())
}

/// The same with changes to what is around the body.
pub(crate) fn meta_with(id: u64, body: &MessageBody, change: impl FnOnce(&mut Meta)) -> Bytes {
    let mut whole = Meta::decode(meta(id, body)).expect("a meta");
    change(&mut whole);
    whole.encode_to_vec().into()
}

pub(crate) fn to_group(meta: &mut Meta) {
    meta.to = Some(Jid { domain: Some(GROUP_DOMAIN.into()), ..name("2600001") });
}

/// What a client makes of these metas in one page.
pub(crate) fn told(metas: &[Bytes]) -> Vec<Event> {
    let mut peer = Peer::online(config());
    hear(&mut peer, metas)
}

pub(crate) fn hear(peer: &mut Peer, metas: &[Bytes]) -> Vec<Event> {
    peer.events.clear();
    peer.hear(&say::page("bob", metas, 0, true));
    peer.events.iter().filter(|event| !matches!(event, Event::SessionChanged)).cloned().collect()
}

/// What a client makes of a message with this one content.
pub(crate) fn message(content: Content) -> Message {
    message_of(&body(vec![content]))
}

pub(crate) fn message_of(body: &MessageBody) -> Message {
    match told(&[meta(1, body)]).remove(0) {
        Event::Message(message) => *message,
        other => panic!("not a message: {other:?}"),
    }
}
