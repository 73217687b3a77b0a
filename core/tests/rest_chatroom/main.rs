//! Chat rooms: requests, replies, results in the Web SDK's form (rest §2.4).

#![cfg(all(feature = "chatroom", feature = "web"))]
#![allow(missing_docs)]

#[path = "../rest/mod.rs"]
mod rest;
mod rows;

use std::collections::BTreeSet;

use easemob_core::rest::chatroom::{
    AddChatRoomMembers, CreateChatRoom, DestroyChatRoom, GetChatRoomAnnouncement,
    GetChatRoomAttributes, GetChatRoomDetails, ListChatRoomMembers, ListChatRoomMembersNumbered,
    ListChatRoomMuted, ListChatRooms, ListJoinedChatRooms, ModifyChatRoom, MuteChatRoomMember,
    NewChatRoom, RemoveChatRoomAttribute, RemoveChatRoomAttributes, RemoveChatRoomMember,
    RemoveChatRoomMembers, Role, SetChatRoomAttribute, SetChatRoomAttributes, SetOptions,
};
use easemob_core::rest::{Paged, described};
use easemob_core::web::WebCall;
use easemob_core::{CallFailed, ErrorCode, RoomId, UnixMillis};
use rest::{
    Row, check, code_of, exchange, logged_in, logged_out, refusal, success, user, web, wrong,
};
use serde_json::{Value, json};

fn room() -> RoomId {
    RoomId::new("7").expect("a room id")
}

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    check(&rows::rows());
}

#[test]
fn every_name_of_every_call_is_known() {
    let calls: Vec<_> = described().filter(|call| call.method.starts_with("ChatRooms::")).collect();
    let rows = rows::rows();
    let shown: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    let names: BTreeSet<&str> = calls.iter().map(|call| call.name).collect();
    assert_eq!(shown, names, "a row for every call");
    // Of the 41 operations two go over the socket and one sends a file.
    assert_eq!(names.len(), 38);
    assert_eq!(calls.iter().map(|call| 1 + call.aliases.len()).sum::<usize>(), 56);
    for call in &calls {
        let (_, args, line, body, answer, result) =
            rows.iter().find(|row| row.0 == call.name).expect("a row");
        for alias in call.aliases {
            let row: Row =
                (*alias, args.clone(), *line, body.clone(), answer.clone(), result.clone());
            check(&[row]);
        }
    }
}

#[test]
fn a_token_may_stand_in_for_that_of_the_session() {
    let create = json!([{ "name": "r", "token": "app-token" }]);
    let (asked, _) = success(web("createChatRoom", &create), &json!({ "data": { "id": "7" } }));
    assert_eq!(asked.bearer.as_deref(), Some("Bearer app-token"));
    let destroy = DestroyChatRoom { room: room(), token: Some("app-token".into()) };
    assert!(!format!("{destroy:?}").contains("app-token"));
    // Nobody is logged in, so there is nobody who could own a room; one may be destroyed.
    let mut client = logged_out();
    let create = NewChatRoom { token: Some("app-token".into()), ..NewChatRoom::named("r") };
    let refused = client.call(easemob_core::Instant::default(), CreateChatRoom { room: create });
    assert!(matches!(refused, Err(CallFailed::Invalid(_))), "{refused:?}");
    let (asked, destroyed) = exchange(&mut client, destroy, 200, &json!({ "data": {} }));
    assert_eq!(asked.bearer.as_deref(), Some("Bearer app-token"));
    assert_eq!(destroyed, Ok(()));
}

