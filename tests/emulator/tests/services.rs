//! Translation, speech and reports: stand-ins and their refusals.

mod common;

use common::{World, user_jid};
use serde_json::{Value, json};

fn translate(world: &mut World, text: &str, to: Value) -> (u16, Value) {
    world.call("alice", "POST", "/users/alice/translate", json!({ "text": text, "to": to }))
}

#[test]
fn a_translation_is_the_text_with_the_language_in_front() {
    let mut world = World::new();
    let languages =
        world.rest("alice", "GET", "/users/alice/translate/support/language", json!(null));
    let codes: Vec<_> = languages.as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert!(codes.contains(&json!("fr")) && codes.contains(&json!("zh-Hans")));
    let (status, body) = translate(&mut world, "你好", json!(["fr", "en"]));
    let translations =
        json!([{ "text": "[fr] 你好", "to": "fr" }, { "text": "[en] 你好", "to": "en" }]);
    assert_eq!((status, &body[0]["translations"]), (200, &translations));
    assert_eq!(body[0]["detectedLanguage"]["language"], "zh-Hans");
    for (text, to, status, words) in [
        ("x", json!(["xx"]), 400, "The target language is not valid."),
        ("x", json!([]), 400, "The target language is not valid."),
        (&"x".repeat(4001), json!(["fr"]), 400, "The input text is too long."),
        (" ", json!(["fr"]), 500, "translte failed!"),
    ] {
        let (given, body) = translate(&mut world, text, to);
        assert_eq!((given, &body["error_description"]), (status, &json!(words)));
    }
    world.config(json!({ "closedServices": ["translation"] }));
    assert_eq!(translate(&mut world, "x", json!(["fr"])).0, 403);
}

#[test]
fn speech_tells_what_it_was_given_and_refuses_in_its_own_words() {
    let mut world = World::new();
    let bearer = format!("Bearer {}", world.token("alice"));
    let form = "--f\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.amr\"\r\n\
                Content-Type: audio/amr\r\n\r\nvoice\r\n--f--\r\n";
    let form_type = "multipart/form-data; boundary=f";
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", form_type)];
    let call = |world: &mut World, what: &str, body: &str| {
        let path = format!("/api/sdk/v1/oracle/test/speech/{what}");
        let response = world.request("POST", &path, &headers, body.as_bytes());
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        (response.status, body)
    };
    let heard = json!({ "data": { "text": "[speech] 5 bytes of audio/amr" } });
    assert_eq!(call(&mut world, "recognitions", form), (200, heard.clone()));
    let upload = world.request("POST", "/oracle/test/chatfiles", &headers, form.as_bytes());
    let upload: Value = serde_json::from_slice(&upload.body).unwrap();
    let id = |id: &Value| json!({ "data": { "fileId": id, "username": "alice" } }).to_string();
    let file = id(&upload["entities"][0]["uuid"]);
    assert_eq!(call(&mut world, "transcriptions", &file), (200, heard));
    let code = |answer: (u16, Value)| (answer.0, answer.1["error"]["code"].as_u64().unwrap());
    let none = call(&mut world, "transcriptions", &id(&json!("none")));
    assert_eq!(code(none), (404, 4_041_001));
    assert_eq!(code(call(&mut world, "transcriptions", "{}")), (400, 4_001_002));
    let silent = form.replace("voice", "");
    assert_eq!(code(call(&mut world, "recognitions", &silent)), (400, 4_001_003));
    world.advance(7 * 86_400_000 - 1);
    assert_eq!(
        code(call(&mut world, "transcriptions", &file)),
        (401, 4_011_001),
        "the token ended"
    );
    world.config(json!({ "closedServices": ["speech"], "tokenTtlMs": 999_999_999_999_u64 }));
    let bearer = format!("Bearer {}", world.token("alice"));
    let path = "/api/sdk/v1/oracle/test/speech/transcriptions";
    let response = world.request("POST", path, &[("Authorization", &bearer)], file.as_bytes());
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(code((response.status, body)), (403, 4_031_001));
}

#[test]
fn who_can_see_a_message_can_report_it() {
    let mut world = World::new();
    let alice = world.login("alice", "phone");
    let message = world.say(alice, user_jid("bob"), 1, "rude").server_id.unwrap();
    let report = |world: &mut World, user: &str| {
        let path = format!("/user/{user}/moderation/report/message/{message}");
        let body = json!({ "username": user, "reportType": "spam", "reportReason": "ads" });
        let (status, body) = world.call(user, "POST", &path, body);
        (status, body["error_description"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(report(&mut world, "bob").0, 200);
    let words = "report failed, get message by id failed";
    assert_eq!(report(&mut world, "carol"), (400, words.into()));
    let counters = world.ctl(json!({ "op": "counters" }));
    assert_eq!(counters["reports"], 1);
    assert_eq!(world.ctl(json!({ "op": "state" }))["counters"], counters);
    world.config(json!({ "closedServices": ["report"] }));
    assert_eq!(report(&mut world, "bob"), (403, "message report not open".into()));
}
