//! A first login: three attempts, one time limit (LR rows).

use easemob_core::error::{Layer, LoginRefused};
use easemob_core::rest::files::Download;
use easemob_core::{
    Client, Credentials, Event, Input, Instant, LostKind, OfflineCause, Online, PhaseName, Timer,
};
use easemob_tests::peer::{PASSWORD, Peer, Said, TOKEN, USER, config, discovering, say, user};

/// A URL that points at an echo server: our own PROVISION comes back, and its token is not kept.
#[test]
fn an_echo_server_gives_no_token_away() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.open();
    let ours = format!("\u{8}\u{0}broken {TOKEN}");
    peer.hear_bytes(ours.clone().into_bytes());
    let link = peer.link();
    peer.handle(Input::Stray(link, ours.into_bytes().into()));
    let kept: Vec<_> = peer
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Malformed(malformed) => Some(malformed.bytes.len()),
            _ => None,
        })
        .collect();
    assert_eq!(kept, [0, 0]);
}

/// The same on a compressed link, where the echo is no block.
#[test]
fn an_echo_on_a_compressed_link_gives_no_token_away() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::accepted_compressed());
    peer.hear_bytes(format!("broken {TOKEN}").into_bytes());
    let malformed = peer.events.iter().find_map(|event| match event {
        Event::Malformed(malformed) => Some((malformed.layer, malformed.bytes.len())),
        _ => None,
    });
    assert_eq!(malformed, Some((Layer::Compression, 0)));
}

/// One way of losing an attempt.
type Failure = fn(&mut Peer);

const FAILURES: [(LostKind, Failure); 4] = [
    (LostKind::Unreachable, |peer| peer.lose(LostKind::Unreachable)),
    (LostKind::Timeout, |peer| peer.pass_to_timer(Timer::Dial)),
    (LostKind::Timeout, |peer| {
        peer.open();
        peer.pass_to_timer(Timer::Provision);
    }),
    (LostKind::Closed, |peer| {
        peer.open();
        peer.lose(LostKind::Closed);
    }),
];

/// LR-2 to LR-6: what may pass is tried three times, then the login is over.
#[test]
fn a_login_gives_up_after_three_attempts() {
    for (kind, fail) in FAILURES {
        let mut settings = config();
        settings.login_ms = 600_000;
        let mut peer = Peer::new(settings);
        peer.login();
        for _ in 0..3 {
            peer.pass_to(PhaseName::Dialing);
            fail(&mut peer);
        }
        let Some(OfflineCause::LoginFailed(lost)) = peer.offline_cause() else {
            panic!("{:?}", peer.events);
        };
        assert_eq!(lost.kind, kind);
        assert_eq!(peer.count(|event| matches!(event, Event::Reconnecting { .. })), 0);
        peer.pass(86_400_000);
        assert_eq!(peer.dialled.len(), 3);
    }
}

/// LR-6: the attempt that succeeds ends the counting.
#[test]
fn the_third_attempt_may_succeed() {
    let mut peer = Peer::new(config());
    peer.login();
    for (_, fail) in [FAILURES[0], FAILURES[3]] {
        peer.pass_to(PhaseName::Dialing);
        fail(&mut peer);
    }
    peer.come_back();
    let online = Online { user: user(USER), resource: "assigned_1".into(), again: false };
    assert_eq!(peer.events.first(), Some(&Event::Online(online)));
}

