//! Uploads and downloads captured from the official client: ours asks the same step by step, and
//! makes the same of the answers.

use bytes::Bytes;
use easemob_core::message::outgoing::Attachment;
use easemob_core::rest::files::{
    Audio, Authorized, CompleteParts, Download, OpenParts, Parts, SendPart, ShareFile, Step,
    Upload, UploadFile, VoiceFileToText,
};
use easemob_core::rest::{Endpoint, Ticket};
use easemob_core::{
    AppKey, CallFailed, Client, Config, Credentials, Effect, ErrorCode, Event, GroupId, Input,
    Instant, Response, RoomId, UnixMillis, UserId,
};
use serde_json::{Value, json};

const NOW: Instant = Instant::from_millis(0);

fn vector(name: &str) -> Value {
    let all: Vec<Value> =
        serde_json::from_str(include_str!("../vectors/rest.json")).expect("vectors");
    all.into_iter().find(|vector| vector["name"] == name).expect("the vector")
}

fn user(name: &str) -> UserId {
    UserId::new(name).expect("a user")
}

fn client_with(change: impl FnOnce(&mut Config)) -> Client {
    let app_key = AppKey::parse("easemob-demo#chatdemo").expect("an app key");
    let mut config = Config::private(app_key, "wss://x.test/websocket", "https://a1.easemob.com");
    config.device_id = Some("dev1".into());
    change(&mut config);
    let client = Client::new(config, None, [7; 32], NOW, UnixMillis(1_700_000_000_000));
    let mut client = client.expect("a good configuration");
    client.login(NOW, Credentials::token(user("alice"), "YWMtTOKEN")).expect("nobody is");
    client
}

fn client() -> Client {
    client_with(|_| ())
}

/// The form of a step as the captures show it, around a file of so many bytes.
fn form(step: &Authorized, bytes: usize) -> Value {
    let header = |name: &str| step.request.headers.iter().find(|(known, _)| *known == name);
    let (_, content_type) = header("content-type").expect("a form");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let body = [&step.head[..], &vec![b'x'; bytes], &step.tail[..]].concat();
    let body = String::from_utf8(body).expect("UTF-8");
    let end = format!("--{boundary}--\r\n");
    let body = body.strip_suffix(&end).expect("the end of the form");
    let quoted = |head: &str, name: &str| {
        let rest = head.split_once(&format!("; {name}=\""))?.1;
        rest.split('"').next().map(str::to_owned)
    };
    let part = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n").expect("a head");
        let value = value.strip_suffix("\r\n").expect("an end");
        let name = quoted(head, "name");
        match (quoted(head, "filename"), head.split_once("Content-Type: ")) {
            (Some(file), Some((_, kind))) => {
                json!({ "name": name, "filename": file, "type": kind, "size": value.len() })
            }
            _ => json!({ "name": name, "value": value }),
        }
    };
    let delimiter = format!("--{boundary}\r\n");
    Value::Array(body.split(&delimiter).skip(1).map(part).collect())
}

/// What was captured of a form, with the name and type that ours says more precisely: the official
/// client's file is nameless, and without a type it is bytes.
fn captured_form(request: &Value, name: &str) -> Value {
    let mut form = request["body"]["multipart"].clone();
    for part in form.as_array_mut().expect("a form") {
        if part["filename"] == "blob" {
            part["filename"] = json!(name);
        }
        if part["type"] == "" {
            part["type"] = json!("application/octet-stream");
        }
    }
    form
}

fn assert_captured(step: &Authorized, request: &Value) {
    assert_eq!(step.request.method.as_str(), request["method"]);
    assert_eq!(step.request.url, request["url"].as_str().expect("a URL"));
    for (name, value) in request["headers"].as_object().expect("headers") {
        // What tells scripts of a page from its user, where there is neither.
        if name == "X-Requested-With" {
            continue;
        }
        let is_it = |(known, _): &&(&str, String)| known.eq_ignore_ascii_case(name);
        let ours = step.request.headers.iter().find(is_it);
        assert_eq!(ours.map(|(_, value)| value.as_str()), value.as_str(), "{name}");
    }
}

fn answered(vector: &Value) -> Response {
    let response = &vector["response"];
    let status = response["status"].as_u64().expect("a status").try_into().expect("a status");
    Response::new(status, response["body"].to_string())
}

