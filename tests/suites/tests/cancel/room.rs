//! Where a scene plays: a world, what runs beside the scene, and what an application has heard.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use easemob_core::driver::{Connection, Events, Handle};
use easemob_core::{
    Body, Config, Credentials, Event, LocalId, LoginRefused, Outcome, Outgoing, Secret, Session,
    UserId,
};
use easemob_smol::FileStore;
use easemob_tests::peer;
use serde_json::{Value, json};

use crate::runtime::Memory;
use crate::steps::Steps;
use crate::world::{PASSWORD, World};

pub(crate) type Conn = Connection<Memory>;

pub(crate) struct Room {
    pub(crate) world: World,
    pub(crate) steps: Steps<'static>,
}

impl Room {
    pub(crate) fn new() -> Self {
        let world = World::new();
        Self { steps: Steps::new(&world), world }
    }

    /// A client that is logged out.
    pub(crate) fn open_with(&self, config: Config) -> Conn {
        self.restored(config, None)
    }

    /// The same with what an earlier one kept.
    pub(crate) fn restored(&self, config: Config, session: Option<Session>) -> Conn {
        let runtime = Memory::new(&self.world);
        Connection::with_runtime(config, session, runtime).expect("a good configuration")
    }

    pub(crate) fn open(&self) -> Conn {
        self.open_with(peer::config())
    }

    /// A client that is logged in.
    pub(crate) fn online_with(&mut self, user: &str, config: Config) -> Conn {
        let mut connection = self.open_with(config);
        self.steps.finish(connection.log_in(by_password(user))).expect("a login");
        connection
    }

    pub(crate) fn online(&mut self, user: &str) -> Conn {
        self.online_with(user, peer::config())
    }

    /// A process with a store: it goes on with what was kept, or logs in.
    pub(crate) fn process(&self, user: &str, place: &Place) -> Conn {
        let (store, kept) = FileStore::open(&place.0).expect("a store that is whole");
        let runtime = Memory::new(&self.world);
        let connection = Connection::with_store(peer::config(), kept, runtime, store);
        let mut connection = connection.expect("a good configuration");
        if connection.resume() == Err(LoginRefused::NoProof) {
            connection.login(by_password(user)).expect("nobody is logged in");
        }
        connection
    }

    /// A client in the background, and what its application hears.
    pub(crate) fn in_background(&mut self, connection: Conn) -> (Handle, Arc<Mutex<Heard>>) {
        let (handle, events, background) = connection.into_background();
        let heard = Arc::new(Mutex::new(Heard::default()));
        self.steps.spawn(async move { drop(background.run().await) });
        self.steps.spawn(listen(events, heard.clone()));
        (handle, heard)
    }

    /// Everything a connection has to tell by itself.
    pub(crate) fn hear(&mut self, connection: &mut Conn, heard: &mut Heard) {
        self.steps.watch(note_all(connection, heard));
    }

    /// What has been sent to somebody, in order.
    pub(crate) fn sent_to(&mut self, user: &str) -> Vec<String> {
        let (mut connection, mut heard) = (self.online(user), Heard::default());
        self.hear(&mut connection, &mut heard);
        heard.texts
    }

    /// Texts for `user`: `text 0`, `text 1`, …
    pub(crate) fn inject(&self, user: &str, count: usize) {
        let texts = json!({ "op": "inject", "user": user, "from": "carol", "count": count });
        self.world.operate(&texts);
    }

    /// How many requests there were of this method whose path ends like this.
    pub(crate) fn requests(&self, method: &str, end: &str) -> usize {
        let path = |line: &str| line.split('?').next().unwrap_or_default().to_owned();
        let is_it = |line: &&String| line.starts_with(method) && path(line).ends_with(end);
        self.world.requests().iter().filter(is_it).count()
    }

    pub(crate) fn token(&self, user: &str, ttl_ms: u64) -> Secret {
        let token = self.world.operate(&json!({ "op": "token", "user": user, "ttlMs": ttl_ms }));
        Secret::new(token["token"].as_str().expect("a token"))
    }

    pub(crate) fn state_of(&self, user: &str) -> Value {
        self.world.operate(&json!({ "op": "state" }))["users"][user].clone()
    }
}

async fn note_all(connection: &mut Conn, heard: &mut Heard) {
    loop {
        heard.note(connection.next().await);
    }
}

pub(crate) async fn listen(mut events: Events, heard: Arc<Mutex<Heard>>) {
    while let Some(event) = events.next().await {
        heard.lock().expect("nobody has panicked here").note(event);
    }
}

/// What an application was told.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) texts: Vec<String>,
    pub(crate) settled: Vec<(LocalId, Outcome)>,
    pub(crate) onlines: usize,
    pub(crate) offlines: usize,
    pub(crate) answered: usize,
    pub(crate) registered: usize,
    pub(crate) rooms: usize,
    pub(crate) renewed: usize,
    pub(crate) token_wanted: usize,
    pub(crate) deliveries: Vec<easemob_core::Delivery>,
}

impl Heard {
    pub(crate) fn note(&mut self, event: Event) {
        self.deliveries.extend(event.delivery());
        match event {
            Event::Message(message) => match message.body {
                Body::Text(text) => self.texts.push(text.to_string()),
                other => panic!("nobody sent {other:?}"),
            },
            Event::Settled { local, outcome } => self.settled.push((local, outcome)),
            Event::Online(_) => self.onlines += 1,
            Event::Offline(_) => self.offlines += 1,
            Event::Answered { .. } => self.answered += 1,
            Event::Registered { .. } => self.registered += 1,
            Event::RoomAnswered(_) => self.rooms += 1,
            Event::TokenRenewed(_) => self.renewed += 1,
            Event::TokenWanted => self.token_wanted += 1,
            _ => {}
        }
    }

    /// Each of these messages was sent and ended once.
    pub(crate) fn assert_sent(&self, locals: &[LocalId]) {
        let mut ended: Vec<_> = self.settled.iter().map(|(local, _)| *local).collect();
        ended.sort();
        assert_eq!(ended, locals, "each ends once");
        let sent = |(_, outcome): &(_, Outcome)| matches!(outcome, Outcome::Sent { .. });
        assert!(self.settled.iter().all(sent), "{:?}", self.settled);
    }
}

pub(crate) fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("text {number}")).collect()
}

pub(crate) fn user(name: &str) -> UserId {
    peer::user(name)
}

pub(crate) fn by_password(name: &str) -> Credentials {
    Credentials::password(user(name), PASSWORD)
}

pub(crate) fn text_to(name: &str, text: &str) -> Outgoing {
    Outgoing::text(user(name), text)
}

/// A path of its own, gone with this.
pub(crate) struct Place(pub(crate) PathBuf);

impl Place {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("easemob-cancel-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _gone = std::fs::remove_file(&self.0);
    }
}
