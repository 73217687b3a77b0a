//! One user after another on one client: nothing of the first is done in the name of the second, or
//! told to them.

use easemob_core::rest::contact::ListContacts;
use easemob_core::{CallFailed, Chat, Conversations, Credentials, Event, Outcome};
use easemob_tests::peer::{Peer, Said, TOKEN, config, outcomes, say, texts, user};

fn login_as(peer: &mut Peer, name: &str) {
    peer.login_as(Credentials::token(user(name), TOKEN));
}

fn log_out(peer: &mut Peer) {
    peer.logout();
    peer.hear(&say::goodbye());
}

fn rest(peer: &mut Peer) -> Vec<Event> {
    std::iter::from_fn(|| peer.next_event()).collect()
}

/// A message may be taken after the logout. Its receipt waits for its reader, and for nobody else.
#[test]
fn a_receipt_is_not_sent_in_the_name_of_another() {
    for (next, receipts) in [("alice", 1), ("carl", 0)] {
        let mut settings = config();
        settings.delivery = true;
        let mut peer = Peer::online(settings);
        peer.eager = false;
        peer.hear(&say::notice("bob"));
        peer.hear(&say::page("bob", &[say::text(1, "x")], 10, true));
        while !matches!(peer.next_event().expect("a message"), Event::Message(_)) {}
        log_out(&mut peer);
        rest(&mut peer);
        peer.take_said();
        login_as(&mut peer, next);
        peer.accept();
        assert_eq!(peer.take_sent().len(), receipts, "{next}");
    }
}

/// What one user has not taken is not told to the next, also when the login is waited for past the
/// other events: the server still has it. What was asked of the client still has its one end.
#[test]
fn what_was_not_taken_is_not_told_to_another() {
    let mut peer = Peer::online(config());
    peer.eager = false;
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "for alice")], 10, true));
    let sent = peer.send("unanswered");
    let contacts = ListContacts { limit: 50, cursor: None };
    let asked = peer.call(|client, now| client.call(now, contacts)).expect("accepted").id();
    log_out(&mut peer);
    login_as(&mut peer, "carl");
    peer.accept();
    let online = peer.call(|client, _| client.take_event(|it| matches!(it, Event::Online(_))));
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(2, "for carl")], 20, true));

    let told = rest(&mut peer);
    assert_eq!(texts(&told), ["for carl"]);
    assert_eq!(outcomes(&told), [(sent, Outcome::Unconfirmed)]);
    assert!(told.contains(&Event::Answered { call: asked, result: Err(CallFailed::Cancelled) }));
    let mut known = Conversations::new(user("alice"));
    known.observe(&online.expect("a login"));
    told.iter().for_each(|event| known.observe(event));
    assert_eq!((known.user(), known.unread()), (&user("carl"), 1));
    assert!(known.get(Chat::Single, "bob").is_some());

    // The first user is told all of it: nothing of it was acknowledged.
    log_out(&mut peer);
    rest(&mut peer);
    login_as(&mut peer, "alice");
    peer.accept();
    peer.take_said();
    peer.hear(&say::notice("bob"));
    assert_eq!(peer.take_pulls(), [Said::pull("bob")]);
    peer.hear(&say::page("bob", &[say::text(1, "for alice")], 10, true));
    assert_eq!(texts(&rest(&mut peer)), ["for alice"]);
}

/// What the server called the device of one user is not the device of the next.
#[test]
fn the_next_user_comes_as_the_device_itself() {
    for (next, assigned) in [("alice", true), ("carl", false)] {
        let mut peer = Peer::online(config());
        log_out(&mut peer);
        login_as(&mut peer, next);
        peer.take_said();
        peer.open();
        let said = peer.take_said();
        let [Said::Provision(body, device, _)] = &said[..] else { panic!("{said:?}") };
        let own = body.resource.clone().expect("a resource");
        assert_eq!(*device, if assigned { "assigned_1".into() } else { own }, "{next}");
    }
}