/// Makes a call that has no file in it, and answers it.
fn call<E: Endpoint + Clone>(
    client: &mut Client,
    endpoint: E,
    answer: Response,
) -> (easemob_core::Request, Result<E::Reply, CallFailed>) {
    let ticket: Ticket<E> = client.call(NOW, endpoint).expect("a call");
    let (call, request) = std::iter::from_fn(|| client.poll_effect())
        .find_map(|effect| match effect {
            Effect::Call(call, request) => Some((call, request)),
            _ => None,
        })
        .expect("a request");
    client.handle(NOW, Input::Answered(call, Ok(answer)));
    let event = client.take_event(|event| matches!(event, Event::Answered { .. }));
    let Some(Event::Answered { result, .. }) = event else { panic!("{event:?}") };
    (*request, ticket.read(result))
}

#[test]
fn an_image_is_uploaded_as_captured() {
    let vector = vector("upload_image_message");
    let mut client = client();
    let mut what = UploadFile::new(user("bob"), "a.png").content_type("image/png");
    what = what.thumbnail(170, 170);
    what.measure(1_000);
    let step = client.authorize(NOW, &what, 0).expect("somebody is logged in");
    assert_captured(&step, &vector["request"]);
    assert_eq!(form(&step, 1_000), captured_form(&vector["request"], "a.png"));
    let uploaded = what.read(&step.answer(answered(&vector)).expect("taken")).expect("a file");
    let body = &vector["result"]["socket_message_body"];
    assert_eq!(uploaded.url, body["remotePath"].as_str().expect("a path"));
    assert_eq!(uploaded.secret.as_deref(), body["secretKey"].as_str());
    assert_eq!((uploaded.bytes, uploaded.name.as_str()), (1_000, "a.png"));
    assert!(!format!("{uploaded:?} {step:?}").contains("SECRET1"));
    let expected =
        Attachment::uploaded(uploaded.url.as_str(), "SECRET1").name("a.png").bytes(1_000);
    assert_eq!(Attachment::from(uploaded), expected);
}

#[test]
fn a_large_file_goes_in_parts_as_captured() {
    const LENGTH: u64 = 12_582_912;
    let vector = vector("upload_file_in_parts");
    let mut client = client();
    let group = GroupId::new("184524748161025").expect("a group");
    let mut what = UploadFile::new(group, "big.bin");
    what.measure(LENGTH);
    assert!(Parts::are_worth_it(LENGTH) && what.in_parts().is_some());
    let (request, parts) = call(&mut client, OpenParts, answered(&vector));
    assert_eq!(request.url, vector["request"]["url"].as_str().expect("a URL"));
    let parts = parts.expect("parts");
    let mut further = vector["further_requests"].as_array().expect("requests").iter();
    for (number, _, length) in parts.of(LENGTH) {
        let part = SendPart { id: parts.id.clone(), number, content_type: String::new() };
        let step = client.authorize(NOW, &part, 0).expect("somebody is logged in");
        let captured = further.next().expect("a part");
        assert_captured(&step, captured);
        let length = usize::try_from(length).expect("a length");
        assert_eq!(form(&step, length), captured_form(captured, "blob"));
    }
    let entity = json!({ "entities": [{ "uuid": "5fd74830", "share-secret": "SECRET1" }] });
    let complete = CompleteParts { id: parts.id, upload: what };
    let done = Response::new(200, entity.to_string());
    let (request, uploaded) = call(&mut client, complete, done);
    let captured = further.next().expect("the end");
    assert_eq!(request.method.as_str(), captured["method"]);
    assert_eq!(request.url, captured["url"].as_str().expect("a URL"));
    assert!(further.next().is_none());
    let path = &vector["result"]["socket_message_body"]["remotePath"];
    assert_eq!(uploaded.expect("a file").url, path.as_str().expect("a path"));
}

