//! What the typed calls make of answers, and what they refuse to ask.

use easemob_core::rest::group::{
    AcceptGroupJoinRequest, AllowGroupMembers, AmIMutedInGroup, BlockGroupMember,
    CountJoinedGroups, CreateBareGroup, CreateGroup, GetGroupAnnouncement, GetGroupInfo,
    GetGroupMemberAttributes, GetGroupMembersAttributes, GroupChanges, InviteToGroup,
    IsAllowedInGroup, JoinedDetail, LeaveGroup, ListGroupFiles, ListGroupMembers,
    ListGroupMembersNumbered, ListGroupMuted, ListGroupReaders, ListJoinedGroups, ListPublicGroups,
    MemberAttributes, ModifyGroup, MuteGroupMembers, NewGroup, RemoveGroupMember,
    RemoveGroupMembers, Role, SetGroupAnnouncement, SetGroupMemberAttributes,
};
use easemob_core::rest::{Endpoint, Paged, Retry};
use easemob_core::{CallFailed, ErrorCode, GroupId, ServerId, UnixMillis, UserId};
use serde_json::json;

use crate::rest::{code_of, exchange, exchange_bytes, logged_in, refusal, success, user};

fn group() -> GroupId {
    GroupId::new("7").expect("a group id")
}

fn users(count: usize) -> Vec<UserId> {
    vec![user("bob"); count]
}

fn members(cursor: Option<&str>) -> ListGroupMembers {
    ListGroupMembers { group: group(), limit: 2, cursor: cursor.map(String::from) }
}

fn joined(page: u32, size: u32, detail: Option<JoinedDetail>) -> ListJoinedGroups {
    ListJoinedGroups { page, size, detail }
}

#[test]
fn a_group_is_told_with_everything_the_server_says() {
    let whole = json!({ "data": [{
        "id": 7, "name": "g", "description": "d", "membersonly": true, "allowinvites": false,
        "maxusers": "200", "owner": "alice", "created": 1_656_062_986_845_u64, "custom": "x",
        "mute": true, "affiliations_count": 2, "disabled": false, "public": "true",
        "permission": "admin", "shieldgroup": true, "avatar": "a",
        "affiliations": [{ "owner": "alice", "joined_time": "5" }, { "member": "bob" }],
    }] });
    let (_, mut told) = success(GetGroupInfo { groups: vec![group()] }, &whole);
    let info = told.pop().expect("a group");
    assert_eq!((info.id.as_str(), info.name.as_str()), ("7", "g"));
    assert_eq!(
        (info.approval, info.allow_invites, info.public),
        (Some(true), Some(false), Some(true))
    );
    assert_eq!((info.max_members, info.member_count), (Some(200), Some(2)));
    assert_eq!(
        (info.muted, info.disabled, info.messages_blocked),
        (Some(true), Some(false), Some(true))
    );
    assert_eq!(info.created_at, Some(UnixMillis(1_656_062_986_845)));
    assert_eq!((info.ext.as_deref(), info.avatar.as_deref()), (Some("x"), Some("a")));
    assert_eq!((info.role, info.owner.as_deref()), (Some(Role::Admin), Some("alice")));
    let who: Vec<_> = info.members.iter().map(|m| (&*m.user, m.role, m.joined_at)).collect();
    let expected = [("alice", Role::Owner, Some(UnixMillis(5))), ("bob", Role::Member, None)];
    assert_eq!(who, expected);

    // A stranger is told less.
    let (_, told) = success(
        GetGroupInfo { groups: vec![group()] },
        &json!({ "data": [{ "id": "7", "permission": "none" }] }),
    );
    assert_eq!((told[0].role, told[0].members.len(), told[0].muted), (None, 0, None));
}

#[test]
fn a_new_group_has_its_id() {
    let spellings = [json!("7"), json!(7)];
    for id in spellings {
        let (_, created) = success(
            CreateGroup { group: NewGroup::named("g") },
            &json!({ "data": { "groupid": id } }),
        );
        assert_eq!(created, group());
    }
    for useless in [json!({ "data": {} }), json!({ "data": { "groupid": "" } }), json!({})] {
        let call = CreateBareGroup { group: NewGroup::default() };
        let (_, refused) = exchange(&mut logged_in(), call, 200, &useless);
        assert!(matches!(refused, Err(CallFailed::Malformed(_))), "{refused:?}");
    }
}

