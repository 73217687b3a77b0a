//! Edits.

mod common;

use common::{START, World, code, metas, text_meta, user_jid};
use easemob_core::wire::{BodyType, MessageBody, Meta};
use easemob_emulator::Peer;
use prost::Message;
use serde_json::{Value, json};

fn edit_of(original: u64, id: u64, text: &str) -> Meta {
    let meta = text_meta(user_jid("bob"), id, text);
    let mut body = MessageBody::decode(meta.payload.clone().unwrap()).unwrap();
    body.kind = Some(BodyType::Edit as i32);
    body.edit_message_id = Some(original);
    body.meta = Some("{\"thread\":{}}".into());
    Meta { payload: Some(body.encode_to_vec().into()), ..meta }
}

fn edit(world: &mut World, peer: Peer, original: u64, id: u64) -> (i32, String) {
    code(&world.deliver(peer, edit_of(original, id, "new")))
}

#[test]
fn an_edit_tells_both_sides_what_was_edited_by_whom() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let original = world.say(alice, user_jid("bob"), 1, "old").server_id.unwrap();
    world.advance(5000);
    let ack = world.deliver(alice, edit_of(original, 2, "new"));
    let edited = json!({
        "count": 1, "operator": "alice", "edit_time": START + 5000,
        "sender": "alice", "send_time": START, "chat_type": "chat:user",
    });
    let notification = metas(&ack).pop().unwrap();
    assert_eq!(notification.ns, Some(5));
    let told: Value = serde_json::from_slice(&notification.payload.unwrap()).unwrap();
    assert_eq!(told, json!({ "edit_msg": edited }));
    let again = world.deliver(alice, edit_of(original, 2, "new"));
    assert_eq!((again.server_id, again.metas), (ack.server_id, ack.metas), "told once more");
    let page = world.pull(bob, "alice", None);
    assert_eq!(common::texts(&page), ["old", "new"]);
    let body = MessageBody::decode(metas(&page)[1].payload.clone().unwrap()).unwrap();
    assert_eq!((body.kind, body.edit_message_id), (Some(8), Some(original)));
    let meta: Value = serde_json::from_str(&body.meta.unwrap()).unwrap();
    assert_eq!(meta, json!({ "thread": {}, "edit_msg": edited }));
}

#[test]
fn only_the_sender_edits_and_with_vendor_limits_ten_times() {
    let mut world = World::new();
    let (alice, bob) = (world.login("alice", "phone"), world.login("bob", "tv"));
    let original = world.say(alice, user_jid("bob"), 1, "old").server_id.unwrap();
    let refused = edit(&mut world, bob, original, 1);
    assert_eq!(refused, (1, "Sorry, You do not have permission".into()));
    world.config(json!({ "vendorLimits": true }));
    for id in 2..12 {
        assert_eq!(edit(&mut world, alice, original, id).0, 0);
    }
    let refused = edit(&mut world, alice, original, 12);
    assert_eq!(refused, (1, "Sorry, edit limit reached".into()));
}
