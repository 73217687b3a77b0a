//! Groups, chat rooms and threads.

use easemob_core::Event;
use easemob_core::event::{DeviceChange, GroupChange, ThreadAction, ThreadChange};
use easemob_core::wire::{Jid, MucBody, MucEventInfo, MucOperation};
use serde_json::json;

use super::{forms, jid, muc, muc_meta, told, told_one};
use easemob_tests::peer::{say, texts};

fn change(body: &MucBody) -> GroupChange {
    match told_one(muc_meta(1, body)) {
        Event::Group(event) => event.change,
        other => panic!("{other:?}"),
    }
}

fn with_info(operation: MucOperation, json: &str) -> MucBody {
    let info = MucEventInfo { ext: Some(json.into()), ..MucEventInfo::default() };
    MucBody { event_info: Some(info), ..muc(operation) }
}

/// Messages oddity 33: everybody is named, not the first one only.
#[test]
fn all_users_are_named() {
    let to = vec![jid("ann"), jid("ben"), jid("cid")];
    for operation in [MucOperation::AddMute, MucOperation::RemoveAdmin, MucOperation::Kick] {
        let event = told_one(muc_meta(1, &MucBody { to: to.clone(), ..muc(operation) }));
        let Event::Group(group) = &event else { panic!("{event:?}") };
        assert_eq!(group.users, ["ann", "ben", "cid"]);
        assert_eq!((&*group.group, group.by.as_deref()), ("g1", Some("bob")));
        let forms = forms(&event);
        assert_eq!(forms[0].1["x-users"], json!(["ann", "ben", "cid"]));
    }
}

/// Messages oddity 33: 39 … 42 are told, and 45 in a room is an event of the room.
#[test]
fn nothing_is_swallowed() {
    assert_eq!(change(&muc(MucOperation::DisableGroup)), GroupChange::Disabled);
    assert_eq!(change(&muc(MucOperation::AbleGroup)), GroupChange::Enabled);
    let thread = MucBody { is_thread: Some(true), ..muc(MucOperation::ThreadAbsence) };
    let event = told_one(muc_meta(1, &thread));
    let Event::Thread(event) = event else { panic!("{event:?}") };
    assert_eq!(event.change, ThreadChange::MembersLeft(vec!["bob".into()]));

    let set = with_info(
        MucOperation::GroupMemberMetadataUpdate,
        r#"{"username":"ann","properties":{"n":"A"}}"#,
    );
    let event = told_one(muc_meta(1, &MucBody { is_chatroom: Some(true), ..set }));
    let Event::Room(room) = &event else { panic!("{event:?}") };
    let GroupChange::MemberAttributes { user, attributes } = &room.change else {
        panic!("{room:?}")
    };
    assert_eq!((&**user, attributes.as_str()), ("ann", r#"{"n":"A"}"#));
    assert_eq!(forms(&event)[0].0, "onChatroomEvent");
}

/// Ids of users are compared without their case.
#[test]
fn another_device_of_this_user_is_theirs_however_they_are_spelt() {
    let json = r#"{"username":"alice","properties":{}}"#;
    let set = |name: &str, device: &str| {
        let from = Jid { client_resource: Some(device.into()), ..jid(name) };
        let body = with_info(MucOperation::GroupMemberMetadataUpdate, json);
        told_one(muc_meta(1, &MucBody { from: Some(from), ..body }))
    };
    for name in ["alice", "ALICE"] {
        assert!(matches!(set(name, "ios"), Event::MultiDevice(_)), "{name}");
        assert!(matches!(set(name, "assigned_1"), Event::Group(_)), "{name}");
    }
    assert!(matches!(set("alicia", "ios"), Event::Group(_)));
}

/// All 46 operations are told, each in a form of its own; what has no name keeps its bytes.
#[test]
fn every_operation_has_an_event() {
    let mut seen = Vec::new();
    for number in 0..46 {
        let json = r#"{"username":"ann","properties":{"k":"v"},"result":{"successKeys":["k"]}}"#;
        let body = MucBody {
            operation: Some(number),
            is_thread: Some((33..=40).contains(&number)),
            ..with_info(MucOperation::Create, json)
        };
        let event = told_one(muc_meta(1, &body));
        let forms = forms(&event);
        let [(handler, data)] = &forms[..] else { panic!("{number}: {event:?}") };
        assert!(!handler.starts_with("x-"), "{number}: {handler}");
        let what = (*handler, data["operation"].to_string());
        assert!(!seen.contains(&what), "{number}: {what:?}");
        seen.push(what);
    }
    let unknown = MucBody { operation: Some(46), ..muc(MucOperation::Create) };
    let event = told_one(muc_meta(9, &unknown));
    let Event::Unrecognized(it) = event else { panic!("{event:?}") };
    assert_eq!(it.id.0, 9);
    assert!(!it.payload.is_empty());
}

/// Messages oddity 6: a notice that cannot be read is reported and hides nothing.
#[test]
fn a_failing_notice_hides_no_neighbour() {
    let nameless = MucBody { muc_id: None, ..muc(MucOperation::Kick) };
    let bare = muc(MucOperation::SetMetadata);
    let broken = say::meta(3, 2, "g1", vec![0xff]);
    let metas = [muc_meta(1, &nameless), muc_meta(2, &bare), broken, say::text(4, "still here")];
    let events = told(&metas);
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Malformed(_))).count(), 3);
    assert_eq!(texts(&events), ["still here"]);
}

