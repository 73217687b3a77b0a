//! Bundles of messages: their file, written and read, whole and damaged (messages §2.10).

#![allow(missing_docs)]

use bytes::Bytes;
use easemob_core::error::WhyNotSent;
use easemob_core::message::bundle::{self, BrokenBundle, MESSAGES_MAX};
use easemob_core::message::outgoing::{Attachment, Image, Priority};
use easemob_core::message::{Message, Reader};
use easemob_core::{
    AppKey, Attribute, Body, Chat, ErrorCode, Outgoing, ServerId, UnixMillis, UserId,
};
use serde_json::{Value, json};

/// Two texts, as the official client puts them into a file.
const OFFICIAL: &str = "636d0000005108d88f80d6d0bdffe7141a1d0a096f72673123617070311203626f621a0b\
    656173656d6f622e636f6d20fbd095ffbc312801321b080112071205616c6963651a051203626f62220708001203\
    6f6e6538000000005308d98f80d6d0bdffe7141a1f0a096f72673123617070311205616c6963651a0b6561736\
    56d6f622e636f6d20c8d395ffbc312801321b080112051203626f621a071205616c69636522070800120374776f\
    38009e";

fn official() -> Bytes {
    let digit = |c: u8| u8::try_from((c as char).to_digit(16).expect("hex")).expect("a digit");
    OFFICIAL.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn app_key() -> AppKey {
    AppKey::parse("org1#app1").expect("an app key")
}

fn reader() -> Reader<'static> {
    Reader::new("carol", "https://rest.test")
}

fn read(file: &Bytes) -> Result<Vec<Message>, BrokenBundle> {
    bundle::read(file, reader())
}

/// A message that came in JSON.
fn message(chat: &str, body: Value) -> Message {
    let payload = json!({
        "type": chat, "from": "bob", "to": "77", "bodies": [body],
        "ext": { "n": 1, "t": "x", "f": 1.5, "b": true, "j": [1] },
        "meta": { "translations": [{ "code": "de", "text": "hallo" }] },
    });
    let json =
        json!({ "id": "9007199254740993", "timestamp": 1_700_000_000_123_u64, "payload": payload });
    reader().json(&json.to_string()).expect("JSON").map(|message| *message).expect("a message")
}

fn text() -> Message {
    message("chat", json!({ "type": "txt", "msg": "hello" }))
}

fn nested(level: u32) -> Message {
    let body = json!({
        "type": "txt", "subType": "sub_combine", "msg": "old", "title": "T", "summary": "S",
        "url": "https://rest.test/o/a/chatfiles/c", "secret": "s", "file_length": 9,
        "filename": "combine", "combineLevel": level,
    });
    message("groupchat", body)
}

/// The file with a check byte that is right.
fn sealed(content: &[u8]) -> Bytes {
    let check = content.iter().enumerate().filter(|(at, _)| at % 2 == 1 && *at >= 3);
    let check = check.fold(0, |check, (_, byte)| check ^ byte);
    content.iter().copied().chain([check]).collect()
}

#[test]
fn the_file_is_that_of_the_official_client() {
    let messages = read(&official()).expect("a bundle");
    let told: Vec<_> = messages
        .iter()
        .map(|m| (m.id, m.chat, &*m.from.name, &*m.to.name, m.sent_at.0, &m.body))
        .collect();
    let id = 1_499_696_395_467_098_072;
    let (one, two) = (Body::Text("one".into()), Body::Text("two".into()));
    assert_eq!(
        told,
        [
            (ServerId(id), Chat::Single, "alice", "bob", 1_700_000_000_123, &one),
            (ServerId(id + 1), Chat::Single, "bob", "alice", 1_700_000_000_456, &two),
        ]
    );
    let written = bundle::write(&messages, &app_key()).expect("a bundle");
    assert_eq!(written.bytes, official());
    assert_eq!(written.level, 1);
}