#[test]
fn a_refused_upload_has_the_captured_number() {
    let vector = vector("upload_rejected_413");
    let mut client = client();
    let mut what = UploadFile::new(user("bob"), "a.txt");
    what.measure(10);
    let step = client.authorize(NOW, &what, 0).expect("somebody is logged in");
    assert_captured(&step, &vector["request"]);
    let failed = step.answer(answered(&vector)).expect_err("refused");
    assert_eq!(failed.code().code(), vector["result"]["error"]["type"]);
    let CallFailed::Refused(refused) = failed else { panic!("{failed:?}") };
    assert_eq!((refused.status, refused.message.as_str()), (413, "Request Entity Too Large"));
    // The official client takes these for successes (rest oddity 20).
    for status in [401, 403, 500, 502] {
        let failed = step.answer(Response::new(status, "{}")).expect_err("refused");
        assert_eq!(failed.code(), ErrorCode::UploadFailed, "{status}");
    }
    let words = "Unable to authenticate due to expired access token";
    let expired = json!({ "error": "unauthorized", "error_description": words }).to_string();
    let failed = step.answer(Response::new(401, expired)).expect_err("refused");
    assert_eq!(failed.code(), ErrorCode::TokenExpired);
    for body in ["", "{}", "{\"entities\":[]}", "{\"entities\":[{\"uuid\":\"../x\"}]}", "[", "7"] {
        let answer = step.answer(Response::new(200, body)).expect("a success");
        assert!(matches!(what.read(&answer), Err(CallFailed::Malformed(_))), "{body}");
    }
}

#[test]
fn a_download_asks_as_captured() {
    let vector = vector("download_forbidden");
    let mut client = client();
    let url = vector["js_args"][0]["url"].as_str().expect("a URL");
    let step = client.authorize(NOW, &Download::url(url).secret("SECRET1"), 0).expect("a step");
    let mut request = vector["request"].clone();
    // As the addresses of messages are written.
    request["url"] = json!(format!("{url}?em-redirect=true&share-secret=SECRET1"));
    assert_captured(&step, &request);
    let failed = step.answer(answered(&vector)).expect_err("refused");
    assert_eq!(failed.code().code(), vector["result"]["error"]["type"]);
}

/// The address a download asks, and whether the token is shown there.
fn asked(client: &mut Client, download: Download) -> (String, bool) {
    let step = client.authorize(NOW, &download, 0).expect("a step");
    let shown = step.request.headers.iter().any(|(_, value)| value.contains("YWMtTOKEN"));
    (step.request.url, shown)
}

#[test]
fn the_token_is_shown_to_the_rest_host_only() {
    const MOVED: &str = "https://a1.easemob.com/o/a/chatfiles/u?em-redirect=true";
    let mut client = client();
    for (given, address, shown) in [
        ("https://old.easemob.com/o/a/chatfiles/u", MOVED, true),
        (MOVED, MOVED, true),
        ("https://cdn.test/cat.png", "https://cdn.test/cat.png", false),
        ("https://a1.easemob.com.evil/x", "https://a1.easemob.com.evil/x", false),
        ("http://a1.easemob.com/x", "http://a1.easemob.com/x", false),
    ] {
        assert_eq!(asked(&mut client, Download::url(given)), (address.into(), shown));
    }
    let small = Download::url(MOVED).thumbnail();
    assert_eq!(asked(&mut client, small).0, format!("{MOVED}&thumbnail=true"));
    let frame = Download::url("https://a1.easemob.com/o/a/chatfiles/u?vframe=true").frame();
    assert!(asked(&mut client, frame).0.matches("vframe").count() == 1);
    let group = GroupId::new("1").expect("a group");
    let (url, shown) = asked(&mut client, Download::shared_in_group(group, "f/1"));
    assert_eq!(url, "https://a1.easemob.com/easemob-demo/chatdemo/chatgroups/1/share_files/f%2F1");
    assert!(shown);
    let shared = |file: &str| Download::shared_in_group(GroupId::new("1").expect("a group"), file);
    let nowhere = ["", "ftp://x/y", "data:,x"].map(Download::url);
    for nowhere in nowhere.into_iter().chain(["", ".", ".."].map(shared)) {
        let failed = client.authorize(NOW, &nowhere, 0).expect_err("no address");
        assert!(matches!(failed, CallFailed::Invalid(_)), "{nowhere:?}: {failed}");
    }

    let mut own = client_with(|config| config.own_upload = true);
    let there = "https://cdn.test/o/a/chatfiles/u";
    assert_eq!(asked(&mut own, Download::url(there)), (there.into(), false));
}