#[test]
fn pages_lead_on() {
    let (_, page) =
        success(members(None), &json!({ "data": [{ "member": "bob" }], "cursor": "c" }));
    assert_eq!(page.next.as_deref(), Some("c"));
    assert_eq!(members(None).turn("c"), Some(members(Some("c"))));
    let (_, page) = success(members(Some("c")), &json!({ "data": [], "cursor": "" }));
    assert_eq!((page.items.len(), page.next), (0, None));

    let numbered = |page| ListGroupMembersNumbered { group: group(), page, size: 2 };
    let two = json!({ "data": [{ "owner": "alice" }, { "member": "bob" }], "count": 2 });
    let (_, page) = success(numbered(1), &two);
    assert_eq!(numbered(1).turn(&page.next.expect("a page")), Some(numbered(2)));
    let (_, page) = success(numbered(2), &json!({ "data": [{ "member": "eve" }] }));
    assert_eq!(page.next, None);

    let both = JoinedDetail { member_count: true, role: true };
    let answer = json!({ "entities": [{ "groupId": "7", "name": "g", "affiliations_count": 2,
        "permission": "owner", "membersonly": true, "maxusers": 9 }] });
    // The server counts these pages from 0.
    let (asked, page) = success(joined(1, 1, Some(both)), &answer);
    assert!(asked.line.contains("pagenum=0&"), "{}", asked.line);
    assert_eq!(
        joined(1, 1, Some(both)).turn(&page.next.expect("a page")),
        Some(joined(2, 1, Some(both)))
    );
    let one = &page.items[0];
    assert_eq!((one.id.as_str(), one.member_count, one.role), ("7", Some(2), Some(Role::Owner)));
    assert_eq!((one.approval, one.max_members), (Some(true), Some(9)));
    let (_, page) = success(joined(1, 2, None), &json!({ "data": [{ "id": "7", "name": "g" }] }));
    assert_eq!((page.items[0].member_count, page.next), (None, None));

    let public = ListPublicGroups { limit: 1, cursor: None };
    let (_, page) = success(public, &json!({ "data": [{ "id": "7", "name": "g" }] }));
    assert_eq!((page.items[0].name.as_str(), page.next), ("g", None));
    let files = ListGroupFiles { group: group(), page: 1, size: 1 };
    let answer = json!({ "data": [{ "file_id": "f", "file_size": "5", "created": 6 }] });
    let (_, page) = success(files, &answer);
    let file = &page.items[0];
    assert_eq!((file.id.as_str(), file.size, file.shared_at), ("f", Some(5), Some(UnixMillis(6))));
    assert_eq!(page.next.as_deref(), Some("2"));
    let (_, count) = success(CountJoinedGroups {}, &json!({ "data": "3" }));
    assert_eq!(count, 3);
}

#[test]
fn each_user_of_a_call_has_an_outcome() {
    let answer = json!({ "data": [
        { "result": true, "user": "bob" }, { "result": false, "user": "eve", "reason": "r" },
    ] });
    let bob_and_eve = || vec![user("bob"), user("eve")];
    let (_, removed) =
        success(RemoveGroupMembers { group: group(), users: bob_and_eve() }, &answer);
    let (_, invited) = success(InviteToGroup { group: group(), users: bob_and_eve() }, &answer);
    assert_eq!(removed, invited);
    let seen: Vec<_> = removed.iter().map(|o| (&*o.user, o.done, o.reason.as_deref())).collect();
    assert_eq!(seen, [("bob", true, None), ("eve", false, Some("r"))]);

    // One object in place of a list is what servers answered before version 3.
    let one = json!({ "result": true, "user": "bob", "action": "add_blocks", "groupid": "7" });
    for data in [one.clone(), json!([one])] {
        let block = BlockGroupMember { group: group(), user: user("bob") };
        let (_, outcome) = success(block, &json!({ "data": data }));
        assert_eq!((outcome.user.as_str(), outcome.done), ("bob", true));
        let allow = AllowGroupMembers { group: group(), users: users(1) };
        let (_, outcomes) = success(allow, &json!({ "data": data }));
        assert_eq!(outcomes, [outcome]);
    }
    let block = BlockGroupMember { group: group(), user: user("bob") };
    let (_, none) = exchange(&mut logged_in(), block, 200, &json!({ "data": [] }));
    assert!(matches!(none, Err(CallFailed::Malformed(_))), "{none:?}");
}

