//! Whatever our builders accept is encoded so that it decodes to itself, by our implementation of
//! protobuf and by another one.

use easemob_core::message::outgoing::{
    Attachment, Combined, Command, Content, Custom, File, Image, Location, Priority, Text, Video,
    Voice,
};
use easemob_core::wire::{MessageBody, Meta};
use easemob_core::{Address, Attribute, Attributes, GroupId, Outgoing, RoomId, ServerId, UserId};
use easemob_tests::peer::{Peer, Said, config};
use proptest::prelude::*;
use prost::Message as _;

use crate::sample::Part;
use crate::schema::{self, Schema};

fn id() -> impl Strategy<Value = String> {
    "[a-z0-9_.-]{1,12}"
}

pub(crate) fn words() -> impl Strategy<Value = String> {
    any::<String>()
}

pub(crate) fn user() -> impl Strategy<Value = UserId> {
    id().prop_map(|id| UserId::new(id).expect("a user id"))
}

pub(crate) fn address() -> impl Strategy<Value = Address> {
    prop_oneof![
        user().prop_map(Address::User),
        (user(), id()).prop_map(|(user, resource)| Address::Device(user, resource)),
        id().prop_map(|id| Address::Group(GroupId::new(id).expect("a group id"))),
        id().prop_map(|id| Address::Room(RoomId::new(id).expect("a room id"))),
    ]
}

fn attribute() -> impl Strategy<Value = Attribute> {
    prop_oneof![
        any::<bool>().prop_map(Attribute::Bool),
        any::<i64>().prop_map(Attribute::Int),
        any::<u64>().prop_map(Attribute::Uint),
        any::<i64>().prop_map(Attribute::Long),
        any::<f32>().prop_map(Attribute::Float),
        any::<f64>().prop_map(Attribute::Double),
        words().prop_map(Attribute::from),
        Just(Attribute::json("{\"b\": 1.50}").expect("JSON")),
    ]
}

pub(crate) fn attributes() -> impl Strategy<Value = Attributes> {
    proptest::collection::vec((words(), attribute()), 0..4).prop_map(|pairs| {
        let mut attributes = Attributes::new();
        pairs.into_iter().for_each(|(key, value)| attributes.set(key, value));
        attributes
    })
}

fn file() -> impl Strategy<Value = Attachment> {
    let parts = (any::<bool>(), "[!-~]{1,40}", any::<[Option<()>; 3]>(), words(), 0..1_u32 << 31);
    parts.prop_map(|(own, url, [secret, name, bytes], text, length)| {
        let file = match own {
            true => Attachment::elsewhere(url),
            false => Attachment::uploaded(url, text.as_str()),
        };
        let file = if secret.is_some() { file.secret(text.as_str()) } else { file };
        let file = if name.is_some() { file.name(text) } else { file };
        if bytes.is_some() { file.bytes(length) } else { file }
    })
}

fn content() -> impl Strategy<Value = Content> {
    let seconds = 0..1_u32 << 31;
    prop_oneof![
        words().prop_map(|text| Text::new(text).into()),
        (words(), words()).prop_map(|(a, b)| Text::new(a).translation("en", b.as_str()).into()),
        (file(), 0.0..1e300, any::<bool>()).prop_map(|(file, n, gif)| {
            let image = Image::new(file).size(n, n / 3.0);
            if gif { image.gif().into() } else { image.into() }
        }),
        (file(), seconds.clone()).prop_map(|(file, n)| Voice::new(file, n).into()),
        (file(), seconds).prop_map(|(file, n)| Video::new(file, n).into()),
        file().prop_map(|file| File::new(file).into()),
        (-90.0..=90.0, -180.0..=180.0, words()).prop_map(|(lat, lng, text)| Location::new(
            lat, lng
        )
        .address(text.as_str())
        .building(text)
        .into()),
        words().prop_map(|action| Command::new(action).into()),
        (words(), attributes()).prop_map(|(event, exts)| {
            let pairs = exts.iter().map(|(key, value)| (key.to_owned(), value.clone()));
            pairs.fold(Custom::new(event), |custom, (k, v)| custom.field(k, v)).into()
        }),
        (file(), 1..=10_u8, words()).prop_map(|(file, level, text)| {
            Combined::new(file)
                .level(level)
                .title(text.as_str())
                .summary(text.as_str())
                .compatible_text(text)
                .into()
        }),
    ]
}

fn outgoing() -> impl Strategy<Value = Outgoing> {
    let mid = (1..=u64::MAX).prop_map(ServerId);
    let kind = prop_oneof![
        4 => (address(), content()).prop_map(|(to, content)| Outgoing::new(to, content)),
        1 => (address(), mid.clone(), words()).prop_map(|(to, mid, text)| Outgoing::read_ack(to, mid).ack_content(text)),
        1 => (address(), mid.clone()).prop_map(|(to, mid)| Outgoing::delivery_ack(to, mid)),
        1 => address().prop_map(Outgoing::conversation_ack),
        1 => (address(), mid.clone(), words()).prop_map(|(to, mid, text)| Outgoing::recall(to, mid).recall_words(text)),
        2 => (address(), mid, content()).prop_filter_map("a command", |(to, mid, content)| Outgoing::edit(to, mid, content).ok()),
    ];
    let options = (
        proptest::option::of(attributes()),
        proptest::collection::vec(user(), 0..3),
        any::<[bool; 4]>(),
    );
    (kind, options).prop_map(|(mut message, (ext, receivers, [online, urgent, ack, thread]))| {
        if let Some(ext) = ext {
            message = message.with_ext(ext);
        }
        message = message.receivers(receivers);
        if online {
            message = message.online_only();
        }
        if urgent {
            message = message.priority(Priority::High);
        }
        if ack {
            message = message.group_ack(true);
        }
        if thread { message.in_thread() } else { message }
    })
}

proptest! {
    #[test]
    fn whatever_is_accepted_decodes_to_itself(message in outgoing()) {
        thread_local!(static SCHEMA: Schema = Schema::compile());
        let mut peer = Peer::online(config());
        peer.take_said();
        // What is not accepted was not sent.
        if let Err(not_sent) = peer.try_send(message.clone()) {
            prop_assert_eq!(format!("{:?}", not_sent.message), format!("{message:?}"));
            prop_assert!(peer.said.is_empty());
            return Ok(());
        }
        let said = peer.take_said().remove(0);
        let body = said.body().expect("a message");
        let Said::Message(_, meta) = said else { panic!("a message") };
        let payload = meta.payload.clone().expect("a payload");
        SCHEMA.with(|schema| {
            agree(schema, "Meta", &*meta, &meta.encode_to_vec(), |bytes| Meta::decode(bytes).map(|m| m.tree()));
            agree(schema, "MessageBody", &body, &payload, |bytes| MessageBody::decode(bytes).map(|m| m.tree()));
        });
    }
}

/// Both implementations read and write the same.
fn agree<M: Part>(
    schema: &Schema,
    name: &str,
    value: &M,
    bytes: &[u8],
    again: impl Fn(&[u8]) -> Result<Option<schema::Tree>, prost::DecodeError>,
) {
    let ours = value.tree().expect("a message is told as a tree");
    let (theirs, written) = schema::read(&schema.message(name), bytes);
    assert_eq!(theirs, ours, "{name}");
    assert_eq!(written, bytes, "{name} is written differently");
    assert_eq!(again(&written).expect("it decodes"), Some(ours), "{name}");
}