#[test]
fn replies_are_read_in_every_spelling() {
    let answer = json!({ "data": [
        { "id": 7, "name": "r", "owner": "org#app_a_b", "affiliations_count": "2" },
        { "id": "8", "owner": "eve" },
    ] });
    let (_, page) = success(ListChatRooms { page: 1, size: 2 }, &answer);
    let seen: Vec<_> =
        page.items.iter().map(|r| (&*r.id, &*r.name, &*r.owner, r.member_count)).collect();
    assert_eq!(seen, [("7", "r", "a_b", Some(2)), ("8", "", "eve", None)]);
    assert_eq!(page.next.as_deref(), Some("2"));
    let next = ListChatRooms { page: 1, size: 2 }.turn("2").expect("a next page");
    assert_eq!(next, ListChatRooms { page: 2, size: 2 });

    let answer = json!({ "data": [{ "id": "7", "title": "t", "created": "5", "max_users": "9" }] });
    let (_, page) = success(ListJoinedChatRooms { page: 1, size: 2 }, &answer);
    let joined = &page.items[0];
    assert_eq!((joined.name.as_str(), joined.max_members), ("t", Some(9)));
    assert_eq!((joined.created_at, page.next), (Some(UnixMillis(5)), None));

    let answer = json!({ "data": [{
        "id": "7", "name": "r", "owner": "alice", "mute": true, "custom": "c", "maxusers": 200,
        "affiliations_count": 2, "affiliations": [{ "member": "bob" }, { "owner": "alice" }],
        "created": 1_542_542_951_527_u64, "public": "true",
    }] });
    let (_, details) = success(GetChatRoomDetails { room: room() }, &answer);
    let roles: Vec<_> = details.members.iter().map(|m| (&*m.user, m.role)).collect();
    assert_eq!(roles, [("bob", Role::Member), ("alice", Role::Owner)]);
    assert_eq!((details.muted, details.public, details.approval), (Some(true), Some(true), None));
    assert_eq!((details.ext.as_deref(), details.description), (Some("c"), None));
    assert_eq!(details.created_at, Some(UnixMillis(1_542_542_951_527)));

    let answer = json!({ "data": { "id": 185_145_305_923_585_u64 } });
    let (_, id) = success(CreateChatRoom { room: NewChatRoom::named("r") }, &answer);
    assert_eq!(id.as_str(), "185145305923585");

    let members = ListChatRoomMembersNumbered { room: room(), page: 1, size: 1 };
    let (_, page) = success(members, &json!({ "data": [{ "member": "bob" }] }));
    assert_eq!(page.next.as_deref(), Some("2"));
    let members = ListChatRoomMembers { room: room(), limit: 1, cursor: None };
    let (_, page) = success(members.clone(), &json!({ "data": [], "cursor": "" }));
    assert_eq!(page.next, None);
    let (asked, _) = success(members.turn("c=1").expect("a page"), &json!({ "data": [] }));
    assert_eq!(asked.line, "GET /chatrooms/7/users?cursor=c%3D1&limit=1&joined_time=true");

    let (_, muted) = success(
        ListChatRoomMuted { room: room() },
        &json!({ "data": [{ "user": "bob", "expire": 5 }, { "user": "eve", "expire": -1 }] }),
    );
    assert_eq!(muted.iter().map(|m| m.until).collect::<Vec<_>>(), [Some(UnixMillis(5)), None]);
    let (_, text) = success(GetChatRoomAnnouncement { room: room() }, &json!({ "data": {} }));
    assert_eq!(text, "");
}

#[test]
fn each_user_of_a_call_has_an_outcome() {
    let remove = RemoveChatRoomMembers { room: room(), users: vec![user("bob"), user("eve")] };
    let answer = json!({ "data": [
        { "result": true, "user": "bob" }, { "result": false, "user": "eve", "reason": "why" },
    ] });
    let (_, outcomes) = success(remove, &answer);
    let seen: Vec<_> = outcomes.iter().map(|o| (&*o.user, o.done, o.reason.as_deref())).collect();
    assert_eq!(seen, [("bob", true, None), ("eve", false, Some("why"))]);

    let remove = RemoveChatRoomMember { room: room(), user: user("eve") };
    let no = json!({ "data": { "result": false, "user": "eve", "reason": "why" } });
    assert_eq!(code_of(remove, 200, &no), ErrorCode::RequestFailed);

    let add = AddChatRoomMembers { room: room(), users: vec![user("bob")] };
    let (_, came) = success(add, &json!({ "data": { "newmembers": ["bob"] } }));
    assert_eq!(came, ["bob"]);
    let forever = MuteChatRoomMember { room: room(), user: user("bob"), duration_ms: None };
    let muted = json!({ "data": [{ "result": true, "user": "bob", "expire": -1 }] });
    let (asked, muted) = success(forever, &muted);
    assert_eq!(asked.body["mute_duration"], -1);
    assert_eq!((muted.done, muted.until), (true, None));
}

#[test]
fn each_key_of_a_call_has_an_outcome() {
    let set = SetChatRoomAttributes {
        room: room(),
        attributes: [("a".into(), "1".into()), ("b".into(), "2".into())].into(),
        options: SetOptions::default(),
    };
    let answer = json!({ "data": {
        "successKeys": ["a"], "errorKeys": { "b": "the key b is not part of you" },
    } });
    let (_, outcome) = success(set, &answer);
    assert!(!outcome.is_complete());
    assert_eq!(outcome.done, ["a"]);
    let refused: Vec<_> = outcome.refused.iter().map(|r| (&*r.key, r.code)).collect();
    assert_eq!(refused, [("b", ErrorCode::NoPermission)]);

    let (_, values) = success(
        GetChatRoomAttributes { room: room(), keys: vec![] },
        &json!({ "data": { "a": "1", "n": 2 } }),
    );
    assert_eq!(values, [("a".into(), "1".into()), ("n".into(), "2".into())].into());
}

#[test]
fn one_refused_key_refuses_its_call() {
    for (words, code) in [
        ("the key k is not part of you", ErrorCode::NoPermission),
        (
            "size of metadata for this single chatroom exceeds the user defined limit",
            ErrorCode::MaxLimit,
        ),
        (
            "total size of chatroom metadata for this app exceeds the user defined limit",
            ErrorCode::MaxLimit,
        ),
        ("the value is exceeding maximum limit", ErrorCode::MaxLimit),
        ("the key is not Legal", ErrorCode::RequestParameter),
        (
            "Failed to update userMetadata. Concurrent updates not allowed",
            ErrorCode::OperationNotAllowed,
        ),
        ("something else", ErrorCode::RequestFailed),
    ] {
        let answer = json!({ "data": { "successKeys": [], "errorKeys": { "k": words } } });
        let set = SetChatRoomAttribute {
            room: room(),
            key: "k".into(),
            value: "v".into(),
            options: SetOptions::default().forced().keep(),
        };
        let remove = RemoveChatRoomAttribute { room: room(), key: "k".into(), forced: false };
        let (_, set) = exchange(&mut logged_in(), set, 200, &answer);
        let (_, removed) = exchange(&mut logged_in(), remove, 200, &answer);
        for result in [set, removed] {
            let Err(CallFailed::Refused(refused)) = result else { panic!("{words}: {result:?}") };
            assert_eq!((refused.code, refused.message.as_str()), (code, words));
        }
    }
}

