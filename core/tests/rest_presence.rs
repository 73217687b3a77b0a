//! Presence: requests, replies, results in the Web SDK's form (rest §2.6).

#![cfg(all(feature = "presence", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use std::time::Duration;

use easemob_core::rest::Paged;
use easemob_core::rest::presence::{
    ListSubscriptions, PresenceStatus, PublishPresence, SubscribePresence,
};
use easemob_core::{ErrorCode, UserId};
use rest::{check, code_of, refusal, success, user, web, wrong};
use serde_json::{Value, json};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn bob() -> Value {
    json!({
        "uid": "bob",
        "last_time": "1644466063",
        "expiry": "1645500371",
        "ext": "busy",
        "status": { "webim_x": "1", "rs_y": 0 },
    })
}

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let found = json!({ "result": [bob()] });
    let told = json!({ "result": [bob()], "type": 0, "data": { "result": [bob()] } });
    let list = json!({ "totalnum": "1", "sublist": [{ "uid": "bob", "expiry": "1645500371" }] });
    check(&[
        (
            "publishPresence",
            json!([{ "description": "busy" }]),
            "POST /users/alice/presence/rs_phone/1",
            json!({ "ext": "busy" }),
            json!({ "result": "ok" }),
            Value::Null,
        ),
        (
            "subscribePresence",
            json!([{ "usernames": ["bob"], "expiry": 86_400 }]),
            "POST /users/alice/presence/86400",
            json!({ "usernames": ["bob"] }),
            found.clone(),
            told.clone(),
        ),
        (
            "unsubscribePresence",
            json!([{ "usernames": ["bob", "carol"] }]),
            "DELETE /users/alice/presence",
            json!(["bob", "carol"]),
            json!({ "result": "ok" }),
            Value::Null,
        ),
        (
            "getSubscribedPresenceList",
            json!([{ "pageNum": 2, "pageSize": 10 }]),
            "GET /users/alice/presence/sublist?pageNum=2&pageSize=10",
            Value::Null,
            json!({ "result": list }),
            json!({ "result": list, "type": 0, "data": { "result": list } }),
        ),
        (
            "getPresenceStatus",
            json!([{ "usernames": ["bob"] }]),
            "POST /users/alice/presence",
            json!({ "usernames": ["bob"] }),
            found,
            told,
        ),
    ]);
}

#[test]
fn presence_reads_like_the_event() {
    let call = SubscribePresence { users: vec![user("bob")], expiry: DAY };
    let (_, users) = success(call, &json!({ "result": [bob()] }));
    let found = &users[0];
    assert_eq!((&*found.user, found.ext.as_deref()), ("bob", Some("busy")));
    assert_eq!((found.last_time, found.expiry), (Some(1_644_466_063), Some(1_645_500_371)));
    let devices = found.devices.iter().map(|device| (&*device.device, device.status));
    assert_eq!(devices.collect::<Vec<_>>(), [("rs_y", Some(0)), ("webim_x", Some(1))]);

    let call = PresenceStatus { users: vec![user("bob")] };
    let (_, users) = success(call, &json!({ "result": [{ "uid": "bob" }] }));
    assert_eq!((users[0].expiry, users[0].devices.len()), (None, 0));
}

#[test]
fn subscriptions_come_in_pages_until_one_is_not_full() {
    let first = ListSubscriptions { page: 1, size: 1 };
    let list = json!({ "result": { "totalnum": 1, "sublist": [{ "uid": "bob", "expiry": 7 }] } });
    let (_, page) = success(first.clone(), &list);
    assert_eq!((page.items[0].user.as_str(), page.items[0].expiry), ("bob", Some(7)));
    let next = first.turn(&page.next.expect("a second page")).expect("a call for it");
    let (asked, page) = success(next, &json!({ "result": { "totalnum": 1 } }));
    assert_eq!(asked.line, "GET /users/alice/presence/sublist?pageNum=2&pageSize=1");
    assert_eq!(page.next, None);
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let subscribe = |users: Vec<UserId>, expiry| refusal(SubscribePresence { users, expiry });
    let nobody = "users has 0 entries, 1 to 100 are allowed";
    assert_eq!(subscribe(vec![], DAY), nobody);
    assert_eq!(subscribe(vec![user("bob"); 101], DAY), nobody.replace("0 e", "101 e"));
    let bounds = "1 to 2592000 are allowed";
    let half = Duration::from_millis(500);
    assert_eq!(subscribe(vec![user("bob")], half), format!("expiry is 0, {bounds}"));
    assert_eq!(subscribe(vec![user("bob")], 31 * DAY), format!("expiry is 2678400, {bounds}"));
    assert_eq!(refusal(web("unsubscribePresence", &json!([{ "usernames": [] }]))), nobody);
    assert_eq!(refusal(web("getPresenceStatus", &json!([{ "usernames": [] }]))), nobody);
    assert_eq!(
        refusal(PublishPresence { description: "忙".repeat(22) }),
        "description has 66 bytes, 64 are allowed",
    );
    assert!(refusal(ListSubscriptions { page: 0, size: 1 }).starts_with("page is 0"));
    assert!(refusal(ListSubscriptions { page: 1, size: 501 }).starts_with("size is 501"));
    assert_eq!(wrong("getPresenceStatus", &json!([])), "usernames is missing");
}

#[test]
fn refusals_have_codes() {
    let publish = || PublishPresence { description: "busy".into() };
    let off = json!({ "result": "the app not open presence" });
    assert_eq!(code_of(publish(), 400, &off), ErrorCode::ServiceNotEnabled);
    let long = json!({ "error_description": "ext is too big " });
    assert_eq!(code_of(publish(), 400, &long), ErrorCode::PresenceParameters);
}
