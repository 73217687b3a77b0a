//! A client in the background: its handle, its events, its loop. A step is one of any of them, so a
//! handle's future is also dropped between any two steps of the loop that answers it.

use std::sync::{Arc, Mutex};

use easemob_core::driver::{Gone, Handle, SendFailed};
use easemob_core::rest::contact::ListContacts;
use easemob_core::rest::group::NewGroup;
use easemob_core::{
    CallFailed, Commit, Credentials, Event, LoginRefused, Network, Renewal, Secret,
};
use easemob_tests::peer;
use futures_lite::StreamExt;
use futures_lite::future::zip;
use serde_json::json;

use crate::room::{Heard, Place, Room, by_password, listen, numbered, text_to, user};
use crate::steps::End;

pub(crate) type Shared = Arc<Mutex<Heard>>;

/// `alice` in the background, logged in.
pub(crate) fn online(room: &mut Room) -> (Handle, Shared) {
    let alice = room.online("alice");
    room.in_background(alice)
}

/// What has been heard since the last time.
pub(crate) fn take(heard: &Shared) -> Heard {
    std::mem::take(&mut heard.lock().expect("nobody has panicked here"))
}

/// Once begun, and only then.
pub(crate) fn begun(steps: usize) -> usize {
    usize::from(steps > 0)
}

/// The same when nobody waited for the end.
pub(crate) fn untold<T>(steps: usize, end: &End<T>) -> usize {
    if let End::Dropped = end { begun(steps) } else { 0 }
}

pub(crate) fn handle_login(steps: usize) -> bool {
    let mut room = Room::new();
    let alice = room.open();
    let (handle, heard) = room.in_background(alice);
    let end = room.steps.run(handle.login(by_password("alice")), steps);
    room.steps.rest();
    let told = take(&heard);
    assert_eq!((told.onlines, told.offlines), (begun(steps), 0));
    let again = room.steps.finish(handle.login(by_password("alice")));
    match begun(steps) {
        0 => assert_eq!(again.expect("a login").user, user("alice")),
        _ => assert_eq!(again, Err(LoginRefused::AlreadyLoggedIn.into())),
    }
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn handle_logout(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.logout(), steps);
    room.steps.rest();
    assert_eq!(take(&heard).offlines, begun(steps));
    room.steps.finish(handle.logout()).expect("the loop runs");
    room.steps.finish(handle.login(by_password("alice"))).expect("a login");
    end == End::Ready(Ok(()))
}

/// Whether the message was handed over or not: it is sent or not, and never in between.
/// What was refused comes again once; what was not is still in hand.
pub(crate) fn handle_refuse(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", 1);
    let mut config = peer::config();
    config.commit = Commit::Manual;
    let alice = room.online_with("alice", config);
    let (handle, heard) = room.in_background(alice);
    room.steps.rest();
    let told = take(&heard);
    let [delivery] = told.deliveries[..] else { panic!("{told:?}") };
    let end = room.steps.run(handle.refuse(delivery), steps);
    room.steps.rest();
    assert_eq!(take(&heard).deliveries.len(), begun(steps));
    assert_eq!(room.steps.finish(handle.refuse(delivery)), Ok(true));
    end == End::Ready(Ok(true))
}

/// What was committed does not come to the next login; what was not, does.
pub(crate) fn handle_commit(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", 1);
    let mut config = peer::config();
    config.commit = Commit::Manual;
    let alice = room.online_with("alice", config);
    let (handle, heard) = room.in_background(alice);
    room.steps.rest();
    let told = take(&heard);
    let [delivery] = told.deliveries[..] else { panic!("{told:?}") };
    let end = room.steps.run(handle.commit(delivery), steps);
    room.steps.rest();
    // Another process on the same device, which knows nothing but the device.
    let session = room.steps.finish(handle.session()).expect("the loop runs");
    room.steps.clear();
    let mut alice = room.restored(peer::config(), Some(session));
    alice.login(by_password("alice")).expect("nobody is logged in");
    let mut heard = Heard::default();
    room.hear(&mut alice, &mut heard);
    assert_eq!(heard.texts.len(), 1 - begun(steps));
    end == End::Ready(Ok(()))
}

