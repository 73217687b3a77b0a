//! Who may speak, what can be recalled, who hears of receipts.

mod common;

use common::{World, code, group_jid, metas, provision_frame, text_meta, texts, user_jid};
use easemob_core::wire::{
    BodyType, Content, Jid, MessageBody, Meta, StatisticsBody, Value as Attribute,
};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::json;

fn about(to: Jid, id: u64, kind: BodyType, message: u64) -> Meta {
    let meta = text_meta(to, id, "");
    let body = MessageBody {
        kind: Some(kind as i32),
        ack_message_id: Some(message),
        ..MessageBody::default()
    };
    Meta { payload: Some(body.encode_to_vec().into()), ..meta }
}

fn command(to: Jid, id: u64) -> Meta {
    let content = Content { kind: Some(6), ..Content::default() };
    let body = MessageBody { kind: Some(1), contents: vec![content], ..MessageBody::default() };
    Meta { payload: Some(body.encode_to_vec().into()), ..text_meta(to, id, "") }
}

fn recall(world: &mut World, peer: Peer, id: u64, message: u64) -> (i32, String) {
    code(&world.deliver(peer, about(user_jid("bob"), id, BodyType::Recall, message)))
}

#[test]
fn a_message_is_recalled_within_two_minutes() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let sent = world.say(alice, user_jid("bob"), 1, "oops").server_id.unwrap();
    assert_eq!(recall(&mut world, bob, 1, sent).1, "Sorry, You do not have permission");
    world.advance(120_000);
    assert_eq!(recall(&mut world, alice, 2, sent).0, 0);
    let told = metas(&world.pull(bob, "alice", None)).pop().unwrap();
    let body = MessageBody::decode(told.payload.unwrap()).unwrap();
    assert_eq!((body.kind, body.ack_message_id), (Some(6), Some(sent)));
    world.advance(1);
    assert_eq!(recall(&mut world, alice, 3, sent), (1, "exceed recall time limit".into()));
    world.config(json!({ "recallWindowMs": 600_000 }));
    assert_eq!(recall(&mut world, alice, 4, sent).0, 0);
    assert_eq!(recall(&mut world, alice, 5, 404).0, 0, "what it has never seen is passed on");
}

#[test]
fn commands_are_neither_recalled_nor_edited() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let sent = world.deliver(alice, command(user_jid("bob"), 1)).server_id.unwrap();
    assert_eq!(recall(&mut world, alice, 2, sent), (1, "message recall disabled".into()));
    let mut edit = MessageBody::decode(command(user_jid("bob"), 3).payload.unwrap()).unwrap();
    edit.kind = Some(BodyType::Edit as i32);
    edit.edit_message_id = Some(sent);
    let payload = Some(edit.encode_to_vec().into());
    let refused = world.deliver(alice, Meta { payload, ..text_meta(user_jid("bob"), 3, "") });
    assert_eq!(code(&refused), (1, "Sorry, format is incorrect".into()));
}

#[test]
fn who_is_blocked_is_refused_and_may_be_let_in_again() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let blocks = "/sdk/user/bob/blocks?resource=tv";
    world.rest("bob", "POST", blocks, json!({ "usernames": ["alice"] }));
    let list = world.rest("bob", "GET", "/users/bob/blocks/users", json!(null));
    assert_eq!(list["data"], json!(["alice"]));
    let refused = world.say(alice, user_jid("bob"), 1, "hello?");
    assert_eq!(code(&refused), (1, "blocked".into()));
    assert_eq!(code(&world.say(bob, user_jid("alice"), 1, "not the other way")).0, 0);
    world.rest("bob", "DELETE", blocks, json!({ "usernames": ["alice"] }));
    assert_eq!(code(&world.say(alice, user_jid("bob"), 2, "hello")).0, 0);
    world.config(json!({ "contactsOnly": true }));
    let refused = world.say(alice, user_jid("bob"), 3, "stranger");
    assert_eq!(code(&refused), (1, "nonroster".into()));
    world.ctl(json!({ "op": "contact", "user": "alice", "peer": "bob" }));
    assert_eq!(code(&world.say(alice, user_jid("bob"), 4, "friend")).0, 0);
    assert_eq!(texts(&world.pull(bob, "alice", None)), ["hello", "friend"]);
}

