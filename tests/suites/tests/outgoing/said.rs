//! How messages are spelt, where no capture shows it (messages §2).

use easemob_core::message::outgoing::{Attachment, Combined, Image, Priority, Text, Video, Voice};
use easemob_core::wire::{
    BodyType, Content, ContentSize, ContentSubType, ContentType, EditScope, GROUP_DOMAIN, KeyValue,
    MessageBody, MessageConfig, Meta, RouteType, Value, ValueType,
};
use easemob_core::{Address, Attributes, GroupId, Outgoing, ServerId};
use easemob_tests::peer::rooms::room;
use easemob_tests::peer::{Peer, Said, config, user};

const MID: ServerId = ServerId(1_420_000_000_000_123_456);

fn group() -> Address {
    GroupId::new("g1").expect("a group id").into()
}

/// Sends it and looks at what was said.
fn said(message: Outgoing) -> (Meta, MessageBody) {
    let mut peer = Peer::online(config());
    peer.take_said();
    peer.try_send(message).expect("accepted");
    let said = peer.take_said().remove(0);
    let body = said.body().expect("a message");
    let Said::Message(_, meta) = said else { unreachable!("a message") };
    (*meta, body)
}

fn content(content: impl Into<easemob_core::message::outgoing::Content>) -> Content {
    said(Outgoing::new(user("bob"), content)).1.contents.remove(0)
}

fn tag(priority: i64) -> KeyValue {
    KeyValue {
        key: Some("chatroom_msg_tag".into()),
        kind: Some(ValueType::Int as i32),
        value: Some(Value::Varint(priority)),
    }
}

/// After an upload, as the vendor's web client says it.
#[test]
fn an_uploaded_video_has_the_thumbnail_the_server_makes() {
    let file = Attachment::uploaded("https://a1.test/o/a/chatfiles/1", "s").name("m.mp4").bytes(48);
    let expected = Content {
        kind: Some(ContentType::Video as i32),
        display_name: Some("m.mp4".into()),
        remote_path: Some("https://a1.test/o/a/chatfiles/1".into()),
        secret_key: Some("s".into()),
        file_length: Some(48),
        duration: Some(9),
        thumbnail_remote_path: Some("https://a1.test/o/a/chatfiles/1?vframe=true".into()),
        thumbnail_secret_key: Some("s".into()),
        thumbnail_display_name: Some("m.mp4".into()),
        ..Content::default()
    };
    assert_eq!(content(Video::new(file.clone(), 9)), expected);
    let voice = Content {
        kind: Some(ContentType::Voice as i32),
        thumbnail_remote_path: None,
        thumbnail_secret_key: None,
        ..expected
    };
    assert_eq!(content(Voice::new(file, 9)), voice);
    let own = content(Video::new(Attachment::elsewhere("https://own.test/m"), 0));
    assert_eq!(own.thumbnail_remote_path.as_deref(), Some(""));
    assert_eq!(own.thumbnail_secret_key.as_deref(), Some(""));
    assert_eq!((own.secret_key, own.display_name, own.duration), (None, None, Some(0)));
}

#[test]
fn a_moving_image_says_so() {
    let image = content(Image::new(Attachment::elsewhere("https://own.test/m")).gif());
    assert_eq!(image.sub_type, Some(ContentSubType::Gif as i32));
    assert_eq!(image.size, Some(ContentSize { width: Some(0.0), height: Some(0.0) }));
}

/// As captured in `combine/two`, whose upload another test will make.
#[test]
fn a_bundle_is_a_text_with_a_file() {
    let file = Attachment::uploaded("http://a1.test/o/a/chatfiles/1", "s").name("5304").bytes(166);
    let bundle = Combined::new(file).title("T").summary("S").compatible_text("old client");
    let expected = Content {
        kind: Some(ContentType::Text as i32),
        text: Some("old client".into()),
        display_name: Some("5304".into()),
        remote_path: Some("http://a1.test/o/a/chatfiles/1?em-redirect=true&share-secret=s".into()),
        secret_key: Some("s".into()),
        file_length: Some(166),
        sub_type: Some(ContentSubType::Combine as i32),
        title: Some("T".into()),
        summary: Some("S".into()),
        combine_level: Some(1),
        ..Content::default()
    };
    assert_eq!(content(bundle), expected);
}

