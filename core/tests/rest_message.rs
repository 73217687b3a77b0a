//! History, conversations, reactions, pins, reports and speech: requests, and results in the Web
//! SDK's form (rest §2.8, §2.9).

#![cfg(all(feature = "message", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use rest::check;
use serde_json::{Value, json};

fn text(id: &str, to: &str, kind: &str) -> Value {
    let payload = json!({
        "bodies": [{ "type": "txt", "msg": "hi" }],
        "from": "bob", "to": to, "type": kind, "ext": { "n": 1 },
    });
    json!({ "id": id, "from": "bob", "to": to, "timestamp": 5, "payload": payload.to_string() })
}

fn told(id: &str, to: &str, chat: &str) -> Value {
    json!({
        "id": id, "type": "txt", "chatType": chat, "msg": "hi", "from": "bob", "to": to, "time": 5,
        "ext": { "n": 1 },
    })
}

fn done() -> Value {
    json!({ "data": { "result": "ok" } })
}

#[test]
fn history_is_asked_for_and_forgotten() {
    let body = |more: &[(&str, Value)]| {
        let mut body = json!({
            "queue": "bob@easemob.com", "start": -1, "end": -1, "pull_number": 20,
            "is_positive": false, "msgType": "", "startTime": null, "endTime": null, "userId": null,
        });
        more.iter().for_each(|(key, value)| body[*key] = value.clone());
        body
    };
    let page = json!({ "data": { "msgs": [], "next_key": "7", "is_last": false } });
    let empty = json!({ "cursor": "7", "messages": [], "isLast": false });
    let ask = "POST /users/alice/messageroaming";
    let search =
        json!({ "from": "carol", "msgTypes": ["txt", "audio"], "startTime": 1, "endTime": 2 });
    check(&[
        (
            "getHistoryMessages",
            // Who said it is not looked at between two users.
            json!([{ "targetId": "bob", "chatType": "singleChat", "cursor": "",
                "searchOptions": { "from": "bob" } }]),
            ask,
            body(&[]),
            page.clone(),
            empty.clone(),
        ),
        (
            "getHistoryMessages",
            json!([{ "targetId": "77", "chatType": "chatRoom", "cursor": "9", "pageSize": 50,
                "searchDirection": "down", "searchOptions": search }]),
            ask,
            body(&[
                ("queue", json!("77@conference.easemob.com")),
                ("start", json!("9")),
                ("pull_number", json!(50)),
                ("is_positive", json!(true)),
                ("msgType", json!("txt,audio")),
                ("startTime", json!(1)),
                ("endTime", json!(2)),
                ("userId", json!("carol")),
            ]),
            page.clone(),
            empty,
        ),
        (
            "fetchHistoryMessages",
            json!([{ "queue": "77", "isGroup": true, "count": 5, "start": "8" }]),
            ask,
            body(&[
                ("queue", json!("77@conference.easemob.com")),
                ("start", json!("8")),
                ("pull_number", json!(5)),
            ]),
            page,
            json!([]),
        ),
        (
            "removeHistoryMessages",
            json!([{ "targetId": "bob", "chatType": "singleChat", "messageIds": ["1026", "1027"],
                "beforeTimeStamp": 5 }]),
            "DELETE /sdk/message/roaming/chat/user/alice?userId=bob&msgIdList=1026,1027\
             &resource=rs_phone",
            Value::Null,
            done(),
            Value::Null,
        ),
        (
            "removeHistoryMessages",
            json!([{ "targetId": "77", "chatType": "groupChat", "beforeTimeStamp": 1_700_000_000_000_u64 }]),
            "DELETE /sdk/message/roaming/group/user/alice/time?groupId=77&delTime=1700000000000\
             &resource=rs_phone",
            Value::Null,
            done(),
            Value::Null,
        ),
        (
            "deleteAllMessagesAndConversations",
            json!([]),
            "POST /sdk/message/roaming/user/alice/delete/all?resource=rs_phone",
            Value::Null,
            done(),
            Value::Null,
        ),
    ]);
}

