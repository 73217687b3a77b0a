//! One test for each oddity, named after its number in messages §12.

use bytes::Bytes;
use easemob_core::message::ReceiptKind;
use easemob_core::message::incoming::{Attachment, Image};
use easemob_core::wire::{
    BodyType, CommSyncDl, Content, ContentSubType, ContentType, MessageBody, MessageConfig,
    Namespace, Value, ValueType, down,
};
use easemob_core::{Attribute, Body, Chat, Event, web};
use easemob_tests::peer::{Peer, REST, config, say, texts};

use crate::bodies::{
    attachment, body, content, hear, message, message_of, meta, meta_with, pair, text, to_group,
    told,
};

/// Each meta is read by itself; what is broken is reported with its bytes, and hides nothing.
#[test]
fn o_05_a_broken_message_hides_no_other() {
    let mut bad_json = body(vec![text("bad json")]);
    bad_json.ext = vec![pair("k", ValueType::JsonString, Value::String("{".into()))];
    bad_json.meta = Some("{".into());
    let broken = say::meta(2, Namespace::Chat as i32, "bob", vec![0x22, 0x7f]);
    let events =
        told(&[meta(1, &body(vec![text("one")])), broken, meta(3, &bad_json), say::text(4, "two")]);
    assert_eq!(texts(&events), ["one", "bad json", "two"]);
    let Event::Malformed(malformed) = &events[1] else { panic!("{events:?}") };
    assert_eq!(malformed.bytes, Bytes::from_static(&[0x22, 0x7f]));
    let forms = web::forms_of_frame(&events);
    assert!(forms.iter().any(|form| form.handler == "onMessage"));
}

/// All 64 bits of numbers and ids are kept.
#[test]
fn o_08_integers_stay_whole() {
    let mut body = body(vec![text("x")]);
    let odd = (1 << 53) + 1;
    body.ext = vec![
        pair("long", ValueType::Llint, Value::Varint(odd)),
        pair("uint", ValueType::Uint, Value::Varint(-1)),
    ];
    let message = message_of(&body);
    assert_eq!(message.ext.get("long"), Some(&Attribute::Long(odd)));
    assert_eq!(message.ext.get("uint"), Some(&Attribute::Uint(u64::MAX)));
}

/// What comes twice is told once, whatever it is.
#[test]
fn o_11_repeats_are_filtered_in_every_namespace() {
    for namespace in [Namespace::Chat, Namespace::Muc, Namespace::Roster, Namespace::Notify] {
        let mut peer = Peer::online(config());
        let one = say::meta(7, namespace as i32, "bob", vec![0xff]);
        let one = std::slice::from_ref(&one);
        assert_eq!(hear(&mut peer, one).len(), 1);
        assert_eq!(hear(&mut peer, one), []);
    }
}

/// More than 101 ids are remembered, each in its namespace.
#[test]
fn o_12_the_memory_is_long() {
    let mut peer = Peer::online(config());
    for id in 1..=300 {
        hear(&mut peer, &[say::text(id, "x")]);
    }
    assert_eq!(hear(&mut peer, &[say::text(1, "x")]), []);
    assert_eq!(hear(&mut peer, &[say::meta(1, Namespace::Muc as i32, "bob", vec![])]).len(), 1);
}