#[test]
fn translations_and_threads_travel_as_json() {
    let text = Text::new("你好").translation("en", "hel\"lo").translation("fr", "salut\n");
    let (meta, body) = said(Outgoing::new(group(), text).in_thread().group_ack(false));
    let json = r#"{"translations":[{"code":"en","text":"hel\"lo"},{"code":"fr","text":"salut\n"}],"thread":{}}"#;
    assert_eq!(body.meta.as_deref(), Some(json));
    assert_eq!(body.msg_config, Some(MessageConfig { allow_group_ack: Some(false) }));
    assert_eq!(body.kind, Some(BodyType::Groupchat as i32));
    assert_eq!(meta.to.and_then(|to| to.domain).as_deref(), Some(GROUP_DOMAIN));
    let recalled = said(Outgoing::recall(group(), MID).in_thread()).1;
    assert_eq!(recalled.meta.as_deref(), Some(r#"{"thread":{}}"#));
    assert_eq!(said(Outgoing::text(group(), "x")).1.meta, None);
}

/// Receivers count for more than who is online.
#[test]
fn who_gets_it_is_a_route() {
    let route = |message: Outgoing| {
        let meta = said(message).0;
        (meta.routetype, meta.directed_users)
    };
    let text = || Outgoing::text(group(), "x");
    let number = |route: RouteType| Some(route as i32);
    assert_eq!(route(text()), (number(RouteType::All), vec![]));
    assert_eq!(route(text().online_only()), (number(RouteType::Online), vec![]));
    let direct = (number(RouteType::Direct), vec!["bob".to_string()]);
    assert_eq!(route(text().online_only().receivers([user("bob")])), direct);
    assert_eq!(route(text().receivers([user("bob")]).online_only()), direct);
    assert_eq!(route(text().receivers([])), (number(RouteType::All), vec![]));
    assert_eq!(route(Outgoing::read_ack(group(), MID).receivers([user("bob")])), direct);
}

/// Every frame to a room has a priority, receipts and edits too.
#[test]
fn everything_said_in_a_room_has_a_priority() {
    for (priority, number) in [(Priority::High, 0), (Priority::Normal, 1), (Priority::Low, 2)] {
        let text = Outgoing::text(room("r1"), "x").priority(priority);
        assert_eq!(said(text).0.ext, [tag(number)]);
    }
    let edit = Outgoing::edit(room("r1"), MID, Text::new("v2")).expect("a text");
    for message in
        [Outgoing::read_ack(room("r1"), MID), Outgoing::conversation_ack(room("r1")), edit]
    {
        assert_eq!(said(message).0.ext, [tag(1)]);
    }
    let read = said(Outgoing::read_ack(room("r1"), MID).ack_content("seen")).1;
    assert_eq!((read.msg_config, read.ack_content), (None, None));
}

/// Messages oddity 21: the words of a recall do not cost its priority.
#[test]
fn a_recall_in_a_room_keeps_its_priority_beside_its_words() {
    let recall = Outgoing::recall(room("r1"), MID).priority(Priority::High).recall_words("oops");
    let (meta, body) = said(recall);
    let words = KeyValue {
        key: Some("recallMessageExtensionInfo".into()),
        kind: Some(ValueType::String as i32),
        value: Some(Value::String("oops".into())),
    };
    assert_eq!(meta.ext, [tag(0), words.clone()]);
    assert_eq!((body.kind, body.ack_message_id), (Some(BodyType::Recall as i32), Some(MID.0)));
    assert_eq!(body.contents, [Content::default()]);
    let single = Outgoing::recall(user("bob"), MID);
    assert_eq!(said(single.clone().recall_words("oops")).0.ext, [words]);
    assert_eq!(said(single.recall_words("")).0.ext, []);
}

/// Attributes given, even none of them, widen the scope of an edit.
#[test]
fn an_edit_says_what_it_changes() {
    let edit = || Outgoing::edit(user("bob"), MID, Text::new("v2")).expect("a text");
    let body = said(edit()).1;
    assert_eq!((body.kind, body.edit_message_id), (Some(BodyType::Edit as i32), Some(MID.0)));
    assert_eq!(body.edit_scope, Some(EditScope::Body as i32));
    let wide = Some(EditScope::BodyAndExt as i32);
    assert_eq!(said(edit().with_ext(Attributes::new())).1.edit_scope, wide);
    let body = said(edit().ext("k", 1)).1;
    assert_eq!((body.edit_scope, body.ext.len()), (wide, 1));
}

/// Messages oddity 25: what was attached is not said again.
#[test]
fn an_edit_leaves_attachments_alone() {
    let image = Image::new(Attachment::elsewhere("blob:local").name("p.png")).gif();
    let edit = Outgoing::edit(user("bob"), MID, image).expect("an image").ext("k", 1);
    let body = said(edit).1;
    let kind = Some(ContentType::Image as i32);
    let sub_type = Some(ContentSubType::Gif as i32);
    assert_eq!(body.contents, [Content { kind, sub_type, ..Content::default() }]);
    let bundle = Combined::new(Attachment::elsewhere("blob:local").bytes(9)).title("T");
    let edit = Outgoing::edit(user("bob"), MID, bundle).expect("a bundle").ext("k", 1);
    let content = said(edit).1.contents.remove(0);
    assert_eq!((content.remote_path, content.file_length), (None, None));
    assert_eq!(content.sub_type, Some(ContentSubType::Combine as i32));
    assert_eq!(content.title.as_deref(), Some("T"));
}
