//! Each rule can be broken.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::message::Reader;
use easemob_core::store::Record;
use easemob_core::wire::{BodyType, Content, MessageBody, Meta, Namespace};
use easemob_core::{
    CallId, Effect, Endpoint, Event, Input, Kick, Link, Method, OfflineCause, Request, Stats,
};
use prost::Message as _;

use super::asks::Asks;
use super::commits::Commits;
use super::ledger::Ledger;
use super::secrets::Censor;
use super::{Holds, PAGE, bounds, mark};
use crate::vault::Vault;
use crate::world::{CircleKind, World};

fn request(url: &str, headers: Vec<(&'static str, String)>, body: &'static str) -> Request {
    let (body, url) = (Bytes::from_static(body.as_bytes()), url.into());
    Request { method: Method::Post, url, headers, body, answer_limit: 0 }
}

#[test]
fn a_buffer_above_its_bound_is_seen() {
    let mut stats = Stats::default();
    assert_eq!(bounds::within(&stats), Ok(()));
    (stats.outbox.fill, stats.outbox.bound) = (2, 1);
    assert!(bounds::within(&stats).is_err_and(|what| what.contains("outbox hold 2")));
    let mut stats = Stats::default();
    (stats.pulls.bound, stats.content.fill) = (1, PAGE);
    assert_eq!(bounds::within(&stats), Ok(()), "a page that was asked for");
    stats.content.fill += 1;
    assert!(bounds::within(&stats).is_err());
}

#[test]
fn a_secret_out_of_its_place_is_seen() {
    let vault = Vault::default();
    vault.lock_away("YWMt-1");
    let told = || vec![("authorization", "Bearer YWMt-1".into())];
    let open = |url: &str| Effect::Open(Link(1), Endpoint { url: url.into() });
    let call = |request| Effect::Call(CallId(1), request);
    let cases = [
        (open("ws://host/websocket"), None),
        (open("ws://host/websocket?token=YWMt-1"), Some("an address")),
        (Effect::Send(Link(1), Bytes::from_static(b"..YWMt-1..")), Some("a frame")),
        (call(request("http://host/o/a/users", told(), "")), None),
        (call(request("http://host/YWMt-1", told(), "")), Some("the address of a request")),
        (call(request("http://host/", vec![("x", "YWMt-1".into())], "")), Some("a header")),
        (call(request("http://host/o/a/users", told(), "YWMt-1")), Some("the body of a request")),
        (call(request("http://host/o/a/token", vec![], "YWMt-1")), None),
        (Effect::Keep(Box::new(Record::Token("YWMt-1".into()))), None),
    ];
    for (effect, expected) in cases {
        assert_eq!(Censor::default().misplaced(&effect, &vault), expected, "{effect:?}");
    }
}

#[test]
fn who_is_over_and_goes_on_is_seen() {
    let open = |link| Effect::Open(Link(link), Endpoint { url: "ws://host".into() });
    let mut ledger = Ledger::default();
    assert_eq!(ledger.effect(0, &open(1)), Ok(()));
    assert!(ledger.effect(0, &Effect::Send(Link(1), Bytes::new())).is_err(), "not open yet");
    assert_eq!(ledger.given(&Input::Opened(Link(1))), Ok(()));
    assert_eq!(ledger.effect(0, &Effect::Send(Link(1), Bytes::new())), Ok(()));
    assert_eq!(ledger.effect(0, &Effect::Close(Link(1))), Ok(()));
    let over = Event::Offline(OfflineCause::Kicked(Kick::UserRemoved));
    assert_eq!(ledger.event(&over), Ok(()));
    let call = Effect::Call(CallId(1), request("http://host", vec![], ""));
    assert!(ledger.effect(0, &open(2)).is_err() && ledger.effect(0, &call).is_err());
    assert!(ledger.is_at_rest());
    ledger.logs_in();
    assert_eq!(ledger.effect(0, &open(3)), Ok(()));
    assert!(!ledger.is_at_rest());
}

/// Something that bob said, as the server keeps it.
fn said(id: u64) -> Bytes {
    let kind = Some(BodyType::Chat as i32);
    let contents = vec![Content { text: Some("hello".into()), ..Content::default() }];
    let body = MessageBody { kind, contents, ..MessageBody::default() };
    let meta = Meta {
        id: Some(id),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    meta.encode_to_vec().into()
}

/// What bob said and the server holds.
struct Held(&'static [u64]);

impl Holds for Held {
    fn knows(&self) -> bool {
        true
    }

    fn after(&self, key: u64) -> Vec<(String, u64, Bytes)> {
        let rest = self.0.iter().filter(|id| **id > key);
        rest.map(|id| ("bob".into(), *id, said(*id))).collect()
    }

    fn fronts(&self) -> BTreeMap<String, u64> {
        self.0.first().map(|id| ("bob".into(), *id)).into_iter().collect()
    }
}

#[test]
fn an_acknowledgement_before_the_application_has_taken_it_is_seen() {
    let who = World::new(0).client("ann");
    let mut commits = Commits::default();
    assert_eq!(commits.server_holds(who, "phone", &Held(&[7, 8])), Ok(()));
    let taken = |id| Record::Taken { namespace: Namespace::Chat as i32, id };
    assert!(commits.record(who, &taken(7)).is_err(), "the disk is ahead");
    let cursor = |key| {
        let (app_key, name, domain) = ("org#app".into(), "bob".into(), String::new());
        Record::Cursor(easemob_core::session::Cursor { app_key, name, domain, key })
    };
    assert!(commits.record(who, &cursor(7)).is_err() && commits.record(who, &cursor(6)).is_ok());
    assert!(commits.server_holds(who, "phone", &Held(&[8])).is_err(), "the server is");
    assert_eq!(commits.server_holds(who, "another", &Held(&[])), Ok(()), "which begins elsewhere");
}

#[test]
fn what_a_lost_device_had_in_its_hands_is_owed_where_it_is_held() {
    let who = World::new(0).client("ann");
    let mut commits = Commits::default();
    assert_eq!(commits.server_holds(who, "phone", &Held(&[7, 8])), Ok(()));
    for id in [7, 8] {
        let event = Reader::new("ann", "").meta(&said(id)).expect("a meta").expect("a message");
        commits.event(who, &event);
    }
    commits.crashed(who);
    assert_eq!(commits.at_rest().len(), 2);
    assert_eq!(commits.server_holds(who, "another", &Held(&[8])), Ok(()));
    assert!(matches!(&*commits.at_rest(), [lost] if lost.starts_with("8 was handed over")));
}

#[test]
fn what_is_answered_or_done_twice_is_seen() {
    let who = World::new(0).client("ann");
    let mut asks = Asks::default();
    asks.called(who, CallId(4), "addContact");
    let answered =
        || Event::Answered { call: CallId(4), result: Err(easemob_core::CallFailed::Cancelled) };
    assert!(!asks.are_answered() && asks.at_rest().len() == 1);
    assert_eq!(asks.event(who, &answered()), Ok(()));
    assert!(asks.event(who, &answered()).is_err());
    assert_eq!((asks.are_answered(), asks.totals()), (true, (0, 1)));

    let body = format!(r#"{{"reason":"{}"}}"#, mark(who, 1));
    let once = Request { body: body.into(), ..request("http://host", vec![], "") };
    assert_eq!(asks.reached(&once, 429), Ok(()), "it did nothing");
    assert_eq!(asks.reached(&once, 200), Ok(()));
    assert!(asks.reached(&once, 0).is_err());
}

#[test]
fn who_is_not_let_into_his_room_again_is_seen() {
    let mut world = World::new(0);
    let who = world.client("ann");
    let room = world.circle(CircleKind::Room, "room", &[who]);
    world.log_in(who);
    world.run_for(5_000);
    world.enter(who, room).expect("accepted");
    world.run_for(5_000);
    assert!(world.oracle.asks.are_answered());
    // What a client that forgets would be told.
    let user = easemob_core::UserId::new("ann").expect("an id");
    let online = easemob_core::Online { user, resource: String::new(), again: true };
    assert_eq!(world.oracle.asks.event(who, &Event::Online(online)), Ok(()));
    assert!(!world.oracle.asks.are_answered());
    assert!(world.oracle.asks.at_rest()[0].contains("is not let into room again"));
    // And one that does not.
    world.cut(who);
    world.run_for(30_000);
    assert_eq!(world.oracle.asks.at_rest(), Vec::<String>::new());
}

/// Who ends with a message in hand must be handed it again.
#[test]
fn what_is_never_committed_is_seen() {
    let mut world = World::new(0);
    let (ann, bob) = (world.client("ann"), world.slow_client("bob", 60_000));
    world.log_in(ann);
    world.log_in(bob);
    world.run_for(10_000);
    world.say(ann, bob);
    assert!(world.run_until(900_000, |world| world.handed(bob) == 1));
    assert_eq!((world.taken(bob), world.oracle.commits.at_rest().len()), (0, 1));
    world.run_for(61_000);
    assert_eq!((world.taken(bob), world.oracle.commits.at_rest().len()), (1, 0));
}
