//! What was said, as the server keeps it: two users of the emulator, and every call about their
//! messages and conversations over real sockets.

use std::time::Duration;

use easemob_core::driver::Connection;
use easemob_core::event::Outcome;
use easemob_core::message::{Reader, bundle};
use easemob_core::rest::message::{Direction, HistoryOptions, MessageKind};
use easemob_core::{
    Address, AppKey, Body, Config, Credentials, ErrorCode, Event, Message, Outgoing, ServerId,
    UserId,
};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_smol::Smol;

const PASSWORD: &str = "open sesame";

/// Runs a scenario, which must end.
fn play(scenario: impl Future<Output = ()>) {
    let late = async {
        async_io::Timer::after(Duration::from_secs(60)).await;
        panic!("the scenario took longer than a minute");
    };
    async_io::block_on(futures_lite::future::or(scenario, late));
}

fn server() -> Running {
    let user = |name: &str| (name.to_owned(), PASSWORD.to_owned());
    let seed_users = vec![user("alice"), user("bob")];
    spawn(Options { seed_users, ..Options::default() }).expect("an emulator")
}

fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

fn app_key() -> AppKey {
    AppKey::parse("oracle#test").expect("an app key")
}

async fn online(server: &Running, name: &str) -> Connection<Smol> {
    let config = Config::private(app_key(), &*server.ws, &*server.rest);
    let mut connection = Connection::new(config, None).expect("a configuration");
    let credentials = Credentials::password(user(name), PASSWORD);
    connection.log_in(credentials).await.expect("a login");
    connection
}

/// Sends a text and waits until the server has it.
async fn say(connection: &mut Connection<Smol>, to: &str, text: &str) -> ServerId {
    let local = connection.send(Outgoing::text(user(to), text.to_owned())).expect("room");
    loop {
        match connection.next().await {
            Event::Settled { local: id, outcome: Outcome::Sent { server, .. } } if id == local => {
                return server;
            }
            Event::Settled { outcome, .. } => panic!("not sent: {outcome:?}"),
            _ => {}
        }
    }
}

/// The messages among what a history holds.
fn messages(events: Vec<Event>) -> Vec<Message> {
    let message = |event| match event {
        Event::Message(message) => *message,
        other => panic!("{other:?}"),
    };
    events.into_iter().map(message).collect()
}

fn ids(messages: &[Message]) -> Vec<ServerId> {
    messages.iter().map(|message| message.id).collect()
}

#[test]
fn a_history_is_read_in_both_directions_and_forgotten() {
    let server = server();
    play(async {
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let mut said = Vec::new();
        for text in ["one", "two", "three"] {
            said.push(say(&mut alice, "bob", text).await);
        }
        let with_alice = || Address::from(user("alice"));
        let options = HistoryOptions { limit: 2, ..HistoryOptions::default() };
        let first = bob.message().history(with_alice(), None, options.clone()).await.expect("it");
        let next = first.next.clone().expect("a second page");
        let second = bob.message().history(with_alice(), Some(next), options.clone()).await;
        let second = second.expect("it");
        assert_eq!(second.next, None);
        let mut all = messages([first.items, second.items].concat());
        all.sort_by_key(|message| message.id);
        assert_eq!(ids(&all), said);
        assert_eq!(all[0].body, Body::Text("one".into()));
        assert_eq!((&*all[0].from.name, &*all[0].to.name), ("alice", "bob"));

        let newer = HistoryOptions { direction: Direction::Newer, limit: 1, ..options.clone() };
        let earliest = bob.message().history(with_alice(), None, newer).await.expect("it");
        assert_eq!(ids(&messages(earliest.items)), said[..1]);
        let images = HistoryOptions { kinds: vec![MessageKind::Image], ..options };
        let none = bob.message().history(with_alice(), None, images).await.expect("it");
        assert_eq!(none.items, []);

        bob.message().remove(with_alice(), said[1..].to_vec()).await.expect("it is forgotten");
        let all = HistoryOptions::default;
        let left = bob.message().history(with_alice(), None, all()).await.expect("it");
        assert_eq!(ids(&messages(left.items)), said[..1]);
        let latest = alice.message().history(user("bob").into(), None, all()).await.expect("it");
        assert_eq!(latest.items.len(), 3, "to others nothing is forgotten");
        bob.message().remove_everything().await.expect("it is forgotten");
        let left = bob.message().history(with_alice(), None, all()).await.expect("it");
        assert_eq!(left.items, []);
    });
}

