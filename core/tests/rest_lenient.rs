//! One odd member does not spoil an answer: half a character, which any JavaScript client may send,
//! a number beyond all numbers, `null` in place of a list.

#![cfg(all(
    feature = "chatroom",
    feature = "contact",
    feature = "group",
    feature = "thread",
    feature = "translation"
))]
#![cfg(all(feature = "user", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::rest::Endpoint;
use easemob_core::rest::chatroom::{
    AddChatRoomMembers, GetChatRoomAttributes, GetChatRoomDetails, ListChatRooms,
    RemoveChatRoomAttributes,
};
use easemob_core::rest::contact::{AllContacts, ListContacts};
use easemob_core::rest::group::{
    GetGroupInfo, LeaveGroup, ListAllJoinedGroups, ListGroupFiles, ListGroupReaders,
    ListPublicGroups, MuteGroupMembers,
};
use easemob_core::rest::thread::ListThreads;
use easemob_core::rest::translation::SupportedLanguages;
use easemob_core::rest::user::OtherDevices;
use easemob_core::{CallFailed, ErrorCode, GroupId, RoomId, ServerId};
use rest::{exchange_bytes, logged_in, user};

/// Half of a character.
const HALF: &str = r#""\ud83d""#;

fn told<E: Endpoint>(call: E, answer: &str) -> E::Reply {
    let (_, reply) = exchange_bytes(&mut logged_in(), call, 200, answer);
    reply.unwrap_or_else(|failed| panic!("{answer}: {failed}"))
}

fn group() -> GroupId {
    GroupId::new("7").expect("a group")
}

fn room() -> RoomId {
    RoomId::new("9").expect("a room")
}

