//! Groups: requests, replies, results in the Web SDK's form (rest §2.3).

#![cfg(all(feature = "group", feature = "web"))]
#![allow(missing_docs)]

mod life;
mod people;
mod replies;
#[path = "../rest/mod.rs"]
mod rest;
mod things;

use std::collections::BTreeSet;

use easemob_core::rest::described;
use rest::{Row, check, wrong};
use serde_json::{Value, json};

/// A row about group 7 whose result is the server's document with `type`. In its line `g:` stands
/// for `/chatgroups/7`, `+R` for this device, `+v3` for the version.
fn raw(method: &'static str, args: Value, line: &str, body: Value, data: Value) -> Row {
    let result = json!({ "data": data, "type": 0 });
    shaped(method, args, line, body, json!({ "data": data }), result)
}

fn shaped(
    method: &'static str,
    mut args: Value,
    line: &str,
    body: Value,
    answer: Value,
    result: Value,
) -> Row {
    args["groupId"] = json!("7");
    let line = line.replace("g:", "/chatgroups/7").replace("+R", "resource=rs_phone");
    (method, json!([args]), line.replace("+v3", "version=v3").leak(), body, answer, result)
}

fn rows() -> Vec<Row> {
    [
        life::life(),
        life::lists(),
        people::members(),
        people::admission(),
        people::rules(),
        people::listing(),
        things::things(),
        things::attributes(),
        things::messages(),
    ]
    .concat()
}

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    check(&rows());
}

#[test]
fn every_name_of_every_call_is_known() {
    // Files themselves have tests of their own.
    let is_here =
        |name: &str| !["uploadGroupSharedFile", "downloadGroupSharedFile"].contains(&name);
    let calls: Vec<_> = described()
        .filter(|call| call.method.starts_with("Groups::") && is_here(call.name))
        .collect();
    let rows = rows();
    let shown: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    let names: BTreeSet<&str> = calls.iter().map(|call| call.name).collect();
    assert_eq!(shown, names, "a row for every call");
    assert_eq!((calls.len(), names.len()), (50, 50));
    assert_eq!(calls.iter().map(|call| 1 + call.aliases.len()).sum::<usize>(), 83);
    for call in &calls {
        let row = rows.iter().find(|row| row.0 == call.name).expect("a row");
        for alias in call.aliases {
            let mut row = row.clone();
            row.0 = alias;
            check(&[row]);
        }
    }
}

#[test]
fn wrong_arguments_are_named() {
    for (method, args, words) in [
        ("getGroupInfo", json!({}), "groupId is missing"),
        (
            "getGroupInfo",
            json!({ "groupId": "a/b" }),
            "groupId \"a/b\" holds a control character or '/'",
        ),
        ("leaveGroup", json!({ "groupId": "" }), "groupId \"\" is empty"),
        ("getGroupMsgReadUser", json!({ "groupId": "7" }), "msgId is missing"),
        ("blockGroupMember", json!({ "groupId": "7" }), "username is missing"),
        (
            "muteGroupMember",
            json!({ "groupId": "7", "username": "bob" }),
            "muteDuration is missing",
        ),
        (
            "muteGroupMember",
            json!({ "groupId": "7", "username": "bob", "muteDuration": -2 }),
            "muteDuration is negative; -1 is for good, else milliseconds are needed",
        ),
        (
            "setGroupMemberAttributes",
            json!({ "groupId": "7", "userId": "bob", "memberAttributes": { "k": 1 } }),
            "memberAttributes holds a number at k, texts are needed",
        ),
        (
            "createGroupVNext",
            json!({ "isPublic": "yes" }),
            "isPublic is a text, true or false is needed",
        ),
    ] {
        assert_eq!(wrong(method, &json!([args])), words, "{method}");
    }
}
