//! Threads beside messages, and the message inside them (messages §3.3, §3.11).

use easemob_core::wire::MessageBody;
use easemob_core::{Attribute, Body, Chat, Message, web};
use easemob_tests::peer::REST;
use serde_json::{Value, json};

use crate::bodies::{body, message_of, text};

fn last(kind: &str, content: Value) -> Message {
    let overview = json!({"thread_overview": {"id": "t", "muc_parent_id": "g", "name": "topic",
        "message_count": "3", "create_timestamp": 1, "update_timestamp": 2, "last_message": {
            "id": "9007199254740993", "from": "bob", "to": "t", "timestamp": 7,
            "payload": {"type": kind, "from": "bob", "to": "t", "bodies": [content],
                "ext": {"n": 1, "big": 18446744073709551615_u64, "list": [1]}}}}});
    let body = MessageBody { meta: Some(overview.to_string()), ..body(vec![text("parent")]) };
    let overview = message_of(&body).thread_overview.expect("an overview");
    assert_eq!((&*overview.id, &*overview.parent, overview.messages), ("t", "g", 3));
    *overview.last.expect("a last message")
}

/// Messages oddity 27: the same rules as for other messages.
#[test]
fn o_27_a_message_in_json_is_read_like_any_other() {
    let file = json!({"type": "audio", "url": "https://x.test/o/a/chatfiles/u", "secret": "sec",
        "filename": "a.amr", "length": 4, "file_length": 9});
    let message = last("groupchat", file);
    assert_eq!(
        (message.id.0, message.chat, message.sent_at.0),
        (9_007_199_254_740_993, Chat::Group, 7)
    );
    let Body::Voice(voice) = &message.body else { panic!("{message:?}") };
    let url = format!("{REST}/o/a/chatfiles/u?em-redirect=true&share-secret=sec");
    assert_eq!((&*voice.url, voice.seconds, voice.size), (&*url, 4, 9));
    assert_eq!(message.ext.get("big"), Some(&Attribute::Uint(u64::MAX)));
    assert_eq!(message.ext.get("list"), Some(&Attribute::Json("[1]".into())));
    let form = serde_json::to_value(web::MessageForm(&message)).expect("JSON");
    assert_eq!((&form["chatType"], &form["type"]), (&json!("groupChat"), &json!("audio")));
}

#[test]
fn every_kind_can_be_the_last() {
    let kinds = [
        ("txt", "txt"),
        ("img", "img"),
        ("video", "video"),
        ("audio", "audio"),
        ("file", "file"),
        ("loc", "loc"),
        ("cmd", "cmd"),
        ("custom", "custom"),
        ("combine", "combine"),
        ("new", "x-unknown"),
    ];
    for (kind, said) in kinds {
        let message = last("chat", json!({"type": kind, "customExts": [{"a": "b"}, {"c": 1}]}));
        let form = serde_json::to_value(web::MessageForm(&message)).expect("JSON");
        assert_eq!(form["type"], said);
        if let Body::Custom(custom) = &message.body {
            assert_eq!(custom.exts.get("c"), Some(&Attribute::Int(1)));
        }
    }
    let bundle = last("chat", json!({"type": "txt", "subType": "sub_combine", "title": "T"}));
    assert!(matches!(bundle.body, Body::Combined(it) if it.title == "T"));
}

#[test]
fn what_is_no_object_says_nothing() {
    for meta in ["", "null", "[]", "7", r#"{"thread":[],"reaction":{},"edit_msg":1}"#, "{\"a\":"] {
        let message = message_of(&MessageBody { meta: Some(meta.into()), ..body(vec![text("x")]) });
        assert!(message.thread.is_none() && message.reactions.is_empty(), "{meta}");
    }
}