/// A receipt with other attributes is a receipt all the same.
#[test]
fn o_13_a_read_receipt_may_hold_anything() {
    for (value, counted) in [
        (Value::String("hello".into()), false),
        (Value::Varint(3), false),
        (Value::String(r#"{"9":3}"#.into()), true),
        (Value::String("1".into()), true),
        (Value::String("0".into()), false),
        (Value::String("-0.0".into()), false),
        (Value::String(r#""""#.into()), false),
        (Value::String("false".into()), false),
        (Value::String(" null ".into()), false),
    ] {
        let ack = MessageBody {
            kind: Some(BodyType::ReadAck as i32),
            ack_message_id: Some(9),
            ext: vec![pair("any", ValueType::String, value)],
            ..body(vec![])
        };
        let events = told(&[meta(1, &ack)]);
        let [Event::Receipt(receipt)] = &events[..] else { panic!("{events:?}") };
        let ReceiptKind::Read { message, group } = &receipt.kind else { panic!("{receipt:?}") };
        assert_eq!((message.0, group.is_some()), (9, counted));
    }
}

/// All contents of a message are told, in their order.
#[test]
fn o_14_every_content_counts() {
    let message = message_of(&body(vec![
        text("look"),
        attachment(ContentType::Image, "/o/a/chatfiles/u"),
        text("nice?"),
    ]));
    assert_eq!(message.body, Body::Text("look".into()));
    assert!(matches!(&message.more[..], [Body::Image(_), Body::Text(text)] if text == "nice?"));
    let form = serde_json::to_value(web::MessageForm(&message)).expect("JSON");
    assert_eq!(form["x-more"][0]["type"], "img");
    assert_eq!(form["x-more"][1]["msg"], "nice?");
}

/// Content without a name keeps its bytes, also fields nobody knows.
#[test]
fn o_15_unknown_content_keeps_its_bytes() {
    // A content of type 42 with field 99, after a text.
    let unknown = [0x08, 42, 0x9a, 0x06, 2, 0xab, 0xcd];
    let mut payload = prost::Message::encode_to_vec(&body(vec![text("known")]));
    payload.extend([0x22, 7]);
    payload.extend(unknown);
    let events = told(&[say::meta(1, Namespace::Chat as i32, "bob", payload)]);
    let [Event::Message(message)] = &events[..] else { panic!("{events:?}") };
    assert_eq!(message.body, Body::Text("known".into()));
    let [Body::Unknown(it)] = &message.more[..] else { panic!("{message:?}") };
    assert_eq!((it.number, &it.bytes[..]), (42, &unknown[..]));

    let alone = Content { kind: Some(42), ..Content::default() };
    let events = told(&[meta(1, &body(vec![alone])), say::text(2, "next")]);
    let handlers: Vec<_> = web::forms_of_frame(&events).iter().map(|form| form.handler).collect();
    assert_eq!(handlers, ["x-unknownMessage", "onTextMessage", "onMessage"]);
}

/// Events keep the order of the wire.
#[test]
fn o_16_orders_and_receipts_overtake_nothing() {
    let kind = |kind: BodyType| MessageBody { kind: Some(kind as i32), ..body(vec![]) };
    let order = Content { action: Some("act".into()), ..content(ContentType::Command) };
    let events = told(&[
        say::text(1, "one"),
        meta(2, &body(vec![order])),
        say::text(3, "two"),
        meta(4, &kind(BodyType::Recall)),
        meta(5, &kind(BodyType::ReadAck)),
        say::text(6, "three"),
    ]);
    let names: Vec<_> = web::forms_of_frame(&events).iter().map(|form| form.handler).collect();
    assert_eq!(
        names,
        [
            "onTextMessage",
            "onCmdMessage",
            "onTextMessage",
            "onRecallMessage",
            "onReadMessage",
            "onTextMessage",
            "onMessage"
        ]
    );
    let list = serde_json::to_value(&web::forms_of_frame(&events)[6].data).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(3), "orders are not listed");
}

/// The receipt of a conversation knows groups.
#[test]
fn o_17_a_conversation_may_be_a_group() {
    let ack = MessageBody { kind: Some(BodyType::ChannelAck as i32), ..body(vec![]) };
    let events = told(&[meta(1, &ack), meta_with(2, &ack, to_group)]);
    let chats = events.iter().map(|event| match event {
        Event::Receipt(receipt) => (receipt.kind.clone(), receipt.chat),
        other => panic!("{other:?}"),
    });
    let conversation = ReceiptKind::Conversation;
    let expected = [(conversation.clone(), Chat::Single), (conversation, Chat::Group)];
    assert_eq!(chats.collect::<Vec<_>>(), expected);
}

/// Messages of every kind say whether the group's receipts are wanted, and images have names.
#[test]
fn o_18_nothing_is_lost_of_custom_messages_and_images() {
    for content in [
        content(ContentType::Custom),
        content(ContentType::Combine),
        attachment(ContentType::Image, "/o/a/chatfiles/u"),
    ] {
        let mut body = body(vec![content]);
        body.msg_config = Some(MessageConfig { allow_group_ack: Some(true) });
        let message = message_of(&body);
        assert_eq!(message.group_ack, Some(true));
        let form = serde_json::to_value(web::MessageForm(&message)).expect("JSON");
        assert_eq!(form["msgConfig"]["allowGroupAck"], true);
        if let Body::Image(Image { file: Attachment { name, .. }, .. }) = &message.body {
            assert_eq!((&**name, &form["filename"]), ("name.bin", &"name.bin".into()));
        }
    }
}

/// No event holds the login token. The peer looks for it in every `Debug` form.
#[test]
fn o_19_no_event_holds_the_token() {
    for kind in [ContentType::Voice, ContentType::Video, ContentType::File] {
        let message = message(attachment(kind, "/o/a/chatfiles/u"));
        let form = serde_json::to_string(&web::MessageForm(&message)).expect("JSON");
        assert!(!form.contains(easemob_tests::peer::TOKEN) && !form.contains("accessToken"));
    }
}

/// Only the vendor's own paths are moved to the REST host.
#[test]
fn o_20_addresses_are_parsed() {
    let url = |path: &str| match message(attachment(ContentType::File, path)).body {
        Body::File(file) => file.url.to_string(),
        other => panic!("{other:?}"),
    };
    let query = "?em-redirect=true&share-secret=sec";
    for vendors in ["https://a1.vendor.test/o/a/chatfiles/u", "/o/a/chatfiles/u"] {
        assert_eq!(url(vendors), format!("{REST}/o/a/chatfiles/u{query}"), "{vendors}");
    }
    for foreign in ["https://cdn.test/cats/1.png", "https://b.io/x", ""] {
        assert_eq!(url(foreign), foreign);
    }
    let nothing = message(content(ContentType::Image)).body;
    assert!(matches!(nothing, Body::Image(image) if image.thumbnail.is_empty()));
    let mut video = attachment(ContentType::Video, "/o/a/chatfiles/u");
    video.thumbnail_remote_path = Some("https://x.test/o/a/chatfiles/t?vframe=true".into());
    let Body::Video(video) = message(video).body else { panic!("no video") };
    assert_eq!(video.thumbnail, format!("{REST}/o/a/chatfiles/t?vframe=true"));
}

/// Both names of one member mean the same.
#[test]
fn o_28_a_reaction_has_one_name() {
    for member in ["state", "isAddedBySelf"] {
        let mut body = body(vec![text("x")]);
        let json = format!(
            r#"{{"reaction":[{{"reaction":"like","count":2,"userList":["bob"],"{member}":true}}]}}"#
        );
        body.meta = Some(json);
        let message = message_of(&body);
        let reaction = &message.reactions[0];
        assert_eq!((&*reaction.reaction, reaction.count, reaction.by_self), ("like", 2, true));
        let form = serde_json::to_value(web::MessageForm(&message)).expect("JSON");
        assert_eq!(form["reactions"][0]["isAddedBySelf"], true);
        assert_eq!(form["reactions"][0].get("state"), None);
    }
}

/// Types of attributes survive, in custom messages too.
#[test]
fn o_34_types_of_attributes_survive() {
    let custom = Content {
        custom_event: Some("gift".into()),
        custom_exts: vec![
            pair("float", ValueType::Float, Value::Float(1.0)),
            pair("double", ValueType::Double, Value::Double(f64::INFINITY)),
            pair("int", ValueType::Int, Value::Varint(1)),
        ],
        ..content(ContentType::Custom)
    };
    let Body::Custom(custom) = message(custom).body else { panic!("not custom") };
    assert_eq!(custom.exts.get("float"), Some(&Attribute::Float(1.0)));
    assert_eq!(custom.exts.get("double"), Some(&Attribute::Double(f64::INFINITY)));
    assert_eq!(custom.exts.get("int"), Some(&Attribute::Int(1)));
}

/// An edit that says nothing of the original has a sender, a time and a conversation.
#[test]
fn o_35_an_edit_without_the_original() {
    let edit = MessageBody {
        kind: Some(BodyType::Edit as i32),
        edit_message_id: Some(77),
        ..body(vec![text("better")])
    };
    let events = told(&[meta_with(1, &edit, to_group)]);
    let [Event::Edited(edited)] = &events[..] else { panic!("{events:?}") };
    let message = &edited.message;
    assert_eq!((edited.id.0, message.id.0, message.chat), (1, 77, Chat::Group));
    assert_eq!((&*message.from.name, message.body.clone()), ("bob", Body::Text("better".into())));
    assert!(message.sent_at.0 > 0 && !edited.with_ext);

    let original = r#"{"edit_msg":{"count":2,"operator":"admin","edit_time":9,"sender":"carl",
        "send_time":5,"chat_type":"chat:room"}}"#;
    let edit = MessageBody { meta: Some(original.into()), edit_scope: Some(2), ..edit };
    let events = told(&[meta(1, &edit)]);
    let [Event::Edited(edited)] = &events[..] else { panic!("{events:?}") };
    let message = &edited.message;
    assert_eq!((&*message.from.name, message.sent_at.0, message.chat), ("carl", 5, Chat::Room));
    let info = message.edited.clone().expect("an edit");
    assert_eq!((info.at.0, &*info.by, info.count, edited.with_ext), (9, "admin", 2, true));
}

/// Neither a status nor a queue is needed.
#[test]
fn o_36_a_bare_page_is_a_page() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.accept();
    let bare = CommSyncDl { metas: vec![say::text(1, "bare")], ..CommSyncDl::default() };
    peer.hear(&down::Frame::Sync(bare));
    assert_eq!(texts(&peer.events), ["bare"]);
}