/// `alice`, whose application was asked for a new token.
fn token_wanted(room: &mut Room) -> (Handle, Shared) {
    let mut config = peer::config();
    config.renewal = Renewal::Application { answer_ms: 30_000 };
    let mut alice = room.open_with(config);
    let credentials = Credentials::token(user("alice"), room.token("alice", 3_600_000));
    room.steps.finish(alice.log_in(credentials)).expect("a login");
    room.world.operate(&json!({ "op": "expireToken", "user": "alice" }));
    room.world.operate(&json!({ "op": "drop", "user": "alice" }));
    room.steps.finish(async { while alice.next().await != Event::TokenWanted {} });
    room.in_background(alice)
}

pub(crate) fn handle_token_unavailable(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = token_wanted(&mut room);
    let end = room.steps.run(handle.token_unavailable(), steps);
    let soon = room.world.pause(1_000);
    room.steps.finish(soon);
    assert_eq!(take(&heard).offlines, begun(steps));
    room.steps.rest();
    // Who does not answer has none either, only later.
    assert_eq!(take(&heard).offlines, 1 - begun(steps));
    end == End::Ready(Ok(()))
}

pub(crate) fn handle_renew_token(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let token = room.token("alice", 3_600_000);
    let end = room.steps.run(handle.renew_token(token.clone()), steps);
    room.steps.rest();
    assert_eq!(take(&heard).renewed, begun(steps), "asked about once");
    room.steps.finish(handle.renew_token(token)).expect("the loop runs");
    room.steps.finish(handle.send(text_to("bob", "still here"))).expect("sent");
    end == End::Ready(Ok(true))
}

pub(crate) fn handle_register(steps: usize) -> bool {
    let mut room = Room::new();
    let alice = room.open();
    let (handle, heard) = room.in_background(alice);
    let end = room.steps.run(handle.register(user("dave"), Secret::new("pw"), ""), steps);
    room.steps.rest();
    assert_eq!(room.requests("POST", "/users"), begun(steps), "once");
    assert_eq!(take(&heard).registered, untold(steps, &end));
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn handle_network(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, _heard) = online(&mut room);
    let end = room.steps.run(handle.network(Network::Down), steps);
    room.steps.rest();
    let sessions = room.state_of("alice")["sessions"].as_array().map(Vec::len);
    assert_eq!(sessions, Some(1 - begun(steps)), "down is down");
    room.steps.finish(handle.network(Network::Up)).expect("the loop runs");
    room.steps.finish(handle.send(text_to("bob", "here again"))).expect("sent");
    end == End::Ready(Ok(()))
}

pub(crate) fn handle_session(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, _heard) = online(&mut room);
    let end = room.steps.run(handle.session(), steps);
    let session = room.steps.finish(handle.session()).expect("the loop runs");
    assert_eq!(session.user.as_deref(), Some("alice"));
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn handle_shutdown(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.shutdown(), steps);
    room.steps.rest();
    assert_eq!(take(&heard).offlines, begun(steps));
    let sent = room.steps.finish(handle.send(text_to("bob", "hello")));
    match begun(steps) {
        0 => assert!(sent.is_ok(), "{sent:?}"),
        _ => assert_eq!(sent, Err(SendFailed::Gone(Gone))),
    }
    room.steps.finish(handle.shutdown());
    assert_eq!(room.state_of("alice")["sessions"], json!([]));
    end == End::Ready(())
}

/// A call nobody waits for any longer is withdrawn, and its answer told to nobody.
pub(crate) fn handle_call(steps: usize) -> bool {
    let mut room = Room::new();
    let (handle, heard) = online(&mut room);
    let end = room.steps.run(handle.group().create(NewGroup::named("friends")), steps);
    room.steps.rest();
    assert!(room.requests("POST", "/chatgroups") <= begun(steps), "a group is not made twice");
    assert_eq!(take(&heard).answered, 0);
    matches!(end, End::Ready(Ok(_)))
}

pub(crate) fn pages(steps: usize) -> bool {
    let mut room = Room::new();
    for friend in ["bob", "carol", "dave"] {
        room.world.operate(&json!({ "op": "contact", "user": "alice", "peer": friend }));
    }
    let (handle, heard) = online(&mut room);
    let mut pages = handle.pages(ListContacts { limit: 1, cursor: None });
    let mut friends = Vec::new();
    let mut end = End::Dropped;
    for steps in [steps, usize::MAX] {
        let collect = async {
            while let Some(contact) = pages.next().await {
                friends.push(contact.expect("a page").user);
            }
        };
        let this = room.steps.run(collect, steps);
        if steps != usize::MAX {
            end = this;
        }
    }
    friends.sort();
    assert_eq!(friends, ["bob", "carol", "dave"]);
    assert_eq!(take(&heard).answered, 0);
    assert_eq!(room.requests("GET", "/contacts"), 3, "no page is asked for twice");
    end == End::Ready(())
}

