//! The REST face: tokens, registration, contacts, discovery, and its refusals.

mod common;

use bytes::Bytes;
use common::{START, World};
use easemob_emulator::{Answer, Request, Response};
use serde_json::{Value, json};

fn call(world: &mut World, method: &str, path: &str, token: &str, body: &Value) -> Response {
    let mut headers = vec![("host".to_owned(), "127.0.0.1:4711".to_owned())];
    if !token.is_empty() {
        headers.push(("authorization".into(), format!("Bearer {token}")));
    }
    let request = Request {
        method: method.into(),
        target: path.into(),
        headers,
        body: if body.is_null() { Bytes::new() } else { body.to_string().into() },
    };
    match world.server.answer(world.now, &request) {
        Answer::Now(response) => response,
        other => panic!("{other:?}"),
    }
}

fn get(world: &mut World, path: &str, token: &str) -> (u16, Value) {
    let response = call(world, "GET", path, token, &Value::Null);
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

fn post(world: &mut World, path: &str, body: Value) -> (u16, Value) {
    let response = call(world, "POST", path, "", &body);
    (response.status, serde_json::from_slice(&response.body).unwrap())
}

fn password(user: &str, password: &str) -> Value {
    json!({ "grant_type": "password", "username": user, "password": password, "timestamp": 1 })
}

#[test]
fn a_password_gives_a_token_that_logs_in() {
    let mut world = World::new();
    let (status, body) = post(&mut world, "/oracle/test/token", password("alice", "pw"));
    assert_eq!((status, &body["expires_in"]), (200, &json!(86_400)));
    assert_eq!(
        (&body["organization"], &body["applicationName"]),
        (&json!("oracle"), &json!("test"))
    );
    assert_eq!(body["user"]["username"], "alice");
    assert_eq!(body["uri"], "http://127.0.0.1:4711/oracle/test/token");
    let token = body["access_token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("YWMt") && token.len() >= 32);
    let peer = world.connect();
    let answer = world.provision_with(peer, "alice", "phone", &token);
    assert_eq!(answer.status.unwrap().error_code, Some(0));
    let path = "/oracle/test/sdk/users/alice/token/expires";
    assert_eq!(
        get(&mut world, path, &token),
        (200, json!({ "expire_timestamp": START + 86_400_000 }))
    );
}

#[test]
fn a_wrong_password_and_an_unknown_user_are_told_apart() {
    let mut world = World::new();
    let refused = |world: &mut World, body: Value| {
        let (status, body) = post(world, "/oracle/test/token", body);
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        (status, text("error"), text("error_description"))
    };
    let wrong = refused(&mut world, password("alice", "x"));
    assert_eq!(wrong, (400, "invalid_grant".into(), "invalid password".into()));
    let unknown = refused(&mut world, password("ghost", "x"));
    assert_eq!(unknown, (404, "entity_not_found".into(), "user not found".into()));
    assert_eq!(refused(&mut world, json!({})).0, 400);
    let (status, body) = post(&mut world, "/no/app/token", password("alice", "pw"));
    assert_eq!((status, &body["error"]), (404, &json!("organization_application_not_found")));
    world.config(json!({ "autoCreateUsers": true }));
    for (user, given) in [("alice", "x"), ("ghost", "x")] {
        assert_eq!(post(&mut world, "/oracle/test/token", password(user, given)).0, 200);
    }
}

#[test]
fn registration_creates_an_account_or_says_why_not() {
    let mut world = World::new();
    let register = |world: &mut World, name: &str, password: &str| {
        let body = json!({ "username": name, "password": password, "nickname": "" });
        let (status, body) = post(world, "/oracle/test/users", body);
        (status, body["error_description"].as_str().unwrap_or_default().to_owned(), body)
    };
    let (status, _, body) = register(&mut world, "dora", "pw");
    assert_eq!((status, &body["entities"][0]["username"]), (200, &json!("dora")));
    assert_eq!(post(&mut world, "/oracle/test/token", password("dora", "pw")).0, 200);
    let (status, words, _) = register(&mut world, "dora", "pw");
    assert!(status == 400 && words.contains("username be unique, value of dora exists"), "{words}");
    for illegal in ["", "sp ace", "汉字", &"x".repeat(65)] {
        let (status, words, _) = register(&mut world, illegal, "pw");
        assert!(status == 400 && words.contains("is not legal"), "{illegal:?}: {words}");
    }
    assert_eq!(register(&mut world, "eve", "").1, "password or pin must provided");
    world.config(json!({ "openRegistration": false }));
    let (status, words, body) = register(&mut world, "eve", "pw");
    assert_eq!((status, &body["error"]), (401, &json!("unauthorized")));
    assert_eq!(words, "registration is not open, please contact the app admin");
}

#[test]
fn contacts_are_listed_with_and_without_remarks_and_by_page() {
    let mut world = World::new();
    for peer in ["bob", "carol", "dora"] {
        world.ctl(json!({ "op": "contact", "user": "alice", "peer": peer }));
    }
    let token = world.token("alice");
    let (status, body) = get(&mut world, "/oracle/test/users/alice/contacts/users", &token);
    assert_eq!(
        (status, &body["data"], &body["count"]),
        (200, &json!(["bob", "carol", "dora"]), &json!(3))
    );
    let path = "/oracle/test/users/alice/contacts/users?needReturnRemark=true";
    let (_, body) = get(&mut world, path, &token);
    assert_eq!(body["entities"][0], json!({ "username": "bob", "remark": null }));
    let mut cursor = String::new();
    let mut names = Vec::new();
    loop {
        let base = "/oracle/test/users/alice/contacts?needReturnRemark=true&limit=2&cursor=";
        let (_, body) = get(&mut world, &format!("{base}{cursor}"), &token);
        let page = body["data"]["contacts"].as_array().unwrap().clone();
        names.extend(page.into_iter().map(|contact| contact["username"].clone()));
        cursor = body["data"]["cursor"].as_str().unwrap().to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(names, ["bob", "carol", "dora"]);
}

#[test]
fn a_call_needs_a_living_token_of_its_user() {
    let mut world = World::new();
    let path = "/oracle/test/users/alice/contacts/users";
    let refused = |world: &mut World, token: &str| {
        let (status, body) = get(world, path, token);
        assert_eq!(status, 401);
        body["error_description"].as_str().unwrap().to_owned()
    };
    assert!(refused(&mut world, "").contains("OAuth"));
    assert!(refused(&mut world, "YWMtnone").contains("corrupt access token"));
    let bobs = world.token("bob");
    assert!(refused(&mut world, &bobs).contains("OAuth"));
    let old = world.token("alice");
    world.ctl(json!({ "op": "expireToken", "user": "alice" }));
    assert!(refused(&mut world, &old).contains("expired access token"));
}

#[test]
fn discovery_names_the_address_it_was_asked_by() {
    let mut world = World::new();
    let (status, body) =
        get(&mut world, "/easemob/server.json?app_key=oracle%23test&_v=1700000000000", "");
    assert_eq!((status, &body["app_key"]), (200, &json!("oracle#test")));
    let host =
        json!({ "protocol": "http", "domain": "127.0.0.1", "ip": "127.0.0.1", "port": "4711" });
    for service in ["rest", "msync-wx"] {
        assert_eq!(body[service]["hosts"], json!([host]));
    }
    assert_eq!(get(&mut world, "/easemob/server.json?app_key=a%23b", "").0, 404);
    assert_eq!(get(&mut world, "/easemob/server.json?app_id=x&file_version=1", "").0, 200);
}

#[test]
fn pages_of_other_origins_may_ask_and_calls_are_logged() {
    let mut world = World::new();
    let response = call(&mut world, "OPTIONS", "/oracle/test/users", "", &Value::Null);
    let header = |name: &str| {
        let found = response.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!((response.status, header("Access-Control-Allow-Origin")), (200, Some("*")));
    let (status, body) = get(&mut world, "/oracle/test/no/such/thing?x=1", "");
    assert_eq!((status, &body["error"]), (404, &json!("service_resource_not_found")));
    assert!(body["exception"].is_string() && body["timestamp"].is_u64());
    let calls = world.ctl(json!({ "op": "rest", "clear": true }));
    assert_eq!(calls.as_array().unwrap().len(), 1);
    assert_eq!(calls[0]["path"], "/oracle/test/no/such/thing?x=1");
    assert_eq!((&calls[0]["method"], &calls[0]["status"]), (&json!("GET"), &json!(404)));
    assert_eq!(world.ctl(json!({ "op": "rest" })), json!([]));
}
