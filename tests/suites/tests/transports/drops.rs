//! Futures dropped after 0, 1, 2, … polls over sockets, until they are ready before. `cancel` does
//! the same in memory, where no point is missed.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use easemob_core::driver::{Sink, Source};
use easemob_core::rest::files::{Download, UploadFile};
use easemob_core::rest::group::NewGroup;
use easemob_core::{Event, Outcome, Secret};
use futures_lite::future::{yield_now, zip};

use crate::files::{Place, content};
use crate::ground::{Desktop, Ground, beside, maybe_within};
use crate::stage::{Stage, by_password, find, hear, text_of, text_to, user};
use crate::store;

/// What `future` comes to within so many polls, if it does.
async fn polled<T>(polls: usize, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut left) = (pin!(future), polls);
    poll_fn(|cx| {
        if left > 0 {
            left -= 1;
            if let Poll::Ready(done) = future.as_mut().poll(cx) {
                return Poll::Ready(Some(done));
            }
        }
        if left == 0 { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// The numbers of polls to be tried.
fn all() -> impl Iterator<Item = usize> {
    0..10_000
}

/// Something to be waited for.
async fn until<G: Ground>(is_so: impl Fn() -> bool) {
    while !is_so() {
        G::sleep(Duration::from_millis(2)).await;
    }
}

pub(crate) async fn log_in_dropped<G: Ground>() {
    let stage = Stage::new();
    for polls in all() {
        let mut bob = stage.open::<G>();
        let login = polled(polls, bob.log_in(by_password("bob"))).await;
        match &login {
            Some(login) => assert!(login.is_ok(), "{login:?}"),
            None if polls == 0 => bob.login(by_password("bob")).expect("nobody is logged in"),
            None => {}
        }
        if login.is_none() {
            let online = |event: &Event| matches!(event, Event::Online(_)).then_some(());
            find::<G, _>(&mut bob, online).await;
        }
        stage.inject("bob", "alice", 1);
        assert_eq!(hear::<G>(&mut bob, 1).await, ["text"]);
        // Coming back takes it.
        maybe_within::<G, _>(5, bob.next()).await;
        if login.is_some() {
            assert!(polls > 2, "{polls} polls only");
            return;
        }
        bob.shutdown().await;
    }
}

fn groups(stage: &Stage, name: &str) -> usize {
    let state = stage.state();
    let groups = state["groups"].as_object().expect("groups").values();
    groups.filter(|group| group["name"] == name).count()
}

pub(crate) async fn calls_dropped<G: Ground>() {
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    let mut dropped = 0;
    for polls in all() {
        let name = format!("group {polls}");
        let made = polled(polls, bob.group().create(NewGroup::named(name.clone()))).await;
        if let Some(made) = made {
            made.expect("a group");
            break;
        }
        if polls > 0 {
            let answered = |event: &Event| matches!(event, Event::Answered { .. }).then_some(());
            find::<G, _>(&mut bob, answered).await;
        }
        assert_eq!(groups(&stage, &name), usize::from(polls > 0), "once");
        dropped += 1;
    }
    assert!(dropped > 1);
    for polls in all() {
        let name = format!("user{polls}");
        let made = polled(polls, bob.register(user(&name), Secret::new("pw"), "")).await;
        if made.is_none() && polls > 0 {
            let ended = |event: &Event| match event {
                Event::Registered { result, .. } => Some(result.clone()),
                _ => None,
            };
            assert_eq!(find::<G, _>(&mut bob, ended).await.expect("an account").username, name);
        }
        if let Some(made) = made {
            assert_eq!(made.expect("an account").username, name);
            return;
        }
    }
}

const LENGTH: u64 = 300_000;

/// A file that lets others go first at each chunk, so that there are points to drop at however much
/// a busy machine moves between two polls.
struct Polite<F>(F);

impl<S: Source> Source for Polite<S> {
    fn length(&self) -> u64 {
        self.0.length()
    }

    async fn read(&self, offset: u64, most: usize) -> io::Result<Bytes> {
        yield_now().await;
        self.0.read(offset, most.min(50_000)).await
    }
}

impl<S: Sink> Sink for Polite<&mut S> {
    fn length(&self) -> u64 {
        self.0.length()
    }

    async fn write(&mut self, chunk: Bytes) -> io::Result<()> {
        yield_now().await;
        self.0.write(chunk).await
    }

    async fn finish(&mut self) -> io::Result<()> {
        yield_now().await;
        self.0.finish().await
    }
}

pub(crate) async fn uploads_dropped<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let place = Place::new();
    std::fs::write(&place.0, content(0..LENGTH)).expect("a file");
    for polls in all() {
        let source = Polite(G::source(&place.0).await.expect("it is there"));
        let what = UploadFile::new(user("bob"), "a");
        let uploaded = polled(polls, alice.upload(what, source, drop)).await;
        if let Some(uploaded) = uploaded {
            assert!(polls > 5, "{polls} polls only");
            let file = uploaded.expect("uploaded");
            let mut sink = bytes::BytesMut::new();
            let what = Download::url(file.url).secret(file.secret.expect("a secret"));
            alice.download(what, &mut sink, drop).await.expect("downloaded");
            assert!(sink == content(0..LENGTH));
            crate::stage::deliver::<G>(&mut alice, "bob", "it goes on").await;
            return;
        }
    }
}

pub(crate) async fn downloads_dropped<G: Desktop>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    let what = UploadFile::new(user("bob"), "a");
    let file = alice.upload(what, Bytes::from(content(0..LENGTH)), drop).await.expect("uploaded");
    let what = Download::url(file.url).secret(file.secret.expect("a secret"));
    for polls in all() {
        let place = Place::new();
        let mut sink = G::sink(&place.0).await.expect("a place");
        let mut polite = Polite(&mut sink);
        let first = polled(polls, alice.download(what.clone(), &mut polite, drop)).await;
        if first.is_none() {
            let again = alice.download(what.clone(), &mut sink, drop).await;
            assert_eq!(again.expect("downloaded").bytes, LENGTH);
        }
        assert!(std::fs::read(&place.0).expect("a file") == content(0..LENGTH), "{polls}");
        if first.is_some() {
            assert!(polls > 5, "{polls} polls only");
            return;
        }
    }
}

pub(crate) async fn files_dropped<G: Desktop>() {
    let place = Place::new();
    let older = Bytes::from_static(b"an older chunk, which is longer");
    for polls in 0..3 {
        for _ in 0..20 {
            std::fs::write(&place.0, b"").expect("a file");
            let _dropped = polled(polls, G::sink(&place.0)).await;
            let mut sink = G::sink(&place.0).await.expect("a place");
            if polled(polls, sink.write(older.clone())).await.is_none() {
                assert_eq!(sink.length(), 0);
                sink.write(Bytes::from_static(b"another")).await.expect("written");
                sink.finish().await.expect("finished");
                assert_eq!(sink.length(), 7);
                let content = std::fs::read(&place.0).expect("a file");
                assert_eq!(content, b"another", "{polls}");
            }
            let _dropped = polled(polls, G::source(&place.0)).await;
            let source = G::source(&place.0).await.expect("a file");
            let _dropped = polled(polls, source.read(0, 4)).await;
            let read = source.read(2, 3).await.expect("read");
            assert!(&read[..] == b"oth" || &read[..] == b" ol", "{read:?}");
        }
    }
}

pub(crate) async fn shutdown_dropped<G: Ground>() {
    let stage = Stage::new();
    for polls in all() {
        let bob = stage.online::<G>("bob").await;
        let ended = polled(polls, bob.shutdown()).await;
        until::<G>(|| stage.connections() == 0).await;
        // At the first look already, when the server's goodbye is there by then.
        if ended.is_some() {
            return;
        }
    }
}

/// Every send is heard of once, by who waits or by who reads events; none is sent twice.
pub(crate) async fn sends_dropped<G: Ground>() {
    let stage = Stage::new();
    let mut bob = stage.online::<G>("bob").await;
    let alice = stage.online::<G>("alice").await;
    let (handle, mut events, background) = alice.into_background();
    let script = async move {
        let mut sent = Vec::new();
        for polls in all() {
            let text = format!("text {polls}");
            let outcome = polled(polls, handle.send(text_to("bob", text.clone()))).await;
            if polls > 0 {
                sent.push(text);
            }
            match outcome {
                Some(outcome) => {
                    outcome.expect("sent");
                    break;
                }
                None if polls > 0 => loop {
                    let event = events.next().await.expect("the loop runs");
                    if let Event::Settled { outcome, .. } = event {
                        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
                        break;
                    }
                },
                None => {}
            }
        }
        assert!(sent.len() > 1, "{sent:?}");
        let more = maybe_within::<G, _>(50, async {
            loop {
                if let Some(Event::Settled { .. }) = events.next().await {
                    break;
                }
            }
        });
        assert_eq!(more.await, None, "who waited was told");
        handle.shutdown().await;
        sent
    };
    let (_, sent) = zip(background.run(), script).await;
    assert_eq!(hear::<G>(&mut bob, sent.len()).await, sent);
    assert_eq!(maybe_within::<G, _>(50, hear::<G>(&mut bob, 1)).await, None);
}

/// The task of the loop is dropped again and again, and the store goes from one to the next.
pub(crate) async fn background_dropped<G: Ground>() {
    const TEXTS: usize = 20;
    let (stage, place) = (Stage::new(), Place::new());
    stage.inject("bob", "alice", TEXTS);
    let mut heard = Vec::new();
    for polls in all() {
        let (bob, _) = store::process::<G>(&stage, &place);
        let (handle, mut events, background) = bob.into_background();
        let listen = async {
            while let Some(event) = events.next().await {
                heard.extend(text_of(&event));
            }
        };
        let all_heard = beside(polled(polls, background.run()), listen).await;
        assert!(all_heard.is_none(), "nobody has ended it");
        assert!(handle.session().await.is_err(), "it is gone");
        if heard.last().is_some_and(|text| *text == format!("text {}", TEXTS - 1)) {
            break;
        }
    }
    // Each at least once, in order, and only what was in hand a second time.
    let mut last = 0;
    for text in &heard {
        let number: usize = text["text ".len()..].parse().expect("a number");
        assert!(number <= last && last - number <= 1, "{text} after {last} in {heard:?}");
        last = last.max(number + 1);
    }
    assert_eq!(last, TEXTS, "{heard:?}");
}
