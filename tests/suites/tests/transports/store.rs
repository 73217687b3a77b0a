//! A process that ends without a word, and the one after it.

use easemob_core::error::LoginRefused;
use easemob_core::{Event, Outcome};
use easemob_smol::FileStore;

use crate::files::Place;
use crate::ground::{Ground, maybe_within};
use crate::stage::{Conn, Stage, by_password, find, hear, settled, text_to};

/// A client with a store, and whether it went on with what was there.
async fn begin<G: Ground>(stage: &Stage, place: &Place) -> (Conn<G>, bool) {
    let (store, kept) = FileStore::open(&place.0).expect("a store");
    let runtime = G::Runtime::default();
    let connection = Conn::<G>::with_store(stage.config(), kept, runtime, store);
    let mut connection = connection.expect("a good configuration");
    let resumed = connection.resume();
    if resumed == Err(LoginRefused::NoProof) {
        connection.login(by_password("bob")).expect("nobody is logged in");
    }
    find::<G, _>(&mut connection, |event| matches!(event, Event::Online(_)).then_some(())).await;
    (connection, resumed.is_ok())
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
