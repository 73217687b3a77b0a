//! Edits, and files.

mod common;

use bytes::Bytes;
use common::{START, World, code, metas, text_meta, user_jid};
use easemob_core::wire::{BodyType, MessageBody, Meta};
use easemob_emulator::{Answer, Peer, Request, Response};
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

fn call(
    world: &mut World,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let request = Request {
        method: method.into(),
        target: target.into(),
        headers: headers.collect(),
        body: Bytes::copy_from_slice(body),
    };
    match world.server.answer(world.now, &request) {
        Answer::Now(response) => response,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_comes_back_to_who_knows_its_secret() {
    let mut world = World::new();
    let bearer = format!("Bearer {}", world.token("alice"));
    let bytes = b"two\r\nlines --frontier \x00\xff";
    let mut form = b"--frontier\r\nContent-Disposition: form-data; name=\"thumbnail-width\"\r\n\r\n64\r\n--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n".to_vec();
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--frontier--\r\n");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "multipart/form-data; boundary=frontier"),
        ("restrict-access", "true"),
    ];
    let path = "/oracle/test/chatfiles?chat-type=CHAT&chat-target=bob";
    let response = call(&mut world, "POST", path, &headers, &form);
    assert_eq!(response.status, 200);
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    let entity = &body["entities"][0];
    let path = format!("/oracle/test/chatfiles/{}", entity["uuid"].as_str().unwrap());
    let secret = entity["share-secret"].as_str().unwrap();
    let by_query = format!("{path}?em-redirect=true&share-secret={secret}");
    for response in [
        call(&mut world, "GET", &by_query, &[], b""),
        call(&mut world, "GET", &path, &[("share-secret", secret)], b""),
    ] {
        assert_eq!((response.status, &response.body[..]), (200, &bytes[..]));
        assert!(response.headers.contains(&("Content-Type", "image/png".into())));
    }
    assert_eq!(call(&mut world, "GET", &path, &[], b"").status, 401);
    let response = call(&mut world, "GET", &path, &headers[..1], b"");
    assert_eq!(response.status, 403);
    let unknown = call(&mut world, "GET", "/oracle/test/chatfiles/none", &headers[..1], b"");
    assert_eq!(unknown.status, 404);
    for broken in [&form[..40], &form[..form.len() - 20], b"", b"--frontier"] {
        assert_eq!(
            call(&mut world, "POST", "/oracle/test/chatfiles", &headers, broken).status,
            400
        );
    }
    let log = world.ctl(json!({ "op": "rest" }));
    assert_eq!(log[0]["request"], format!("<{} bytes>", form.len()));
}

#[test]
fn a_file_comes_in_parts() {
    let mut world = World::new();
    let bearer = format!("Bearer {}", world.token("alice"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "multipart/form-data; boundary=frontier"),
    ];
    let uploads = "/oracle/test/sdk/chatfiles/part-upload";
    let opened = call(&mut world, "POST", uploads, &headers[..1], b"");
    let opened: Value = serde_json::from_slice(&opened.body).unwrap();
    let path = format!("{uploads}/{}", opened["entities"][0]["uuid"].as_str().unwrap());
    let part = |number: u32, text: &str| {
        format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"part_file\"; \
             filename=\"blob\"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--frontier\r\n\
             Content-Disposition: form-data; name=\"part_number\"\r\n\r\n{number}\r\n--frontier--\r\n"
        )
    };
    let put = |world: &mut World, number: u32, text: &str| {
        call(world, "PUT", &path, &headers, part(number, text).as_bytes()).status
    };
    assert_eq!(put(&mut world, 2, "world"), 200);
    assert_eq!(put(&mut world, 0, "nothing"), 400);
    let done = format!("{path}?restrict-access=true&chat-type=CHAT&chat-target=bob");
    assert_eq!(
        call(&mut world, "POST", &done, &headers[..1], b"").status,
        400,
        "a part is missing"
    );
    assert_eq!(put(&mut world, 1, "hello "), 200);
    let file = call(&mut world, "POST", &done, &headers[..1], b"");
    let file: Value = serde_json::from_slice(&file.body).unwrap();
    let entity = &file["entities"][0];
    let (id, secret) = (entity["uuid"].as_str().unwrap(), entity["share-secret"].as_str().unwrap());
    let file = format!("/oracle/test/chatfiles/{id}?share-secret={secret}");
    assert_eq!(&call(&mut world, "GET", &file, &[], b"").body[..], b"hello world");
    assert_eq!(put(&mut world, 3, "late"), 404);
    assert_eq!(call(&mut world, "DELETE", &path, &headers[..1], b"").status, 404);
    assert_eq!(call(&mut world, "POST", uploads, &[], b"").status, 401);
}
