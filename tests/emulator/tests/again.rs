//! What comes again, cannot be read, or is to be found somewhere else.

mod common;

use bytes::Bytes;
use common::{World, metas, texts};
use easemob_core::wire::down;
use serde_json::{Value, json};

#[test]
fn an_acknowledgement_that_is_lost_brings_the_page_again() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "inject", "user": "alice", "from": "bob", "text": "hi" }));
    let page = world.pull(alice, "bob", None);
    world.ctl(json!({ "op": "fault", "kind": "loseAck", "user": "alice", "times": 1 }));
    let again = world.pull(alice, "bob", page.next_key);
    assert_eq!((texts(&again), again.next_key), (vec!["hi".into()], page.next_key));
    assert!(world.pull(alice, "bob", page.next_key).metas.is_empty());
}

#[test]
fn a_page_is_sent_again_on_another_connection() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    assert_eq!(world.ctl(json!({ "op": "again", "user": "alice" })), json!({ "sessions": 1 }));
    assert_eq!(world.frames(alice), [], "there was none yet");
    world.ctl(json!({ "op": "inject", "user": "alice", "from": "bob", "text": "hi" }));
    let page = world.pull(alice, "bob", None);
    world.pull(alice, "bob", page.next_key);
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "again", "user": "alice" }));
    let [down::Frame::Sync(again)] = &world.frames(alice)[..] else { panic!("no page") };
    assert_eq!(again, &page);
}

#[test]
fn a_payload_is_injected_as_it_is() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    world.ctl(json!({ "op": "inject", "user": "alice", "from": "bob", "payload": "07ff" }));
    let page = world.pull(alice, "bob", None);
    assert_eq!(metas(&page)[0].payload, Some(Bytes::from_static(&[0x07, 0xff])));
}

#[test]
fn a_refusal_names_other_hosts() {
    let mut world = World::new();
    let redirect = ["b.test:8443", "c.test"];
    world.ctl(json!({ "op": "refuse", "user": "alice", "code": 5, "redirect": redirect }));
    let (peer, token) = (world.connect(), world.token("alice"));
    let reply = world.provision_with(peer, "alice", "phone", &token);
    let status = reply.status.expect("a verdict");
    let hosts = status.redirect_info.into_iter().map(|info| (info.host, info.port));
    let hosts: Vec<_> = hosts.collect();
    let named = |host: &str, port| (Some(host.to_owned()), Some(port));
    assert_eq!(
        (status.error_code, hosts),
        (Some(5), vec![named("b.test", 8443), named("c.test", 443)])
    );
    let wrong =
        world.ctl_error(json!({ "op": "refuse", "user": "a", "code": 5, "redirect": ["b:x"] }));
    assert!(wrong.contains("redirect"), "{wrong}");
}

#[test]
fn discovery_names_what_it_is_told() {
    let mut world = World::new();
    world.ctl(json!({ "op": "hosts", "rest": ["r.test"], "websocket": ["w.test:8443", "v.test"] }));
    let answer = world.request("GET", "/easemob/server.json", &[], b"");
    let document: Value = serde_json::from_slice(&answer.body).expect("a document");
    let host = |domain, port| json!({ "protocol": "https", "domain": domain, "port": port });
    assert_eq!(document["rest"]["hosts"], json!([host("r.test", "443")]));
    let sockets = json!([host("w.test", "8443"), host("v.test", "443")]);
    assert_eq!(document["msync-wx"]["hosts"], sockets);
}
