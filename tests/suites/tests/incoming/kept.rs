//! Messages that come another way than through a queue: in JSON (messages §3.11) and as metas in a
//! text (the REST history).

use easemob_core::event::{GroupChange, What};
use easemob_core::message::Reader;
use easemob_core::message::incoming::StreamStage;
use easemob_core::wire::{
    BodyType, Content, ContentSubType, Jid, MucBody, MucOperation, Namespace, Stream, StreamStatus,
};
use easemob_core::{Attribute, Body, Chat, Event, Message};
use easemob_tests::peer::{REST, USER, say};
use proptest::prelude::*;
use prost::Message as _;
use serde_json::{Value, json};

use crate::bodies::{body, meta, meta_with, name, told};

const READER: Reader<'_> = Reader::new(USER, REST);

fn read(json: &Value) -> Message {
    *READER.json(&json.to_string()).expect("readable").expect("a message")
}

fn whole(payload: &Value) -> Value {
    json!({"id": "9", "from": "org#app_bob@easemob.com", "to": "g@conference.easemob.com",
        "timestamp": 6, "payload": payload})
}

#[test]
fn parts_may_be_texts_that_hold_json() {
    let plain = json!({"type": "groupchat", "from": "bob", "to": "g",
        "bodies": [{"type": "txt", "msg": "hi"}], "ext": {"b": 1, "a": "x"},
        "meta": {"thread": {"msg_parent_id": "5", "muc_parent_id": "g", "thread_name": "T"},
            "reaction": [{"reaction": "+1", "count": 2, "userList": ["a"], "state": true}],
            "translations": [{"code": "de", "text": "hallo"}],
            "edit_msg": {"count": 1, "operator": "bob", "edit_time": 8}}});
    let mut quoted = plain.clone();
    for part in ["ext", "meta"] {
        quoted[part] = json!(quoted[part].to_string());
    }
    let message = read(&whole(&plain));
    assert_eq!(message, read(&whole(&json!(plain.to_string()))));
    assert_eq!(message, read(&whole(&quoted)));
    assert_eq!((message.chat, &*message.from.name, &*message.to.name), (Chat::Group, "bob", "g"));
    assert_eq!(message.thread.expect("a thread").message, "5");
    let reaction = &message.reactions[0];
    assert_eq!((&*reaction.reaction, reaction.count, reaction.by_self), ("+1", 2, true));
    assert_eq!(message.translations[0].text, "hallo");
    assert_eq!(message.edited.expect("an edit").count, 1);
}

#[test]
fn order_and_digits_of_attributes_are_kept() {
    let json = r#"{"payload":{"bodies":[{"type":"txt"}],
        "ext":{"z":1,"a":1.5,"m":9007199254740993,"u":18446744073709551615,"h":1e999}}}"#;
    let message = READER.json(json).expect("readable").expect("a message");
    let ext: Vec<_> = message.ext.iter().map(|(key, value)| (key, value.clone())).collect();
    let expected = [
        ("z", Attribute::Int(1)),
        ("a", Attribute::Double(1.5)),
        ("m", Attribute::Int(9_007_199_254_740_993)),
        ("u", Attribute::Uint(u64::MAX)),
        ("h", Attribute::Json("1e999".into())),
    ];
    assert_eq!(ext, expected);
}

/// What is missing is empty; the name is then that around the payload.
#[test]
fn what_is_missing_is_empty() {
    let message = read(&whole(&json!({"bodies": [{"type": "audio"}]})));
    assert_eq!((message.chat, &*message.to.name), (Chat::Group, "g"));
    let Body::Voice(voice) = &message.body else { panic!("{message:?}") };
    assert_eq!((&*voice.url, voice.size), ("", 0));
    assert!(message.ext.is_empty() && message.group_ack.is_none() && message.stream.is_none());
    let two = read(&whole(&json!({"bodies": [{"type": "cmd"}, {"type": "new"}]})));
    assert!(matches!(two.more[..], [Body::Unknown(_)]), "{two:?}");
}

#[test]
fn nonsense_is_malformed_and_nothing_is_none() {
    for nothing in ["null", "{}", " null "] {
        assert_eq!(READER.json(nothing), Ok(None), "{nothing}");
    }
    for nonsense in [
        "",
        "7",
        "[]",
        "{\"a\":",
        r#"{"id":"1"}"#,
        r#"{"payload":7}"#,
        r#"{"payload":"x"}"#,
        r#"{"payload":{}}"#,
        r#"{"payload":{"bodies":[]}}"#,
        r#"{"payload":{"bodies":{}}}"#,
    ] {
        let malformed = READER.json(nonsense).expect_err(nonsense);
        assert_eq!(malformed.bytes, nonsense, "the bytes are kept");
    }
}