#[test]
fn the_muted_and_the_silenced_are_refused() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let mute = json!({ "usernames": ["bob"], "mute_duration": 1000 });
    world.rest("alice", "POST", "/chatgroups/g/mute", mute);
    assert_eq!(code(&world.say(bob, group_jid("g"), 1, "mm")), (15, "you were muted".into()));
    world.advance(1000);
    assert_eq!(code(&world.say(bob, group_jid("g"), 2, "at last")).0, 0);
    world.rest("alice", "POST", "/chatgroups/g/ban", json!(null));
    let refused = code(&world.say(bob, group_jid("g"), 3, "mm"));
    assert_eq!(refused, (1, "not in group or chatroom white list".into()));
    assert_eq!(code(&world.say(alice, group_jid("g"), 1, "the owner speaks")).0, 0);
    let receipt = about(group_jid("g"), 4, BodyType::ReadAck, 1);
    assert_eq!(code(&world.deliver(bob, receipt)).0, 0, "receipts are no speech");
    let white = json!({ "usernames": ["bob"] });
    world.rest("alice", "POST", "/chatgroups/g/white/users", white);
    assert_eq!(code(&world.say(bob, group_jid("g"), 5, "allowed")).0, 0);
    world.rest("alice", "DELETE", "/chatgroups/g/ban", json!(null));
    world.rest("bob", "POST", "/chatgroups/g/shield", json!(null));
    world.say(alice, group_jid("g"), 2, "not for bob");
    let page = world.pull_jid(bob, group_jid("g"), None);
    assert!(metas(&page).iter().all(|meta| meta.ns == Some(2)
        || texts(&easemob_core::wire::CommSyncDl {
            metas: vec![meta.encode_to_vec().into()],
            ..Default::default()
        }) != ["not for bob"]));
}

#[test]
fn group_receipts_reach_the_author_alone_with_a_count() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let sent = world.say(alice, group_jid("g"), 1, "read me").server_id.unwrap();
    for (reader, id) in [(bob, 1), (bob, 2), (carol, 1), (alice, 2)] {
        let receipt = about(group_jid("g"), id, BodyType::ReadAck, sent);
        assert_eq!(code(&world.deliver(reader, receipt)).0, 0);
    }
    let told = world.take(alice, group_jid("g")).into_iter();
    let told = told.map(|meta| {
        let body = MessageBody::decode(meta.payload.unwrap()).unwrap();
        assert_eq!((body.kind, body.ack_message_id), (Some(4), Some(sent)));
        let count = body.ext[0].value.clone();
        (meta.from.unwrap().name.unwrap(), count)
    });
    let count = |n: u32| Some(Attribute::String(format!("{{\"{sent}\":{n}}}")));
    let bob_and_carol = [("bob", 1), ("bob", 1), ("carol", 2)];
    let wanted = bob_and_carol.map(|(reader, n)| (reader.to_owned(), count(n)));
    assert_eq!(told.collect::<Vec<_>>(), wanted);
    assert_eq!(world.take(bob, group_jid("g")).len(), 1, "the message and no receipt");
    let read = world.rest("alice", "GET", &format!("/chatgroups/g/acks/{sent}"), json!(null));
    assert_eq!(read["data"]["userlist"], json!(["bob", "carol"]));
}

#[test]
fn an_author_who_was_away_is_told_how_many_have_read() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let carol = world.login("carol", "car");
    let sent = world.say(alice, group_jid("g"), 1, "read me").server_id.unwrap();
    world.ctl(json!({ "op": "drop", "user": "alice" }));
    for reader in [bob, carol] {
        world.deliver(reader, about(group_jid("g"), 1, BodyType::ReadAck, sent));
    }
    let mut told_at_login = || {
        let (peer, token) = (world.connect(), world.token("alice"));
        world.up(peer, provision_frame("alice", "phone", &token));
        let metas = world.syncs(peer).iter().flat_map(metas).collect::<Vec<_>>();
        let statistics = metas.into_iter().filter(|meta| meta.ns == Some(0));
        let bodies = statistics.map(|it| StatisticsBody::decode(it.payload.unwrap()).unwrap());
        bodies.map(|body| (body.operation, body.location.unwrap())).collect::<Vec<_>>()
    };
    let counts = format!("{{\"group_ack\":[{{\"{sent}\":2}}]}}");
    assert_eq!(told_at_login(), [(Some(0), counts)]);
    assert_eq!(told_at_login(), [], "once");
}