/// A server that echoes must not make an error that holds the token.
#[test]
fn no_refusal_of_a_file_repeats_the_token() {
    let mut client = client();
    let mut upload = UploadFile::new(user("bob"), "cat.jpg");
    upload.measure(3);
    let down = Download::url("https://a1.easemob.com/o/a/chatfiles/u");
    for step in [&upload as &dyn Step, &down] {
        let step = client.authorize(NOW, step, 0).expect("a step");
        let echo =
            json!({ "error": "Bearer YWMtTOKEN", "error_description": "is YWMtTOKEN yours?" });
        for status in [400, 401, 403, 500] {
            let refused = step.answer(Response::new(status, echo.to_string())).expect_err("no");
            assert!(!format!("{refused} {refused:?}").contains("TOKEN"), "{refused:?}");
        }
        let answer = step.answer(Response::new(200, echo.to_string())).expect("an answer");
        let failed = answer.entities::<Value>().expect_err("none");
        assert!(!format!("{failed} {failed:?}").contains("TOKEN"), "{failed:?}");
    }
}

#[test]
fn shared_files_and_recordings() {
    let base = "https://a1.easemob.com";
    let app = format!("{base}/easemob-demo/chatdemo");
    let mut client = client();
    let group = ShareFile::in_group(GroupId::new("1").expect("a group"), "a.pdf");
    let room = ShareFile::in_room(RoomId::new("2").expect("a room"), "a.pdf");
    for (mut what, path) in [(group, "chatgroups/1"), (room, "chatrooms/2")] {
        for bytes in [0, 10 * 1024 * 1024 + 1] {
            what.measure(bytes);
            let failed = client.authorize(NOW, &what, 0).expect_err("no such length");
            assert!(matches!(failed, CallFailed::Invalid(_)), "{failed}");
        }
        what.measure(3);
        let step = client.authorize(NOW, &what, 0).expect("a step");
        let device = client.device().resource.clone();
        assert_eq!(step.request.url, format!("{app}/{path}/share_files?resource={device}"));
        let answer = json!({ "data": { "file_id": "f", "file_name": "a.pdf", "file_size": 3,
            "created": 5, "file_url": "http://x" } });
        let answer = step.answer(Response::new(200, answer.to_string())).expect("taken");
        let shared = what.read(&answer).expect("a file");
        assert_eq!((shared.id.as_str(), shared.size), ("f", Some(3)));
    }

    let audio = Audio { format: Some("pcm".into()), sample_rate: Some(16_000), ..Audio::default() };
    let mut what = VoiceFileToText::new(&user("alice"), "v.pcm", audio).content_type("audio/pcm");
    what.measure(2);
    let step = client.authorize(NOW, &what, 0).expect("a step");
    let path = "easemob-demo/chatdemo/speech/recognitions";
    assert_eq!(step.request.url, format!("{base}/api/sdk/v1/{path}"));
    let field = |name: &str, value: &str| json!({ "name": name, "value": value });
    let file = json!({ "name": "file", "filename": "v.pcm", "type": "audio/pcm", "size": 2 });
    let expected = [
        field("username", "alice"),
        field("audio.format", "pcm"),
        field("audio.sampleRate", "16000"),
        file,
    ];
    assert_eq!(form(&step, 2), json!(expected));
    let error = json!({ "error": { "code": 4_001_002, "message": "no file" } }).to_string();
    let failed = step.answer(Response::new(400, error)).expect_err("refused");
    assert_eq!(failed.code().code(), 407);
    let said = Bytes::from_static(b"{\"data\":{\"text\":\"hello\"}}");
    let answer = step.answer(Response::new(200, said)).expect("heard");
    assert_eq!(what.read(&answer).as_deref(), Ok("hello"));
}

#[test]
fn own_uploads_are_left_to_the_application() {
    let mut client = client_with(|config| config.own_upload = true);
    let step = |client: &mut Client, mut what: UploadFile| {
        what.measure(1);
        client.authorize(NOW, &what as &dyn Step, 0).map(|step| step.request.url)
    };
    let failed = step(&mut client, UploadFile::new(user("bob"), "a")).expect_err("not ours");
    assert!(failed.to_string().contains("Attachment::elsewhere"), "{failed}");
    // Bundles lie on the vendor's server all the same.
    let url = step(&mut client, UploadFile::bundle(user("bob"))).expect("a step");
    assert!(url.contains("/chatfiles?chat-type=CHAT&chat-target=bob"), "{url}");

    client.logout(NOW);
    let failed = step(&mut client, UploadFile::bundle(user("bob"))).expect_err("nobody");
    assert_eq!(failed, CallFailed::NotLoggedIn);
}