#[test]
fn conversations_are_listed() {
    let listed = json!({ "data": { "cursor": "c2", "channel_infos": [
        { "session_to": "bob", "session_type": "chat", "is_top": true,
          "update_top_status_time": 9, "unread_num": 2, "marks": ["mark_0", "mark_19"],
          "meta": text("1026", "alice", "chat") },
        { "session_to": "77", "session_type": "groupchat", "is_top": false, "meta": {} },
    ] } });
    let result = json!({ "type": 0, "data": { "cursor": "c2", "conversations": [
        { "conversationId": "bob", "conversationType": "singleChat", "isPinned": true,
          "pinnedTime": 9, "unReadCount": 2, "marks": [0, 19],
          "lastMessage": told("1026", "alice", "singleChat") },
        { "conversationId": "77", "conversationType": "groupChat", "isPinned": false,
          "pinnedTime": 0, "unReadCount": 0, "lastMessage": null },
    ] } });
    let old = json!({ "data": { "channel_infos": [
        { "channel_id": "org#app_bob@easemob.com", "unread_num": 2,
          "meta": text("1026", "alice", "chat") },
        { "channel_id": "org#app_77@conference.easemob.com", "unread_num": 0, "meta": {} },
    ] } });
    let mut old_result = old.clone();
    old_result["type"] = json!(0);
    let raw = old_result.clone();
    old_result["data"]["channel_infos"][0] = json!({
        "channel_id": "org#app_bob@easemob.com", "unread_num": 2,
        "lastMessage": told("1026", "alice", "singleChat"),
    });
    check(&[
        (
            "getServerConversations",
            json!([{}]),
            "GET /sdk/user/alice/user_channels/list?limit=20&cursor=&need_mark=true\
             &needEmptySession=false",
            Value::Null,
            listed.clone(),
            result.clone(),
        ),
        (
            "getServerPinnedConversations",
            json!([{ "pageSize": 50, "cursor": "a&b", "includeEmptyConversations": true }]),
            "GET /sdk/user/alice/user_channels/list?limit=50&cursor=a%26b&need_mark=true\
             &is_top=true&needEmptySession=true",
            Value::Null,
            listed.clone(),
            result.clone(),
        ),
        (
            "getServerConversationsByFilter",
            json!([{ "filter": { "mark": 3 } }]),
            "GET /sdk/user/alice/user_channels/mark/search?limit=10&cursor=&need_mark=true\
             &mark=mark_3",
            Value::Null,
            listed,
            result,
        ),
        (
            "getConversationlist",
            json!([{ "pageNum": 2, "pageSize": 20 }]),
            "GET /users/alice/user_channels/page?pageNum=2&pageSize=20",
            Value::Null,
            old.clone(),
            old_result.clone(),
        ),
        (
            "getConversationlist",
            json!([{ "pageNum": 0, "pageSize": 20 }]),
            "GET /users/alice/user_channels",
            Value::Null,
            old.clone(),
            old_result,
        ),
        ("getSessionList", json!([]), "GET /users/alice/user_channels", Value::Null, old, raw),
    ]);
}

#[test]
fn conversations_are_pinned_marked_and_deleted() {
    let pinned = json!({ "data": { "is_top": true, "update_top_status_time": 9 } });
    let marked = json!([{ "mark": 19, "conversations": [
        { "conversationId": "bob", "conversationType": "singleChat" },
        { "conversationId": "77", "conversationType": "groupChat" },
    ] }]);
    let targets = json!({ "mark": "mark_19", "targets": [
        { "to": "bob", "type": "chat" }, { "to": "77", "type": "groupchat" },
    ] });
    let raw = json!({ "type": 0, "data": { "result": "ok" } });
    check(&[
        (
            "pinConversation",
            json!([{ "conversationId": "77", "conversationType": "groupChat", "isPinned": true }]),
            "POST /sdk/user/alice/user_channel/top?resource=rs_phone",
            json!({ "type": "groupChat", "to": "77" }),
            pinned,
            json!({ "type": 0, "data": { "isPinned": true, "pinnedTime": 9 } }),
        ),
        (
            "pinConversation",
            json!([{ "conversationId": "bob", "conversationType": "singleChat", "isPinned": false }]),
            "DELETE /sdk/user/alice/user_channel/top?type=chat&to=bob&resource=rs_phone",
            Value::Null,
            json!({ "data": {} }),
            json!({ "type": 0, "data": { "isPinned": false, "pinnedTime": 0 } }),
        ),
        (
            "addConversationMark",
            marked.clone(),
            "POST /sdk/user/alice/user_channels/mark?resource=rs_phone",
            targets.clone(),
            json!({ "data": { "ignore": [] } }),
            Value::Null,
        ),
        (
            "removeConversationMark",
            marked,
            "DELETE /sdk/user/alice/user_channels/mark?resource=rs_phone",
            targets,
            done(),
            Value::Null,
        ),
        (
            "deleteConversation",
            json!([{ "channel": "bob", "chatType": "singleChat", "deleteRoam": true }]),
            "DELETE /user/alice/user_channel?resource=rs_phone",
            json!({ "channel": "bob", "type": "chat", "delete_roam": true }),
            done(),
            raw.clone(),
        ),
        (
            "deleteSession",
            json!([{ "channel": "77", "chatType": "groupChat" }]),
            "DELETE /user/alice/user_channel?resource=rs_phone",
            json!({ "channel": "77", "type": "groupChat", "delete_roam": false }),
            done(),
            raw,
        ),
    ]);
}

