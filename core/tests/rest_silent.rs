//! Do not disturb, and the language of notifications: requests, replies, results in the Web SDK's
//! form (rest §2.10).

#![cfg(all(feature = "silent", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use std::time::Duration;

use easemob_core::message::{Address, Chat};
use easemob_core::rest::Paged;
use easemob_core::rest::silent::{
    Daily, ListReminded, PushLanguage, Remind, SetPushLanguage, SetSilentForAll, Setting, Silence,
    SilentForAll, SilentOfMany, TimeOfDay,
};
use easemob_core::{GroupId, RoomId, UnixMillis};
use rest::{check, refusal, success, user, web, wrong};
use serde_json::{Value, json};

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let all = "/users/alice/notification/user/alice";
    let answer = json!({ "data": { "type": "ALL", "ignoreDuration": 7 } });
    let raw = json!({ "data": { "type": "ALL", "ignoreDuration": 7 }, "type": 0 });
    let time = |hours: u8, minutes: u8| json!({ "hours": hours, "minutes": minutes });
    let midnight = json!([{ "options": { "paramType": 2, "startTime": time(23, 30), "endTime": time(0, 0) } }]);
    let line = |line: &str| -> &'static str { line.replace('~', all).leak() };
    let row = |method, args, line, body| (method, args, line, body, answer.clone(), raw.clone());
    check(&[
        row(
            "setSilentModeForAll",
            json!([{ "options": { "paramType": 0, "remindType": "NONE" } }]),
            line("PUT ~?resource=rs_phone"),
            json!({ "type": "NONE" }),
        ),
        row(
            "setSilentModeForAll",
            json!([{ "options": { "paramType": 1, "duration": 60_000 } }]),
            line("PUT ~?resource=rs_phone"),
            json!({ "ignoreDuration": 60_000 }),
        ),
        row(
            "setSilentModeForAll",
            midnight,
            line("PUT ~?resource=rs_phone"),
            json!({ "ignoreInterval": "23:30-00:00" }),
        ),
        row("getSilentModeForAll", json!([]), line("GET ~"), Value::Null),
        row(
            "setSilentModeForConversation",
            json!([{
                "conversationId": "bob",
                "type": "singleChat",
                "options": { "paramType": 0, "remindType": "AT" },
            }]),
            "PUT /users/alice/notification/user/bob?resource=rs_phone",
            json!({ "type": "AT" }),
        ),
        row(
            "clearRemindTypeForConversation",
            json!([{ "conversationId": "77", "type": "chatRoom" }]),
            "PUT /users/alice/notification/chatgroup/77?resource=rs_phone",
            json!({ "type": "DEFAULT" }),
        ),
        row(
            "getSilentModeForConversation",
            json!([{ "conversationId": "77", "type": "groupChat" }]),
            "GET /users/alice/notification/chatgroup/77",
            Value::Null,
        ),
        row(
            "setPushPerformLanguage",
            json!([{ "language": "en" }]),
            "PUT /users/alice/notification/language",
            json!({ "translationLanguage": "en" }),
        ),
        row(
            "getPushPerformLanguage",
            json!([]),
            "GET /users/alice/notification/language",
            Value::Null,
        ),
    ]);
}

#[test]
fn lists_ask_and_answer_as_in_the_web_sdk() {
    let of_users = json!({ "data": { "user": { "bob": { "type": "AT" } } } });
    let mute = "GET /users/alice/notification/mute/type?limit=";
    let found = json!({ "data": [{ "user": "bob", "value": "AT" }, { "group": "77", "value": "NONE" }], "cursor": "c" });
    check(&[
        (
            "getSilentModeForConversations",
            json!([{ "conversationList": [{ "id": "bob", "type": "singleChat" }] }]),
            "GET /users/alice/notification?user=bob",
            Value::Null,
            of_users.clone(),
            json!({ "data": of_users["data"], "type": 0 }),
        ),
        (
            "getSilentModeRemindTypeConversations",
            json!([{ "pageSize": 2, "cursor": "b" }]),
            format!("{mute}2&cursor=b").leak(),
            Value::Null,
            found,
            json!({ "type": 0, "data": {
                "conversations": [
                    { "conversationId": "bob", "type": "singleChat", "remindType": "AT" },
                    { "conversationId": "77", "type": "groupChat", "remindType": "NONE" },
                ],
                "cursor": "c",
            } }),
        ),
        (
            "getSilentModeRemindTypeConversations",
            json!([{ "pageSize": 2, "cursor": "" }]),
            format!("{mute}2").leak(),
            Value::Null,
            json!({ "duration": 1 }),
            json!({ "duration": 1, "type": 0 }),
        ),
    ]);
}

