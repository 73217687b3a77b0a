//! A new token in time (EXP-8 to EXP-10), from an application that is asked for it.

use easemob_core::store::Record;
use easemob_core::{
    CallFailed, Config, Event, LostKind, OfflineCause, PhaseName, Renewal, Response, Secret,
    UnixMillis,
};
use easemob_tests::peer::{EPOCH, Peer, Said, config, say};

const FRESH: &str = "FRESH-never-to-be-seen";
const OTHER: &str = "OTHER-never-to-be-seen";
const LIFE: u64 = 100_000;

fn providing() -> Config {
    let mut config = config();
    config.renewal = Renewal::Application { answer_ms: 5_000 };
    config
}

/// A session whose token was just warned about.
fn warned() -> Peer {
    let mut peer = Peer::new(providing());
    peer.login();
    peer.reply(&say::accepted_until(EPOCH + LIFE));
    peer.settle_in();
    peer.pass_alive(80_000);
    peer
}

fn wanted(peer: &Peer) -> usize {
    peer.count(|event| *event == Event::TokenWanted)
}

/// EXP-8, EXP-9: the new token is asked when it ends, and takes over everything.
#[test]
fn a_new_token_takes_over() {
    let mut peer = warned();
    assert_eq!(wanted(&peer), 1);
    assert!(peer.renew(FRESH));
    let (_, request) = peer.request();
    assert_eq!(request.url, "http://peer.test/org/app/sdk/users/alice/token/expires");
    assert!(request.headers.contains(&("authorization", format!("Bearer {FRESH}"))));
    let ends = EPOCH + 80_000 + 1_000_000;
    peer.answer(200, format!(r#"{{"expire_timestamp":{ends}}}"#));
    assert_eq!(peer.events.last(), Some(&Event::TokenRenewed(Ok(UnixMillis(ends)))));
    peer.events.clear();
    // Nothing is said on the link, and the old end passes.
    assert_eq!(peer.take_said(), []);
    peer.pass_alive(799_999);
    assert_eq!((peer.events.len(), peer.phase()), (0, PhaseName::Online));
    peer.pass_alive(1);
    assert_eq!(wanted(&peer), 1);
    // The next link is opened with it.
    peer.lose(LostKind::Broken);
    peer.pass_to(PhaseName::Dialing);
    peer.take_said();
    peer.open();
    let said = peer.take_said();
    let [Said::Provision(_, _, auth)] = &said[..] else { panic!("{said:?}") };
    assert_eq!(*auth, format!("$t${FRESH}"));
}

/// EXP-10: a new token that is refused leaves the old one, and another may be given.
#[test]
fn a_refused_renewal_leaves_the_old_token() {
    let mut peer = warned();
    peer.renew(FRESH);
    peer.answer(401, r#"{"error_description":"Unable to authenticate (OAuth)"}"#);
    assert!(matches!(peer.events.last(), Some(Event::TokenRenewed(Err(_)))));
    assert_ne!(peer.client.access_token().map(|token| token.expose()), Some(FRESH));
    peer.renew(OTHER);
    peer.answer(200, format!(r#"{{"expire_timestamp":{}}}"#, EPOCH + 10_000_000));
    peer.pass_alive(200_000);
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// The newest token counts: what is still being asked about an older one is withdrawn, on the same
/// link and after a cut.
#[test]
fn an_older_token_does_not_come_after_a_newer_one() {
    let mut settings = config();
    settings.keep = true;
    for cut in [false, true] {
        let mut peer = Peer::online(settings.clone());
        peer.renew(FRESH);
        if cut {
            peer.lose(LostKind::Broken);
        }
        peer.events.clear();
        peer.renew(OTHER);
        assert_eq!(peer.take_events(), [Event::TokenRenewed(Err(CallFailed::Cancelled))]);
        for (exchange, _) in peer.exchanges().into_iter().rev() {
            let body = format!(r#"{{"expire_timestamp":{}}}"#, EPOCH + 10_000_000);
            peer.answer_to(exchange, Ok(Response::new(200, body)));
        }
        let renewed = peer.count(|event| matches!(event, Event::TokenRenewed(Ok(_))));
        assert_eq!(renewed, usize::from(!cut), "between links nothing is asked");
        assert_eq!(peer.client.access_token(), Some(&Secret::new(OTHER)));
        let kept = |token| peer.kept.contains(&Record::Token(Secret::new(token)));
        assert_eq!((kept(FRESH), kept(OTHER)), (false, true), "cut: {cut}");
    }
}

/// Who renews and never reads must not fill the memory with answers.
#[test]
fn answers_nobody_reads_are_bounded() {
    let mut few = config();
    (few.events_max, few.events_high) = (4, 2);
    let mut peer = Peer::online(few);
    peer.eager = false;
    for _ in 0..40 {
        assert!(peer.renew(FRESH));
        peer.answer(401, r#"{"error_description":"Unable to authenticate (OAuth)"}"#);
    }
    let events = peer.client.stats().events;
    assert!(events.fill <= 8, "{events:?}");
    assert!(matches!(peer.client.waiting_events().last(), Some(Event::TokenRenewed(Err(_)))));
}

/// One question at a time: a second one only when the first was answered, or its time is up.
#[test]
fn one_question_at_a_time() {
    let mut peer = warned();
    peer.pass_alive(4_000);
    peer.cut_and_come_back_until(EPOCH + LIFE);
    assert_eq!(wanted(&peer), 1);
}

/// A provider that does not answer: the token is used to its end, then asked for once more.
#[test]
fn a_silent_provider_ends_the_session_with_its_token() {
    let mut peer = warned();
    peer.pass_alive(19_999);
    assert_eq!((peer.phase(), wanted(&peer)), (PhaseName::Online, 1));
    peer.pass_alive(1);
    assert_eq!((peer.phase(), wanted(&peer)), (PhaseName::AwaitingToken, 2));
    assert!(!peer.has_link());
    peer.pass(4_999);
    assert_eq!(peer.phase(), PhaseName::AwaitingToken);
    peer.pass(1);
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
}

/// A provider that fails says so, and nobody waits.
#[test]
fn a_failing_provider_is_not_waited_for() {
    let mut peer = warned();
    peer.call(|client, now| client.token_unavailable(now));
    assert_eq!(peer.phase(), PhaseName::Online, "the old token still holds");
    peer.pass_alive(20_000);
    assert_eq!((peer.phase(), wanted(&peer)), (PhaseName::AwaitingToken, 2));
    peer.call(|client, now| client.token_unavailable(now));
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
}

/// A late answer is as good as one in time.
#[test]
fn a_late_answer_brings_the_session_back() {
    let mut peer = warned();
    let local = peer.send("meanwhile");
    peer.pass_alive(20_000);
    assert_eq!(peer.phase(), PhaseName::AwaitingToken);
    peer.take_said();
    assert!(peer.renew(FRESH));
    peer.come_back();
    assert_eq!(peer.phase(), PhaseName::Online);
    assert_eq!(peer.take_sent(), [local], "what waited is sent again");
}

/// The end of the old token overtakes the question about the new one: its answer is good enough.
#[test]
fn an_answer_that_comes_after_the_end_is_used() {
    let mut peer = warned();
    peer.pass_alive(10_000);
    peer.renew(FRESH);
    peer.pass_alive(10_000);
    assert_eq!(peer.phase(), PhaseName::AwaitingToken);
    peer.answer(200, format!(r#"{{"expire_timestamp":{}}}"#, EPOCH + 10_000_000));
    peer.come_back();
    assert_eq!(peer.phase(), PhaseName::Online);
    peer.pass_alive(60_000);
    assert_eq!(peer.phase(), PhaseName::Online, "nobody waits for a token any longer");
}

/// It does not answer the question that the end has brought: that is not asked once more.
#[test]
fn a_late_answer_leaves_the_question_open() {
    let mut peer = warned();
    peer.pass_alive(10_000);
    peer.renew(FRESH);
    peer.pass_alive(10_000);
    assert_eq!((peer.phase(), wanted(&peer)), (PhaseName::AwaitingToken, 2));
    peer.answer(200, format!(r#"{{"expire_timestamp":{}}}"#, EPOCH + 102_000));
    peer.pass(4_999);
    assert_eq!((peer.phase(), wanted(&peer)), (PhaseName::AwaitingToken, 2));
    peer.pass(1);
    assert_eq!(peer.offline_cause(), Some(OfflineCause::TokenExpired));
}

/// Nothing to renew: nobody is logged in, or there is no token in it.
#[test]
fn there_must_be_something_to_renew() {
    let mut peer = Peer::new(providing());
    assert!(!peer.renew(FRESH));
    peer.login();
    assert!(!peer.call(|client, now| client.renew_token(now, "".into())));
    peer.accept();
    assert!(!peer.call(|client, now| client.renew_token(now, "".into())));
    peer.logout();
    assert!(!peer.renew(FRESH));
}

/// Sessions that end as soon as they begin, token after token, come back more and more slowly.
#[test]
fn short_lived_tokens_do_not_make_a_storm() {
    let mut peer = Peer::new(providing());
    peer.login();
    peer.accept_until(EPOCH + 1);
    let mut rounds = 0;
    while peer.now() < 600_000 && peer.phase() != PhaseName::Offline {
        match peer.phase() {
            PhaseName::AwaitingToken => drop(peer.renew(FRESH)),
            PhaseName::Dialing => {
                peer.accept_until(EPOCH + peer.now() + 1);
                rounds += 1;
            }
            _ => drop(peer.pass_deadline()),
        }
    }
    assert!(rounds < 100, "{rounds} logins in ten minutes");
}