/// Reading has no side effects: a bundle inside a message marks nothing as seen.
#[test]
fn o_39_reading_leaves_no_traces() {
    let mut peer = Peer::online(config());
    let mut with_thread = body(vec![text("parent")]);
    with_thread.meta = Some(
        r#"{"thread_overview":{"id":"t","last_message":{"id":"5","payload":{"bodies":
            [{"type":"txt","msg":"inside"}]}}}}"#
            .into(),
    );
    hear(&mut peer, &[meta(1, &with_thread)]);
    assert_eq!(texts(&hear(&mut peer, &[say::text(5, "inside")])), ["inside"]);
}

/// Both spellings of a bundle are one thing.
#[test]
fn a_bundle_has_two_spellings() {
    let mut old = attachment(ContentType::Text, "/o/a/chatfiles/u");
    old.sub_type = Some(ContentSubType::Combine as i32);
    old.title = Some("two messages".into());
    let new = Content { kind: Some(ContentType::Combine as i32), sub_type: None, ..old.clone() };
    let body = message(old).body;
    assert!(matches!(&body, Body::Combined(it) if it.title == "two messages"));
    assert_eq!(body, message(new).body);
}

/// As many attributes as a frame holds are read in time that grows with their number; of a key that
/// comes twice the last value counts, in the first one's place.
#[test]
fn very_many_attributes_are_read_at_once() {
    let mut body = body(vec![text("x")]);
    let one = |n: u64| pair(&n.to_string(), ValueType::Uint, Value::Varint(n.cast_signed()));
    body.ext = (0..16_000).map(one).collect();
    body.ext.push(pair("7", ValueType::Bool, Value::Varint(1)));
    let message = message_of(&body);
    assert_eq!(message.ext.iter().count(), 16_000);
    assert_eq!(message.ext.iter().nth(7), Some(("7", &Attribute::Bool(true))));
}
