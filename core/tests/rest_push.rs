//! Tokens of push services: requests, replies, results in the Web SDK's form (rest §2.11).

#![cfg(all(feature = "push", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::rest::push::{UnbindPushToken, UploadPushToken};
use rest::{check, refusal, success, wrong};
use serde_json::json;

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let account = json!({ "username": "alice", "pushInfo": [] });
    let entity = json!({ "type": 0, "data": account });
    check(&[
        (
            "uploadToken",
            json!([{ "deviceId": "d", "deviceToken": "t", "notifierName": "n" }]),
            "PUT /users/alice",
            json!({ "device_id": "d", "device_token": "t", "notifier_name": "n" }),
            json!({ "entities": [account] }),
            entity,
        ),
        (
            "unbindPushToken",
            json!([]),
            "PUT /users/alice",
            json!({ "device_id": "rs_phone", "device_token": "", "notifier_name": "" }),
            json!({ "entities": [] }),
            json!({ "type": 0, "data": {} }),
        ),
    ]);
}

#[test]
fn a_certificate_is_named_when_a_token_is_taken_back() {
    let call = UnbindPushToken { notifier: Some("n".into()) };
    assert_eq!(success(call, &json!({})).0.body["notifier_name"], "n");
}

#[test]
fn tokens_are_given_whole_and_not_shown() {
    let call = |token: &str| UploadPushToken {
        device_id: "d".into(),
        token: token.into(),
        notifier: "n".into(),
    };
    assert!(!format!("{:?}", call("hush")).contains("hush"));
    assert_eq!(refusal(call("")), "token is empty: unbind takes one back");
    let incomplete = json!([{ "deviceId": "d", "notifierName": "n" }]);
    assert_eq!(wrong("uploadPushToken", &incomplete), "deviceToken is missing");
}
