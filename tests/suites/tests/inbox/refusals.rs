//! What the application refuses comes again in its turn, a few times, and then as a dead letter.

use easemob_core::event::DeadLetter;
use easemob_core::{Commit, Config, Delivery, Event, LostKind, PhaseName, Timer};
use easemob_tests::peer::{Peer, Said, config, fold, say, texts};

fn manual() -> Config {
    let mut config = config();
    config.commit = Commit::Manual;
    config
}

/// Pages of two queues in front of an application that takes one event at a time.
fn two_queues(settings: Config) -> Peer {
    let mut peer = Peer::online(settings);
    peer.hear(&say::notice("bob"));
    peer.hear(&say::notice("carl"));
    peer.said.clear();
    peer.eager = false;
    let metas = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
    peer.hear(&say::page("bob", &metas, 30, false));
    peer.hear(&say::page("carl", &[say::text(4, "four"), say::text(5, "five")], 50, false));
    peer
}

/// What is told now, until the application has to wait.
fn told(peer: &mut Peer) -> Vec<String> {
    let events: Vec<Event> = std::iter::from_fn(|| peer.next_event()).collect();
    assert!(!events.iter().any(|event| matches!(event, Event::DeadLetter(_))));
    texts(&events)
}

/// The next text, in hand.
fn next(peer: &mut Peer) -> (String, Delivery) {
    loop {
        let event = peer.next_event().expect("a text");
        if let Some(delivery) = event.delivery() {
            return (texts(&[event]).remove(0), delivery);
        }
    }
}

fn refuse(peer: &mut Peer, delivery: Delivery) -> bool {
    peer.call(|client, now| client.refuse(now, delivery))
}

fn letter(event: Option<Event>) -> DeadLetter {
    match event {
        Some(Event::DeadLetter(letter)) => *letter,
        other => panic!("no dead letter: {other:?}"),
    }
}

#[test]
fn a_refused_message_comes_again_and_its_queue_waits() {
    let mut peer = two_queues(config());
    let (text, first) = next(&mut peer);
    assert_eq!(text, "one");
    assert!(refuse(&mut peer, first));
    assert!(!refuse(&mut peer, first), "it is in nobody's hands");
    assert_eq!(told(&mut peer), ["four", "five"], "the other queue goes on");
    assert_eq!(peer.take_said(), [Said::pull_after("carl", 50)]);
    // What comes meanwhile waits its turn.
    peer.hear(&say::page("bob", &[say::text(6, "six")], 60, false));
    peer.pass(4_999);
    assert_eq!(told(&mut peer), Vec::<String>::new());
    peer.pass(1);
    assert_eq!(told(&mut peer), ["one", "two", "three", "six"]);
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 60)]);
    assert_eq!(peer.client.uncommitted(), 0);
    assert!(!refuse(&mut peer, first), "it is taken");
    assert!(!refuse(&mut peer, Delivery(9_999)), "nobody knows it");
}

#[test]
fn a_message_refused_too_often_is_a_dead_letter_and_the_queue_goes_on() {
    for (settings, most) in [(config(), 5), (manual(), 5), (config(), 1), (manual(), 0)] {
        let mut settings = settings;
        settings.refusals_max = most;
        let mut peer = two_queues(settings);
        for time in 0..=most {
            let (text, delivery) = next(&mut peer);
            assert_eq!((text.as_str(), time), ("one", time));
            assert!(refuse(&mut peer, delivery));
            if time == 0 {
                // The other queue is out of the way.
                for expected in ["four", "five"].iter().take(if most > 0 { 2 } else { 0 }) {
                    let (text, delivery) = next(&mut peer);
                    assert_eq!(text, *expected);
                    peer.commit(delivery);
                }
            }
            if time < most {
                while peer.next_event().is_some() {}
                peer.pass(5_000);
            }
        }
        let mut events = std::iter::from_fn(|| peer.next_event());
        let dead = letter(events.find(|event| matches!(event, Event::DeadLetter(_))));
        assert_eq!(dead.refused, most + 1);
        let delivery = dead.event.delivery().expect("what was refused");
        assert_eq!(texts(&[dead.event]), ["one"]);
        assert!(!refuse(&mut peer, delivery), "nothing is deader than dead");
        assert_eq!(peer.client.uncommitted(), if most == 0 { 5 } else { 3 });
        assert_eq!(next(&mut peer).0, "two");
        assert_eq!(peer.client.uncommitted(), if most == 0 { 4 } else { 2 }, "it is taken");
    }
}

