//! What an acknowledgement says besides "taken" (messages §2.12).

use bytes::Bytes;
use easemob_core::message::outgoing::Text;
use easemob_core::wire::{Meta, Namespace, down};
use easemob_core::{Body, LocalId, Outcome, Outgoing, SentExtra, ServerId, UnixMillis};
use easemob_tests::peer::{Peer, config, outcomes, say, user};
use prost::Message as _;

/// The server took it, and adds this.
fn taken(local: LocalId, meta: Bytes) -> down::Frame {
    let down::Frame::Sync(mut ack) = say::ack(local, 9) else { unreachable!("an answer") };
    ack.metas = vec![meta];
    down::Frame::Sync(ack)
}

fn extra(peer: &mut Peer, message: Outgoing, meta: Bytes) -> Option<SentExtra> {
    let local = peer.try_send(message).expect("accepted");
    peer.hear(&taken(local, meta));
    let settled = outcomes(&peer.take_events());
    let [(id, Outcome::Sent { server: ServerId(9), extra, .. })] = &settled[..] else {
        panic!("one success and no event: {settled:?}");
    };
    assert_eq!(*id, local);
    extra.clone()
}

#[test]
fn replaced_content_is_told_when_wanted() {
    let replaced = || {
        let mut meta = Meta::decode(say::text_from("alice", 9, "a***d")).expect("a meta");
        meta.meta = Some(r#"{"callback_replace":true}"#.into());
        Bytes::from(meta.encode_to_vec())
    };
    let text = || Outgoing::text(user("bob"), "asked");
    let mut settings = config();
    settings.replaced_contents = true;
    let mut peer = Peer::online(settings);
    let Some(SentExtra::Content(message)) = extra(&mut peer, text(), replaced()) else {
        panic!("no content");
    };
    assert_eq!(message.body, Body::Text("a***d".into()));
    assert!(message.replaced);
    let mut peer = Peer::online(config());
    assert_eq!(extra(&mut peer, text(), replaced()), None, "without the option");
}

fn notify(json: &str) -> Bytes {
    say::meta(9, Namespace::Notify as i32, "", json.into())
}

#[test]
fn an_edit_is_answered_with_its_history() {
    let mut peer = Peer::online(config());
    let edit = Outgoing::edit(user("bob"), ServerId(7), Text::new("v2")).expect("a text");
    let json = r#"{"edit_msg":{"count":2,"operator":"bob","edit_time":1700000000001,
        "sender":"alice","send_time":1700000000000,"chat_type":"chat:user"}}"#;
    let Some(SentExtra::Edited(info)) = extra(&mut peer, edit, notify(json)) else {
        panic!("no history");
    };
    assert_eq!((info.edit.count, &*info.edit.by), (2, "bob"));
    assert_eq!(info.edit.at, UnixMillis(1_700_000_000_001));
    assert_eq!((&*info.sender, info.sent_at), ("alice", UnixMillis(1_700_000_000_000)));
}

/// What cannot be read does not cost the success.
#[test]
fn unreadable_extras_say_nothing() {
    let mut peer = Peer::online(config());
    for meta in [
        Bytes::from_static(b"\xff\xff"),
        notify("{"),
        notify("{}"),
        notify(r#"{"edit_msg":7}"#),
        say::meta(9, Namespace::Muc as i32, "", Vec::new()),
        say::meta(9, 99, "", Vec::new()),
    ] {
        assert_eq!(extra(&mut peer, Outgoing::text(user("bob"), "x"), meta), None);
    }
}
