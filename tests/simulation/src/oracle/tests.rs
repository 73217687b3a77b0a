//! Each rule can be broken.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::message::Reader;
use easemob_core::session::{Device, Refused};
use easemob_core::store::Record;
use easemob_core::wire::{BodyType, CommSyncDl, Content, Jid, MessageBody, Meta, Namespace};
use easemob_core::{
    AppKey, CallId, Config, Effect, Endpoint, Event, Input, Kick, Link, Method, OfflineCause,
    Request, ServerId, Session, Stats,
};
use prost::Message as _;

use super::asks::Asks;
use super::commits::Commits;
use super::ledger::Ledger;
use super::refusals::Refusals;
use super::secrets::Censor;
use super::{Holds, PAGE, bounds, mark};
use crate::disk::Keeps;
use crate::vault::Vault;
use crate::world::{CircleKind, Who, World};

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
    let call = |request| Effect::Call(CallId(1), Box::new(request));
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
    let call = Effect::Call(CallId(1), Box::new(request("http://host", vec![], "")));
    assert!(ledger.effect(0, &open(2)).is_err() && ledger.effect(0, &call).is_err());
    assert!(ledger.is_at_rest());
    ledger.logs_in();
    assert_eq!(ledger.effect(0, &open(3)), Ok(()));
    assert!(!ledger.is_at_rest());
}

/// Something that bob said, as the server keeps it.
fn said(id: u64) -> Bytes {
    let bob = Jid { name: Some("bob".into()), ..Jid::default() };
    let kind = Some(BodyType::Chat as i32);
    let contents = vec![Content { text: Some("hello".into()), ..Content::default() }];
    let body = MessageBody { kind, contents, ..MessageBody::default() };
    let meta = Meta {
        id: Some(id),
        ns: Some(Namespace::Chat as i32),
        from: Some(bob),
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

const QUEUE: &str = "bob";
const PAUSE: u64 = 500;

fn refuse(refusals: &mut Refusals, who: Who) {
    let mut config = Config::new(AppKey::parse("org#app").expect("an app key"));
    (config.refusals_max, config.refusal_pause_ms) = (1, PAUSE);
    refusals.refused(0, who, (QUEUE.into(), ServerId(7)), &config);
}

/// Who has refused the same so often, at 0, and may once.
fn refused(who: Who, times: u32) -> Refusals {
    let mut refusals = Refusals::default();
    (0..times).for_each(|_| refuse(&mut refusals, who));
    refusals
}

#[test]
fn what_is_refused_and_comes_out_of_turn_is_seen() {
    let who = World::new(0).client("ann");
    let comes = |now, queue, id| refused(who, 1).handed(now, who, (queue, ServerId(id)), None);
    assert_eq!(comes(PAUSE, QUEUE, 7), Ok(()));
    assert!(comes(PAUSE - 1, QUEUE, 7).is_err_and(|what| what.contains("1 ms too early")));
    assert!(comes(PAUSE, QUEUE, 8).is_err_and(|what| what.contains("comes before 7")));
    assert_eq!(comes(0, "carl", 8), Ok(()), "another queue");
    let mut refusals = refused(who, 1);
    assert!(!refusals.are_settled());
    assert!(refusals.at_rest()[0].contains("never came again"));
    assert_eq!(refusals.handed(PAUSE, who, (QUEUE, ServerId(7)), None), Ok(()));
    assert_eq!(refusals.at_rest(), Vec::<String>::new());
}

#[test]
fn what_is_refused_too_often_or_dies_too_early_is_seen() {
    let who = World::new(0).client("ann");
    let handed = |times, letter| {
        refused(who, times).handed(PAUSE, who, (QUEUE, ServerId(7)), letter).is_ok()
    };
    assert!(handed(0, None) && handed(1, None) && handed(2, Some(2)));
    assert!(!handed(2, None), "once more than may be");
    assert!(!handed(0, Some(1)) && !handed(1, Some(1)), "too early");
    assert!(!handed(2, Some(3)), "not as often as it says");
}

#[test]
fn a_count_that_does_not_outlive_its_process_is_seen() {
    let who = World::new(0).client("ann");
    let device = Device { resource: String::new(), name: String::new(), uuid: String::new() };
    let knows = |times| {
        let mut session = Session::new(device.clone());
        session.refused = vec![Refused { namespace: Namespace::Chat as i32, id: 7, times }];
        Some(session)
    };
    // The next process tells it as this, after two refusals.
    let tells = |refusals: &mut Refusals, keeps, known: Option<Session>, letter| {
        refusals.restarted(who, keeps, known.as_ref());
        refusals.handed(0, who, (QUEUE, ServerId(7)), letter).is_ok()
    };
    let kept = || {
        let mut refusals = refused(who, 2);
        refusals.are_kept(who);
        refusals
    };
    assert!(tells(&mut kept(), Keeps::Store, knows(2), Some(2)));
    assert!(!tells(&mut kept(), Keeps::Store, knows(2), None), "it knows better");
    assert!(!tells(&mut kept(), Keeps::Store, knows(0), None), "its store has forgotten");
    assert!(tells(&mut kept(), Keeps::Session, knows(0), None), "nobody promised it");
    assert!(tells(&mut kept(), Keeps::Store, None, None), "another device");
    let mut failing = kept();
    failing.store_failed(who);
    assert!(tells(&mut failing, Keeps::Store, knows(0), None));
    // The crash may have come before the last was kept.
    for (known, letter) in [(1, None), (2, Some(2))] {
        let mut refusals = refused(who, 1);
        refusals.are_kept(who);
        refuse(&mut refusals, who);
        assert!(tells(&mut refusals, Keeps::Store, knows(known), letter));
    }
}

#[test]
fn what_has_come_and_is_told_to_nobody_is_seen() {
    let who = World::new(0).client("ann");
    let page = |queue: &str, id| CommSyncDl {
        queue: Some(Jid { name: Some(queue.into()), ..Jid::default() }),
        metas: vec![said(id)],
        ..CommSyncDl::default()
    };
    let told = |refusals: &mut Refusals| refusals.has_heard_all(who, |id| id == ServerId(1));
    let mut refusals = refused(who, 1);
    refusals.came(who, "ann", &page(QUEUE, 7));
    refusals.came(who, "ann", &page(QUEUE, 8));
    refusals.came(who, "ann", &page("carl", 1));
    assert_eq!(told(&mut refusals), Ok(()), "one waits, another behind it");
    refusals.came(who, "ann", &page("carl", 9));
    assert!(told(&mut refusals).is_err_and(|what| what.contains("9 came in queue \"carl\"")));
    // What one says himself on another device is not looked at.
    let mut refusals = Refusals::default();
    refusals.came(who, "bob", &page(QUEUE, 9));
    assert_eq!(told(&mut refusals), Ok(()));
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
