//! Contacts: requests, replies, results in the Web SDK's form (rest §2.2).

#![cfg(all(feature = "contact", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::ErrorCode;
use easemob_core::rest::Paged;
use easemob_core::rest::contact::{
    AllContacts, BlockUsers, ListContacts, SetContactRemark, UnblockUsers,
};
use rest::{check, code_of, refusal, success, user, web, wrong};
use serde_json::{Value, json};

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let users = "/users/alice/contacts";
    let ids = json!({ "data": ["bob"], "count": 1 });
    let raw_ids = json!({ "data": ["bob"], "count": 1, "type": 0 });
    let bob = json!([{ "userId": "bob", "remark": null }]);
    let line = |line: &str| -> &'static str { line.replace('~', users).leak() };
    check(&[
        ("getContacts", json!([]), line("GET ~/users"), Value::Null, ids.clone(), raw_ids.clone()),
        (
            "getAllContacts",
            json!([]),
            line("GET ~/users?needReturnRemark=true"),
            Value::Null,
            json!({ "entities": [{ "username": "bob", "remark": null }] }),
            json!({ "type": 0, "data": bob }),
        ),
        (
            "getContactsWithCursor",
            json!([{}]),
            line("GET ~?needReturnRemark=true&limit=20&cursor="),
            Value::Null,
            json!({ "data": { "contacts": [{ "username": "bob" }] } }),
            json!({ "type": 0, "data": { "cursor": "", "contacts": bob } }),
        ),
        (
            "addContact",
            json!(["bob"]),
            line("POST ~/apply?resource=rs_phone"),
            json!({ "usernames": ["bob"] }),
            json!({}),
            Value::Null,
        ),
        (
            "removeRoster",
            json!(["bob"]),
            line("DELETE ~/users/bob?resource=rs_phone"),
            Value::Null,
            json!({}),
            Value::Null,
        ),
        (
            "acceptInvitation",
            json!(["bob"]),
            line("POST ~/accept/users/bob?resource=rs_phone"),
            Value::Null,
            json!({}),
            Value::Null,
        ),
        (
            "declineInvitation",
            json!(["bob"]),
            line("POST ~/decline/users/bob?resource=rs_phone"),
            Value::Null,
            json!({}),
            Value::Null,
        ),
        (
            "setContactRemark",
            json!([{ "userId": "bob", "remark": "老板" }]),
            line("PUT ~/users/bob?resource=rs_phone"),
            json!({ "remark": "老板" }),
            json!({ "status": "ok" }),
            Value::Null,
        ),
        ("getBlacklist", json!([]), "GET /users/alice/blocks/users", Value::Null, ids, raw_ids),
        (
            "addToBlackList",
            json!([{ "name": "bob" }]),
            "POST /sdk/user/alice/blocks?resource=rs_phone",
            json!({ "usernames": ["bob"] }),
            json!({ "data": ["bob"] }),
            json!({ "type": 0, "data": { "userIds": ["bob"] } }),
        ),
        (
            "removeFromBlackList",
            json!([{ "name": ["bob", "carol"] }]),
            "DELETE /sdk/user/alice/blocks?resource=rs_phone",
            json!({ "usernames": ["bob", "carol"] }),
            json!({}),
            Value::Null,
        ),
    ]);
}

#[test]
fn contacts_come_with_remarks_and_in_pages() {
    let answer = json!({ "entities": [{ "username": "bob", "remark": "Bobby" }] });
    let (_, all) = success(AllContacts {}, &answer);
    assert_eq!((all[0].user.as_str(), all[0].remark.as_deref()), ("bob", Some("Bobby")));

    let first = ListContacts { limit: 1, cursor: None };
    let answer = json!({ "data": { "contacts": [{ "username": "bob" }], "cursor": "a&b" } });
    let (_, page) = success(first.clone(), &answer);
    let next = first.turn(&page.next.expect("a second page")).expect("a call for it");
    let (asked, page) = success(next, &json!({ "data": { "contacts": [], "cursor": "" } }));
    let target = "GET /users/alice/contacts?needReturnRemark=true&limit=1&cursor=a%26b";
    assert_eq!((asked.line.as_str(), page.next), (target, None));
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let list = |limit| refusal(ListContacts { limit, cursor: None });
    assert_eq!(list(0), "limit is 0, 1 to 50 are allowed");
    assert_eq!(list(51), "limit is 51, 1 to 50 are allowed");
    let remark = SetContactRemark { user: user("bob"), remark: "é".repeat(101) };
    assert_eq!(refusal(remark), "remark has 101 characters, 100 are allowed");
    let nobody = "users has 0 entries, 1 to 500 are allowed";
    assert_eq!(refusal(BlockUsers { users: vec![] }), nobody);
    assert_eq!(refusal(UnblockUsers { users: vec![] }), nobody);
    assert_eq!(wrong("addContact", &json!([])), "userId is missing");
    assert_eq!(wrong("deleteContact", &json!([""])), "userId \"\" is empty");
}

#[test]
fn refusals_have_codes() {
    let remark = web("setContactRemark", &json!([{ "userId": "zed", "remark": "Z" }]));
    let words = "updateRemark | they are not friends, please add as a friend first.";
    let answer = json!({ "error": "illegal_argument", "error_description": words });
    assert_eq!(code_of(remark, 400, &answer), ErrorCode::NotFriend);

    let add = || web("addContact", &json!(["zed"]));
    let unknown = json!({
        "error": "service_resource_not_found",
        "exception": "UserNotFoundException",
        "error_description": "Service resource not found",
    });
    assert_eq!(code_of(add(), 404, &unknown), ErrorCode::UserNotFound);
    let full = json!({ "error_description": "Inviter's contact max count reached" });
    assert_eq!(code_of(add(), 403, &full), ErrorCode::MaxLimit);
}
