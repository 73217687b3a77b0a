//! Joining, leaving, and joining again (messages §8, TX-10, messages oddities 30 and 37).

use easemob_core::error::WhyNotSent;
use easemob_core::wire::{MucBody, MucOperation};
use easemob_core::{
    ErrorCode, JoinOptions, LocalId, LostKind, Outcome, Outgoing, RoomAction, RoomInfo, UnixMillis,
};
use easemob_tests::peer::rooms::{answers, change, room, welcome};
use easemob_tests::peer::{Peer, Said, config, say};

fn operations(calls: &[(LocalId, MucBody)]) -> Vec<(i32, &str)> {
    let name = |body: &MucBody| body.muc_id.as_ref().and_then(|jid| jid.name.clone());
    assert!(calls.iter().all(|(_, body)| name(body).is_some() && body.is_chatroom == Some(true)));
    let told = calls.iter().map(|(_, body)| {
        let name = body.muc_id.as_ref().and_then(|jid| jid.name.as_deref());
        (body.operation.unwrap_or_default(), name.unwrap_or_default())
    });
    told.collect()
}

const JOIN: i32 = MucOperation::Join as i32;
const LEAVE: i32 = MucOperation::Leave as i32;

/// ACK-2.
#[test]
fn a_join_is_answered_with_what_the_server_tells_of_the_room() {
    let mut peer = Peer::online(config());
    let options = JoinOptions::default().ext("vip").leave_others();
    let local = peer.join("r1", options).expect("accepted");
    let calls = peer.take_room_calls();
    assert_eq!(operations(&calls), [(JOIN, "r1")]);
    assert_eq!(
        (calls[0].1.ext.as_deref(), calls[0].1.leave_other_rooms),
        (Some("vip"), Some(true))
    );
    let info = r#"{"alice":{"is_all_mute":true,"create_timestamp":9007199254740993,
        "is_in_white_list":false,"member_count":3,"mute_duration":60000},"bob":{}}"#;
    peer.hear(&welcome(local, info));
    let answer = answers(&peer.take_events()).remove(0);
    assert_eq!((answer.local, answer.room, answer.action), (local, room("r1"), RoomAction::Join));
    let info = answer.result.expect("let in").expect("an info");
    assert_eq!(
        (info.all_muted, info.in_allow_list, info.members),
        (Some(true), Some(false), Some(3))
    );
    assert_eq!(info.created_at, Some(UnixMillis(9_007_199_254_740_993)));
    assert_eq!(info.muted, Some(60_000));
}