#[test]
fn messages_of_every_kind_come_back_as_they_were() {
    let file = |kind: &str| {
        json!({
            "type": kind, "url": "https://a1.test/o/a/chatfiles/u", "secret": "s/1", "filename": "f",
            "file_length": 5, "length": 3, "size": { "width": 10, "height": 20 },
            "thumb": "https://a1.test/o/a/chatfiles/t", "thumb_secret": "t",
        })
    };
    let mut gif = file("img");
    gif["subType"] = json!("sub_gif");
    let exts = json!([{ "k": "v" }]);
    let params = json!({ "p": 1 });
    let messages = vec![
        text(),
        message("groupchat", file("img")),
        message("chat", gif),
        message("chat", file("video")),
        message("chat", file("audio")),
        message("chat", file("file")),
        message(
            "chat",
            json!({ "type": "loc", "lat": 1.5, "lng": -2, "addr": "a", "buildingName": "b" }),
        ),
        message("chat", json!({ "type": "cmd", "action": "do", "params": [params] })),
        message("chat", json!({ "type": "custom", "customEvent": "e", "customExts": exts })),
        nested(3),
    ];
    let written = bundle::write(&messages, &app_key()).expect("a bundle");
    assert_eq!(written.level, 4);
    assert_eq!(read(&written.bytes).expect("a bundle"), messages);
}

#[test]
fn what_was_said_in_a_room_stays_there() {
    let message = message("chatroom", json!({ "type": "txt", "msg": "hello" }));
    let written = bundle::write(&[message], &app_key()).expect("a bundle");
    let read = read(&written.bytes).expect("a bundle");
    assert_eq!((read[0].chat, &*read[0].to.name), (Chat::Room, "77"));
    assert_eq!(read[0].priority, Some(Priority::Normal));
}

#[test]
fn what_one_has_said_oneself_goes_into_a_bundle() {
    let (alice, bob) = (UserId::new("alice").expect("a user"), UserId::new("bob").expect("a user"));
    let image = Image::new(Attachment::uploaded("https://rest.test/o/a/chatfiles/1", "s"));
    let said = Outgoing::new(bob, image).ext("n", 1);
    let said = said.as_received(ServerId(7), UnixMillis(5), &alice).expect("content");
    let bundle = bundle::write(&[said], &app_key()).expect("a bundle");
    let read = read(&bundle.bytes).expect("a bundle");
    assert_eq!((read[0].id, read[0].sent_at), (ServerId(7), UnixMillis(5)));
    assert_eq!((&*read[0].from.name, &*read[0].to.name), ("alice", "bob"));
    let Body::Image(image) = &read[0].body else { panic!("{:?}", read[0].body) };
    let url = "https://rest.test/o/a/chatfiles/1?em-redirect=true&share-secret=s";
    assert_eq!(image.file.url, url);
}

#[test]
fn a_bundle_becomes_the_content_of_a_message() {
    let bundle = bundle::write(&[nested(9)], &app_key()).expect("a bundle");
    let file = Attachment::uploaded("https://rest.test/o/a/chatfiles/1", "s");
    let content = bundle.content(file.clone()).title("T");
    let bytes = u32::try_from(bundle.bytes.len()).expect("a length");
    let expected = easemob_core::message::outgoing::Combined::new(file.bytes(bytes)).level(10);
    assert_eq!(content, expected.title("T"));
    let message = Outgoing::new(UserId::new("bob").expect("a user"), content);
    assert!(message.content().is_some());
}