#[test]
fn an_odd_name_costs_no_other() {
    let two = format!(r#"{{"id":"1","name":"a"}},{{"id":"2","name":{HALF}}}"#);
    let (data, entities) = (format!(r#"{{"data":[{two}]}}"#), format!(r#"{{"entities":[{two}]}}"#));

    let public = told(ListPublicGroups { limit: 2, cursor: None }, &data).items;
    let names: Vec<_> = public.iter().map(|one| (&*one.id, &*one.name)).collect();
    assert_eq!(names, [("1", "a"), ("2", "")]);
    assert_eq!(told(ListAllJoinedGroups {}, &data).len(), 2);
    assert_eq!(told(ListChatRooms { page: 1, size: 2 }, &data).items.len(), 2);
    assert_eq!(told(GetGroupInfo { groups: vec![group()] }, &data).len(), 2);
    assert_eq!(
        told(ListThreads { group: group(), limit: 2, cursor: None }, &entities).items.len(),
        2
    );
    let files = format!(r#"{{"data":[{{"file_id":"1","file_name":{HALF},"file_size":1e999}}]}}"#);
    let files = told(ListGroupFiles { group: group(), page: 1, size: 2 }, &files).items;
    assert_eq!((&*files[0].id, &*files[0].name, files[0].size), ("1", "", None));

    let contacts = format!(
        r#"[{{"username":"bob","remark":{HALF}}},{{"username":"carl","remark":"c"}},{{"username":"dan","remark":null}}]"#
    );
    let all = told(AllContacts {}, &format!(r#"{{"entities":{contacts}}}"#));
    let page = format!(r#"{{"data":{{"contacts":{contacts}}}}}"#);
    assert_eq!(told(ListContacts { limit: 3, cursor: None }, &page).items, all);
    let remarks: Vec<_> = all.iter().map(|one| (&*one.user, one.remark.as_deref())).collect();
    assert_eq!(remarks, [("bob", None), ("carl", Some("c")), ("dan", None)]);

    let languages = format!(r#"[{{"code":"en","name":"English","nativeName":{HALF}}}]"#);
    for answer in [languages.clone(), format!(r#"{{"data":{languages}}}"#)] {
        let languages = told(SupportedLanguages {}, &answer);
        assert_eq!((&*languages[0].name, &*languages[0].native_name), ("English", ""));
    }
    assert_eq!(
        told(OtherDevices {}, &format!(r#"{{"data":[{{"res":{HALF}}},{{"res":"pad"}}]}}"#)).len(),
        1
    );
}

/// Any member of a room may set one.
#[test]
fn an_odd_attribute_costs_no_other() {
    let of = || GetChatRoomAttributes { room: room(), keys: vec![] };
    let attributes =
        told(of(), &format!(r#"{{"data":{{"a":"1","k":{HALF},"n":1e999,"l":[ 1 ]}}}}"#));
    let shown: Vec<_> = attributes.iter().map(|(key, value)| (&**key, &**value)).collect();
    assert_eq!(shown, [("a", "1"), ("k", HALF), ("l", "[ 1 ]"), ("n", "1e999")], "as it came");
}

/// Any member may write into a receipt what the author reads.
#[test]
fn odd_words_cost_no_reader() {
    let readers = ListGroupReaders { group: group(), message: ServerId(1), limit: 9, cursor: None };
    let list = format!(
        r#"{{"userlist":["ann",{{"username":"bob","ack_content":{HALF}}}],"next_key":"k","is_last":false}}"#
    );
    for data in [list.clone(), format!(r#"{{"group_ack":{list}}}"#)] {
        let page = told(readers.clone(), &format!(r#"{{"data":{data}}}"#));
        let who: Vec<_> = page.items.iter().map(|one| (&*one.user, one.words.as_deref())).collect();
        assert_eq!(who, [("ann", None), ("bob", None)]);
        assert_eq!(page.next.as_deref(), Some("k"));
    }
}

#[test]
fn odd_words_hide_no_refusal() {
    let no = format!(r#"{{"data":{{"result":false,"reason":{HALF}}}}}"#);
    let (_, left) = exchange_bytes(&mut logged_in(), LeaveGroup { group: group() }, 200, no);
    assert!(matches!(left, Err(CallFailed::Refused(_))), "{left:?}");

    let mute = MuteGroupMembers { group: group(), users: vec![user("bob")], duration_ms: None };
    let outcome =
        format!(r#"{{"data":[{{"user":"bob","result":false,"expire":1e999,"reason":{HALF}}}]}}"#);
    let outcomes = told(mute, &outcome);
    assert_eq!((outcomes[0].done, outcomes[0].until, &outcomes[0].reason), (false, None, &None));

    let no = format!(r#"{{"error":"group_error","error_description":{HALF},"error_code":40011}}"#);
    let (_, left) = exchange_bytes(&mut logged_in(), LeaveGroup { group: group() }, 404, no);
    assert_eq!(left.expect_err("refused").code(), ErrorCode::ThreadNotFound);
}

#[test]
fn null_is_an_empty_list() {
    let group_info = GetGroupInfo { groups: vec![group()] };
    let told_group = told(group_info, r#"{"data":[{"id":"7","affiliations":null}]}"#);
    assert_eq!(told_group[0].members, []);
    let room_info = GetChatRoomDetails { room: room() };
    let told_room = told(room_info, r#"{"data":[{"id":"9","affiliations":null}]}"#);
    assert_eq!(told_room.members, []);
    let contacts = ListContacts { limit: 3, cursor: None };
    assert_eq!(told(contacts, r#"{"data":{"contacts":null}}"#).items, []);
    let add = AddChatRoomMembers { room: room(), users: vec![user("bob")] };
    assert_eq!(told(add, r#"{"data":{"newmembers":null}}"#), Vec::<String>::new());
    let keys = RemoveChatRoomAttributes { room: room(), keys: vec!["k".into()], forced: false };
    let outcome = told(keys, r#"{"data":{"successKeys":null,"errorKeys":null}}"#);
    assert!(outcome.done.is_empty() && outcome.is_complete());
    let attributes = GetChatRoomAttributes { room: room(), keys: vec![] };
    assert!(told(attributes, r#"{"data":null}"#).is_empty());
    assert_eq!(told(OtherDevices {}, r#"{"data":null}"#), []);
}
