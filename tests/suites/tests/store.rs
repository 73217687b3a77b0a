//! A process may end anywhere: what was kept makes one that misses nothing and repeats nothing.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::error::WhyNotSent;
use easemob_core::store::{Record, StoreFailed};
use easemob_core::{
    Commit, Config, Credentials, Event, Input, LocalId, LoginRefused, LostKind, Outcome, Outgoing,
    PhaseName, Session, UserId,
};
use easemob_tests::peer::{Peer, Said, config, fold, outcomes, say, texts};

fn keeping() -> Config {
    let mut config = config();
    config.keep = true;
    config
}

// ---- a world of one server, one application and a power switch -----------------------------------

/// What a server holds: six texts for the client, and whatever it was sent.
struct Server {
    acknowledged: u64,
    received: BTreeMap<LocalId, u64>,
}

const TEXTS: u64 = 6;

impl Server {
    /// Answers what the client said, until it says nothing more.
    fn serve(&mut self, peer: &mut Peer) {
        loop {
            let said = peer.take_said();
            if said.is_empty() || peer.is_dead() {
                return;
            }
            for said in said {
                if peer.is_dead() {
                    return;
                }
                match said {
                    Said::Unread => peer.hear(&say::unread(&["bob"])),
                    Said::Pull(_, key) => {
                        self.acknowledged = self.acknowledged.max(key.unwrap_or_default());
                        let from = self.acknowledged + 1;
                        let page: Vec<_> =
                            (from..=TEXTS.min(from + 1)).map(|n| say::text(n, "text")).collect();
                        let last = self.acknowledged + page.len() as u64;
                        let next = if page.is_empty() { 0 } else { last };
                        peer.hear(&say::page("bob", &page, next, page.is_empty()));
                    }
                    Said::Message(id, _) => {
                        let fresh = 100 + self.received.len() as u64;
                        let server = *self.received.entry(LocalId(id)).or_insert(fresh);
                        peer.hear(&say::ack(LocalId(id), server));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// What the application remembers of all its processes.
#[derive(Default)]
struct Application {
    handed: Vec<u64>,
    outcomes: BTreeMap<LocalId, Outcome>,
    accepted: BTreeSet<LocalId>,
}

impl Application {
    /// Takes events until there are no more, or the power fails.
    fn take(&mut self, peer: &mut Peer) {
        while !peer.is_dead()
            && let Some(event) = peer.next_event()
        {
            match event {
                Event::Message(message) => self.handed.push(message.id.0),
                Event::Settled { local, outcome } => {
                    let before = self.outcomes.insert(local, outcome.clone());
                    assert!(before.is_none_or(|before| before == outcome), "{local}");
                }
                _ => {}
            }
        }
    }
}

/// One life of a process: logs in, reads what there is, sends two texts.
fn live(peer: &mut Peer, server: &mut Server, app: &mut Application, sends: bool) {
    peer.eager = false;
    if peer.call(|client, now| client.resume(now)) == Err(LoginRefused::NoProof) {
        peer.login();
    }
    if peer.is_dead() || !peer.has_link() {
        return;
    }
    peer.accept();
    for text in ["one", "two"] {
        server.serve(peer);
        app.take(peer);
        if sends && !peer.is_dead() {
            let bob = UserId::new("bob").expect("a user");
            let local = peer.try_send(Outgoing::text(bob, text)).expect("it is accepted");
            if !peer.is_dead() {
                app.accepted.insert(local);
            }
        }
    }
    for _ in 0..4 {
        server.serve(peer);
        app.take(peer);
    }
}

#[test]
fn the_power_may_fail_before_any_effect() {
    let mut crashes = 0;
    for power in 0.. {
        let mut server = Server { acknowledged: 0, received: BTreeMap::new() };
        let mut app = Application::default();
        let mut first = Peer::new(keeping());
        first.power = Some(power);
        live(&mut first, &mut server, &mut app, true);
        let survived = !first.is_dead();
        crashes += usize::from(!survived);
        let kept = fold(&first.kept, None);
        let taken = |kept: &Option<Session>| -> BTreeSet<u64> {
            kept.iter().flat_map(|kept| &kept.seen).map(|(_, id)| *id).collect()
        };
        let taken_before = taken(&kept);
        let handed_before = app.handed.len();

        let mut second = Peer::restored(keeping(), kept.clone());
        live(&mut second, &mut server, &mut app, false);
        assert_eq!(second.phase(), PhaseName::Online, "power {power}");
        for repeated in &app.handed[handed_before..] {
            assert!(!taken_before.contains(repeated), "power {power}: {repeated} was taken before");
        }
        let all: BTreeSet<u64> = app.handed.iter().copied().collect();
        assert_eq!(all, (1..=TEXTS).collect(), "power {power}: something is missing");
        for local in &app.accepted {
            let sent = matches!(app.outcomes.get(local), Some(Outcome::Sent { .. }));
            assert!(sent, "power {power}: {local} has no outcome, {:?}", app.outcomes);
        }
        // In the end nothing is owed.
        let rest = fold(&second.kept, kept).expect("a session");
        assert_eq!(rest.outbox, [], "power {power}");
        assert_eq!(rest.cursors.iter().map(|cursor| cursor.key).max(), Some(TEXTS));
        if survived {
            break;
        }
    }
    assert!(crashes > 20, "only {crashes} places to crash");
}

#[test]
fn an_acknowledgement_goes_out_only_after_what_it_acknowledges_is_kept() {
    let mut server = Server { acknowledged: 0, received: BTreeMap::new() };
    let mut app = Application::default();
    let mut peer = Peer::new(keeping());
    // One effect at a time: when the server learns of a key, the store must know it already.
    for power in 0..200 {
        peer = Peer::new(keeping());
        peer.power = Some(power);
        live(&mut peer, &mut server, &mut app, false);
        let kept = fold(&peer.kept, None);
        let cursor = kept.iter().flat_map(|kept| &kept.cursors).map(|cursor| cursor.key).max();
        assert!(server.acknowledged <= cursor.unwrap_or_default(), "power {power}");
        server.acknowledged = 0;
        app = Application::default();
    }
    assert!(!peer.is_dead());
}

#[test]
fn a_store_that_fails_ends_the_link_and_is_told() {
    let mut peer = Peer::online(keeping());
    peer.handle(Input::NotKept(StoreFailed("the disk is full".into())));
    let failed = Event::StoreFailed(StoreFailed("the disk is full".into()));
    assert!(peer.take_events().contains(&failed));
    assert!(!peer.has_link(), "nothing may be acknowledged any more");
    peer.confirm_closes();
    peer.come_back();
    assert_eq!(peer.phase(), PhaseName::Online);
}

#[test]
fn without_a_store_nothing_is_kept_and_no_secret_is_in_a_session() {
    let mut peer = Peer::online(config());
    peer.send("hello");
    peer.lose(LostKind::Broken);
    assert_eq!(peer.kept, []);
    let session = peer.client.session();
    assert_eq!((session.token, session.outbox), (None, vec![]));
    let mut again = Peer::restored(config(), Some(peer.client.session()));
    assert_eq!(again.call(|client, now| client.resume(now)), Err(LoginRefused::NoProof));
}

#[test]
fn a_logout_forgets_the_token_and_another_user_forgets_everything() {
    let mut peer = Peer::online(keeping());
    let online = fold(&peer.kept, None).expect("a session");
    assert!(online.token.is_some());
    peer.logout();
    peer.hear(&say::goodbye());
    let over = fold(&peer.kept, None).expect("a session");
    assert_eq!((over.token.clone(), over.cursors.clone()), (None, vec![]));
    let mut carl = Record::LoggedIn {
        user: "carl".into(),
        device: over.device.clone(),
        token: easemob_core::Secret::new("t"),
    };
    if let Record::LoggedIn { device, .. } = &mut carl {
        device.name = "other".into();
    }
    let mut session = online;
    session.apply(Record::Taken { namespace: 1, id: 1 });
    session.apply(carl);
    assert_eq!((session.user.as_deref(), session.seen), (Some("carl"), vec![]));
}

fn carl() -> Credentials {
    Credentials::token(UserId::new("carl").expect("a user"), "carl's token")
}

#[test]
fn a_message_accepted_during_the_first_login_is_kept_for_its_sender() {
    let mut alice = Peer::online(keeping());
    alice.logout();
    alice.hear(&say::goodbye());
    for before in [None, fold(&alice.kept, None)] {
        let mut peer = Peer::restored(keeping(), before.clone());
        peer.login_as(carl());
        let local = peer.send("hello");
        let waiting = fold(&peer.kept, before.clone()).expect("a session");
        assert_eq!(waiting.user.as_deref(), Some("carl"), "nobody else may send it");
        assert_eq!(waiting.outbox.iter().map(|unsent| unsent.local).collect::<Vec<_>>(), [local]);
        peer.accept();
        let online = fold(&peer.kept, before).expect("a session");
        assert_eq!(online.outbox, waiting.outbox, "it is still owed an outcome");
    }
}

#[test]
fn messages_of_one_user_are_not_kept_for_another() {
    let mut peer = Peer::online(keeping());
    peer.eager = false;
    peer.send("hello");
    peer.logout();
    peer.hear(&say::goodbye());
    peer.login_as(carl());
    let session = peer.client.session();
    assert_eq!((session.user.as_deref(), session.outbox), (Some("carl"), vec![]));
}

/// Nobody can send it, and nobody knows whether it was sent.
#[test]
fn a_kept_message_that_cannot_be_read_ends_once_all_the_same() {
    let mut peer = Peer::online(keeping());
    let local = peer.send("hello");
    let mut kept = fold(&peer.kept, None).expect("a session");
    kept.outbox[0].meta = Bytes::from_static(b"no meta");
    kept.outbox.push(kept.outbox[0].clone());
    let mut next = Peer::restored(keeping(), Some(kept));
    next.call(|_, _| ());
    assert_eq!(outcomes(&next.events), [(local, Outcome::Unconfirmed)]);
    assert_eq!(next.client.session().outbox, [], "it is owed no longer");
}

#[test]
fn a_kept_token_serves_its_user_once() {
    let kept = fold(&Peer::online(keeping()).kept, None);
    let mut peer = Peer::restored(keeping(), kept);
    peer.login_as(carl());
    peer.logout();
    assert_eq!(peer.client.session().token, None);
    assert_eq!(peer.call(|client, now| client.resume(now)), Err(LoginRefused::NoProof));
}

/// Without a network nobody can log in, and nobody is logged out.
#[test]
fn a_login_that_the_network_prevents_forgets_nothing() {
    let first = Peer::online(keeping());
    let kept = fold(&first.kept, None).expect("a session");
    let mut second = Peer::restored(keeping(), Some(kept.clone()));
    for _ in 0..2 {
        second.expect_offline();
        assert_eq!(second.call(|client, now| client.resume(now)), Ok(()));
        while second.phase() != PhaseName::Offline {
            if second.has_link() {
                second.lose(LostKind::Unreachable);
            } else {
                second.pass_deadline();
            }
        }
        let after = fold(&second.kept, Some(kept.clone())).expect("a session");
        assert_eq!(after.token, kept.token);
        assert_eq!(second.client.session().token, kept.token);
    }
}

/// A message that ended here, and not with the server's answer, is told so again after a crash. It
/// is not sent behind the application's back when somebody logs in next.
#[test]
fn what_ended_without_the_server_is_not_sent_after_a_crash() {
    let mut peer = Peer::online(keeping());
    let before = fold(&peer.kept, None).expect("a session");
    peer.eager = false;
    let sent = peer.send("sent");
    peer.lose(LostKind::Broken);
    let withdrawn = peer.send("withdrawn");
    assert!(peer.call(|client, now| client.cancel(now, withdrawn)));
    let waiting = peer.send("waits");
    peer.logout();
    let ends = vec![
        (withdrawn, Outcome::Cancelled),
        (sent, Outcome::Unconfirmed),
        (waiting, Outcome::Cancelled),
    ];
    assert_eq!(outcomes(&peer.client.waiting_events().cloned().collect::<Vec<_>>()), ends);

    // The process ends before anybody has heard of it; so does the next one.
    let mut kept = fold(&peer.kept, None).expect("a session");
    let mut told = ends;
    told.sort_by_key(|(local, _)| *local);
    for _ in 0..2 {
        let mut next = Peer::restored(keeping(), Some(kept.clone()));
        next.eager = false;
        next.login();
        next.accept();
        assert_eq!(next.take_sent(), []);
        assert_eq!(outcomes(&next.client.waiting_events().cloned().collect::<Vec<_>>()), told);
        kept = fold(&next.kept, Some(kept)).expect("a session");
        let again = next.client.session();
        assert_eq!(again.outbox, kept.outbox, "what is kept as a whole says the same");
        if next.next_event().is_none() {
            panic!("nothing is told");
        }
    }
    let mut last = Peer::restored(keeping(), Some(kept.clone()));
    last.call(|_, _| ());
    assert_eq!(outcomes(&last.events), told);
    assert_eq!(fold(&last.kept, Some(kept)).expect("a session").outbox, []);
    assert_eq!(before.outbox, []);
}

/// Who sends a message again under its id, having heard how it ended, is owed another outcome.
#[test]
fn an_id_used_again_is_kept_again() {
    let mut peer = Peer::online(keeping());
    peer.eager = false;
    let bob = || UserId::new("bob").expect("a user");
    let local = LocalId(77);
    let message = || Outgoing::text(bob(), "hello").with_id(local);
    assert_eq!(peer.try_send(message()), Ok(local));
    peer.hear(&say::nack(local, 1, "blocked"));
    let refused = peer.try_send(message()).expect_err("its first outcome is not told yet");
    assert_eq!(refused.why, WhyNotSent::DuplicateId);
    while !matches!(peer.next_event().expect("an outcome"), Event::Settled { .. }) {}
    assert_eq!(peer.try_send(message()), Ok(local));
    while peer.next_event().is_some() {}
    let kept = fold(&peer.kept, None).expect("a session");
    assert_eq!(kept.outbox.iter().map(|unsent| unsent.local).collect::<Vec<_>>(), [local]);
}

/// With manual commits a crash between receipt and commit brings a message again, and no other.
#[test]
fn a_crash_between_receipt_and_commit_brings_the_message_again() {
    let mut settings = keeping();
    settings.commit = Commit::Manual;
    let mut peer = Peer::online(settings.clone());
    let page = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &page, 30, false));
    let deliveries: Vec<_> = peer.events.iter().filter_map(Event::delivery).collect();
    peer.commit(deliveries[1]);
    let kept = fold(&peer.kept, None).expect("a session");

    let mut next = Peer::restored(settings, Some(kept.clone()));
    next.login();
    next.accept();
    next.hear(&say::unread(&["bob"]));
    assert_eq!(next.take_pulls(), [Said::pull("bob")], "nothing was acknowledged");
    next.hear(&say::page("bob", &page, 30, false));
    assert_eq!(texts(&next.events), ["one", "three"]);
    assert_eq!(next.client.uncommitted(), 2);
    let again: Vec<_> = next.take_events().iter().filter_map(Event::delivery).collect();
    again.into_iter().for_each(|delivery| next.commit(delivery));
    assert_eq!(next.take_pulls(), [Said::pull_after("bob", 30)]);
    let kept = fold(&next.kept, Some(kept)).expect("a session");
    assert_eq!(kept.cursors.iter().map(|cursor| cursor.key).collect::<Vec<_>>(), [30]);
}

/// A message whose time was up before the process began ends with its beginning: no deadline is due
/// that nobody was told of.
#[test]
fn what_expired_between_two_processes_has_ended_when_the_next_one_begins() {
    let mut config = keeping();
    config.send_ttl_ms = 1;
    let mut peer = Peer::new(config.clone());
    peer.login();
    let local = peer.send("too late");
    let mut kept = fold(&peer.kept, None).expect("a session");
    kept.outbox[0].at.0 -= 60_000;
    let mut next = Peer::restored(config, Some(kept));
    assert_eq!(next.client.next_deadline(), None);
    next.call(|_, _| ());
    assert_eq!(outcomes(&next.take_events()), [(local, Outcome::Unconfirmed)]);
}