#[test]
fn a_streamed_text_says_how_far_it_was() {
    let states = [
        ("stream_start", StreamStage::Started),
        ("stream_start_completed", StreamStage::StartedAndCompleted),
        ("stream_in_progress", StreamStage::InProgress),
        ("stream_completed", StreamStage::Completed),
        ("stream_full", StreamStage::Completed),
    ];
    for (status, stage) in states {
        let message = read(&whole(&json!({
            "bodies": [{"type": "txt", "msg": "so far", "subType": "sub_stream"}],
            "stream": {"stream_type": "markdown", "stream_status": status,
                "stream_finish_reason": 3},
        })));
        let state = message.stream.expect("a stream");
        assert_eq!((state.stage, &*state.kind, state.finish_reason), (stage, "markdown", 3));
        assert_eq!(message.body, Body::Text("so far".into()));
    }
    let failed = read(&whole(&json!({"bodies": [{"type": "txt"}],
        "stream": {"stream_status": "stream_full", "stream_error": 513}})));
    let state = failed.stream.expect("a stream");
    assert_eq!((state.stage, state.error), (StreamStage::Failed, 514));
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |three: &[u8]| {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let number = at(0) << 16 | at(1) << 8 | at(2);
        let digit = |n: usize| match n <= three.len() {
            true => char::from(DIGITS[(number >> (18 - 6 * n)) as usize & 63]),
            false => '=',
        };
        [digit(0), digit(1), digit(2), digit(3)]
    };
    bytes.chunks(3).flat_map(three).collect()
}

/// The same event as from a queue, but that there is nothing to commit.
#[test]
fn the_history_is_read_like_a_page() {
    let mut recall = body(Vec::new());
    recall.kind = Some(BodyType::Recall as i32);
    recall.ack_message_id = Some(4);
    let muc = MucBody {
        muc_id: Some(name("g")),
        operation: Some(MucOperation::Destroy as i32),
        from: Some(name("bob")),
        ..MucBody::default()
    };
    let metas = [
        meta(1, &body(vec![crate::bodies::text("hello")])),
        meta(2, &recall),
        say::meta(3, Namespace::Muc as i32, "g", muc.encode_to_vec()),
        say::meta(4, 77, "g", b"new".to_vec()),
    ];
    let kept = metas.iter().map(|meta| READER.base64(&base64(meta)).expect("readable"));
    let kept: Vec<Event> = kept.map(|event| event.expect("an event")).collect();
    let mut live = told(&metas);
    for event in &mut live {
        match event {
            Event::Message(message) => message.delivery = easemob_core::Delivery(0),
            Event::Unrecognized(unknown) => unknown.queue = None,
            _ => {}
        }
    }
    assert_eq!(kept, live);
    assert!(matches!(&kept[2], Event::Group(it) if it.change == GroupChange::Destroyed));
    assert!(matches!(&kept[3], Event::Unrecognized(it) if it.what == What::Namespace(77)));
}

/// RX-11 is for queues: the history of a room tells what oneself said.
#[test]
fn the_history_of_a_room_holds_ones_own() {
    let mut said = body(vec![crate::bodies::text("mine")]);
    said.kind = Some(BodyType::Chatroom as i32);
    said.from = Some(name(USER));
    let from = Jid { client_resource: Some("assigned_1".into()), ..name(USER) };
    let bytes = meta_with(1, &said, |meta| meta.from = Some(from));
    assert!(told(std::slice::from_ref(&bytes)).is_empty(), "an echo");
    let mut reader = READER;
    reader.resource = "assigned_1";
    let event = reader.meta(&bytes).expect("readable").expect("an event");
    assert!(matches!(event, Event::Message(message) if message.from.name == USER));

    // Ids of users are compared without their case.
    let from = Jid { client_resource: Some("assigned_1".into()), ..name("Alice") };
    let bytes = meta_with(2, &said, |meta| meta.from = Some(from));
    assert!(told(&[bytes]).is_empty(), "an echo");
}

#[test]
fn a_stream_that_is_kept_is_a_message() {
    let content = Content {
        sub_type: Some(ContentSubType::Stream as i32),
        ..crate::bodies::text("all of it")
    };
    let mut body = body(vec![content]);
    let status = Some(StreamStatus::Full as i32);
    body.stream = Some(Stream { stream_status: status, ..Stream::default() });
    let event = READER.meta(&meta(1, &body)).expect("readable").expect("an event");
    let Event::Message(message) = event else { panic!("{event:?}") };
    assert_eq!(message.body, Body::Text("all of it".into()));
    assert_eq!(message.stream.expect("a stream").stage, StreamStage::Completed);
}

#[test]
fn what_is_no_meta_is_malformed() {
    for text in ["%", "AAA", "////"] {
        READER.base64(text).expect_err(text);
    }
    let empty = READER.base64(&base64(&meta(1, &body(Vec::new()))));
    empty.expect_err("a message without content");
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let _ = READER.json(&text);
        let _ = READER.base64(&text);
        let _ = READER.meta(&bytes.clone().into());
        let _ = READER.base64(&base64(&bytes));
    }
}