#[test]
fn refusals_are_those_of_rooms() {
    let details = || GetChatRoomDetails { room: room() };
    let unknown = json!({ "error": "x", "error_description": "grpID 7 does not exist!" });
    assert_eq!(code_of(details(), 404, &unknown), ErrorCode::ChatRoomNotFound);
    let stranger = json!({ "error_description": "users [bob] are not members of this group!" });
    let remove = RemoveChatRoomMember { room: room(), user: user("bob") };
    assert_eq!(code_of(remove, 403, &stranger), ErrorCode::ChatRoomNotJoined);
    let modify = ModifyChatRoom {
        room: room(),
        name: Some("n".into()),
        description: None,
        max_members: None,
    };
    assert_eq!(code_of(modify, 403, &json!({ "error": "x" })), ErrorCode::PermissionDenied);
    let outside = json!({ "error_code": 60011, "desc": "not in it", "error_description": "d" });
    let remove = RemoveChatRoomAttributes { room: room(), keys: vec!["k".into()], forced: false };
    assert_eq!(code_of(remove, 400, &outside), ErrorCode::ChatRoomNotJoined);
}

#[test]
fn what_cannot_be_is_not_sent() {
    let set = |key: &str, value: &str| SetChatRoomAttribute {
        room: room(),
        key: key.into(),
        value: value.into(),
        options: SetOptions::default(),
    };
    let modify = |name: Option<&str>, max_members| ModifyChatRoom {
        room: room(),
        name: name.map(String::from),
        description: None,
        max_members,
    };
    let several = |count: usize| RemoveChatRoomAttributes {
        room: room(),
        keys: vec!["k".into(); count],
        forced: false,
    };
    let add = |count| AddChatRoomMembers { room: room(), users: vec![user("bob"); count] };
    let members = |limit| ListChatRoomMembers { room: room(), limit, cursor: None };
    for (refused, words) in [
        (refusal(ListChatRooms { page: 0, size: 1 }), "page is 0, the first one is 1"),
        (refusal(ListChatRooms { page: 1, size: 1001 }), "size is 1001, 1 to 1000 are allowed"),
        (refusal(ListJoinedChatRooms { page: 1, size: 501 }), "size is 501, 1 to 500 are allowed"),
        (refusal(CreateChatRoom { room: NewChatRoom::default() }), "name is empty"),
        (refusal(modify(None, None)), "name is missing, and so is everything else to change"),
        (refusal(modify(Some(""), None)), "name is empty"),
        (refusal(modify(None, Some(10_001))), "max_members is 10001, 1 to 10000 are allowed"),
        (refusal(modify(Some(&"n".repeat(129)), None)), "name has 129 characters, 128 are allowed"),
        (refusal(members(51)), "limit is 51, 1 to 50 are allowed"),
        (refusal(add(0)), "users has 0 entries, 1 to 60 are allowed"),
        (refusal(add(61)), "users has 61 entries, 1 to 60 are allowed"),
        (refusal(several(11)), "keys has 11 entries, 1 to 10 are allowed"),
        (refusal(set("", "v")), "key is empty"),
        (refusal(set("ключ", "v")), "key may hold only A-Z a-z 0-9 _ - ."),
        (refusal(set("k", "")), "value is empty: remove the attribute instead"),
        (refusal(set("k", &"v".repeat(4097))), "value has 4097 characters, 4096 are allowed"),
    ] {
        assert_eq!(refused, words);
    }
}

#[test]
fn wrong_arguments_are_named() {
    let given = |args: Value| json!([args]);
    for (method, args, words) in [
        ("getChatRoomDetails", json!({}), "chatRoomId is missing"),
        ("fetchChatRoomAnnouncement", json!({ "chatRoomId": "7" }), "roomId is missing"),
        ("blockChatRoomMember", json!({ "chatRoomId": "7" }), "username is missing"),
        (
            "setChatRoomAttributes",
            json!({ "chatRoomId": "7", "attributes": { "k": 1 } }),
            "attributes holds a number at k, texts are needed",
        ),
        (
            "muteChatRoomMember",
            json!({ "chatRoomId": "7", "username": "bob" }),
            "muteDuration is missing",
        ),
    ] {
        assert_eq!(wrong(method, &given(args)), words, "{method}");
    }
    assert!(WebCall::new("joinChatRoom", &[]).expect("no error").is_none(), "over the socket");
}
