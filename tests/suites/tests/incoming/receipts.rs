//! Which messages are receipted (messages §3.8), and what rooms and recalls say.

use easemob_core::message::outgoing::Priority;
use easemob_core::wire::{
    BodyType, Content, ContentSubType, ContentType, MessageBody, Stream, Value, ValueType,
};
use easemob_core::{Event, OfflineCause};
use easemob_tests::peer::{Peer, USER, config, say};

use crate::bodies::{attachment, body, content, meta, meta_with, name, pair, text, told};

/// How many receipts a client sends for this.
fn receipts(body: &MessageBody) -> usize {
    let mut settings = config();
    settings.delivery = true;
    let mut peer = Peer::online(settings);
    peer.hear(&say::page("bob", &[meta(1, body)], 0, true));
    assert_eq!(peer.offline_cause(), None::<OfflineCause>);
    peer.take_sent().len()
}

#[test]
fn messages_of_every_kind_are_receipted() {
    for content in [
        text("x"),
        attachment(ContentType::Image, "/x"),
        attachment(ContentType::Video, "/x"),
        attachment(ContentType::Voice, "/x"),
        attachment(ContentType::File, "/x"),
        content(ContentType::Location),
        content(ContentType::Command),
        content(ContentType::Custom),
        content(ContentType::Combine),
        Content { kind: Some(42), ..Content::default() },
    ] {
        assert_eq!(receipts(&body(vec![content.clone()])), 1, "{content:?}");
    }
}

#[test]
fn nothing_else_is_receipted() {
    let kinds = [
        BodyType::Groupchat,
        BodyType::Chatroom,
        BodyType::ReadAck,
        BodyType::DeliverAck,
        BodyType::ChannelAck,
        BodyType::Recall,
        BodyType::Edit,
    ];
    for kind in kinds {
        let body = MessageBody { kind: Some(kind as i32), ..body(vec![text("x")]) };
        assert_eq!(receipts(&body), 0, "{kind:?}");
    }
    let streamed = Content { sub_type: Some(ContentSubType::Stream as i32), ..text("x") };
    let mut stream = body(vec![streamed]);
    assert_eq!(receipts(&stream), 0);
    stream.stream = Some(Stream::default());
    assert_eq!(receipts(&stream), 0);
    for me in [USER, "Alice"] {
        assert_eq!(receipts(&MessageBody { from: Some(name(me)), ..body(vec![text("x")]) }), 0);
    }
}

#[test]
fn a_room_says_how_much_a_message_matters() {
    for (tag, priority) in [(0, Priority::High), (1, Priority::Normal), (2, Priority::Low)] {
        let room = MessageBody { kind: Some(BodyType::Chatroom as i32), ..body(vec![text("x")]) };
        let events = told(&[meta_with(1, &room, |meta| {
            meta.ext = vec![
                pair("chatroom_msg_tag", ValueType::Int, Value::Varint(tag)),
                pair("is_broadcast", ValueType::Bool, Value::Varint(1)),
            ];
        })]);
        let [Event::Message(message)] = &events[..] else { panic!("{events:?}") };
        assert_eq!((message.priority, message.broadcast), (Some(priority), true));
    }
}

#[test]
fn a_recall_says_who_and_what() {
    let recall = MessageBody {
        kind: Some(BodyType::Recall as i32),
        ack_message_id: Some(5),
        ..body(vec![])
    };
    let events = told(&[meta_with(1, &recall, |meta| {
        let words = Value::String("sorry".into());
        meta.ext = vec![pair("recallMessageExtensionInfo", ValueType::String, words)];
    })]);
    let [Event::Recalled(it)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((it.id.0, it.message.0, &*it.ext), (1, 5, "sorry"));
    assert_eq!(it.from.as_ref().map(|from| &*from.name), Some("bob"));
    let events = told(&[meta(1, &MessageBody { from: None, ..recall })]);
    assert!(matches!(&events[..], [Event::Recalled(it)] if it.from.is_none()));
}