#[test]
fn messages_are_pinned_reacted_to_and_reported() {
    let pin = json!([{ "conversationId": "9", "conversationType": "chatRoom", "messageId": "18446744073709551615" }]);
    let pin_body = json!({ "to": "9", "type": "chatroom", "pin_msg_id": "18446744073709551615" });
    let pins = json!({ "data": { "cursor": "", "msg_infos": [
        { "pin_opt_at": 7, "pin_operator": "alice", "message": text("3", "77", "groupchat") },
    ] } });
    let reaction = json!({ "reactionId": "1", "reaction": "👍", "count": 2, "state": true, "userList": ["bob"] });
    let renamed =
        json!({ "reaction": "👍", "count": 2, "isAddedBySelf": true, "userList": ["bob"] });
    let mut detail = reaction.clone();
    detail["cursor"] = json!("c3");
    let mut detail_result = renamed.clone();
    detail_result["cursor"] = json!("c3");
    let like = json!([{ "messageId": "5", "reaction": "👍" }]);
    check(&[
        (
            "pinMessage",
            pin.clone(),
            "POST /sdk/user/alice/user_channel/pin?resource=rs_phone",
            pin_body.clone(),
            done(),
            Value::Null,
        ),
        (
            "unpinMessage",
            pin,
            "DELETE /sdk/user/alice/user_channel/pin?resource=rs_phone",
            pin_body,
            done(),
            Value::Null,
        ),
        (
            "getServerPinnedMessages",
            json!([{ "conversationId": "77", "conversationType": "groupChat" }]),
            "GET /sdk/user/alice/user_channel/pin?to=77&type=groupchat&limit=10&cursor=",
            Value::Null,
            pins,
            json!({ "type": 0, "data": { "cursor": "", "list": [
                { "message": told("3", "77", "groupChat"), "pinTime": 7, "operatorId": "alice" },
            ] } }),
        ),
        (
            "addReaction",
            like.clone(),
            "POST /reaction/user/alice",
            json!({ "msgId": "5", "message": "👍" }),
            done(),
            Value::Null,
        ),
        (
            "deleteReaction",
            like,
            "DELETE /reaction/user/alice?msgId=5&message=%F0%9F%91%8D",
            Value::Null,
            done(),
            Value::Null,
        ),
        (
            "getReactionlist",
            json!([{ "chatType": "singleChat", "messageId": "5" }]),
            "GET /reaction/user/alice?msgIdList=5&msgType=chat",
            Value::Null,
            json!({ "data": [{ "msgId": "5", "reactionList": [reaction] }, { "msgId": "6" }] }),
            json!({ "type": 0,
                "data": [{ "msgId": "5", "reactionList": [renamed] }, { "msgId": "6" }] }),
        ),
        (
            "getReactionDetail",
            json!([{ "messageId": "5", "reaction": "ok", "cursor": "c2" }]),
            "GET /reaction/user/alice/detail?msgId=5&message=ok&currentPage=c2&pageSize=20\
             &cursor=c2&limit=20",
            Value::Null,
            json!({ "data": detail }),
            json!({ "type": 0, "data": detail_result }),
        ),
        (
            "reportMessage",
            json!([{ "messageId": "5", "reportType": "spam", "reportReason": "ads" }]),
            "POST /user/alice/moderation/report/message/5",
            json!({ "username": "alice", "reportType": "spam", "reportReason": "ads" }),
            done(),
            Value::Null,
        ),
    ]);
}

#[test]
fn a_voice_message_is_written_down() {
    let url = "https://rest.test/org/app/chatfiles/uuid-1?em-redirect=true&share-secret=s/x";
    let heard = json!({ "data": { "text": "hello" } });
    let result = json!({ "type": 0, "data": { "text": "hello" } });
    let line = "POST https://rest.test/api/sdk/v1/org/app/speech/transcriptions";
    let audio = json!({ "format": "pcm", "sampleRate": 16000, "bitsPerSample": 16, "channels": 1 });
    check(&[
        (
            "voiceMessageToText",
            json!([{ "type": "audio", "url": url }]),
            line,
            json!({ "data": { "fileId": "uuid-1", "username": "alice" } }),
            heard.clone(),
            result.clone(),
        ),
        (
            "voiceMessageToText",
            json!([{ "type": "audio", "body": { "url": url } }, audio]),
            line,
            json!({ "data": { "fileId": "uuid-1", "username": "alice", "audio": audio } }),
            heard,
            result,
        ),
    ]);
}