/// LR-9: the next login begins afresh.
#[test]
fn each_login_has_its_own_attempts() {
    let mut peer = Peer::new(config());
    for login in 1..=3 {
        peer.login();
        for _ in 0..3 {
            peer.pass_to(PhaseName::Dialing);
            peer.lose(LostKind::Unreachable);
        }
        assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::Offline, 3 * login));
    }
    peer.login();
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// An application is waiting: a login ends in its time, whatever it is waiting for.
#[test]
fn a_login_ends_within_its_time() {
    let limit = config().login_ms;
    for steps in 0..4 {
        let mut peer = Peer::new(discovering());
        peer.login_by_password();
        let course: [Failure; 3] = [
            |peer| peer.answer(200, say::SERVERS),
            |peer| peer.answer(200, r#"{"access_token":"TOKEN-never-to-be-seen"}"#),
            Peer::open,
        ];
        course.iter().take(steps).for_each(|step| step(&mut peer));
        let took = peer.pass_until(limit, |client| client.is_offline());
        assert!(took > 15_000, "after {steps} steps it gives up too early: {took} ms");
    }
}

/// What is refused, or only looks, tells the time all the same: no deadline stays behind it.
#[test]
fn a_refusal_leaves_no_deadline_behind() {
    let calls: [fn(&mut Client, Instant); 3] = [
        |client, now| {
            let refused = client.login(now, Credentials::token(user("bob"), TOKEN));
            assert_eq!(refused, Err(LoginRefused::AlreadyLoggedIn));
        },
        |client, now| assert_eq!(client.resume(now), Err(LoginRefused::NoProof)),
        |client, now| drop(client.authorize(now, &Download::url("nowhere"), 0)),
    ];
    for call in calls {
        let mut peer = Peer::online(config());
        let late = Instant::from_millis(peer.now() + 60_000);
        call(&mut peer.client, late);
        let next = peer.client.next_deadline().expect("a heartbeat at least");
        assert!(next.at > late, "{next:?} at {late:?}");
    }
}

/// OPEN-1, OPEN-2: one login at a time.
#[test]
fn a_second_login_is_refused() {
    let mut peer = Peer::new(config());
    let try_again = |peer: &mut Peer| {
        peer.call(|client, now| client.login(now, Credentials::token(user("bob"), TOKEN)))
    };
    peer.login();
    assert_eq!(try_again(&mut peer), Err(LoginRefused::InProgress));
    peer.open();
    assert_eq!(try_again(&mut peer), Err(LoginRefused::InProgress));
    peer.hear(&say::accepted());
    assert_eq!(try_again(&mut peer), Err(LoginRefused::AlreadyLoggedIn));
    peer.lose(LostKind::Broken);
    assert_eq!(try_again(&mut peer), Err(LoginRefused::AlreadyLoggedIn));
    peer.come_back();
    assert_eq!(peer.client.user(), Some(&user(USER)));
}

/// TOK-3, TOK-4: a password is traded for a token, which then logs in.
#[test]
fn a_password_is_traded_for_a_token() {
    let mut peer = Peer::new(config());
    peer.login_by_password();
    let (_, request) = peer.request();
    assert_eq!(request.url, "http://peer.test/org/app/token");
    let body: serde_json::Value = serde_json::from_slice(&request.body).expect("JSON");
    let expected = serde_json::json!({
        "grant_type": "password", "username": USER, "password": PASSWORD,
        "timestamp": 1_700_000_000_000_u64,
    });
    assert_eq!(body, expected);
    peer.answer(200, format!(r#"{{"access_token":"{TOKEN}","expires_in":60}}"#));
    peer.open();
    let said = peer.take_said();
    let [Said::Provision(_, _, auth)] = &said[..] else { panic!("{said:?}") };
    assert_eq!(*auth, format!("$t${TOKEN}"));
    peer.hear(&say::accepted());
    // The password is forgotten: coming back needs none.
    peer.cut_and_come_back();
    assert_eq!((peer.phase(), peer.requests()), (PhaseName::Online, 0));
    // The token call's own word on the token's life counts where the login says none.
    assert_eq!(peer.client.access_token().map(|token| token.expose()), Some(TOKEN));
    peer.pass_alive(60_000);
    assert_eq!(peer.count(|event| *event == Event::TokenExpired), 1);
}

/// O-29: the server's no is final; a captive portal or a proxy that answers for it is waited out.
#[test]
fn a_portal_in_the_way_is_waited_out() {
    for (status, page) in [(404, "\n<html>Log in to our WLAN</html>"), (403, "<p>no"), (302, "")] {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        peer.answer(status, page);
        peer.pass_to(PhaseName::Authenticating);
        peer.answer(200, format!(r#"{{"access_token":"{TOKEN}","expires_in":60}}"#));
        assert_eq!(peer.phase(), PhaseName::Dialing, "{status}");
    }
    for (status, body) in [(404, r#"{"error":"resource_not_found"}"#), (401, "")] {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        peer.answer(status, body);
        assert_eq!(peer.phase(), PhaseName::Offline, "{status}");
    }
}

/// A broken answer to the token request shows nothing of the token.
#[test]
fn a_broken_token_answer_shows_no_token() {
    let broken = [
        format!(r#"{{"access_token":"{TOKEN}","#),
        format!(r#""{TOKEN}""#),
        format!(r#"{{"access_token":["{TOKEN}"]}}"#),
        format!(r#"{{"access_token":{{"a":"{TOKEN}"}}}}"#),
    ];
    for body in broken {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        for _ in 0..3 {
            peer.pass_to(PhaseName::Authenticating);
            peer.answer(200, body.clone());
        }
        // The peer has looked through every event for the token.
        assert!(matches!(peer.offline_cause(), Some(OfflineCause::TokenRefused(_))));
        let cause = peer.offline_cause().map(|cause| cause.to_string()).unwrap_or_default();
        assert!(!cause.contains(TOKEN), "{cause}");
    }
}

/// WS-6, SYNC-1: first the login, then the question what waits.
#[test]
fn the_first_frame_is_the_login_and_nothing_else() {
    let mut peer = Peer::new(config());
    peer.login();
    assert_eq!(peer.said, []);
    peer.open();
    assert!(matches!(&peer.take_said()[..], [Said::Provision(..)]));
    peer.hear(&say::accepted());
    assert_eq!(peer.take_said(), [Said::Unread]);
}

/// A frame that is no answer to a login does not end the wait for one.
#[test]
fn other_frames_do_not_answer_a_login() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.open();
    peer.said.clear();
    for frame in [say::unread(&["bob"]), say::notice("bob"), say::kick(2), say::goodbye()] {
        peer.hear(&frame);
    }
    assert_eq!((peer.phase(), peer.said.len(), peer.events.len()), (PhaseName::Provisioning, 0, 0));
    peer.hear(&say::accepted());
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// Who sends and reads nothing waits for a login as well as others: its news is not dropped.
#[test]
fn a_full_queue_keeps_the_news_of_a_login() {
    let mut few = config();
    (few.events_max, few.events_high) = (4, 2);
    let mut peer = Peer::online(few);
    peer.eager = false;
    for _ in 0..10 {
        peer.send("x");
    }
    peer.logout();
    peer.hear(&say::goodbye());
    peer.login();
    peer.accept();
    let online = |event: &Event| matches!(event, Event::Online(_));
    assert!(peer.call(|client, _| client.take_event(online)).is_some());
}
