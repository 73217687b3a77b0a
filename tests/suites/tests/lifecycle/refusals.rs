//! What the server may say to a login (PR rows): an explicit refusal is never retried.

use easemob_core::wire::StatusCode as S;
use easemob_core::{ErrorCode, Event, LostKind, OfflineCause, PhaseName, Renewal};
use easemob_tests::peer::{Peer, config, say};

const DAY: u64 = 86_400_000;

/// Row, status, the server's words, the Web SDK's number, the Web SDK's words.
#[rustfmt::skip]
const ROWS: &[(&str, i32, &str, i32, &str)] = &[
    ("PR-1", 1, "Sorry, user register limit", 50,
        "Sorry, the number of user registrations limit has been reached"),
    ("PR-2", 1, "Sorry, user register rate limit", 50, "Sorry, user register rate limit"),
    ("PR-3", 1, "Sorry, token expired", 56, "Sorry, token expired"),
    ("PR-4", 1, "Sorry, token or password does not match login info", 28, "INVALID_TOKEN"),
    ("PR-5", 1, "Sorry, user not found", 204, "User not found"),
    ("PR-6", 1, "anything else", 2, "Auth failed"),
    ("PR-7", 2, "any", 2, "Auth failed"),
    ("PR-8", 4, "any", -3, "Invalid parameter"),
    ("PR-9", 7, "Sorry, the app month live count limit", 50,
        "Sorry, the monthly active user limit for this app has been reached"),
    ("PR-10", 7, "Sorry, the app day live count limit", 50,
        "Sorry, the daily active user limit for this app has been reached"),
    ("PR-11", 7, "Sorry, the app online count limit", 50,
        "Sorry, the maximum number limit of online users for this app has been reached"),
    ("PR-12", 7, "anything else", 2, "Auth failed"),
    ("PR-13", 12, "any", 57, "Server serving disabled."),
    ("PR-14", 13, "any", 214, "the number of devices the user is logged in to exceeds the limit"),
    ("PR-15", 20, "any", 220, "user device is changed"),
    ("PR-16", 3, "why", 2, "why"),
    ("PR-16, O-28", 6, "why", 56, "why"),
    ("PR-16", 8, "", 2, ""),
    ("PR-16", 11, "why", 2, "why"),
    ("PR-16", 14, "why", 2, "why"),
    ("PR-16", 19, "why", 2, "why"),
    ("PR-16", 4_711, "unknown", 2, "unknown"),
    ("PR-16", -1, "unknown", 2, "unknown"),
];

/// PR-1 to PR-16, at a first login.
#[test]
fn a_refused_login_says_why_and_is_over() {
    for (row, status, reason, code, message) in ROWS {
        let mut peer = Peer::new(config());
        peer.login();
        peer.reply(&say::status(*status, reason));
        expect_refusal(&mut peer, row, *status, reason, *code, message);
        assert_eq!(peer.dialled.len(), 1, "{row}");
    }
}

/// RC-11, O-6: the same while reconnecting.
#[test]
fn a_refused_reconnection_says_why_and_is_over() {
    for (row, status, reason, code, message) in ROWS {
        let mut peer = Peer::online(config());
        peer.lose(LostKind::Closed);
        peer.pass_to(PhaseName::Dialing);
        peer.reply(&say::status(*status, reason));
        expect_refusal(&mut peer, row, *status, reason, *code, message);
        assert_eq!(peer.dialled.len(), 2, "{row}");
    }
}

fn expect_refusal(peer: &mut Peer, row: &str, status: i32, reason: &str, code: i32, message: &str) {
    let Some(OfflineCause::Refused(refusal)) = peer.offline_cause() else {
        panic!("{row}: {:?}", peer.events);
    };
    assert_eq!((refusal.status, refusal.reason.as_str()), (status, reason), "{row}");
    assert_eq!((refusal.code.code(), refusal.message.as_str()), (code, message), "{row}");
    let dialled = peer.dialled.len();
    peer.pass(DAY);
    assert_eq!((peer.dialled.len(), peer.requests()), (dialled, 0), "{row} is retried");
}

/// PR-3 and O-28 with somebody who has tokens: a new one is asked for, and used.
#[test]
fn an_expired_token_is_renewed_where_that_is_possible() {
    for (status, reason) in [(1, "Sorry, token expired"), (S::TokenExpired as i32, "")] {
        let mut settings = config();
        settings.renewal = Renewal::Application { answer_ms: 5_000 };
        let mut peer = Peer::new(settings);
        peer.login();
        peer.reply(&say::status(status, reason));
        assert_eq!(peer.phase(), PhaseName::AwaitingToken);
        assert_eq!(peer.count(|event| *event == Event::TokenWanted), 1);
        assert!(peer.renew("FRESH-never-to-be-seen"));
        peer.take_said();
        peer.open();
        let said = peer.take_said();
        let [easemob_tests::peer::Said::Provision(_, _, auth)] = &said[..] else {
            panic!("{said:?}");
        };
        assert_eq!(auth, "$t$FRESH-never-to-be-seen");
        peer.hear(&say::accepted());
        assert_eq!(peer.phase(), PhaseName::Online);
    }
}

/// A server that calls every token expired is believed in the end.
#[test]
fn renewals_of_a_refused_token_are_bounded() {
    let mut settings = config();
    settings.renewal = Renewal::Application { answer_ms: 5_000 };
    let mut peer = Peer::new(settings);
    peer.login();
    for round in 0..10 {
        if peer.phase() == PhaseName::Offline {
            assert!(round <= 3, "{round} rounds");
            break;
        }
        peer.reply(&say::status(S::TokenExpired as i32, ""));
        peer.renew("FRESH-never-to-be-seen");
    }
    assert_eq!(peer.offline_cause().and_then(|c| c.code()), Some(ErrorCode::TokenExpired));
}

/// Attempts that failed before do not count against a token that has ended meanwhile.
#[test]
fn an_outage_leaves_the_provider_its_turn() {
    let mut settings = config();
    settings.renewal = Renewal::Application { answer_ms: 5_000 };
    let mut peer = Peer::online(settings);
    peer.lose(LostKind::Broken);
    for _ in 0..5 {
        peer.pass_to(PhaseName::Dialing);
        peer.lose(LostKind::Unreachable);
    }
    peer.pass_to(PhaseName::Dialing);
    peer.reply(&say::status(S::TokenExpired as i32, ""));
    assert_eq!(peer.phase(), PhaseName::AwaitingToken);
    peer.renew("FRESH-never-to-be-seen");
    peer.come_back();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// PR-17: no status, and a status without a number, are no answer.
#[test]
fn an_answer_without_a_verdict_is_retried() {
    use easemob_core::wire::{Provision, Status, down};
    for status in [None, Some(Status::default())] {
        let mut peer = Peer::new(config());
        peer.login();
        peer.reply(&down::Frame::Provision(Provision { status, ..Provision::default() }));
        assert_eq!(peer.phase(), PhaseName::BackingOff);
        peer.come_back();
        assert_eq!(peer.phase(), PhaseName::Online);
    }
}
