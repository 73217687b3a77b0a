//! Files that members of groups and rooms share.

mod common;

use bytes::Bytes;
use common::{START, World};
use easemob_emulator::{Answer, Request, Response};
use serde_json::{Value, json};

fn request(
    world: &mut World,
    user: &str,
    method: &str,
    path: &str,
    form: Option<&[u8]>,
) -> Response {
    let token = world.token(user);
    let mut headers = vec![
        ("authorization".to_owned(), format!("Bearer {token}")),
        ("host".to_owned(), "127.0.0.1:4711".to_owned()),
    ];
    let mut body = Vec::new();
    if let Some(bytes) = form {
        headers.push(("content-type".into(), "multipart/form-data; boundary=xyz".into()));
        body.extend_from_slice(b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; ");
        body.extend_from_slice(b"filename=\"notes.txt\"\r\nContent-Type: text/plain\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--xyz--\r\n");
    }
    let target = format!("/oracle/test{path}");
    let request = Request { method: method.into(), target, headers, body: Bytes::from(body) };
    let answer = world.server.answer(world.now, &request);
    world.advance(0);
    match answer {
        Answer::Now(response) => response,
        other => panic!("{other:?}"),
    }
}

fn upload(world: &mut World, user: &str, path: &str, bytes: &[u8]) -> Value {
    let response = request(world, user, "POST", path, Some(bytes));
    assert_eq!(response.status, 200);
    serde_json::from_slice::<Value>(&response.body).unwrap()["data"].clone()
}

#[test]
fn a_file_is_shared_listed_fetched_and_deleted() {
    for (kind, root, key) in [("group", "chatgroups", "group_id"), ("chatroom", "chatrooms", "id")]
    {
        let mut world = World::new();
        let members = ["bob", "carol"];
        world.ctl(
            json!({ "op": "group", "id": "g", "owner": "alice", "members": members, "kind": kind }),
        );
        let (alice, tablet) = (world.login("alice", "phone"), world.login("bob", "tablet"));
        let path = format!("/{root}/g/share_files");
        let share = upload(&mut world, "bob", &format!("{path}?resource=tv"), b"\x00bytes\r\n");
        let id = share["file_id"].as_str().unwrap().to_owned();
        let url = format!("http://127.0.0.1:4711/oracle/test{path}/{id}");
        let wanted = json!({
            "file_url": url, key: "g", "file_name": "notes.txt", "created": START,
            "file_id": id, "file_size": 8,
        });
        assert_eq!(share, wanted);
        for peer in [alice, tablet] {
            assert_eq!(world.events(peer, "g"), [(27, "bob".into(), String::new())]);
        }
        let listed =
            world.rest("carol", "GET", &format!("{path}?pagenum=1&pagesize=10"), json!(null));
        let wanted = json!({
            "file_id": id, "file_name": "notes.txt", "file_owner": "bob", "file_size": 8,
            "created": START,
        });
        assert_eq!(listed["data"], json!([wanted]));
        let second =
            world.rest("carol", "GET", &format!("{path}?pagenum=2&pagesize=10"), json!(null));
        assert_eq!(second["data"], json!([]));
        let fetched = request(&mut world, "carol", "GET", &format!("{path}/{id}"), None);
        assert_eq!(&fetched.body[..], b"\x00bytes\r\n");
        assert!(fetched.headers.contains(&("Content-Type", "text/plain".into())));

        let refused = world.call("carol", "DELETE", &format!("{path}/{id}"), json!(null));
        assert_eq!(refused.0, 403, "it is not carol's, nor is she an admin");
        let gone =
            world.rest("alice", "DELETE", &format!("{path}/{id}?resource=phone"), json!(null));
        assert_eq!(gone["data"], json!({ key: "g", "file_id": id, "result": true }));
        assert_eq!(world.events(alice, "g"), [], "not on the device it was done on");
        assert_eq!(world.events(tablet, "g"), [(28, "alice".into(), String::new())]);
        assert_eq!(world.call("bob", "GET", &format!("{path}/{id}"), json!(null)).0, 404);
        assert_eq!(world.call("bob", "DELETE", &format!("{path}/{id}"), json!(null)).0, 404);
    }
}

#[test]
fn strangers_and_large_files_stay_out() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice" }));
    let path = "/chatgroups/g/share_files";
    let id = upload(&mut world, "alice", path, b"x")["file_id"].as_str().unwrap().to_owned();
    assert_eq!(request(&mut world, "bob", "POST", path, Some(b"x")).status, 403);
    assert_eq!(request(&mut world, "bob", "GET", &format!("{path}/{id}"), None).status, 403);
    let large = vec![0; (10 << 20) + 1];
    assert_eq!(request(&mut world, "alice", "POST", path, Some(&large)).status, 413);
    assert_eq!(request(&mut world, "alice", "POST", path, None).status, 400);
    world.ctl(json!({ "op": "group", "id": "h", "owner": "alice" }));
    let elsewhere =
        request(&mut world, "alice", "GET", &format!("/chatgroups/h/share_files/{id}"), None);
    assert_eq!(elsewhere.status, 404, "a file is shared in one group alone");
}