/// Messages §4.4: rooms tell members one by one, groups together.
#[test]
fn members_come_and_go() {
    let body = MucBody {
        members: vec!["bob".into(), "carol".into()],
        muc_member_count: Some(9),
        ext: Some("hey".into()),
        is_chatroom: Some(true),
        ..muc(MucOperation::Presence)
    };
    let event = told_one(muc_meta(1, &body));
    let one = |who: &str| {
        let data = json!({
            "operation": "memberPresence", "id": "g1", "from": who, "ext": "hey", "memberCount": 9
        });
        ("onChatroomEvent", data)
    };
    assert_eq!(forms(&event), [one("bob"), one("carol")]);
    let GroupChange::MembersJoined { members, count } =
        change(&MucBody { is_chatroom: None, ..body })
    else {
        panic!("not joined")
    };
    assert_eq!((members.len(), count), (2, Some(9)));
}

/// Messages §4.5, §4.6: values keep their form.
#[test]
fn details_and_attributes() {
    let update = with_info(
        MucOperation::Update,
        r#"{"title":"T","public":"true","members_only":0,"max_users":"12","last_modified":7}"#,
    );
    let GroupChange::Updated(details) = change(&update) else { panic!("not updated") };
    assert_eq!(details.name.as_deref(), Some("T"));
    assert_eq!((details.public, details.approval), (Some(true), Some(false)));
    assert_eq!((details.max_users, details.allow_invites), (Some(12), None));

    let set = with_info(
        MucOperation::SetMetadata,
        r#"{"properties":{"a":"1","b":9007199254740993},"result":{"successKeys":["b","a"]}}"#,
    );
    let GroupChange::AttributesSet(set) = change(&set) else { panic!("not set") };
    let set: Vec<_> = set.iter().map(|(key, value)| (&**key, value.as_str())).collect();
    assert_eq!(set, [("b", "9007199254740993"), ("a", "\"1\"")]);

    let mute = MucBody {
        to: vec![jid("ann")],
        ext: Some(r#"{"user_mute_time":{"ann":5}}"#.into()),
        ..muc(MucOperation::AddMute)
    };
    let GroupChange::MembersMuted { until } = change(&mute) else { panic!("not muted") };
    assert_eq!(until.map(|until| until.0), Some(5));
}

/// As many properties and keys as a notice can hold: to compare each with each takes minutes.
#[test]
fn very_many_attributes_are_told_at_once() {
    let properties = vec![r#""b":0"#; 87_000].join(",");
    let keys = vec![r#""a""#; 130_000].join(",");
    let of = |keys: &str| {
        let json =
            format!(r#"{{"properties":{{{properties}}},"result":{{"successKeys":[{keys}]}}}}"#);
        let set = change(&with_info(MucOperation::SetMetadata, &json));
        let GroupChange::AttributesSet(set) = set else { panic!("not set") };
        set
    };
    assert_eq!(of(&keys), []);
    assert_eq!(of(r#""b","b","b""#).len(), 1, "each is told once");
}

/// What this user does to threads on another device.
#[test]
fn own_threads() {
    let body = MucBody {
        is_thread: Some(true),
        muc_name: Some("topic".into()),
        muc_parent_id: Some(jid("g0")),
        ..muc(MucOperation::ThreadUpdate)
    };
    let event = told_one(muc_meta(1, &body));
    let Event::MultiDevice(event) = event else { panic!("{event:?}") };
    let DeviceChange::Thread { action, thread, parent, .. } = event.change else {
        panic!("{event:?}")
    };
    assert_eq!((action, &*thread, &*parent), (ThreadAction::Rename, "g1", "g0"));
}
