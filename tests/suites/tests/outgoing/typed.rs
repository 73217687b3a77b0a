//! What our builders are given is what the receiver is told, value for value: from `Outgoing` over
//! the wire to `Message`.

use easemob_core::message::outgoing::{
    self, Command, Content, Custom, File, Image, Location, Priority, Text, Video, Voice,
};
use easemob_core::message::{Reader, ReceiptKind, incoming};
use easemob_core::{Address, Attributes, Body, Chat, Event, Message, Outgoing, ServerId};
use easemob_tests::peer::{Peer, Said, config};
use proptest::prelude::*;
use prost::Message as _;

use crate::any::{address, attributes, words};

/// What is said, part by part.
type Facts = Vec<String>;

macro_rules! facts {
    ($($fact:expr),* $(,)?) => { vec![$(format!("{:?}", $fact)),*] };
}

#[derive(Clone, Debug)]
struct Attached {
    url: String,
    secret: String,
    name: String,
    bytes: u32,
}

fn attached() -> impl Strategy<Value = Attached> {
    ("[!-~]{1,40}", "[!-~]{1,9}", words(), 0..1_u32 << 31)
        .prop_map(|(url, secret, name, bytes)| Attached { url, secret, name, bytes })
}

impl Attached {
    fn file(&self) -> outgoing::Attachment {
        let file = outgoing::Attachment::elsewhere(self.url.as_str());
        file.secret(self.secret.as_str()).name(self.name.as_str()).bytes(self.bytes)
    }

    fn facts(&self, seconds: u32) -> Facts {
        facts![self.url, self.secret, self.name, self.bytes, seconds]
    }
}

fn received(file: &incoming::Attachment) -> Facts {
    facts![&*file.url, &*file.secret, &*file.name, file.size, file.seconds]
}

fn pairs(attributes: &Attributes) -> Facts {
    attributes.iter().map(|pair| format!("{pair:?}")).collect()
}

/// What can be changed later.
fn editable() -> impl Strategy<Value = (Content, Facts)> {
    prop_oneof![
        words().prop_map(|text| (Text::new(text.as_str()).into(), facts!["text", text])),
        (words(), attributes()).prop_map(|(event, exts)| {
            let facts = [facts!["custom", event], pairs(&exts)].concat();
            let fields = exts.iter().map(|(key, value)| (key.to_owned(), value.clone()));
            let custom = fields.fold(Custom::new(event), |it, (key, value)| it.field(key, value));
            (custom.into(), facts)
        }),
    ]
}

fn contents() -> impl Strategy<Value = (Content, Facts)> {
    let seconds = 0..1_u32 << 31;
    prop_oneof![
        editable(),
        (attached(), 0.0..1e300, any::<bool>()).prop_map(|(it, n, gif)| {
            let image = Image::new(it.file()).size(n, n / 3.0);
            let image = if gif { image.gif() } else { image };
            (image.into(), [facts!["image", n, n / 3.0, gif], it.facts(0)].concat())
        }),
        (attached(), seconds.clone()).prop_map(|(it, n)| {
            (Voice::new(it.file(), n).into(), [facts!["voice"], it.facts(n)].concat())
        }),
        (attached(), seconds).prop_map(|(it, n)| {
            (Video::new(it.file(), n).into(), [facts!["video"], it.facts(n)].concat())
        }),
        attached().prop_map(|it| {
            (File::new(it.file()).into(), [facts!["file"], it.facts(0)].concat())
        }),
        (-90.0..=90.0, -180.0..=180.0, words()).prop_map(|(north, east, words)| {
            let place = Location::new(north, east).address(words.as_str()).building("b");
            (place.into(), facts!["place", north, east, words, "b"])
        }),
        words().prop_map(|it| (Command::new(it.as_str()).into(), facts!["command", it])),
        (attached(), 1..=10_u8, words()).prop_map(|(it, level, words)| {
            let bundle = outgoing::Combined::new(it.file()).level(level);
            let bundle = bundle.title(words.as_str()).summary("s").compatible_text("c");
            (bundle.into(), [facts!["bundle", level, words, "s", "c"], it.facts(0)].concat())
        }),
    ]
}

