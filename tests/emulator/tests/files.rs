//! Files: whole, in parts, in ranges, small pictures of them, and their end.

mod common;

use common::World;
use easemob_emulator::Response;
use serde_json::{Value, json};

/// Uploads bytes of a type; the path they are at, and their secret.
fn upload(world: &mut World, content_type: &str, bytes: &[u8], more: &str) -> (String, String) {
    let bearer = format!("Bearer {}", world.token("alice"));
    let head = format!(
        "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\
         Content-Type: {content_type}\r\n\r\n"
    );
    let mut form = head.into_bytes();
    form.extend_from_slice(bytes);
    form.extend_from_slice(format!("{more}\r\n--frontier--\r\n").as_bytes());
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "multipart/form-data; boundary=frontier"),
        ("restrict-access", "true"),
    ];
    let response = world.request("POST", "/oracle/test/chatfiles", &headers, &form);
    assert_eq!(response.status, 200);
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    let text = |name: &str| body["entities"][0][name].as_str().unwrap().to_owned();
    (format!("/oracle/test/chatfiles/{}", text("uuid")), text("share-secret"))
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let found = response.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.as_str())
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let mut world = World::new();
    let (path, secret) = upload(&mut world, "text/plain", b"0123456789", "");
    let mut get = |more: &[(&str, &str)]| {
        let headers: Vec<_> =
            [("share-secret", secret.as_str())].iter().chain(more).copied().collect();
        let response = world.request("GET", &path, &headers, b"");
        let range = header(&response, "Content-Range").map(String::from);
        (response.status, String::from_utf8(response.body.to_vec()).unwrap(), range, response)
    };
    let (status, body, range, whole) = get(&[]);
    assert_eq!((status, body.as_str(), range), (200, "0123456789", None));
    assert_eq!(header(&whole, "Accept-Ranges"), Some("bytes"));
    let tag = header(&whole, "ETag").unwrap().to_owned();
    for (asked, shown, range) in [
        ("bytes=4-", "456789", "bytes 4-9/10"),
        ("bytes=4-5", "45", "bytes 4-5/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
    ] {
        let (status, body, told, _) = get(&[("Range", asked), ("If-Range", &tag)]);
        assert_eq!((status, body.as_str(), told.as_deref()), (206, shown, Some(range)), "{asked}");
    }
    let (status, _, told, _) = get(&[("Range", "bytes=10-")]);
    assert_eq!((status, told.as_deref()), (416, Some("bytes */10")));
    for whole in [("Range", "bytes=5-2"), ("Range", "bytes=0-1,3-4"), ("Range", "lines=1-2")] {
        assert_eq!(get(&[whole]).0, 200, "{whole:?}");
    }
    let (status, body, ..) = get(&[("Range", "bytes=4-"), ("If-Range", "\"another\"")]);
    assert_eq!((status, body.len()), (200, 10), "another file than the one that was begun");
}

#[test]
fn a_large_picture_has_a_small_one_and_a_small_one_is_its_own() {
    let mut world = World::new();
    let size = |response: &Response| {
        let at =
            |place: usize| u32::from_be_bytes(response.body[place..place + 4].try_into().unwrap());
        assert_eq!(&response.body[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(header(response, "Content-Type"), Some("image/png"));
        (at(16), at(20))
    };
    let field = |name: &str, value: u32| {
        format!("\r\n--frontier\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}")
    };
    let large = vec![7; 10_241];
    let wanted = field("thumbnail-width", 64) + &field("thumbnail-height", 48);
    for (more, sides) in [(wanted.as_str(), (64, 48)), ("", (170, 170))] {
        let (path, secret) = upload(&mut world, "image/jpeg", &large, more);
        let asked = format!("{path}?em-redirect=true&share-secret={secret}&thumbnail=true");
        assert_eq!(size(&world.request("GET", &asked, &[], b"")), sides);
        let headers = [("share-secret", secret.as_str()), ("thumbnail", "true")];
        assert_eq!(size(&world.request("GET", &path, &headers, b"")), sides);
        assert_eq!(world.request("GET", &path, &headers[..1], b"").body, large);
    }
    let (path, secret) = upload(&mut world, "image/jpeg", &large[1..], "");
    let asked = format!("{path}?share-secret={secret}&thumbnail=true");
    assert_eq!(world.request("GET", &asked, &[], b"").body, large[1..]);
    let (path, secret) = upload(&mut world, "video/mp4", b"film", "");
    let asked = format!("{path}?share-secret={secret}&vframe=true");
    assert_eq!(size(&world.request("GET", &asked, &[], b"")), (170, 170));
}

#[test]
fn a_file_ends() {
    let mut world = World::new();
    world.config(json!({ "fileTtlMs": 1000 }));
    let (path, secret) = upload(&mut world, "text/plain", b"soon gone", "");
    let asked = format!("{path}?share-secret={secret}");
    world.advance(999);
    assert_eq!(world.request("GET", &asked, &[], b"").status, 200);
    world.advance(1);
    let response = world.request("GET", &asked, &[], b"");
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!((response.status, &body["error"]), (404, &json!("file_expired")));
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
    let response = world.request("POST", path, &headers, &form);
    assert_eq!(response.status, 200);
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    let entity = &body["entities"][0];
    let path = format!("/oracle/test/chatfiles/{}", entity["uuid"].as_str().unwrap());
    let secret = entity["share-secret"].as_str().unwrap();
    let by_query = format!("{path}?em-redirect=true&share-secret={secret}");
    for response in [
        world.request("GET", &by_query, &[], b""),
        world.request("GET", &path, &[("share-secret", secret)], b""),
    ] {
        assert_eq!((response.status, &response.body[..]), (200, &bytes[..]));
        assert!(response.headers.contains(&("Content-Type", "image/png".into())));
    }
    assert_eq!(world.request("GET", &path, &[], b"").status, 401);
    let response = world.request("GET", &path, &headers[..1], b"");
    assert_eq!(response.status, 403);
    let unknown = world.request("GET", "/oracle/test/chatfiles/none", &headers[..1], b"");
    assert_eq!(unknown.status, 404);
    for broken in [&form[..40], &form[..form.len() - 20], b"", b"--frontier"] {
        assert_eq!(world.request("POST", "/oracle/test/chatfiles", &headers, broken).status, 400);
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
    let opened = world.request("POST", uploads, &headers[..1], b"");
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
        world.request("PUT", &path, &headers, part(number, text).as_bytes()).status
    };
    assert_eq!(put(&mut world, 2, "world"), 200);
    assert_eq!(put(&mut world, 0, "nothing"), 400);
    let done = format!("{path}?restrict-access=true&chat-type=CHAT&chat-target=bob");
    assert_eq!(world.request("POST", &done, &headers[..1], b"").status, 400, "a part is missing");
    assert_eq!(put(&mut world, 1, "hello "), 200);
    let file = world.request("POST", &done, &headers[..1], b"");
    let file: Value = serde_json::from_slice(&file.body).unwrap();
    let entity = &file["entities"][0];
    let (id, secret) = (entity["uuid"].as_str().unwrap(), entity["share-secret"].as_str().unwrap());
    let file = format!("/oracle/test/chatfiles/{id}?share-secret={secret}");
    assert_eq!(&world.request("GET", &file, &[], b"").body[..], b"hello world");
    assert_eq!(put(&mut world, 3, "late"), 404);
    assert_eq!(world.request("DELETE", &path, &headers[..1], b"").status, 404);
    assert_eq!(world.request("POST", uploads, &[], b"").status, 401);
}
