//! What users keep about themselves, and what the app itself may do.

mod common;

use common::{World, user_jid};
use serde_json::{Value, json};

fn call(world: &mut World, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    let headers = if token.is_empty() { &headers[..0] } else { &headers[..] };
    let target = format!("/oracle/test{path}");
    let response = world.request(method, &target, headers, body.as_bytes());
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

fn app_token(world: &mut World, secret: &str) -> (u16, Value) {
    let grant = json!({ "grant_type": "client_credentials", "client_id": "emulator",
        "client_secret": secret });
    call(world, "POST", "/token", "", &grant.to_string())
}

#[test]
fn attributes_are_written_as_a_form_and_read_by_anybody() {
    let mut world = World::new();
    let token = world.token("alice");
    let form = "nickname=A%26B%20%E5%B0%8F&sign=a%3Db&gender=1";
    let (status, body) = call(&mut world, "PUT", "/metadata/user/alice", &token, form);
    let written = json!({ "nickname": "A&B 小", "sign": "a=b", "gender": "1" });
    assert_eq!((status, &body["data"]), (200, &written));
    let ask = json!({ "targets": ["alice", "ghost"], "properties": ["nickname", "mail"] });
    let read = world.rest("bob", "POST", "/metadata/user/get", ask);
    assert_eq!(read["data"], json!({ "alice": { "nickname": "A&B 小" }, "ghost": {} }));
    for long in [format!("phone={}", "1".repeat(33)), format!("ext={}", "x".repeat(2049))] {
        assert_eq!(call(&mut world, "PUT", "/metadata/user/alice", &token, &long).0, 400);
    }
    let many: Vec<String> = (0..101).map(|n| format!("u{n}")).collect();
    let ask = json!({ "targets": many, "properties": [] });
    assert_eq!(world.call("bob", "POST", "/metadata/user/get", ask).0, 400);
    let bobs = world.token("bob");
    assert_eq!(call(&mut world, "PUT", "/metadata/user/alice", &bobs, "sign=x").0, 401);
}

#[test]
fn a_user_has_a_push_nickname_push_tokens_and_devices() {
    let mut world = World::new();
    world.login("alice", "phone");
    world.login("alice", "tablet");
    let named = world.rest("alice", "PUT", "/users/alice", json!({ "nickname": "Al" }));
    assert_eq!(named["entities"][0]["nickname"], "Al");
    let push = |device: &str, token: &str| json!({ "device_id": device, "device_token": token, "notifier_name": "cert" });
    world.rest("alice", "PUT", "/users/alice", push("d1", "t1"));
    let two = world.rest("alice", "PUT", "/users/alice", push("d2", "t2"));
    assert_eq!(two["entities"][0]["pushInfo"], json!([push("d1", "t1"), push("d2", "t2")]));
    let one = world.rest("alice", "PUT", "/users/alice", push("d1", ""));
    assert_eq!(one["entities"][0]["pushInfo"], json!([push("d2", "t2")]));
    let switch = json!({ "entities": [{ "notification_ignore_g": true }] });
    let switched = world.rest("alice", "PUT", "/users/alice", switch);
    assert_eq!(switched["entities"][0]["notification_ignore_g"], true);
    let devices = world.rest("alice", "GET", "/users/alice/resources", json!(null));
    assert_eq!(devices["data"], json!([{ "res": "phone" }, { "res": "tablet" }]));
    let long = json!({ "nickname": "x".repeat(101) });
    assert_eq!(world.call("alice", "PUT", "/users/alice", long).0, 400);
    let rtc = "/users/alice/token/rtc?channelName=a%20b";
    let first = world.rest("alice", "GET", rtc, json!(null));
    assert_eq!((&first["channel_name"], &first["rtcUid"]), (&json!("a b"), &json!(1_000_001)));
    assert_eq!(world.rest("alice", "GET", rtc, json!(null))["rtcUid"], first["rtcUid"]);
    let ask = json!({ "data": [1_000_001, 1_000_002, 5] });
    let mapped = world.rest("bob", "POST", "/rtc_mapper/batch/get", ask);
    assert_eq!(mapped["data"], json!({ "1000001": "alice" }));
}

#[test]
fn the_app_registers_many_and_acts_for_all() {
    let mut world = World::new();
    world.config(json!({ "openRegistration": false, "clientSecret": "hush" }));
    assert!(!world.ctl(json!({ "op": "config" })).to_string().contains("hush"));
    assert_eq!(app_token(&mut world, "wrong").1["error"], "invalid_grant");
    let (status, body) = app_token(&mut world, "hush");
    assert_eq!((status, &body["expires_in"]), (200, &json!(86_400)));
    let app = body["access_token"].as_str().unwrap().to_owned();
    let user = |n: usize| json!({ "username": format!("n{n}"), "password": "pw", "nickname": "" });
    let users = |range: std::ops::Range<usize>| Value::from_iter(range.map(user)).to_string();
    let (status, body) = call(&mut world, "POST", "/users", &app, &users(0..60));
    assert_eq!((status, body["entities"].as_array().unwrap().len()), (200, 60));
    assert_eq!(body["entities"][59]["username"], "n59");
    let (status, body) = call(&mut world, "POST", "/users", &app, &user(60).to_string());
    assert_eq!((status, &body["entities"][0]["username"]), (200, &json!("n60")));
    let twice = json!([user(70), user(70)]).to_string();
    for refused in [users(100..161), users(60..62), twice, "[]".into()] {
        assert_eq!(call(&mut world, "POST", "/users", &app, &refused).0, 400);
    }
    let taken = json!({ "username": "ALICE", "password": "pw" }).to_string();
    let (status, body) = call(&mut world, "POST", "/users", &app, &taken);
    assert_eq!((status, &body["error"]), (400, &json!("duplicate_unique_property_exists")));
    let (status, body) = call(&mut world, "POST", "/users", "", &user(99).to_string());
    let words = "registration is not open, please contact the app admin";
    assert_eq!((status, &body["error_description"]), (401, &json!(words)));
    let alices = world.token("alice");
    assert_eq!(call(&mut world, "POST", "/users", &alices, &user(99).to_string()).0, 401);
    let path = "/users/alice/contacts/users";
    assert_eq!(call(&mut world, "GET", path, &app, "").0, 200);
    world.advance(86_400_000);
    assert_eq!(call(&mut world, "GET", path, &app, "").0, 401, "it lives as long as any");
    assert_eq!(call(&mut world, "POST", "/users", &app, &user(98).to_string()).0, 401);
    world.config(json!({ "openRegistration": true }));
    let many = users(100..102);
    assert_eq!(call(&mut world, "POST", "/users", "", &many).0, 401, "one by one without the app");
}

#[test]
fn silence_is_set_inherited_and_told_to_the_other_devices() {
    let mut world = World::new();
    let (alice, tablet) = (world.login("alice", "phone"), world.login("alice", "tablet"));
    let base = "/users/alice/notification";
    let set = |world: &mut World, path: &str, body: Value| {
        world.rest("alice", "PUT", &format!("{base}{path}?resource=phone"), body)["data"].clone()
    };
    assert_eq!(set(&mut world, "/user/alice", json!({ "type": "AT" })), json!({ "type": "AT" }));
    let told = world.told(tablet, user_jid("alice"), "user_notification_mute");
    let wanted =
        json!({ "operator_resource": "phone", "data": { "type": "AT", "ignoreInterval": "" } });
    assert_eq!(told[0]["values"], json!([wanted]));
    assert_eq!(world.told(alice, user_jid("alice"), "user_notification_mute").len(), 0);
    let until = world.now + 5000;
    let shown = set(&mut world, "/chatgroup/g", json!({ "ignoreDuration": 5000 }));
    assert_eq!(shown, json!({ "ignoreDuration": until }));
    set(&mut world, "/user/bob", json!({ "type": "NONE", "ignoreInterval": "21:30-08:00" }));
    let several = |world: &mut World| {
        let path = format!("{base}?user=bob,carol&group=g");
        world.rest("alice", "GET", &path, json!(null))["data"].clone()
    };
    let both = json!({ "user": { "bob": { "type": "NONE", "ignoreInterval": "21:30-08:00" } },
        "group": { "g": { "ignoreDuration": until } } });
    assert_eq!(several(&mut world), both);
    world.advance(5000);
    assert_eq!(several(&mut world)["group"], json!({}), "the silence is over");
    let list = world.rest("alice", "GET", &format!("{base}/mute/type?limit=10"), json!(null));
    assert_eq!(list["data"], json!([{ "user": "bob", "value": "NONE" }]));
    world.told(tablet, user_jid("alice"), "user_notification_mute");
    let plain = json!({ "type": "DEFAULT", "ignoreInterval": "" });
    assert_eq!(set(&mut world, "/user/bob", plain), json!({}));
    let told = world.told(tablet, user_jid("alice"), "user_notification_mute");
    assert_eq!(told[0]["values"][0]["data"], json!({}));
    for wrong in [
        json!({ "type": "SOME" }),
        json!({ "ignoreDuration": 604_800_001 }),
        json!({ "ignoreDuration": -1 }),
        json!({ "ignoreInterval": "24:00-1:00" }),
        json!({ "ignoreInterval": "noon" }),
    ] {
        let path = format!("{base}/user/bob");
        assert_eq!(world.call("alice", "PUT", &path, wrong.clone()).0, 400, "{wrong}");
    }
    let many = vec!["u"; 21].join(",");
    assert_eq!(world.call("alice", "GET", &format!("{base}?user={many}"), json!(null)).0, 400);
    let language = set(&mut world, "/language", json!({ "translationLanguage": "fr" }));
    assert_eq!(language, json!({ "language": "fr" }));
    let read = world.rest("alice", "GET", &format!("{base}/language"), json!(null));
    assert_eq!(read["data"]["language"], "fr");
}