/// A refused message holds up nothing but its queue: the link is proven alive all the while.
#[test]
fn heartbeats_go_on_while_a_message_is_refused() {
    let mut settings = config();
    (settings.refusals_max, settings.refusal_pause_ms) = (4, 60_000);
    let mut peer = two_queues(settings);
    let link = peer.link();
    let mut dead = 0;
    for _ in 0..60 {
        while let Some(event) = peer.next_event() {
            match event {
                Event::Message(message) if message.id.0 == 1 => {
                    assert!(refuse(&mut peer, message.delivery));
                }
                Event::DeadLetter(letter) => dead += letter.refused,
                Event::Reconnecting { cause, .. } => panic!("{cause}"),
                _ => {}
            }
        }
        peer.pass_served(10_000);
    }
    assert_eq!((dead, peer.link(), peer.client.uncommitted()), (5, link, 0));
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// By hand, several at once: what is in hand stays there, and each comes again in its turn.
#[test]
fn several_of_a_queue_may_be_refused() {
    let mut peer = two_queues(manual());
    let [one, two, three] = [(); 3].map(|()| next(&mut peer).1);
    assert!(refuse(&mut peer, two));
    peer.pass(1_000);
    assert!(refuse(&mut peer, one));
    peer.commit(three);
    let [four, five] = [(); 2].map(|()| next(&mut peer).1);
    peer.pass(4_500);
    assert_eq!(told(&mut peer), Vec::<String>::new(), "two has waited long enough, one has not");
    peer.pass(500);
    assert_eq!([next(&mut peer).0, next(&mut peer).0], ["one", "two"]);
    assert_eq!(peer.take_said(), []);
    // Of two that are in hand, the later one is refused and the other one goes.
    assert!(refuse(&mut peer, two));
    peer.commit(one);
    assert_eq!(peer.take_pulls(), []);
    peer.pass(5_000);
    assert_eq!(next(&mut peer), ("two".to_string(), two));
    [two, four, five].into_iter().for_each(|delivery| peer.commit(delivery));
    let pulls = peer.take_pulls();
    assert_eq!(pulls, [Said::pull_after("bob", 30), Said::pull_after("carl", 50)]);
}

/// Who commits a refused message has taken it: it comes no more, wherever it is by then.
#[test]
fn a_commit_after_a_refusal_counts() {
    for pause in [0, 5_000] {
        let mut peer = two_queues(manual());
        let [one, two, three] = [(); 3].map(|()| next(&mut peer).1);
        assert!(refuse(&mut peer, one));
        peer.pass(pause);
        peer.commit(one);
        assert!(!refuse(&mut peer, one));
        peer.commit(two);
        peer.commit(three);
        assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 30)]);
        peer.pass(10_000);
        assert_eq!(told(&mut peer), ["four", "five"]);
        assert_ne!(peer.client.next_deadline().map(|due| due.why), Some(Timer::Refusal));
    }
}

/// A new link and a new session change nothing: repeats are known, and the order stays.
#[test]
fn a_refusal_outlives_link_and_session() {
    for logout in [false, true] {
        let mut peer = two_queues(config());
        let (_, one) = next(&mut peer);
        assert!(refuse(&mut peer, one));
        assert_eq!(told(&mut peer), ["four", "five"]);
        if logout {
            peer.logout();
            peer.hear(&say::goodbye());
            while peer.next_event().is_some() {}
            peer.login();
            peer.accept();
        } else {
            peer.lose(LostKind::Broken);
            peer.come_back();
        }
        peer.hear(&say::unread(&["bob"]));
        let metas = [say::text(1, "one"), say::text(2, "two"), say::text(3, "three")];
        peer.hear(&say::page("bob", &metas, 30, false));
        peer.hear(&say::page("bob", &[say::text(7, "seven")], 70, false));
        peer.pass_alive(5_000);
        assert_eq!(told(&mut peer), ["one", "two", "three", "seven"]);
    }
}