#[test]
fn a_mute_ends_or_does_not() {
    let answer = json!({ "data": [
        { "result": true, "user": "bob", "expire": 5 }, { "result": true, "user": "eve", "expire": -1 },
    ] });
    let mute = MuteGroupMembers { group: group(), users: users(2), duration_ms: Some(60_000) };
    let (_, muted) = success(mute, &answer);
    assert_eq!(muted.iter().map(|m| m.until).collect::<Vec<_>>(), [Some(UnixMillis(5)), None]);
    let (_, muted) = success(ListGroupMuted { group: group() }, &answer);
    let seen: Vec<_> = muted.iter().map(|m| (&*m.user, m.until)).collect();
    assert_eq!(seen, [("bob", Some(UnixMillis(5))), ("eve", None)]);
    let (_, am_i) = success(AmIMutedInGroup { group: group() }, &json!({ "data": false }));
    assert!(!am_i);
    let allowed = IsAllowedInGroup { group: group(), user: user("bob") };
    assert!(success(allowed.clone(), &json!({ "data": { "white": true } })).1);
    assert!(!success(allowed, &json!({ "data": { "white": false } })).1);
}

#[test]
fn readers_of_a_message_are_found_wherever_the_server_puts_them() {
    let readers = |cursor: Option<&str>| ListGroupReaders {
        group: group(),
        message: ServerId(u64::MAX),
        limit: 2,
        cursor: cursor.map(String::from),
    };
    let list = json!({ "userlist": ["bob", "eve"], "is_last": false, "next_key": "eve" });
    for data in [list.clone(), json!({ "group_ack": list })] {
        let (asked, page) = success(readers(None), &json!({ "data": data }));
        assert_eq!(asked.line, "GET /chatgroups/7/acks/18446744073709551615?limit=2");
        let who: Vec<_> = page.items.iter().map(|reader| reader.user.as_str()).collect();
        assert_eq!((who, page.next.as_deref()), (vec!["bob", "eve"], Some("eve")));
    }
    assert_eq!(readers(None).turn("eve"), Some(readers(Some("eve"))));
    let last = json!({ "data": {
        "userlist": [{ "username": "bob", "ack_content": "seen", "timestamp": 5 }],
        "is_last": true, "next_key": "bob",
    } });
    let (asked, page) = success(readers(Some("a b")), &last);
    assert!(asked.line.ends_with("&key=a%20b"), "{}", asked.line);
    let reader = &page.items[0];
    assert_eq!((reader.words.as_deref(), reader.at), (Some("seen"), Some(UnixMillis(5))));
    assert_eq!(page.next, None);
    let (_, page) = success(readers(None), &json!({ "data": {} }));
    assert!(page.items.is_empty());
}

#[test]
fn attributes_are_texts_by_key() {
    let alice = || GetGroupMemberAttributes { group: group(), user: user("alice") };
    let (_, own) = success(alice(), &json!({ "data": { "alice": { "title": "dev", "n": 2 } } }));
    assert_eq!(own, [("title".into(), "dev".into()), ("n".into(), "2".into())].into());
    assert!(success(alice(), &json!({ "data": {} })).1.is_empty());
    let several =
        GetGroupMembersAttributes { group: group(), users: users(1), keys: vec!["title".into()] };
    let (_, of) = success(several, &json!({ "data": { "bob": {}, "alice": { "title": "dev" } } }));
    assert_eq!(of.keys().collect::<Vec<_>>(), ["alice", "bob"]);
    assert_eq!(of["alice"]["title"], "dev");
    let (_, none) = success(GetGroupAnnouncement { group: group() }, &json!({ "data": {} }));
    assert_eq!(none, "");
}