/// The service does not look at capitals.
#[test]
fn a_room_tells_this_user_however_they_are_spelt() {
    let mut peer = Peer::online(config());
    let local = peer.join("r1", JoinOptions::default()).expect("accepted");
    peer.hear(&welcome(local, r#"{"Bob":{"member_count":9},"ALICE":{"member_count":3}}"#));
    let answer = answers(&peer.take_events()).remove(0);
    let info = answer.result.expect("let in").expect("an info");
    assert_eq!(info.members, Some(3));
}

/// No metas, no entry of this user, or bad JSON: let in all the same.
#[test]
fn a_room_may_tell_nothing_of_itself() {
    let mut peer = Peer::online(config());
    for (info, expected) in [
        ("", None),
        ("{", None),
        ("[]", None),
        (r#"{"bob":{"member_count":3}}"#, None),
        (r#"{"alice":7}"#, None),
        (r#"{"alice":{"member_count":"3","mute_duration":0}}"#, Some(RoomInfo::default())),
    ] {
        let local = peer.join("r1", JoinOptions::default()).expect("accepted");
        peer.hear(&welcome(local, info));
        assert_eq!(answers(&peer.take_events())[0].result, Ok(expected), "{info}");
    }
}

#[test]
fn a_refusal_says_why() {
    let mut peer = Peer::online(config());
    for (words, code) in [
        ("grpID 1 does not exist!", ErrorCode::ChatRoomNotFound),
        ("group member list is full!", ErrorCode::ChatRoomFull),
        ("user alice has joined too many chatrooms", ErrorCode::MaxLimit),
    ] {
        let local = peer.join("r1", JoinOptions::default()).expect("accepted");
        peer.hear(&say::nack(local, 1, words));
        let answer = answers(&peer.take_events()).remove(0);
        assert_eq!(answer.result.expect_err("refused").code(), Some(code), "{words}");
    }
    peer.take_said();
    peer.cut_and_come_back();
    assert_eq!(peer.take_room_calls(), [], "not joined, so not joined again");
}

/// Messages oddity 30: no refusal gets lost, of a leave neither, and the words of who joins are
/// sent.
#[test]
fn o_30_a_refused_call_is_told_once_and_the_words_travel() {
    let mut peer = Peer::online(config());
    let options = JoinOptions::default().ext("let me in");
    let join = peer.join("r1", options).expect("accepted");
    let leave = peer.leave("r2").expect("accepted");
    let calls = peer.take_room_calls();
    let words: Vec<_> = calls.iter().map(|(local, body)| (*local, body.ext.as_deref())).collect();
    assert_eq!(words, [(join, Some("let me in")), (leave, None)]);
    for local in [join, leave] {
        peer.hear(&say::nack(local, 7, "no"));
        peer.hear(&say::nack(local, 7, "no"));
    }
    let answers = answers(&peer.take_events());
    let told: Vec<_> = answers.iter().map(|it| (it.local, it.action)).collect();
    assert_eq!(told, [(join, RoomAction::Join), (leave, RoomAction::Leave)]);
    for answer in &answers {
        let error = easemob_core::web::WebError::room(answer).expect("refused");
        assert_eq!((error.code, &*error.message), (ErrorCode::PermissionDenied, "no"));
    }
}

/// In flight a join behaves as a message does: it waits between links, is sent again under the same
/// id, and ends once.
#[test]
fn a_join_in_doubt_is_sent_again_and_ends_once() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    let local = peer.join("r1", JoinOptions::default()).expect("it waits");
    peer.come_back();
    assert_eq!(peer.take_room_calls().iter().map(|call| call.0).collect::<Vec<_>>(), [local]);
    peer.cut_and_come_back();
    assert_eq!(peer.take_room_calls().iter().map(|call| call.0).collect::<Vec<_>>(), [local]);
    peer.hear(&say::ack(local, 1));
    peer.hear(&say::ack(local, 1));
    assert_eq!(answers(&peer.events).len(), 1);
    let unanswered = peer.join("r2", JoinOptions::default()).expect("accepted");
    peer.hear(&say::unread(&[]));
    peer.pass_alive(120_000);
    let ends = answers(&peer.events);
    assert_eq!((ends[1].local, &ends[1].result), (unanswered, &Err(Outcome::Unconfirmed)));
    assert_eq!(ends.len(), 2);
}

/// Messages oddity 37; under a fresh id, before what waits to be said in the room, without leaving
/// others.
#[test]
fn joined_rooms_are_joined_again_before_anything_is_said() {
    let mut peer = Peer::online(config());
    let options = JoinOptions::default().ext("vip").leave_others();
    let first = peer.join("r2", options).expect("accepted");
    peer.hear(&say::ack(first, 1));
    peer.join_now("r1");
    peer.lose(LostKind::Broken);
    let message = peer.try_send(Outgoing::text(room("r1"), "am I in?")).expect("it waits");
    peer.take_events();
    peer.come_back();
    let said = peer.take_said();
    let ids: Vec<u64> = said.iter().filter_map(Said::message_id).collect();
    assert_eq!(ids.len(), 3);
    assert_eq!(ids[2], message.0, "after both rooms");
    peer.said = said;
    let calls = peer.take_room_calls();
    assert_eq!(operations(&calls), [(JOIN, "r1"), (JOIN, "r2")]);
    assert_eq!(
        (calls[1].1.ext.as_deref(), calls[1].1.leave_other_rooms),
        (Some("vip"), Some(false))
    );
    assert_ne!(calls[1].0, first);
    // A cut before the answers: the same questions again, not more of them.
    peer.cut_and_come_back();
    assert_eq!(peer.take_room_calls(), calls);
    peer.hear(&say::ack(calls[0].0, 2));
    peer.hear(&say::nack(calls[1].0, 1, "grpID r2 does not exist!"));
    let told = answers(&peer.take_events());
    assert!(told.iter().all(|answer| answer.action == RoomAction::Rejoin));
    assert_eq!(told[0].result, Ok(None));
    assert!(matches!(told[1].result, Err(Outcome::Rejected { .. })));
    peer.cut_and_come_back();
    assert_eq!(operations(&peer.take_room_calls()), [(JOIN, "r1")], "r2 is gone");
}

#[test]
fn left_rooms_are_not_joined_again() {
    let mut peer = Peer::online(config());
    peer.join_now("r1");
    let left = peer.leave("r1").expect("accepted");
    let calls = peer.take_room_calls();
    assert_eq!(operations(&calls), [(LEAVE, "r1")]);
    assert_eq!((&calls[0].1.ext, calls[0].1.leave_other_rooms), (&None, None));
    peer.cut_and_come_back();
    assert_eq!(operations(&peer.take_room_calls()), [(LEAVE, "r1")]);
    peer.hear(&say::ack(left, 1));
    assert_eq!(answers(&peer.events).last().expect("an answer").result, Ok(None));
    peer.cut_and_come_back();
    assert_eq!(peer.take_room_calls(), []);
    // A join that is answered after the user has left again changes nothing.
    let joined = peer.join("r1", JoinOptions::default()).expect("accepted");
    peer.leave("r1").expect("accepted");
    peer.hear(&say::ack(joined, 1));
    peer.take_said();
    peer.cut_and_come_back();
    assert_eq!(operations(&peer.take_room_calls()), [(LEAVE, "r1")]);
}

/// Who was thrown out does not come back by itself.
#[test]
fn a_stay_that_was_ended_is_not_resumed() {
    for (operation, to, again) in [
        (MucOperation::Destroy, &[][..], false),
        (MucOperation::Kick, &["alice"], false),
        (MucOperation::Kick, &["bob", "alice"], false),
        (MucOperation::Kick, &["Alice"], false),
        (MucOperation::Kick, &[], false),
        (MucOperation::Kick, &["bob"], true),
        (MucOperation::Absence, &["alice"], true),
    ] {
        let mut peer = Peer::online(config());
        peer.join_now("r1");
        peer.hear(&change(7, "r1", operation, to));
        peer.take_said();
        peer.cut_and_come_back();
        assert_eq!(!peer.take_room_calls().is_empty(), again, "{operation:?} {to:?}");
    }
}

#[test]
fn a_join_that_leaves_the_others_forgets_them() {
    let mut peer = Peer::online(config());
    peer.join_now("r1");
    let options = JoinOptions::default().leave_others();
    let local = peer.join("r2", options).expect("accepted");
    peer.hear(&say::ack(local, 1));
    peer.take_said();
    peer.cut_and_come_back();
    assert_eq!(operations(&peer.take_room_calls()), [(JOIN, "r2")]);
}

#[test]
fn a_logout_forgets_all_rooms() {
    let mut peer = Peer::online(config());
    peer.join_now("r1");
    let waiting = peer.join("r2", JoinOptions::default()).expect("accepted");
    peer.logout();
    peer.hear(&say::goodbye());
    let ends = answers(&peer.take_events());
    assert_eq!((ends[0].local, &ends[0].result), (waiting, &Err(Outcome::Unconfirmed)));
    peer.confirm_closes();
    peer.take_said();
    peer.login();
    peer.accept();
    assert_eq!(peer.take_room_calls(), []);
}

#[test]
fn rooms_are_bounded() {
    let mut settings = config();
    settings.rooms_max = 2;
    let mut peer = Peer::online(settings);
    peer.join_now("r1");
    peer.join("r2", JoinOptions::default()).expect("accepted");
    let refused = peer.join("r3", JoinOptions::default()).expect_err("one too many");
    assert_eq!(refused, WhyNotSent::TooMany { field: "rooms", count: 3, limit: 2 });
    assert_eq!(refused.code(), ErrorCode::MaxLimit);
    peer.join("r1", JoinOptions::default()).expect("the same room again");
    peer.leave("r1").expect("accepted");
    let long = JoinOptions::default().ext("x".repeat(6_000));
    let refused = peer.join("r1", long).expect_err("too long");
    assert!(matches!(refused, WhyNotSent::TooLarge { .. }));
}

#[test]
fn nobody_joins_while_logged_out() {
    let mut peer = Peer::new(config());
    assert_eq!(peer.join("r1", JoinOptions::default()), Err(WhyNotSent::LoggedOut));
    assert_eq!(peer.leave("r1"), Err(WhyNotSent::LoggedOut));
    assert!(peer.said.is_empty());
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    let local = peer.join("r1", JoinOptions::default()).expect("it waits");
    assert!(peer.call(|client, now| client.cancel(now, local)));
    assert_eq!(answers(&peer.events)[0].result, Err(Outcome::Cancelled));
}

/// Who reads nothing is left the last answer of each room, not one a cut.
#[test]
fn failures_nobody_reads_are_bounded() {
    let mut settings = config();
    settings.resend = false;
    (settings.events_max, settings.events_high) = (1, 1);
    (settings.outbox_max, settings.rooms_max) = (2, 2);
    (settings.calls_max, settings.calls_at_once) = (1, 1);
    let mut peer = Peer::online(settings);
    peer.join_now("r1");
    peer.join_now("r2");
    peer.eager = false;
    for _ in 0..20 {
        peer.cut_and_come_back();
        let events = peer.client.stats().events;
        assert!(events.is_within(), "{events:?}");
    }
    let told: Vec<_> = peer.client.waiting_events().cloned().collect();
    let ends = answers(&told).into_iter().map(|it| (it.room, it.result)).collect::<Vec<_>>();
    let unconfirmed = |id| (room(id), Err(Outcome::Unconfirmed));
    assert_eq!(ends, [unconfirmed("r1"), unconfirmed("r2")]);
}
