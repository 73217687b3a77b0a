//! What the answers about messages and conversations mean (rest §2.8, §2.9).

#![cfg(all(feature = "message", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use easemob_core::rest::message::{
    Conversation, Direction, History, HistoryOptions, ListConversations, ListNumberedConversations,
    ListPinnedMessages, ListReactionUsers, ListReactions, MessageKind, PinConversation,
    RecentConversations, UnpinConversation,
};
use easemob_core::rest::{Page, Paged};
use easemob_core::wire::{BodyType, Content, ContentType, Jid, MessageBody, Meta, Namespace};
use easemob_core::{Address, Body, CallFailed, Chat, Event, GroupId, RoomId, ServerId, UnixMillis};
use prost::Message as _;
use rest::{TOKEN, exchange, logged_in, success, user, web};
use serde_json::{Value, json};

fn bob() -> Address {
    user("bob").into()
}

fn history(cursor: Option<&str>) -> History {
    let cursor = cursor.map(String::from);
    History { conversation: bob(), cursor, options: HistoryOptions::default() }
}

/// An entry of a history.
fn kept(id: u64, ns: Namespace, text: &str) -> Value {
    let name = |name: &str| Some(Jid { name: Some(name.into()), ..Jid::default() });
    let content = Content {
        kind: Some(ContentType::Text as i32),
        text: Some(text.into()),
        ..Content::default()
    };
    let body = MessageBody {
        kind: Some(BodyType::Chat as i32),
        from: name("bob"),
        to: name("alice"),
        contents: vec![content],
        ..MessageBody::default()
    };
    let meta = Meta {
        id: Some(id),
        timestamp: Some(id),
        ns: Some(ns as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    json!({ "msg": STANDARD.encode(meta.encode_to_vec()) })
}

fn text(to: &str, kind: &str) -> Value {
    let bodies = json!([{ "type": "txt", "msg": "hi" }]);
    let payload = json!({ "bodies": bodies, "from": "bob", "to": to, "type": kind });
    // Spelt as a text here, as an object there.
    json!({ "id": "18446744073709551615", "timestamp": "5", "payload": payload })
}

#[test]
fn an_unreadable_entry_of_a_history_costs_no_other() {
    let answer = json!({ "data": { "next_key": 9_007_199_254_740_993_u64, "msgs": [
        kept(3, Namespace::Chat, "three"), { "msg": "%%%" }, {}, 7, { "msg": "" },
        kept(1, Namespace::Chat, "one"),
    ] } });
    let (asked, page) = success(history(Some("4")), &answer);
    assert_eq!(asked.body["start"], "4");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|event| match event {
            Event::Message(message) => match &message.body {
                Body::Text(text) => text.to_string(),
                other => panic!("{other:?}"),
            },
            Event::Malformed(malformed) => malformed.layer.to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    let nothing = "HTTP answer";
    assert_eq!(told, ["three", "meta", nothing, nothing, nothing, "one"]);
    assert_eq!(page.next.as_deref(), Some("9007199254740993"), "digits are kept");

    // To the Web SDK, messages are all there is, the old call turns them round.
    let args = json!([{ "targetId": "bob", "chatType": "singleChat" }]);
    let (_, form) = success(web("getHistoryMessages", &args), &answer);
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().expect("a list").iter();
        list.map(|message| message["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&form["messages"]), ["3", "1"]);
    let (_, form) = success(web("fetchHistoryMessages", &json!([{ "queue": "bob" }])), &answer);
    assert_eq!(ids(&form), ["1", "3"]);
}

#[test]
fn what_is_no_message_is_told_as_what_it_is() {
    let answer = json!({ "data": { "msgs": [kept(3, Namespace::Conference, "")] } });
    let (_, page) = success(history(None), &answer);
    assert!(!matches!(page.items[..], [Event::Message(_)]), "{:?}", page.items);
    let args = json!([{ "targetId": "bob", "chatType": "singleChat" }]);
    let (_, form) = success(web("getHistoryMessages", &args), &answer);
    assert_eq!(form["messages"], json!([]));
}

#[test]
fn a_history_ends() {
    let page = |cursor, data: Value| -> Page<Event> {
        success(history(cursor), &json!({ "data": data })).1
    };
    assert_eq!(page(None, json!({ "next_key": "7", "is_last": true })).next, None);
    assert_eq!(page(None, json!({ "next_key": "" })).next, None);
    assert_eq!(page(None, json!({})).next, None);
    assert_eq!(page(Some("7"), json!({ "next_key": "7" })).next, None, "no circle");
    let next = page(Some("7"), json!({ "next_key": "6", "is_last": false })).next.expect("more");
    let turned = history(None).turn(&next).expect("a page");
    assert_eq!(turned, history(Some("6")));
}

#[test]
fn a_history_is_searched() {
    let kinds = vec![MessageKind::Image, MessageKind::Combined];
    let options = HistoryOptions {
        limit: 1,
        direction: Direction::Newer,
        kinds,
        since: Some(UnixMillis(1)),
        until: None,
        from: Some(user("bob")),
    };
    let room = RoomId::new("9").expect("a room");
    let call = History { conversation: room.into(), cursor: None, options };
    let (asked, _) = success(call, &json!({ "data": {} }));
    let expected = json!({
        "queue": "9@conference.easemob.com", "start": -1, "end": -1, "pull_number": 1,
        "is_positive": true, "msgType": "img,combine", "startTime": 1, "endTime": null,
        "userId": "bob",
    });
    assert_eq!(asked.body, expected);
}

#[test]
fn conversations_are_read_as_far_as_they_can_be() {
    let answer = json!({ "data": { "cursor": "", "channel_infos": [
        { "session_to": "bob", "session_type": "chat", "is_top": "true",
          "update_top_status_time": "9", "unread_num": "2",
          "marks": ["mark_0", "mark_19", "star", 7], "meta": text("alice", "chat") },
        { "session_to": "77", "session_type": "groupchat", "meta": { "id": "1" } },
        { "session_to": "9", "session_type": "chatroom", "is_top": false,
          "update_top_status_time": 9, "meta": null },
        { "session_to": "a b", "session_type": "chat" },
        "nothing",
    ] } });
    let call = ListConversations { limit: 5, cursor: Some("c".into()), include_empty: false };
    let (_, page) = success(call, &answer);
    assert_eq!(page.next, None);
    let pins: Vec<_> = page.items.iter().map(|one| one.pinned_at).collect();
    assert_eq!(pins, [Some(UnixMillis(9)), None, None, None]);
    let first = &page.items[0];
    assert_eq!((first.unread, &first.marks[..]), (2, &[0, 19][..]));
    let last = first.last.as_ref().expect("a message");
    assert_eq!((last.id, last.sent_at), (ServerId(u64::MAX), UnixMillis(5)));
    assert!(page.items[1..].iter().all(|one| one.last.is_none()));

    let addresses: Vec<_> = page.items.iter().map(|one| one.address().ok()).collect();
    let group = GroupId::new("77").expect("a group");
    let room = RoomId::new("9").expect("a room");
    assert_eq!(addresses, [Some(bob()), Some(group.into()), Some(room.into()), None]);
}

/// What stands there and cannot be read is kept beside the rest, cut to what diagnosis needs.
#[test]
fn a_last_message_that_cannot_be_read_is_kept() {
    let list = |meta: &Value| {
        let answer = json!({ "data": { "channel_infos": [
            { "session_to": "bob", "session_type": "chat", "channel_id": "bob", "meta": meta },
        ] } });
        let call = ListConversations { limit: 5, cursor: None, include_empty: false };
        let mut all = success(call, &answer).1.items;
        all.extend(success(RecentConversations {}, &answer).1);
        all
    };
    for meta in [json!({ "payload": "x" }), json!({ "id": "1" }), json!(7)] {
        for one in list(&meta) {
            assert_eq!(one.last, None);
            let unreadable = one.unreadable.expect("it is told");
            assert_eq!(unreadable.bytes, meta.to_string());
        }
    }
    for nothing in [json!(null), json!({}), text("alice", "chat")] {
        assert!(list(&nothing).iter().all(|one| one.unreadable.is_none()), "{nothing}");
    }
    let long = json!({ "payload": "x".repeat(9_000) });
    assert_eq!(list(&long)[0].unreadable.as_ref().map(|it| it.bytes.len()), Some(4_096));

    // Nothing is kept of an answer that holds a secret of ours.
    let answer = json!({ "data": { "msgs": [{ "token": TOKEN }, 7],
        "channel_infos": [{ "session_to": "bob", "meta": { "payload": TOKEN } }],
        "msg_infos": [{ "message": { "payload": TOKEN } }],
    } });
    let call = ListConversations { limit: 5, cursor: None, include_empty: false };
    let conversation = success(call, &answer).1.items.remove(0);
    let call = ListPinnedMessages { conversation: bob(), limit: 2, cursor: None };
    let pin = success(call, &answer).1.items.remove(0);
    let history = success(history(None), &answer).1.items.into_iter().map(|event| match event {
        Event::Malformed(malformed) => Some(malformed),
        other => panic!("{other:?}"),
    });
    for unreadable in [conversation.unreadable, pin.unreadable].into_iter().chain(history) {
        let unreadable = unreadable.expect("it is told");
        assert!(
            unreadable.bytes.is_empty() && !unreadable.detail.contains(TOKEN),
            "{unreadable:?}"
        );
    }
}

/// What is no list was not answered; what is missing is empty.
#[test]
fn a_list_is_a_list() {
    for (list, is_list) in
        [(json!([]), true), (json!(null), true), (json!({}), false), (json!(7), false)]
    {
        let answer = json!({ "data": { "channel_infos": list, "msg_infos": list, "msgs": list } });
        let call = ListConversations { limit: 5, cursor: None, include_empty: false };
        let pins = ListPinnedMessages { conversation: bob(), limit: 2, cursor: None };
        let client = &mut logged_in();
        for read in [
            exchange(client, call, 200, &answer).1.map(|_| ()),
            exchange(client, RecentConversations {}, 200, &answer).1.map(|_| ()),
            exchange(client, pins, 200, &answer).1.map(|_| ()),
            exchange(client, history(None), 200, &answer).1.map(|_| ()),
        ] {
            assert_eq!(read.is_ok(), is_list, "{list}: {read:?}");
            assert!(matches!(read, Ok(()) | Err(CallFailed::Malformed(_))), "{list}");
        }
    }
}

#[test]
fn a_full_page_with_an_odd_entry_is_not_the_last() {
    let answer = json!({ "data": { "channel_infos": [{ "channel_id": "bob" }, null] } });
    let page = |size| success(ListNumberedConversations { page: 1, size }, &answer).1;
    assert_eq!((page(2).items.len(), page(2).next.as_deref()), (1, Some("2")));
    assert_eq!(page(3).next, None);
}

#[test]
fn old_lists_are_read_likewise() {
    let answer = json!({ "data": { "channel_infos": [
        { "channel_id": "org#app_bob@easemob.com", "unread_num": 2, "meta": text("alice", "chat") },
        { "channel_id": "org#app_77@conference.easemob.com", "meta": {} },
        { "channel_id": "org#app_9@conference.easemob.com", "meta": text("9", "chatroom") },
        { "channel_id": "other_app" },
    ] } });
    let names = |list: &[Conversation]| -> Vec<(String, Chat)> {
        list.iter().map(|one| (one.id.clone(), one.chat)).collect()
    };
    let expected = [
        ("bob".to_owned(), Chat::Single),
        ("77".to_owned(), Chat::Group),
        ("9".to_owned(), Chat::Room),
        ("other_app".to_owned(), Chat::Single),
    ];
    let (_, recent) = success(RecentConversations {}, &answer);
    assert_eq!(names(&recent), expected);
    let call = ListNumberedConversations { page: 2, size: 4 };
    let (_, page) = success(call.clone(), &answer);
    assert_eq!(names(&page.items), expected);
    let next = call.turn(&page.next.expect("a full page is not the last")).expect("a page");
    assert_eq!(next, ListNumberedConversations { page: 3, size: 4 });
}

#[test]
fn pins_tell_when_and_by_whom() {
    let pinned = |data: Value| {
        let answer = json!({ "data": data });
        let on = success(PinConversation { conversation: bob() }, &answer).1;
        let off = success(UnpinConversation { conversation: bob() }, &answer).1;
        (on, off)
    };
    let nine = Some(UnixMillis(9));
    assert_eq!(pinned(json!({ "is_top": true, "update_top_status_time": 9 })), (nine, nine));
    assert_eq!(pinned(json!({ "is_top": false })), (None, None));
    assert_eq!(pinned(json!({})), (Some(UnixMillis(0)), None), "the server need not say");

    let call = ListPinnedMessages { conversation: bob(), limit: 2, cursor: None };
    let answer = json!({ "data": { "cursor": "c2", "msg_infos": [
        { "message": text("alice", "chat"), "pin_opt_at": 7, "pin_operator": "bob" },
        { "message": { "id": "1" }, "pin_opt_at": "8" },
    ] } });
    let (_, page) = success(call.clone(), &answer);
    let told: Vec<_> =
        page.items.iter().map(|pin| (pin.message.is_some(), pin.pinned_at.0, &*pin.by)).collect();
    assert_eq!(told, [(true, 7, "bob"), (false, 8, "")]);
    assert_eq!(page.items[0].unreadable, None);
    assert!(page.items[1].unreadable.is_some());
    let next = call.turn(&page.next.expect("more")).expect("a page");
    assert_eq!(next.cursor.as_deref(), Some("c2"));
}

#[test]
fn reactions_are_those_of_the_event() {
    let group = GroupId::new("77").ok();
    let call = ListReactions { messages: vec![ServerId(5), ServerId(6)], group };
    let answer = json!({ "data": [
        { "msgId": "5", "reactionList": [
            { "reactionId": "1", "reaction": "👍", "count": 4, "state": true, "userList": ["bob"] },
        ] },
        { "msgId": 6 },
        { "reactionList": [] },
    ] });
    let (asked, all) = success(call, &answer);
    let line = "GET /reaction/user/alice?msgIdList=5,6&msgType=groupchat&groupId=77";
    assert_eq!(asked.line, line);
    assert_eq!(all.iter().map(|one| one.message.0).collect::<Vec<_>>(), [5, 6]);
    let like = &all[0].reactions[0];
    assert_eq!((&*like.reaction, like.count, like.by_self), ("👍", 4, true));
    assert!(all[1].reactions.is_empty());

    let users =
        ListReactionUsers { message: ServerId(5), reaction: "👍".into(), limit: 2, cursor: None };
    let answer = json!({ "data": { "userList": ["bob", "carol"], "cursor": "c2", "count": 4 } });
    let (asked, page) = success(users.clone(), &answer);
    assert!(!asked.line.contains("ursor"), "nothing is asked for with the word null");
    assert_eq!(page.items, ["bob", "carol"]);
    assert_eq!(users.turn(&page.next.expect("more")).expect("a page").cursor, Some("c2".into()));
}

#[test]
fn what_is_no_answer_is_malformed() {
    for answer in [json!(null), json!([]), json!({}), json!({ "data": 7 })] {
        let (_, page) = exchange(&mut logged_in(), history(None), 200, &answer);
        assert!(matches!(page, Err(CallFailed::Malformed(_))), "{answer}");
        let (_, list) = exchange(&mut logged_in(), RecentConversations {}, 200, &answer);
        assert!(matches!(list, Err(CallFailed::Malformed(_))), "{answer}");
        let call = ListReactions { messages: vec![ServerId(1)], group: None };
        let (_, list) = exchange(&mut logged_in(), call, 200, &answer);
        assert!(matches!(list, Err(CallFailed::Malformed(_))), "{answer}");
    }
}