#[test]
fn a_server_may_say_no_in_a_success() {
    let no = json!({ "data": { "result": false, "reason": "the owner cannot leave" } });
    let (_, refused) = exchange(&mut logged_in(), LeaveGroup { group: group() }, 200, &no);
    let Err(CallFailed::Refused(refused)) = refused else { panic!("not refused") };
    assert_eq!(
        (refused.code, &*refused.message),
        (ErrorCode::RequestFailed, "the owner cannot leave")
    );
    for yes in [json!({ "data": { "result": "success" } }), json!({ "data": null }), json!({})] {
        success(LeaveGroup { group: group() }, &yes);
    }
    // 204 has no body.
    let (_, left) = exchange_bytes(&mut logged_in(), LeaveGroup { group: group() }, 204, "");
    assert_eq!(left, Ok(()));
}

#[test]
fn refusals_have_their_codes() {
    let say = |text: &str| json!({ "error": "x", "error_description": text });
    let remove = || RemoveGroupMember { group: group(), user: user("bob") };
    for (status, answer, code) in [
        (403, say("no permission"), ErrorCode::PermissionDenied),
        (403, say("users [bob] are not members of this group!"), ErrorCode::GroupNotJoined),
        (403, say("group member list is full!"), ErrorCode::GroupFull),
        (404, say("grpID 7 does not exist!"), ErrorCode::GroupNotFound),
        (429, say("This request has reached api limit"), ErrorCode::ServerBusy),
    ] {
        assert_eq!(code_of(remove(), status, &answer), code, "{answer}");
    }
    let set = SetGroupMemberAttributes {
        group: group(),
        user: user("bob"),
        attributes: MemberAttributes::from([("k".into(), "v".into())]),
    };
    let nothing = SetGroupMemberAttributes { attributes: MemberAttributes::new(), ..set.clone() };
    let failed = json!({ "error": "x", "error_code": 60005, "desc": "d" });
    for set in [set, nothing] {
        assert_eq!(code_of(set, 400, &failed), ErrorCode::MemberAttributesFailed);
    }
}

/// The service does not look at capitals.
#[test]
fn the_attributes_of_a_member_are_theirs_however_they_are_spelt() {
    let of = |name: &str| GetGroupMemberAttributes { group: group(), user: user(name) };
    let answer = json!({ "data": { "bob": { "title": "dev" } } });
    for name in ["bob", "Bob", "BOB"] {
        assert_eq!(success(of(name), &answer).1["title"], "dev", "{name}");
    }
    let (_, nobody) = success(of("bobby"), &answer);
    assert!(nobody.is_empty());
}

#[test]
fn garbage_is_malformed() {
    for garbage in
        ["", "null", "[]", "{\"data\":7}", "{\"data\":[7]}", "<html>", "{\"data\":{\"data\":[]}}"]
    {
        for malformed in [
            exchange_bytes(&mut logged_in(), members(None), 200, garbage).1.map(|_| ()),
            exchange_bytes(&mut logged_in(), joined(1, 2, None), 200, garbage).1.map(|_| ()),
            exchange_bytes(&mut logged_in(), GetGroupInfo { groups: vec![group()] }, 200, garbage)
                .1
                .map(|_| ()),
            exchange_bytes(&mut logged_in(), AmIMutedInGroup { group: group() }, 200, garbage)
                .1
                .map(|_| ()),
        ] {
            assert!(matches!(malformed, Err(CallFailed::Malformed(_))), "{garbage}: {malformed:?}");
        }
    }
}

#[test]
fn only_what_may_be_done_twice_is_asked_twice() {
    assert_eq!(members(None).retry(), Retry::Safe);
    assert_eq!(SetGroupAnnouncement { group: group(), text: String::new() }.retry(), Retry::Safe);
    assert_eq!(CreateGroup { group: NewGroup::default() }.retry(), Retry::Never);
    assert_eq!(InviteToGroup { group: group(), users: users(1) }.retry(), Retry::Never);
    assert_eq!(LeaveGroup { group: group() }.retry(), Retry::Never);
}