fn told(body: &Body) -> Facts {
    match body {
        Body::Text(text) => facts!["text", &**text],
        Body::Custom(it) => [facts!["custom", &*it.event], pairs(&it.exts)].concat(),
        Body::Image(it) => {
            [facts!["image", it.width, it.height, it.gif], received(&it.file)].concat()
        }
        Body::Voice(it) => [facts!["voice"], received(it)].concat(),
        Body::Video(it) => [facts!["video"], received(&it.file)].concat(),
        Body::File(it) => [facts!["file"], received(it)].concat(),
        Body::Location(it) => {
            facts!["place", it.latitude, it.longitude, &*it.address, &*it.building]
        }
        Body::Command(it) => facts!["command", &*it.action],
        Body::Combined(it) => {
            let words = facts!["bundle", it.level, &*it.title, &*it.summary, &*it.fallback];
            [words, received(&it.file)].concat()
        }
        other => panic!("nobody said {other:?}"),
    }
}

/// What the receiver makes of it; `None` when it was not accepted, and so not sent.
fn over_the_wire(message: Outgoing) -> Option<Event> {
    let mut peer = Peer::online(config());
    peer.take_said();
    peer.try_send(message).ok()?;
    let Said::Message(_, meta) = peer.take_said().remove(0) else { panic!("a message") };
    let mut reader = Reader::new("carol", "");
    reader.own_upload = true;
    reader.meta(&meta.encode_to_vec().into()).expect("our own message is readable")
}

fn check(message: &Message, to: &Address, facts: &Facts, ext: &Attributes) {
    assert_eq!(message.from.name, easemob_tests::peer::USER);
    assert_eq!(message.to.name, to.name());
    assert_eq!(told(&message.body), *facts);
    assert_eq!(pairs(&message.ext), pairs(ext));
    assert!(message.more.is_empty());
}

proptest! {
    #[test]
    fn messages(
        to in address(),
        (content, facts) in contents(),
        ext in attributes(),
        ack in any::<bool>(),
        urgent in any::<bool>(),
    ) {
        let mut message = Outgoing::new(to.clone(), content).with_ext(ext.clone());
        if to.chat() == Chat::Group {
            message = message.group_ack(ack);
        }
        if to.chat() == Chat::Room && urgent {
            message = message.priority(Priority::High);
        }
        let event = over_the_wire(message).expect("accepted");
        let Event::Message(message) = event else { panic!("{event:?}") };
        check(&message, &to, &facts, &ext);
        prop_assert_eq!(message.chat, to.chat());
        prop_assert_eq!(message.group_ack, (to.chat() == Chat::Group).then_some(ack));
        let priority = if urgent { Priority::High } else { Priority::Normal };
        prop_assert_eq!(message.priority, (to.chat() == Chat::Room).then_some(priority));
        let resource = match &to {
            Address::Device(_, resource) => Some(resource.as_str()),
            _ => None,
        };
        prop_assert_eq!(message.to.resource.as_deref(), resource);
    }

    #[test]
    fn edits(
        to in address(),
        (content, facts) in editable(),
        ext in attributes(),
        id in 1..=u64::MAX,
    ) {
        let edit = Outgoing::edit(to.clone(), ServerId(id), content).expect("no command");
        let event = over_the_wire(edit.with_ext(ext.clone())).expect("accepted");
        let Event::Edited(edit) = event else { panic!("{event:?}") };
        check(&edit.message, &to, &facts, &ext);
        prop_assert_eq!((edit.message.id, edit.with_ext), (ServerId(id), true));
    }

    #[test]
    fn recalls_and_receipts(to in address(), id in 1..=u64::MAX, words in words()) {
        let id = ServerId(id);
        let recall = Outgoing::recall(to.clone(), id).recall_words(words.as_str());
        if let Some(event) = over_the_wire(recall) {
            let Event::Recalled(recall) = event else { panic!("{event:?}") };
            prop_assert_eq!((recall.message, recall.ext.as_str()), (id, words.as_str()));
            prop_assert_eq!(recall.to.name, to.name());
        }
        let receipts = [
            (Outgoing::read_ack(to.clone(), id), ReceiptKind::Read { message: id, group: None }),
            (Outgoing::delivery_ack(to.clone(), id), ReceiptKind::Delivered { message: id }),
            (Outgoing::conversation_ack(to.clone()), ReceiptKind::Conversation),
        ];
        for (receipt, kind) in receipts {
            let Some(event) = over_the_wire(receipt) else { continue };
            let Event::Receipt(receipt) = event else { panic!("{event:?}") };
            prop_assert_eq!((&receipt.kind, &*receipt.to.name), (&kind, to.name()));
            prop_assert_eq!(receipt.chat == Chat::Single, to.chat() == Chat::Single);
        }
    }
}
