//! What the server's answer means (ACK rows).

use easemob_core::{LocalId, Outcome, ServerId, UnixMillis};
use easemob_tests::peer::{EPOCH, Peer, config, outcomes, say};

/// Row, status, the server's words, the Web SDK's number, its words where they are other ones.
#[rustfmt::skip]
const ROWS: &[(&str, i32, &str, i32, Option<&str>)] = &[
    ("ACK-4", 1, "blocked", 603, None),
    ("ACK-4", 1, "group not found", 605, None),
    ("ACK-4", 1, "not in group or chatroom", 602, None),
    ("ACK-4", 1, "exceed recall time limit", 504, None),
    ("ACK-4", 1, "message recall disabled", 505, None),
    ("ACK-4", 1, "not in group or chatroom white list", 506, None),
    ("ACK-4", 1, "nonroster", 221, Some("not contact")),
    ("ACK-4", 1, "group is disabled", 608, None),
    ("ACK-4", 1, "limit directed users", 50, None),
    ("ACK-4", 1, "Sorry, edit limit reached", 50, Some("Modify message limit reached")),
    ("ACK-4", 1, "Sorry, message does not exist", 1302, Some("The message does not exist.")),
    ("ACK-4", 1, "Sorry, You do not have permission", 603, Some("You do not have the modified permission.")),
    ("ACK-4", 1, "Sorry, format is incorrect", 1303, Some("The modify messaged format error.")),
    ("ACK-4", 1, "Sorry, edit is not available", 505, Some("The message modify function is not activated.")),
    ("ACK-4", 1, "Sorry, edit fail", 1304, Some("Modify message failed.")),
    ("ACK-5", 1, "grpID 7 does not exist!", 705, Some("The chat room dose not exist.")),
    ("ACK-5", 1, "username carl doesn't exist!", 204, None),
    ("ACK-5", 1, "group member list is full!", 704, None),
    ("ACK-5", 1, "can not join this group, user is in the blacklist", 603, Some("permission denied")),
    ("ACK-5", 1, "can not operate this group, reason: group is disabled", 608, None),
    ("ACK-5", 1, "blocked by moderation service", 508, None),
    ("ACK-5", 1, "group ID illegal, please check it", -3, Some("Invalid parameter")),
    ("ACK-5", 1, "user has create too many chatrooms", 50, None),
    ("ACK-5", 1, "user has joined too many chatrooms", 50, None),
    ("ACK-5", 1, "auto create failed", 500, None),
    ("ACK-5", 1, "", 503, None),
    ("ACK-5", 1, "Blocked", 503, None),
    ("ACK-6", 7, "sensitive words", 501, None),
    ("ACK-6", 7, "blocked by mod_antispam", 501, None),
    ("ACK-6", 7, "user is mute", 219, None),
    ("ACK-6", 7, "traffic limit", 509, None),
    ("ACK-6", 7, "Sorry, data is too large", 511, None),
    ("ACK-7, O-10", 7, "anything else", 603, None),
    ("ACK-8", 15, "any", 507, Some("you were muted")),
    ("ACK-9", 19, "because", 502, None),
    ("ACK-10", 2, "why", 604, None),
    ("ACK-10", 20, "", 604, None),
    ("ACK-10", 999, "why", 604, None),
];

#[test]
fn every_refusal_has_its_number_and_words() {
    let mut peer = Peer::online(config());
    for (row, status, reason, code, words) in ROWS {
        let local = peer.send("hello");
        peer.hear(&say::nack(local, *status, reason));
        let settled = outcomes(&peer.take_events());
        let [(id, outcome @ Outcome::Rejected { message, reason: said, .. })] = &settled[..] else {
            panic!("{row}: {settled:?}");
        };
        assert_eq!((*id, outcome.code().map(|c| c.code())), (local, Some(*code)), "{row} {reason}");
        assert_eq!((message.as_str(), said.as_str()), (words.unwrap_or(reason), *reason), "{row}");
    }
}

/// ACK-1.
#[test]
fn a_success_tells_the_servers_id_and_time() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    peer.hear(&say::ack(local, u64::MAX));
    let sent = Outcome::Sent { server: ServerId(u64::MAX), at: UnixMillis(EPOCH + 5), extra: None };
    assert_eq!(sent.code(), None);
    assert_eq!(outcomes(&peer.events), [(local, sent)]);
}

/// A refusal may name the server's id of what it kept all the same.
#[test]
fn a_refusal_may_carry_an_id() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    peer.hear(&say::ack_with(local, Some(say::verdict(7, "traffic limit")), Some(9)));
    let settled = outcomes(&peer.events);
    let [(_, Outcome::Rejected { server, status, .. })] = &settled[..] else {
        panic!("{settled:?}");
    };
    assert_eq!((*server, *status), (Some(ServerId(9)), Some(7)));
}

/// ACK-11, ACK-12: an answer to nothing means nothing.
#[test]
fn an_answer_to_nothing_means_nothing() {
    let mut peer = Peer::online(config());
    for status in [0, 1, 7, 15, 19, 99] {
        peer.hear(&say::nack(LocalId(4_711), status, ""));
    }
    assert_eq!((peer.events.len(), peer.said.len()), (0, 0));
}

/// Answers come in any order, and each settles its own.
#[test]
fn answers_find_their_messages_in_any_order() {
    let mut peer = Peer::online(config());
    let ids = [peer.send("one"), peer.send("two"), peer.send("three")];
    for index in [1, 2, 0] {
        peer.hear(&say::ack(ids[index], index as u64 + 1));
        let settled = outcomes(&peer.take_events());
        assert_eq!(settled.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[index]]);
    }
}

/// A message that was sent just before a logout is settled by its answer, not left in doubt.
#[test]
fn an_answer_during_the_logout_counts() {
    let mut peer = Peer::online(config());
    let local = peer.send("the last word");
    peer.logout();
    peer.hear(&say::ack(local, 9));
    assert!(matches!(&outcomes(&peer.events)[..], [(id, Outcome::Sent { .. })] if *id == local));
    peer.hear(&say::goodbye());
    assert_eq!(outcomes(&peer.events).len(), 1);
}
