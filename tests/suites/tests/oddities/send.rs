//! Sending.

use easemob_core::{
    ErrorCode, Event, LocalId, LostKind, Outcome, Outgoing, PhaseName, ServerId, UnixMillis,
};
use easemob_tests::peer::{EPOCH, Peer, Said, config, outcomes, say, user};

/// O-2: whatever is sent while there is no link waits under its own id, and each has its timer.
#[test]
fn o_02_everything_waits_under_its_own_id() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    let bob = || user("bob");
    let ids: Vec<LocalId> = [
        Outgoing::text(bob(), "one"),
        Outgoing::read_ack(bob(), ServerId(1)),
        Outgoing::conversation_ack(bob()),
        Outgoing::text(bob(), "two"),
    ]
    .into_iter()
    .map(|message| peer.try_send(message).expect("there is room"))
    .collect();
    peer.come_back();
    assert_eq!(peer.take_sent(), ids);
    peer.hear(&say::unread(&[]));
    // Nobody acknowledges: every one of them settles.
    peer.pass_alive(120_000);
    let settled = outcomes(&peer.events);
    assert_eq!(settled.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    assert!(settled.iter().all(|(_, outcome)| *outcome == Outcome::Unconfirmed), "{settled:?}");
}

/// O-5: nothing is sent before the login is answered.
#[test]
fn o_05_sends_wait_for_the_answer_to_the_login() {
    let mut peer = Peer::online(config());
    peer.lose(LostKind::Broken);
    let mut ids = vec![peer.send("while pausing")];
    peer.pass_to(PhaseName::Dialing);
    ids.push(peer.send("while dialling"));
    peer.open();
    ids.push(peer.send("before the answer"));
    assert!(matches!(&peer.take_said()[..], [Said::Provision(..)]));
    peer.hear(&say::accepted());
    assert_eq!(peer.take_sent(), ids);
}

/// O-10: every acknowledgement settles its message, known or not.
#[test]
fn o_10_every_acknowledgement_settles() {
    use ErrorCode as E;
    let table: &[(Option<i32>, &str, E)] = &[
        (None, "", E::ServerUnknown),
        (Some(7), "words nobody knows", E::PermissionDenied),
        (Some(7), "sensitive words", E::IllegalContent),
        (Some(15), "", E::MessagingMuted),
        (Some(19), "because", E::BlockedExternally),
        (Some(1), "words nobody knows", E::ServerUnknown),
        (Some(4_711), "a number nobody knows", E::MessageFailed),
        (Some(-1), "", E::MessageFailed),
    ];
    let mut peer = Peer::online(config());
    for (status, reason, code) in table {
        let local = peer.send("hello");
        peer.hear(&say::ack_with(local, status.map(|number| say::verdict(number, reason)), None));
        let settled = outcomes(&peer.take_events());
        let [(id, Outcome::Rejected { code: got, status: wire, .. })] = &settled[..] else {
            panic!("{status:?}: {settled:?}");
        };
        assert_eq!((*id, got, wire), (local, code, status));
        assert_eq!(peer.client.unsettled(), 0);
        // Said again, it means nothing.
        peer.hear(&say::ack(local, 9));
        assert!(peer.events.is_empty());
    }
}

/// O-10: an acknowledgement without a status, but with the server's id, is one.
#[test]
fn o_10_an_id_of_the_servers_is_enough() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    peer.hear(&say::ack_with(local, None, Some(9)));
    let sent = Outcome::Sent { server: ServerId(9), at: UnixMillis(EPOCH + 5), extra: None };
    assert_eq!(outcomes(&peer.events), [(local, sent)]);
}

/// O-27: what a cut leaves in doubt is sent again under the same id, and settles once.
#[test]
fn o_27_a_message_in_doubt_is_sent_again_under_its_id() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    let first = peer.take_said();
    peer.cut_and_come_back();
    let again: Vec<_> =
        peer.take_said().into_iter().filter(|s| s.message_id() == Some(local.0)).collect();
    assert_eq!(again, first, "the same frame");
    peer.hear(&say::ack(local, 9));
    peer.hear(&say::ack(local, 9));
    assert_eq!(peer.count(|event| matches!(event, Event::Settled { .. })), 1);
}