#[test]
fn conversations_are_listed_pinned_marked_and_deleted() {
    let server = server();
    play(async {
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let said = say(&mut alice, "bob", "hello").await;
        let list = bob.message().conversations(20, None, false).await.expect("a list");
        let one = &list.items[0];
        assert_eq!((&*one.id, list.items.len()), ("alice", 1));
        assert_eq!(one.last.as_ref().map(|last| last.id), Some(said));
        let address = one.address().expect("an id");

        let pinned = bob.message().pin_conversation(address.clone()).await.expect("a pin");
        assert!(pinned.is_some());
        bob.message().mark_conversations(vec![address.clone()], 7).await.expect("a mark");
        let pins = bob.message().pinned_conversations(20, None, false).await.expect("a list");
        assert_eq!((pins.items[0].pinned_at, &pins.items[0].marks[..]), (pinned, &[7][..]));
        let marked = bob.message().marked_conversations(7, 10, None).await.expect("a list");
        assert_eq!(marked.items[0].id, "alice");
        bob.message().unmark_conversations(vec![address.clone()], 7).await.expect("no mark");
        let marked = bob.message().marked_conversations(7, 10, None).await.expect("a list");
        assert_eq!(marked.items, []);
        let pinned = bob.message().unpin_conversation(address.clone()).await.expect("no pin");
        assert_eq!(pinned, None);

        for old in [
            bob.message().recent_conversations().await.expect("a list"),
            bob.message().numbered_conversations(1, 20).await.expect("a list").items,
        ] {
            assert_eq!(
                (&*old[0].id, old[0].last.as_ref().map(|last| last.id)),
                ("alice", Some(said))
            );
        }
        bob.message().delete_conversation(address, true).await.expect("it is deleted");
        let list = bob.message().conversations(20, None, false).await.expect("a list");
        assert_eq!(list.items, []);
    });
}

#[test]
fn messages_are_pinned_and_reacted_to() {
    let server = server();
    play(async {
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let said = say(&mut alice, "bob", "hello").await;
        let with_alice = || Address::from(user("alice"));
        bob.message().pin(with_alice(), said).await.expect("a pin");
        let pins = bob.message().pinned(with_alice(), 10, None).await.expect("a list");
        let pin = &pins.items[0];
        assert_eq!((pin.message.as_ref().map(|it| it.id), &*pin.by), (Some(said), "bob"));
        bob.message().unpin(with_alice(), said).await.expect("no pin");
        let pins = bob.message().pinned(with_alice(), 10, None).await.expect("a list");
        assert_eq!(pins.items, []);

        bob.message().react(said, "👍".into()).await.expect("a reaction");
        let again = bob.message().react(said, "👍".into()).await.expect_err("one is enough");
        assert_eq!(again.code(), ErrorCode::ReactionAlreadyAdded);
        let all = bob.message().reactions(vec![said], None).await.expect("a list");
        let like = &all[0].reactions[0];
        assert_eq!((all[0].message, &*like.reaction, like.by_self), (said, "👍", true));
        let users = bob.message().reaction_users(said, "👍".into(), 20, None).await.expect("it");
        assert_eq!(users.items, ["bob"]);
        bob.message().unreact(said, "👍".into()).await.expect("no reaction");
        let all = bob.message().reactions(vec![said], None).await.expect("a list");
        assert!(all.iter().all(|one| one.reactions.is_empty()), "{all:?}");
        bob.message().report(said, "spam".into(), "ads".into()).await.expect("a report");
    });
}

#[test]
fn a_history_fits_into_a_bundle() {
    let server = server();
    play(async {
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        say(&mut alice, "bob", "one").await;
        say(&mut alice, "bob", "two").await;
        let options = HistoryOptions { direction: Direction::Newer, ..HistoryOptions::default() };
        let page = bob.message().history(user("alice").into(), None, options).await.expect("it");
        let history = messages(page.items);
        let file = bundle::write(&history, &app_key()).expect("a bundle").bytes;
        let read = bundle::read(&file, Reader::new("carol", &server.rest)).expect("a bundle");
        let said = |all: &[Message]| -> Vec<(ServerId, Body)> {
            all.iter().map(|message| (message.id, message.body.clone())).collect()
        };
        assert_eq!(said(&read), said(&history));
    });
}
