//! Messages and conversations: what is refused, here and by the server (rest §1.7, §4).

#![cfg(all(feature = "message", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::rest::message::{
    AddReaction, Direction, History, HistoryOptions, ListConversations, ListMarkedConversations,
    ListNumberedConversations, ListReactionUsers, MarkConversations, RemoveMessages,
    RemoveMessagesUntil, VoiceToText,
};
use easemob_core::rest::{Endpoint, Retry};
use easemob_core::{Address, ErrorCode, ServerId, UnixMillis};
use rest::{code_of, refusal, user, web, wrong};
use serde_json::json;

fn bob() -> Address {
    user("bob").into()
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let history = |options| refusal(History { conversation: bob(), cursor: None, options });
    let options = HistoryOptions::default();
    assert_eq!(
        history(HistoryOptions { limit: 51, ..options.clone() }),
        "limit is 51, 1 to 50 are allowed"
    );
    let (since, until) = (Some(UnixMillis(2)), Some(UnixMillis(1)));
    assert_eq!(history(HistoryOptions { since, until, ..options.clone() }), "since is after until");
    let from = Some(user("bob"));
    assert_eq!(history(HistoryOptions { from, ..options }), "from is for groups and chat rooms");

    let remove = |messages| refusal(RemoveMessages { conversation: bob(), messages });
    assert_eq!(remove(vec![]), "messages has 0 entries, 1 to 20 are allowed");
    assert_eq!(remove(vec![ServerId(1); 21]), "messages has 21 entries, 1 to 20 are allowed");
    let until =
        |until| refusal(RemoveMessagesUntil { conversation: bob(), until: UnixMillis(until) });
    assert_eq!(until(0), "until is 0, 1 to 999999999999999999 are allowed");
    assert!(until(1_000_000_000_000_000_000).starts_with("until is 1000000000000000000"));

    let list = ListConversations { limit: 0, cursor: None, include_empty: false };
    assert_eq!(refusal(list), "limit is 0, 1 to 50 are allowed");
    let marked = |mark, limit| refusal(ListMarkedConversations { mark, limit, cursor: None });
    assert_eq!(marked(20, 10), "mark is 20, 0 to 19 are allowed");
    assert_eq!(marked(0, 11), "limit is 11, 1 to 10 are allowed");
    let numbered = ListNumberedConversations { page: 1, size: 21 };
    assert_eq!(refusal(numbered), "size is 21, 1 to 20 are allowed");
    let nothing = MarkConversations { conversations: vec![], mark: 0 };
    assert_eq!(refusal(nothing), "conversations is empty");

    let react = |reaction: String| refusal(AddReaction { message: ServerId(1), reaction });
    assert_eq!(react(String::new()), "reaction is empty");
    assert_eq!(react("é".repeat(129)), "reaction has 129 characters, 128 are allowed");
    let users =
        ListReactionUsers { message: ServerId(1), reaction: "ok".into(), limit: 101, cursor: None };
    assert_eq!(refusal(users), "limit is 101, 1 to 100 are allowed");
    let nowhere = VoiceToText { url: "https://rest.test/".into(), audio: None };
    assert_eq!(refusal(nowhere), "url names no file on the vendor's server");
}

#[test]
fn arguments_of_the_web_sdk_are_refused_by_name() {
    let kind = json!([{ "targetId": "bob", "chatType": "groupchat" }]);
    let kinds = "chatType is none of singleChat, groupChat and chatRoom";
    assert_eq!(wrong("getHistoryMessages", &kind), kinds);
    let words = json!([{ "targetId": "bob", "chatType": "singleChat",
        "searchOptions": { "msgTypes": ["text"] } }]);
    assert_eq!(wrong("getHistoryMessages", &words), "msgTypes \"text\" is no kind of message");
    let neither = json!([{ "targetId": "bob", "chatType": "singleChat" }]);
    let needed = "beforeTimeStamp is missing";
    assert_eq!(wrong("removeHistoryMessages", &neither), needed);
    let id = json!([{ "messageId": "1e3", "reaction": "ok" }]);
    let digits = "messageId \"1e3\" is no message's: those are decimal digits";
    assert_eq!(wrong("addReaction", &id), digits);
    let group = json!([{ "chatType": "groupChat", "messageId": ["1"] }]);
    assert_eq!(wrong("getReactionList", &group), "groupId is missing");
    let flag = json!([{ "conversationId": "bob", "conversationType": "singleChat" }]);
    assert_eq!(wrong("pinConversation", &flag), "isPinned is missing");
    assert_eq!(wrong("voiceMessageToText", &json!([{ "type": "audio" }])), "url is missing");
}

#[test]
fn refusals_have_their_codes() {
    let history =
        || History { conversation: bob(), cursor: None, options: HistoryOptions::default() };
    let said = |words: &str| json!({ "error_description": words });
    let off = said("this appKey not open message roaming");
    assert_eq!(code_of(history(), 400, &off), ErrorCode::ServiceNotEnabled);
    let react = || web("addReaction", &json!([{ "messageId": "1", "reaction": "ok" }]));
    let twice = said("the user is already operation this message");
    assert_eq!(code_of(react(), 400, &twice), ErrorCode::ReactionAlreadyAdded);
    let gone = json!({ "error_code": 91001, "error_description": "x" });
    let pin =
        json!([{ "conversationId": "bob", "conversationType": "singleChat", "isPinned": true }]);
    assert_eq!(code_of(web("pinConversation", &pin), 404, &gone), ErrorCode::ConversationNotFound);
}

#[test]
fn speech_has_refusals_of_its_own() {
    for (number, message, code) in [
        (4041001, "no such file", ErrorCode::FileNotFound),
        (4001002, "not audio", ErrorCode::FileInvalid),
        (5021001, "cannot fetch", ErrorCode::UploadFailed),
        (4001003, "too long", ErrorCode::FileDurationTooLong),
        (4031001, "off", ErrorCode::ServiceNotEnabled),
        (4031002, "too often", ErrorCode::MaxLimit),
        (4001001, "The Uploaded File exceeds 10 MB", ErrorCode::FileTooLarge),
        (4001001, "no fileId", ErrorCode::RequestParameter),
        (5021003, "no text", ErrorCode::VoiceToTextFailed),
        (5001003, "no text", ErrorCode::VoiceToTextFailed),
        (4011001, "whose token?", ErrorCode::NoPermission),
        (9999999, "new", ErrorCode::VoiceToTextFailed),
    ] {
        let call = VoiceToText { url: "https://rest.test/o/a/chatfiles/u".into(), audio: None };
        let status = u16::try_from(number / 10_000).expect("a status").min(599);
        for number in [json!(number), json!(number.to_string())] {
            let answer = json!({ "error": { "code": number, "message": message } });
            assert_eq!(code_of(call.clone(), status, &answer), code, "{number} {message}");
        }
    }
}

#[test]
fn only_what_may_be_done_twice_is_repeated() {
    let options = HistoryOptions { direction: Direction::Newer, ..HistoryOptions::default() };
    assert_eq!(History { conversation: bob(), cursor: None, options }.retry(), Retry::Safe);
    let message = ServerId(1);
    assert_eq!(AddReaction { message, reaction: "ok".into() }.retry(), Retry::Never);
}

#[test]
fn the_secret_of_a_voice_message_is_not_shown() {
    let url = "https://rest.test/o/a/chatfiles/f?em-redirect=true&share-secret=hush".into();
    let call = VoiceToText { url, audio: None };
    let shown = format!("{call:?}");
    assert!(shown.contains("chatfiles/f") && !shown.contains("hush"), "{shown}");
}