#[test]
fn settings_are_read_leniently() {
    let read = |data: Value| success(SilentForAll {}, &json!({ "data": data })).1;
    let night = Daily { from: TimeOfDay::new(8, 30), to: TimeOfDay::new(9, 5) };
    let setting =
        read(json!({ "type": "AT", "ignoreDuration": "7", "ignoreInterval": "8:30-9:5" }));
    assert_eq!(
        (setting.remind, setting.until, setting.daily),
        (Some(Remind::Mentions), Some(UnixMillis(7)), Some(night)),
    );
    let nothing = json!({ "type": "DEFAULT", "ignoreDuration": 0, "ignoreInterval": "25:00-1:0" });
    for data in [json!({}), Value::Null, nothing] {
        assert_eq!(read(data), Setting::default());
    }
}

#[test]
fn settings_of_conversations_by_kind() {
    let conversations = vec![
        Address::from(user("bob")),
        Address::from(GroupId::new("1").expect("a group")),
        Address::from(RoomId::new("2").expect("a room")),
    ];
    let night = json!({ "type": "NONE", "ignoreInterval": "21:30-08:00", "ignoreDuration": 1_647_590_149_924_u64 });
    let answer =
        json!({ "data": { "user": { "bob": { "type": "AT" } }, "group": { "1": night } } });
    let (asked, settings) = success(SilentOfMany { conversations }, &answer);
    assert_eq!(asked.line, "GET /users/alice/notification?user=bob&group=1,2");
    assert_eq!(settings.users["bob"].remind, Some(Remind::Mentions));
    assert_eq!(settings.groups["1"].until, Some(UnixMillis(1_647_590_149_924)));
    assert_eq!(settings.groups["1"].daily.map(|it| it.to_string()).as_deref(), Some("21:30-08:00"));
}

#[test]
fn conversations_with_a_setting_come_in_pages() {
    let first = ListReminded { limit: 1, cursor: None };
    let answer = json!({ "data": [{ "group": "77", "value": "NONE" }], "cursor": "c" });
    let (_, page) = success(first.clone(), &answer);
    let item = &page.items[0];
    assert_eq!(
        (item.conversation.as_str(), item.chat, item.remind),
        ("77", Chat::Group, Some(Remind::Nothing)),
    );
    let next = first.turn(&page.next.expect("a second page")).expect("a call for it");
    let (asked, page) = success(next, &json!({ "data": [] }));
    assert!(asked.line.ends_with("?limit=1&cursor=c"), "{}", asked.line);
    assert_eq!(page.next, None);
}

#[test]
fn a_language_that_was_not_set_is_none() {
    let read = |answer: Value| success(PushLanguage {}, &answer).1;
    assert_eq!(read(json!({ "data": { "language": "en" } })).as_deref(), Some("en"));
    assert_eq!(read(json!({ "data": { "language": "" } })), None);
    assert_eq!(read(json!({})), None);
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let set = |silence| refusal(SetSilentForAll { silence });
    let week = Duration::from_millis(604_800_001);
    assert_eq!(
        set(Silence::For(week)),
        "duration in milliseconds is 604800001, 0 to 604800000 are allowed",
    );
    // The Web SDK leaves what is too much to the server.
    let week = json!([{ "options": { "paramType": 1, "duration": 604_800_001 } }]);
    success(web("setSilentModeForAll", &week), &json!({ "data": {} }));
    let (noon, none) = (TimeOfDay::new(12, 0), TimeOfDay::new(12, 60));
    assert!(
        set(Silence::Every(Daily { from: noon, to: none })).starts_with("to is no time of day")
    );
    let none = TimeOfDay::new(24, 0);
    assert!(
        set(Silence::Every(Daily { from: none, to: noon })).starts_with("from is no time of day")
    );
    let crowd = SilentOfMany { conversations: vec![Address::from(user("bob")); 21] };
    assert_eq!(refusal(crowd), "conversations has 21 entries, 1 to 20 are allowed");
    assert!(refusal(SetPushLanguage { language: String::new() }).starts_with("language is empty"));
    assert!(refusal(ListReminded { limit: 0, cursor: None }).starts_with("limit is 0"));
    assert!(
        refusal(web("getSilentModeForConversations", &json!([{ "conversationList": [] }])))
            .starts_with("conversations has 0")
    );

    let options = |options: Value| wrong("setSilentModeForAll", &json!([{ "options": options }]));
    assert_eq!(options(json!({ "paramType": 3 })), "paramType is 3, 0, 1 or 2 is needed");
    let remind = options(json!({ "paramType": 0, "remindType": "DEFAULT" }));
    assert_eq!(remind, "remindType is unknown, ALL, AT or NONE is needed");
    let kind = json!([{ "conversationId": "1", "type": "chat" }]);
    assert!(wrong("getSilentModeForConversation", &kind).starts_with("type is \"chat\""));
}
