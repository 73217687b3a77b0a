//! Leaving (LO rows).

use easemob_core::{Event, LostKind, OfflineCause, PhaseName, Renewal};
use easemob_tests::peer::{Peer, Said, config, discovering, say};

fn leaving() -> Peer {
    let mut peer = Peer::online(config());
    peer.logout();
    assert_eq!(peer.take_said(), [Said::Logout("inner:logout".into())]);
    assert_eq!((peer.phase(), peer.offline_cause()), (PhaseName::LoggingOut, None));
    peer
}

#[test]
fn an_answered_logout_ends_the_session() {
    let mut peer = leaving();
    peer.hear(&say::goodbye());
    assert_eq!(peer.offline_cause(), Some(OfflineCause::LoggedOut));
    assert_eq!(peer.offline_cause().and_then(|cause| cause.code()), None);
    assert_eq!(peer.client.next_deadline(), None);
}

#[test]
fn an_unanswered_logout_ends_the_session_a_little_later() {
    let mut peer = leaving();
    let took = peer.pass_until(3_000, |client| client.is_offline());
    assert_eq!((took, peer.offline_cause()), (3_000, Some(OfflineCause::LoggedOut)));
}

#[test]
fn a_link_that_ends_answers_a_logout_too() {
    let mut peer = leaving();
    peer.lose(LostKind::Closed);
    assert_eq!(peer.offline_cause(), Some(OfflineCause::LoggedOut));
    peer.pass(86_400_000);
    assert_eq!(peer.dialled.len(), 1);
}

#[test]
fn a_second_logout_changes_nothing() {
    let mut peer = leaving();
    peer.logout();
    assert_eq!((peer.phase(), peer.take_said()), (PhaseName::LoggingOut, vec![]));
    peer.hear(&say::goodbye());
    peer.logout();
    assert_eq!(peer.count(|event| matches!(event, Event::Offline(_))), 1);
}

/// A question that is still open is withdrawn with the goodbye.
#[test]
fn a_renewal_under_way_is_withdrawn() {
    let mut peer = Peer::online(config());
    assert!(peer.renew("FRESH-never-to-be-seen"));
    assert_eq!(peer.requests(), 1);
    peer.logout();
    assert_eq!((peer.requests(), peer.phase()), (0, PhaseName::LoggingOut));
    peer.hear(&say::goodbye());
    assert_eq!(peer.count(|event| matches!(event, Event::TokenRenewed(_))), 0);
}

/// Every phase can be left; only a session says goodbye.
#[test]
fn every_phase_can_be_left() {
    type Course = fn(&mut Peer);
    let courses: [(PhaseName, Course); 6] = [
        (PhaseName::Discovering, |_| ()),
        (PhaseName::Authenticating, |peer| peer.answer(200, say::SERVERS)),
        (PhaseName::Dialing, |peer| {
            peer.answer(200, r#"{"access_token":"TOKEN-never-to-be-seen"}"#);
        }),
        (PhaseName::Provisioning, Peer::open),
        (PhaseName::AwaitingToken, |peer| peer.hear(&say::status(6, ""))),
        (PhaseName::BackingOff, |peer| {
            peer.renew("FRESH-never-to-be-seen");
            peer.lose(LostKind::Broken);
        }),
    ];
    for steps in 1..=courses.len() {
        let mut settings = discovering();
        settings.renewal = Renewal::Application { answer_ms: 60_000 };
        let mut peer = Peer::new(settings);
        peer.login_by_password();
        courses.iter().take(steps).for_each(|(_, step)| step(&mut peer));
        assert_eq!(peer.phase(), courses[steps - 1].0);
        peer.take_said();
        peer.logout();
        assert_eq!(peer.phase(), PhaseName::Offline);
        assert_eq!(peer.offline_cause(), Some(OfflineCause::LoggedOut));
        assert_eq!((peer.take_said(), peer.requests()), (vec![], 0));
        assert_eq!(peer.client.next_deadline(), None);
    }
}

/// LO-4: nobody is logged in, so there is nothing to end.
#[test]
fn a_logout_of_nobody_is_nothing() {
    let mut peer = Peer::new(config());
    peer.logout();
    assert_eq!((peer.events.len(), peer.phase()), (0, PhaseName::Offline));
}

/// COMP-4: the goodbye of a compressed session is compressed.
#[test]
fn a_compressed_session_says_goodbye_compressed() {
    let mut settings = config();
    settings.offer_lz4 = true;
    let mut peer = Peer::new(settings);
    peer.login();
    peer.reply(&say::accepted_compressed());
    peer.hear(&say::unread(&[]));
    peer.said.clear();
    peer.logout();
    assert_eq!(peer.take_said(), [Said::Logout("inner:logout".into())]);
    peer.hear(&say::goodbye());
    assert_eq!(peer.phase(), PhaseName::Offline);
}