/// Dropped while an event is on its way.
pub(crate) fn events_next(steps: usize) -> bool {
    let mut room = Room::new();
    room.inject("alice", 3);
    let (handle, mut events, background) = room.online("alice").into_background();
    room.steps.spawn(async move { drop(background.run().await) });
    let mut heard = Heard::default();
    let mut end = End::Dropped;
    for steps in [steps, usize::MAX] {
        let this = room.steps.run(
            async {
                while heard.texts.len() < 3 {
                    heard.note(events.next().await.expect("the loop runs"));
                }
            },
            steps,
        );
        if steps != usize::MAX {
            end = this;
        }
    }
    assert_eq!(heard.texts, numbered(3));
    drop(handle);
    end == End::Ready(())
}

/// The loop is dropped with its task: everybody who waits for it learns that, and the next process
/// goes on with the store.
pub(crate) fn background_run(steps: usize) -> bool {
    let (mut room, place) = (Room::new(), Place::new());
    let alice = room.process("alice", &place);
    room.inject("alice", 3);
    let (handle, events, background) = alice.into_background();
    let heard = Shared::default();
    room.steps.spawn(listen(events, heard.clone()));
    let outcomes = Arc::new(Mutex::new(None));
    let (told, client) = (outcomes.clone(), handle.clone());
    room.steps.spawn(async move {
        let text = |text| client.send(text_to("bob", text));
        let group = client.group().create(NewGroup::named("friends"));
        let all = zip(zip(text("text 0"), text("text 1")), group).await;
        *told.lock().expect("nobody has panicked here") = Some(all);
        client.shutdown().await;
    });
    let end = room.steps.run(background.run(), steps);
    room.steps.rest();
    let outcomes = outcomes.lock().expect("nobody has panicked here").take();
    let ((one, two), group) = outcomes.expect("somebody waits for a loop that is gone");
    assert!(matches!(group, Ok(_) | Err(CallFailed::Cancelled | CallFailed::NotLoggedIn)));
    assert_eq!(room.steps.finish(handle.session()), Err(Gone));
    let mut alice = room.process("alice", &place);
    let mut told = take(&heard);
    let before = told.settled.len();
    room.hear(&mut alice, &mut told);
    assert_eq!(told.texts, numbered(3));
    let sent = room.sent_to("bob");
    assert_eq!(sent, numbered(sent.len()));
    // What was accepted and has no outcome yet has one now. One that had been told and not yet been
    // kept is told again.
    let known = [one, two].iter().filter(|sent| sent.is_ok()).count();
    let told = told.settled.len() - before;
    assert!((sent.len() - known..=sent.len()).contains(&told), "{told} of {}", sent.len());
    matches!(end, End::Ready(_))
}

/// A call nobody waits for any longer makes room for one that waits: at once, though nothing else
/// happens.
#[test]
fn a_dropped_call_makes_room_at_once() {
    let mut room = Room::new();
    let mut config = peer::config();
    config.calls_at_once = 1;
    let alice = room.online_with("alice", config);
    let (handle, _heard) = room.in_background(alice);
    room.world.operate(&json!({ "op": "fault", "kind": "restHang", "match": "chatgroups" }));
    let answer = Arc::new(Mutex::new(None));
    let (told, caller, world) = (answer.clone(), handle.clone(), room.world.clone());
    room.steps.spawn(async move {
        // After the one that hangs.
        world.pause(100).await;
        let contacts = caller.contact().ids().await;
        *told.lock().expect("nobody has panicked here") = Some(contacts);
    });
    let world = room.world.clone();
    room.steps.finish(futures_lite::future::or(
        async { drop(handle.group().create(NewGroup::named("friends")).await) },
        world.pause(200),
    ));
    room.steps.finish(world.pause(100));
    let answer = answer.lock().expect("nobody has panicked here").take();
    assert_eq!(answer.expect("it waits behind a call nobody waits for"), Ok(Vec::new()));
}