#[test]
fn words_go_with_an_acceptance_only_where_they_are_given() {
    let accept = |reason: Option<&str>| AcceptGroupJoinRequest {
        group: group(),
        applicant: user("bob"),
        reason: reason.map(String::from),
    };
    let done = json!({ "data": { "result": true } });
    let (asked, ()) = success(accept(None), &done);
    assert_eq!(asked.body, json!({ "applicant": "bob", "verifyResult": true }));
    let (asked, ()) = success(accept(Some("welcome")), &done);
    assert_eq!(asked.body["reason"], "welcome");
}

#[test]
fn what_cannot_be_is_not_sent() {
    let long = |count| "x".repeat(count);
    let modify = |changes| ModifyGroup { group: group(), changes };
    let name = |name: String| GroupChanges { name: Some(name), ..GroupChanges::default() };
    let set = |key: &str, value: String| SetGroupMemberAttributes {
        group: group(),
        user: user("bob"),
        attributes: [(key.to_owned(), value)].into(),
    };
    let many = SetGroupMemberAttributes {
        attributes: (0..9).map(|n| (format!("k{n}"), long(500))).collect(),
        ..set("k", String::new())
    };
    let readers =
        ListGroupReaders { group: group(), message: ServerId(1), limit: 501, cursor: None };
    let of = |users| GetGroupMembersAttributes { group: group(), users, keys: vec![] };
    let ext = NewGroup { ext: Some(long(8193)), ..NewGroup::default() };
    let detail = Some(JoinedDetail::default());
    for (refused, words) in [
        (
            refusal(CreateGroup { group: NewGroup::named(long(129)) }),
            "name has 129 characters, 128 are allowed",
        ),
        (refusal(CreateBareGroup { group: ext }), "ext has 8193 bytes, 8192 are allowed"),
        (refusal(modify(GroupChanges::default())), "changes are none"),
        (refusal(modify(name(long(129)))), "name has 129 characters, 128 are allowed"),
        (refusal(GetGroupInfo { groups: vec![] }), "groups has 0 entries, 1 to 100 are allowed"),
        (
            refusal(GetGroupInfo { groups: vec![group(); 101] }),
            "groups has 101 entries, 1 to 100 are allowed",
        ),
        (refusal(joined(0, 1, None)), "page is 0, the first one is 1"),
        (refusal(joined(1, 501, None)), "size is 501, 1 to 500 are allowed"),
        (refusal(joined(0, 1, detail)), "page is 0, the first one is 1"),
        (refusal(joined(1, 21, detail)), "size is 21, 1 to 20 are allowed"),
        (
            refusal(ListPublicGroups { limit: 101, cursor: None }),
            "limit is 101, 1 to 100 are allowed",
        ),
        (
            refusal(ListGroupMembers { limit: 51, ..members(None) }),
            "limit is 51, 1 to 50 are allowed",
        ),
        (
            refusal(ListGroupMembersNumbered { group: group(), page: 1, size: 1001 }),
            "size is 1001, 1 to 1000 are allowed",
        ),
        (
            refusal(InviteToGroup { group: group(), users: users(61) }),
            "users has 61 entries, 1 to 60 are allowed",
        ),
        (
            refusal(RemoveGroupMembers { group: group(), users: users(0) }),
            "users has 0 entries, 1 to 60 are allowed",
        ),
        (
            refusal(MuteGroupMembers { group: group(), users: users(11), duration_ms: None }),
            "users has 11 entries, 1 to 10 are allowed",
        ),
        (
            refusal(AllowGroupMembers { group: group(), users: users(61) }),
            "users has 61 entries, 1 to 60 are allowed",
        ),
        (
            refusal(SetGroupAnnouncement { group: group(), text: long(513) }),
            "text has 513 characters, 512 are allowed",
        ),
        (refusal(of(users(11))), "users has 11 entries, 1 to 10 are allowed"),
        (refusal(set("", long(1))), "key is empty"),
        (refusal(set(&long(17), long(1))), "key has 17 bytes, 16 are allowed"),
        (refusal(set("k", long(513))), "value has 513 bytes, 512 are allowed"),
        (refusal(many), "bytes of all attributes is 4518, 0 to 4096 are allowed"),
        (refusal(readers), "limit is 501, 1 to 500 are allowed"),
    ] {
        assert_eq!(refused, words);
    }
}
