//! A process that ends without a word, and the one after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use easemob_core::driver::SendFailed;
use easemob_core::error::LoginRefused;
use easemob_core::store::{Record, Store, StoreFailed};
use easemob_core::{Event, Network, Outcome, Session};
use easemob_smol::FileStore;
use futures_lite::future::zip;

use crate::files::Place;
use crate::ground::{self, Ground, beside, maybe_within};
use crate::stage::{Conn, Stage, by_password, find, hear, settled, text_to};

/// A client with a store that is logging in, and whether it goes on with what was there.
pub(crate) fn process<G: Ground>(stage: &Stage, place: &Place) -> (Conn<G>, bool) {
    let (store, kept) = FileStore::open(&place.0).expect("a store");
    let runtime = G::runtime();
    let connection = Conn::<G>::with_store(stage.config(), kept, runtime, store);
    let mut connection = connection.expect("a good configuration");
    let resumed = connection.resume();
    if resumed == Err(LoginRefused::NoProof) {
        connection.login(by_password("bob")).expect("nobody is logged in");
    }
    (connection, resumed.is_ok())
}

/// The same once it is online.
async fn begin<G: Ground>(stage: &Stage, place: &Place) -> (Conn<G>, bool) {
    let (mut connection, resumed) = process::<G>(stage, place);
    find::<G, _>(&mut connection, |event| matches!(event, Event::Online(_)).then_some(())).await;
    (connection, resumed)
}

pub(crate) async fn the_next_process_goes_on<G: Ground>() {
    let (stage, place) = (Stage::new(), Place::new());
    let mut alice = stage.online::<G>("alice").await;
    let (mut bob, resumed) = begin::<G>(&stage, &place).await;
    assert!(!resumed);
    let device = bob.session().device;
    stage.inject("bob", "carol", 30);
    assert_eq!(hear::<G>(&mut bob, 25).await.len(), 25);
    // Accepted, and never sent: nothing runs any more.
    let local = bob.send(text_to("alice", "my last words")).expect("it is accepted");
    drop(bob);
    assert_eq!(maybe_within::<G, _>(200, hear::<G>(&mut alice, 1)).await, None);

    let (mut bob, resumed) = begin::<G>(&stage, &place).await;
    assert!(resumed, "the token was kept");
    assert_eq!(bob.session().device, device);
    let outcome = settled::<G>(&mut bob, local).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!(hear::<G>(&mut alice, 1).await, ["my last words"]);
    // What was in its hands comes again, and nothing before it.
    let rest = maybe_within::<G, _>(2_000, hear::<G>(&mut bob, 7)).await;
    assert_eq!(rest, None, "six were left");
    drop(bob);

    let (bob, resumed) = begin::<G>(&stage, &place).await;
    assert!(resumed);
    // The outcome was taken: nothing is owed.
    assert_eq!(bob.session().outbox, []);
    bob.shutdown().await;
    let (_, kept) = FileStore::open(&place.0).expect("a store");
    assert_eq!(kept.expect("a session").token, None, "a logout forgets the token");
}

/// A store that fails when it is told to.
#[derive(Clone, Default)]
struct Fragile {
    failures: Arc<AtomicU32>,
    whole: Arc<AtomicU32>,
}

impl Fragile {
    fn try_it(&self) -> Result<(), StoreFailed> {
        let fails = |left: u32| left.checked_sub(1);
        match self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails) {
            Ok(_) => Err(StoreFailed("the disk is full".into())),
            Err(_) => Ok(()),
        }
    }
}

impl Store for Fragile {
    fn append(&mut self, _records: &[Record]) -> Result<(), StoreFailed> {
        self.try_it()
    }

