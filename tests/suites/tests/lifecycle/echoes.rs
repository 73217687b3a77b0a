//! A server that repeats our token in its own words: they are told without it. The peer looks for the
//! token in every event.

use easemob_core::error::Refusal;
use easemob_core::wire::{Provision, down};
use easemob_core::{
    ErrorCode, Event, JoinOptions, LostKind, OfflineCause, Outcome, PhaseName, RoomAnswer,
};
use easemob_tests::peer::{Peer, TOKEN, config, say};

fn echo() -> String {
    format!("why {TOKEN}")
}

#[test]
fn a_refusal_is_told_without_it() {
    // 1 has words of its own beside the server's, 3 has only those.
    for status in [1, 3] {
        let mut peer = Peer::new(config());
        peer.login();
        peer.reply(&say::status(status, &echo()));
        let Some(OfflineCause::Refused(refusal)) = peer.offline_cause() else {
            panic!("{:?}", peer.events)
        };
        let Refusal { code, reason, message, .. } = refusal;
        assert_eq!((refusal.status, code), (status, ErrorCode::AuthFailed));
        assert!(reason.contains("not repeated"), "{reason}");
        assert_eq!(message, if status == 1 { "Auth failed" } else { &*reason });
    }
}

#[test]
fn the_end_of_a_link_is_told_without_it() {
    let mut settings = config();
    settings.reconnect_max = Some(1);
    let mut peer = Peer::online(settings);
    peer.lose_saying(LostKind::Closed, &echo());
    let Some(Event::Reconnecting { cause, .. }) = peer.take_events().pop() else {
        panic!("it comes back")
    };
    assert_eq!(cause.kind, LostKind::Closed);
    peer.pass_to(PhaseName::Dialing);
    peer.lose_saying(LostKind::Protocol, &echo());
    let Some(OfflineCause::GaveUp { last, .. }) = peer.offline_cause() else {
        panic!("{:?}", peer.events)
    };
    assert_eq!(last.kind, LostKind::Protocol);

    let mut peer = Peer::new(config());
    peer.login();
    while peer.phase() != PhaseName::Offline {
        peer.pass_to(PhaseName::Dialing);
        peer.lose_saying(LostKind::Protocol, &echo());
    }
    assert!(matches!(peer.offline_cause(), Some(OfflineCause::LoginFailed(_))));
}

#[test]
fn a_name_for_this_device_is_told_without_it() {
    let mut peer = Peer::new(config());
    peer.login();
    let accepted = Provision { resource: Some(echo()), ..say::acceptance() };
    peer.reply(&down::Frame::Provision(accepted));
    let own = &peer.client.device().resource;
    let as_itself = |event: &Event| matches!(event, Event::Online(it) if it.resource == *own);
    assert_eq!(peer.count(as_itself), 1, "{:?}", peer.events);
}

#[test]
fn the_refusal_of_a_message_or_a_room_is_told_without_it() {
    let mut peer = Peer::online(config());
    let local = peer.send("hello");
    peer.hear(&say::nack(local, 1, &echo()));
    let asked = peer.join("r1", JoinOptions::default()).expect("accepted");
    peer.hear(&say::nack(asked, 1, &echo()));
    let told = peer.take_events();
    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected { status: Some(1), .. });
    let [Event::Settled { outcome, .. }, Event::RoomAnswered(answer)] = &told[..] else {
        panic!("{told:?}")
    };
    let RoomAnswer { result: Err(end), .. } = &**answer else { panic!("{told:?}") };
    assert!(refused(outcome) && refused(end));
}
