//! What makes no sense, or too much of it, is refused before anything is sent.

use easemob_core::error::WhyNotSent;
use easemob_core::message::outgoing::{
    Attachment, Combined, Command, Content, Custom, File, Image, Location, Priority, Text, Video,
    Voice,
};
use easemob_core::{Address, Attribute, ErrorCode, GroupId, Outgoing, ServerId, UserId};
use easemob_tests::peer::rooms::room;
use easemob_tests::peer::{Peer, config, user};

const MID: ServerId = ServerId(7);

fn group() -> Address {
    GroupId::new("g1").expect("a group id").into()
}

fn refused(message: Outgoing) -> WhyNotSent {
    let mut peer = Peer::online(config());
    peer.take_said();
    let not_sent = peer.try_send(message.clone()).expect_err("refused");
    // By its words: NaN is not equal to itself.
    assert_eq!(format!("{:?}", not_sent.message), format!("{message:?}"), "it comes back");
    assert!(peer.said.is_empty() && peer.client.unsettled() == 0);
    not_sent.why
}

fn accepted(message: Outgoing) {
    let mut peer = Peer::online(config());
    peer.try_send(message).expect("accepted");
}

fn url() -> Attachment {
    Attachment::elsewhere("https://files.test/x")
}

#[test]
fn nonsense_is_refused_by_its_field() {
    let bob = || user("bob");
    let new = |content: Content| Outgoing::new(bob(), content);
    let text = || Outgoing::text(bob(), "x");
    for (field, message) in [
        ("receivers", text().receivers([bob()])),
        ("priority", text().priority(Priority::High)),
        ("priority", Outgoing::text(group(), "x").priority(Priority::Low)),
        ("group_ack", text().group_ack(true)),
        ("group_ack", Outgoing::text(room("r"), "x").group_ack(true)),
        ("group_ack", Outgoing::read_ack(group(), MID).group_ack(false)),
        ("in_thread", text().in_thread()),
        ("in_thread", Outgoing::recall(room("r"), MID).in_thread()),
        ("message", Outgoing::recall(bob(), ServerId(0))),
        ("message", Outgoing::read_ack(bob(), ServerId(0))),
        ("ext", text().ext("k", Attribute::Unknown(99))),
        ("ext", text().ext("k", Attribute::Json("{".into()))),
        ("ext", text().ext("k", Attribute::Json("".into()))),
        ("field", new(Custom::new("e").field("k", Attribute::Unknown(99)).into())),
        ("field", new(Custom::new("e").field("k", Attribute::Json("{".into())).into())),
        ("attachment", new(File::new(Attachment::uploaded("", "s")).into())),
        ("attachment", new(Image::new(url().bytes(u32::MAX)).into())),
        ("size", new(Image::new(url()).size(f64::NAN, 1.0).into())),
        ("size", new(Image::new(url()).size(1.0, -1.0).into())),
        ("duration", new(Voice::new(url(), u32::MAX).into())),
        ("duration", new(Video::new(url(), 1 << 31).into())),
        ("latitude", new(Location::new(90.5, 0.0).into())),
        ("latitude", new(Location::new(f64::NAN, 0.0).into())),
        ("longitude", new(Location::new(0.0, -180.5).into())),
        ("level", new(Combined::new(url()).level(0).into())),
    ] {
        let why = refused(message.clone());
        assert!(
            matches!(why, WhyNotSent::Invalid { field: f, .. } if f == field),
            "{why}: {message:?}"
        );
        assert_eq!(why.code(), ErrorCode::MessageParameter);
    }
}

/// Whoever sends on what came must not break its receivers.
#[test]
fn attributes_that_are_json_are_sent() {
    for json in ["{}", "null", " [1, 2] ", r#""\ud83d""#, "1e999"] {
        let json = || Attribute::Json(json.into());
        accepted(Outgoing::text(user("bob"), "x").ext("k", json()));
        accepted(Outgoing::new(user("bob"), Custom::new("e").field("k", json())));
    }
}

#[test]
fn twenty_receivers_and_ten_levels_are_the_most() {
    let users =
        |count: usize| -> Vec<UserId> { (0..count).map(|n| user(&format!("u{n}"))).collect() };
    accepted(Outgoing::text(group(), "x").receivers(users(20)));
    let why = refused(Outgoing::text(group(), "x").receivers(users(21)));
    assert_eq!(why, WhyNotSent::TooMany { field: "receivers", count: 21, limit: 20 });
    assert_eq!(why.code(), ErrorCode::MaxLimit);
    accepted(Outgoing::new(user("bob"), Combined::new(url()).level(10)));
    let why = refused(Outgoing::new(user("bob"), Combined::new(url()).level(11)));
    assert_eq!(why.code(), ErrorCode::MaxLimit);
}

/// Size, with everything that travels beside the payload.
#[test]
fn the_size_counts_attributes_and_words() {
    let long = "x".repeat(5 * 1024);
    let big = |message: Outgoing| assert!(matches!(refused(message), WhyNotSent::TooLarge { .. }));
    big(Outgoing::text(user("bob"), "x").ext("k", long.as_str()));
    big(Outgoing::new(user("bob"), Custom::new("e").field("k", long.as_str())));
    big(Outgoing::new(user("bob"), Text::new("x").translation("en", long.as_str())));
    big(Outgoing::recall(user("bob"), MID).recall_words(long.as_str()));
}

#[test]
fn only_texts_custom_messages_and_attributes_are_edited() {
    let edit = |content: Content| Outgoing::edit(user("bob"), MID, content);
    let refusal = edit(Command::new("do").into()).expect_err("a command");
    assert_eq!(refusal.field, "content");
    accepted(edit(Text::new("v2").into()).expect("a text"));
    accepted(edit(Custom::new("v2").into()).expect("a custom message"));
    let kinds: [Content; 6] = [
        Image::new(url()).into(),
        Voice::new(url(), 1).into(),
        Video::new(url(), 1).into(),
        File::new(url()).into(),
        Location::new(1.0, 2.0).into(),
        Combined::new(url()).into(),
    ];
    for content in kinds {
        let why = refused(edit(content.clone()).expect("built"));
        assert!(matches!(why, WhyNotSent::Invalid { field: "ext", .. }), "{why}");
        accepted(edit(content).expect("built").ext("k", 1));
    }
}