    fn replace(&mut self, _session: &Session) -> Result<(), StoreFailed> {
        self.try_it()?;
        self.whole.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

pub(crate) async fn a_full_disk_is_told_and_outlived<G: Ground>() {
    let (stage, store) = (Stage::new(), Fragile::default());
    let runtime = G::runtime();
    let bob = Conn::<G>::with_store(stage.config(), None, runtime, store.clone());
    let mut bob = bob.expect("a good configuration");
    bob.log_in(by_password("bob")).await.expect("a login");
    let wholes = store.whole.load(Ordering::SeqCst);
    stage.inject("bob", "alice", 1);
    assert_eq!(hear::<G>(&mut bob, 1).await, ["text"]);
    let local = bob.send(text_to("alice", "hello")).expect("it is accepted");
    settled::<G>(&mut bob, local).await;
    store.failures.store(3, Ordering::SeqCst);
    // Coming back takes the outcome, which cannot be kept; nothing is sent after it.
    let failed = |event: &Event| matches!(event, Event::StoreFailed(_)).then_some(());
    let told = maybe_within::<G, _>(2_000, find::<G, _>(&mut bob, failed)).await;
    assert_eq!(told, Some(()), "nobody says that the store has failed");
    let online = |event: &Event| matches!(event, Event::Online(_)).then_some(());
    find::<G, _>(&mut bob, online).await;
    stage.inject("bob", "carol", 2);
    let next = hear::<G>(&mut bob, 2).await;
    assert_eq!(next, ["text 0", "text 1"], "the next texts, and not the first again");
    assert_eq!(maybe_within::<G, _>(200, hear::<G>(&mut bob, 1)).await, None);
    assert_eq!(store.failures.load(Ordering::SeqCst), 0);
    assert!(store.whole.load(Ordering::SeqCst) > wholes, "the session as a whole was not kept");
}

/// An outcome counts as heard when a future has returned it, or when the application has come back
/// from it; the next process tells what nobody heard.
pub(crate) async fn an_outcome_nobody_heard_is_told_by_the_next_process<G: Ground>() {
    let (stage, place) = (Stage::new(), Place::new());
    let (bob, _) = begin::<G>(&stage, &place).await;
    let (handle, events, background) = bob.into_background();
    let script = async {
        let mut unheard = Box::pin(handle.send(text_to("alice", "one")));
        ground::begin(&mut unheard).await;
        // The server answers in order, so the first has its outcome as well.
        let heard = handle.send(text_to("alice", "two")).await.expect("sent").local;
        // What was heard is kept before the loop does anything else.
        handle.session().await.expect("the loop runs");
        heard
    };
    let heard = beside(script, background.run()).await;
    drop((handle, events));

    let (mut bob, _) = begin::<G>(&stage, &place).await;
    let owed: Vec<_> = bob.session().outbox.iter().map(|unsent| unsent.local).collect();
    let [owed] = owed[..] else { panic!("{owed:?}") };
    assert_ne!(owed, heard);
    let outcome = settled::<G>(&mut bob, owed).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");

    maybe_within::<G, _>(0, bob.next()).await;

    // In good order: what waits as the loop ends is not told twice, what nobody asked for is.
    let (handle, mut events, background) = bob.into_background();
    let script = async {
        handle.network(Network::Down).await.expect("the loop runs");
        let posted = handle.post(text_to("alice", "three")).await.expect("accepted");
        let (sent, ()) = zip(handle.send(text_to("alice", "four")), handle.shutdown()).await;
        assert!(matches!(sent, Err(SendFailed::Ended { outcome: Outcome::Cancelled, .. })));
        posted
    };
    let (posted, _) = zip(script, background.run()).await;
    let mut told = Vec::new();
    while let Some(event) = events.next().await {
        told.extend(matches!(event, Event::Settled { local, .. } if local == posted).then_some(()));
    }
    assert_eq!(told, [()]);
    drop(handle);
    let (_, kept) = FileStore::open(&place.0).expect("a store");
    let owed: Vec<_> = kept.expect("a session").outbox.iter().map(|unsent| unsent.local).collect();
    assert_eq!(owed, [posted], "nobody came back from its outcome");
}