#[test]
fn another_user_has_nothing_to_refuse() {
    let mut peer = two_queues(manual());
    let [one, two] = [(); 2].map(|()| next(&mut peer).1);
    assert!(refuse(&mut peer, one));
    peer.logout();
    peer.hear(&say::goodbye());
    while peer.next_event().is_some() {}
    peer.login_as(easemob_core::Credentials::token(easemob_tests::peer::user("carl"), "another"));
    assert!(!refuse(&mut peer, two));
    peer.commit(two);
    peer.accept();
    peer.pass_alive(20_000);
    let events: Vec<Event> = std::iter::from_fn(|| peer.next_event()).collect();
    assert_eq!(texts(&events), Vec::<String>::new());
    assert_eq!(peer.client.session().refused, []);
}

/// The count is kept: a process that dies of a message does not try it for ever.
#[test]
fn the_count_survives_a_restart() {
    let mut settings = config();
    (settings.keep, settings.refusals_max) = (true, 2);
    let mut session = None;
    for life in 0..5 {
        let mut peer = Peer::restored(settings.clone(), session.clone());
        peer.login();
        peer.accept();
        peer.eager = false;
        peer.hear(&say::unread(&["bob"]));
        peer.hear(&say::page("bob", &[say::text(1, "one"), say::text(2, "two")], 20, true));
        let event = std::iter::from_fn(|| peer.next_event())
            .find(|event| matches!(event, Event::Message(_) | Event::DeadLetter(_)));
        match (life, event) {
            (0..3, Some(Event::Message(message))) => {
                assert_eq!(message.id.0, 1);
                assert!(refuse(&mut peer, message.delivery));
            }
            (3, event @ Some(Event::DeadLetter(_))) => {
                assert_eq!(letter(event).refused, 3);
                // In hand, not taken: told again.
            }
            (4, event @ Some(Event::DeadLetter(_))) => {
                letter(event);
                assert_eq!(told(&mut peer), ["two"]);
                assert_eq!(peer.client.session().refused, []);
            }
            (life, event) => panic!("life {life}: {event:?}"),
        }
        session = fold(&peer.kept, session);
    }
    let session = session.expect("what was kept");
    assert_eq!((session.refused, session.seen.len()), (vec![], 2));
}

/// Without a number of the server's there is nothing to count by but the hand-over itself.
#[test]
fn content_without_an_id_can_be_refused() {
    let mut settings = manual();
    settings.refusals_max = 1;
    let mut peer = Peer::online(settings);
    peer.hear(&say::notice("bob"));
    peer.eager = false;
    peer.hear(&say::page("bob", &[say::text(0, "nameless")], 10, false));
    let delivery = next(&mut peer).1;
    assert!(refuse(&mut peer, delivery));
    peer.pass(5_000);
    let delivery = next(&mut peer).1;
    assert!(refuse(&mut peer, delivery));
    assert_eq!(letter(peer.next_event()).refused, 2);
}

/// An edit is refused like a message; a receipt is not, and keeps its place behind it.
#[test]
fn edits_can_be_refused_and_receipts_wait_behind_them() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.eager = false;
    let metas = [say::edit(1, 9, "new words"), say::read_receipt(2, 9), say::text(3, "three")];
    peer.hear(&say::page("bob", &metas, 10, false));
    let edited = loop {
        if let event @ Event::Edited(_) = peer.next_event().expect("an edit") {
            break event;
        }
    };
    assert!(refuse(&mut peer, edited.delivery().expect("content")));
    assert_eq!(peer.next_event(), None);
    peer.pass(5_000);
    assert_eq!(peer.next_event(), Some(edited));
    assert!(matches!(peer.next_event(), Some(Event::Receipt(_))));
    assert!(matches!(peer.next_event(), Some(Event::Message(_))));
}