#[test]
fn a_bundle_has_bounds() {
    let many = vec![text(); MESSAGES_MAX];
    let full = bundle::write(&many, &app_key()).expect("a bundle");
    assert_eq!(read(&full.bytes).expect("a bundle").len(), MESSAGES_MAX);

    let too_many = bundle::write(&vec![text(); MESSAGES_MAX + 1], &app_key()).expect_err("bounds");
    assert_eq!(too_many.to_string(), "301 messages in a bundle: at most 300 are allowed");
    assert_eq!(too_many.code(), ErrorCode::MaxLimit);
    let too_deep = bundle::write(&[text(), nested(10)], &app_key()).expect_err("bounds");
    assert_eq!(too_deep.to_string(), "11 levels of bundles: at most 10 are allowed");
    let absurd = bundle::write(&[nested(u32::MAX >> 1)], &app_key()).expect_err("bounds");
    assert_eq!(absurd.code(), ErrorCode::MaxLimit);
    let none: [Message; 0] = [];
    assert!(matches!(bundle::write(&none, &app_key()), Err(WhyNotSent::Invalid { .. })));
    let unknown = message("chat", json!({ "type": "hologram" }));
    assert!(matches!(bundle::write(&[unknown], &app_key()), Err(WhyNotSent::Invalid { .. })));

    let odd = |body: Value, change: fn(&mut Message, Attribute)| {
        for attribute in [Attribute::Unknown(99), Attribute::Json("{".into())] {
            let mut odd = message("chat", body.clone());
            change(&mut odd, attribute);
            let refused = bundle::write(&[odd], &app_key()).expect_err("an odd attribute");
            assert!(matches!(refused, WhyNotSent::Invalid { field: "messages", .. }), "{refused}");
        }
    };
    odd(json!({ "type": "txt", "msg": "x" }), |message, odd| message.ext.set("k", odd));
    let custom = json!({ "type": "custom", "customEvent": "e" });
    odd(custom.clone(), |message, odd| match &mut message.body {
        Body::Custom(custom) => custom.exts.set("k", odd),
        other => panic!("{other:?}"),
    });
    odd(custom, |message, odd| match &mut message.body {
        Body::Custom(custom) => custom.params.set("k", odd),
        other => panic!("{other:?}"),
    });
    odd(json!({ "type": "cmd", "action": "do" }), |message, odd| match &mut message.body {
        Body::Command(command) => command.params.set("k", odd),
        other => panic!("{other:?}"),
    });

    // One more than may be, by who does not count.
    let all = &full.bytes[..full.bytes.len() - 1];
    let one = &bundle::write(&[text()], &app_key()).expect("a bundle").bytes;
    let overfull = [all, &one[2..one.len() - 1]].concat();
    assert_eq!(read(&sealed(&overfull)), Err(BrokenBundle::TooMany));
}

#[test]
fn a_damaged_byte_is_noticed_where_it_is_checked() {
    let file = official();
    for at in (3..file.len() - 1).step_by(2).chain([file.len() - 1]) {
        let mut damaged = file.to_vec();
        damaged[at] ^= 0x10;
        let broken = read(&damaged.into()).expect_err("damage");
        assert!(matches!(broken, BrokenBundle::Check { .. }), "{at}: {broken}");
        assert_eq!(broken.code(), ErrorCode::ParseFileFailed);
    }
}

#[test]
fn no_file_whatever_does_harm() {
    let file = official();
    assert_eq!(read(&Bytes::new()), Err(BrokenBundle::Header));
    assert_eq!(read(&Bytes::from_static(b"cm")), Err(BrokenBundle::Header));
    assert_eq!(read(&Bytes::from_static(b"cm\0")), Ok(vec![]));
    assert_eq!(read(&sealed(b"mc")), Err(BrokenBundle::Header));
    assert_eq!(read(&sealed(b"cm\0\0\0")), Err(BrokenBundle::CutOff { entry: 0 }));
    assert_eq!(read(&sealed(b"cm\xff\xff\xff\xff")), Err(BrokenBundle::CutOff { entry: 0 }));
    let receipt = [&file[..2], &[0, 0, 0, 2, 0x28, 0]].concat();
    assert!(matches!(read(&sealed(&receipt)), Err(BrokenBundle::Entry { entry: 0, .. })));

    // Cut off anywhere, it is whole only between messages.
    let content = &file[..file.len() - 1];
    let whole: Vec<usize> =
        (2..=content.len()).filter(|end| read(&sealed(&content[..*end])).is_ok()).collect();
    assert_eq!(whole, [2, 2 + 4 + 0x51, content.len()]);

    // Damaged anywhere, check byte and all: read or refused, never worse.
    for at in 0..content.len() {
        for bit in 0..8 {
            let mut damaged = content.to_vec();
            damaged[at] ^= 1 << bit;
            if let Err(broken) = read(&sealed(&damaged)) {
                assert_eq!(broken.code(), ErrorCode::ParseFileFailed);
            }
        }
    }
}

#[cfg(feature = "web")]
#[test]
fn a_broken_bundle_is_refused_in_the_words_of_the_web_sdk() {
    let say = |file: &Bytes| {
        let broken = read(file).expect_err("no bundle");
        serde_json::to_value(easemob_core::web::WebError::from(&broken)).expect("JSON")
    };
    let mut damaged = official().to_vec();
    damaged[9] ^= 1;
    let verification = json!({ "type": 203, "message": "File verification failed" });
    assert_eq!(say(&damaged.into()), verification);
    assert_eq!(say(&sealed(b"mc")), verification);
    let parse = json!({ "type": 203, "message": "Parse file failed" });
    assert_eq!(say(&sealed(b"cm\0\0\0")), parse);
}
