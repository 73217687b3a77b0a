//! A scripted peer: a client on a virtual clock, with the test in the place of the driver, the
//! server and the user.
//!
//! After every call the peer collects what the client wants and checks what must always hold:
//!
//! * the next deadline lies in the future, and every phase that waits has one (nothing can spin,
//!   nothing can hang);
//! * effects name living links only, a link is opened and closed once, a call is made once;
//! * the phase changes along `TABLE` only;
//! * each accepted message settles once, before its session is over, and each login ends once;
//! * no secret shows in the `Debug` form of an event or effect.

mod calls;
mod clock;
mod events;
mod kept;
mod law;
pub mod rooms;
pub mod say;
mod script;
mod uplink;

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::store::Record;
use easemob_core::wire::{Compressor, Decompressor, down, up};
use easemob_core::{
    AppKey, CallId, Client, Config, Effect, Event, Input, Instant, Link, LocalId, Lost, LostKind,
    PhaseName, Request, Response, Session, UnixMillis, UserId,
};

pub use events::{outcomes, texts};
pub use kept::fold;
pub use uplink::Said;

/// The application of every test.
pub const APP_KEY: &str = "org#app";
/// The user of every test.
pub const USER: &str = "alice";
/// Her token; must never be seen.
pub const TOKEN: &str = "TOKEN-never-to-be-seen";
/// Her password; must never be seen.
pub const PASSWORD: &str = "PASSWORD-never-to-be-seen";
/// The wall clock at instant 0.
pub const EPOCH: u64 = 1_700_000_000_000;
/// Where [`config`] sends a client.
pub const SOCKET: &str = "ws://peer.test/websocket";
/// Its REST host.
pub const REST: &str = "http://peer.test";

/// The configuration most tests begin with: fixed hosts, no compression.
///
/// # Panics
/// Never: [`APP_KEY`] is one.
#[must_use]
pub fn config() -> Config {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let mut config = Config::private(app_key, SOCKET, REST);
    config.offer_lz4 = false;
    config.statistic_pings = false;
    config
}

/// The same with server discovery, at [`say::SERVERS`] or wherever the test says.
#[must_use]
pub fn discovering() -> Config {
    let mut config = config();
    config.servers = Config::new(config.app_key.clone()).servers;
    config
}

/// A user id.
///
/// # Panics
/// When `name` is none.
#[must_use]
pub fn user(name: &str) -> UserId {
    UserId::new(name.to_string()).expect("a user id")
}

/// The client, and everything around it.
pub struct Peer {
    /// The client itself, for looks; calls go through [`Peer::call`] and its friends.
    pub client: Client,
    /// Whether events are taken as soon as they are there, which also commits them.
    pub eager: bool,
    /// Events taken and not yet looked at.
    pub events: Vec<Event>,
    /// What the client sent and nobody has looked at yet.
    pub said: Vec<Said>,
    /// What the client wanted kept, in order.
    pub kept: Vec<Record>,
    /// Effects still to be started before the power fails: no effect is started after that.
    pub power: Option<usize>,
    /// URLs dialled, in order.
    pub dialled: Vec<String>,
    now: u64,
    secrets: Vec<String>,
    links: BTreeMap<Link, LinkState>,
    calls: BTreeMap<CallId, Request>,
    calls_seen: BTreeSet<CallId>,
    /// Messages that have not ended, and the session each belongs to.
    accepted: BTreeMap<LocalId, u32>,
    /// Sessions that were begun, and that have ended.
    sessions: u32,
    ended: u32,
    changes: u64,
    up: Option<Decompressor>,
    down: Option<Compressor>,
}

/// What the driver knows of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkState {
    Dialled,
    Open,
    /// Closed by the client; the driver has not answered yet.
    Closing,
    Ended,
}

impl Peer {
    /// A new client of this configuration.
    ///
    /// # Panics
    /// When the configuration is invalid.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::restored(config, None)
    }

    /// The same with what an earlier client kept.
    ///
    /// # Panics
    /// When the configuration is invalid.
    #[must_use]
    pub fn restored(config: Config, session: Option<Session>) -> Self {
        Self::seeded(config, session, [7; 32])
    }

    /// The same with these dice.
    ///
    /// # Panics
    /// When the configuration is invalid.
    #[must_use]
    pub fn seeded(config: Config, session: Option<Session>, seed: [u8; 32]) -> Self {
        let now = Instant::from_millis(0);
        let owed = session.iter().flat_map(|kept| &kept.outbox).map(|unsent| (unsent.local, 1));
        let owed = owed.collect();
        let client =
            Client::new(config, session, seed, now, UnixMillis(EPOCH)).expect("a valid config");
        Self {
            client,
            eager: true,
            events: Vec::new(),
            said: Vec::new(),
            kept: Vec::new(),
            power: None,
            dialled: Vec::new(),
            now: 0,
            secrets: vec![TOKEN.to_string(), PASSWORD.to_string()],
            links: BTreeMap::new(),
            calls: BTreeMap::new(),
            calls_seen: BTreeSet::new(),
            accepted: owed,
            sessions: 0,
            ended: 0,
            changes: 0,
            up: None,
            down: None,
        }
    }

    /// Whether the power has failed.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.power == Some(0)
    }

    /// Something that must never be seen.
    pub fn hide(&mut self, secret: &str) {
        self.secrets.push(secret.to_string());
    }

    // ---- calls ----------------------------------------------------------------------------------

    /// Calls the client, then collects what it wants.
    pub fn call<T>(&mut self, call: impl FnOnce(&mut Client, Instant) -> T) -> T {
        let result = call(&mut self.client, Instant::from_millis(self.now));
        self.collect();
        result
    }

    /// Gives the client an input, unchecked.
    pub fn handle(&mut self, input: Input) {
        self.call(|client, now| client.handle(now, input));
    }

    /// The link of the moment.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn link(&self) -> Link {
        let living = |state: &LinkState| matches!(state, LinkState::Dialled | LinkState::Open);
        let mut links = self.links.iter().filter(|(_, state)| living(state));
        *links.next_back().expect("a link that was dialled").0
    }

    /// Every link so far, oldest first.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        self.links.keys().copied().collect()
    }

    /// Whether the client holds a link.
    #[must_use]
    pub fn has_link(&self) -> bool {
        self.links.values().any(|s| matches!(s, LinkState::Dialled | LinkState::Open))
    }

    /// The dial succeeded.
    pub fn open(&mut self) {
        let link = self.link();
        self.links.insert(link, LinkState::Open);
        (self.up, self.down) = (None, None);
        self.handle(Input::Opened(link));
    }

    /// The link ended, or the dial failed.
    pub fn lose(&mut self, kind: LostKind) {
        self.lose_saying(kind, "scripted");
    }

    /// The same with these words of the transport's.
    pub fn lose_saying(&mut self, kind: LostKind, detail: &str) {
        let link = self.link();
        self.links.insert(link, LinkState::Ended);
        self.handle(Input::Closed(link, Lost::new(kind, detail)));
    }

    /// The driver answers a close of the client's, late.
    pub fn confirm_closes(&mut self) {
        let closing: Vec<Link> =
            self.links.iter().filter(|(_, s)| **s == LinkState::Closing).map(|(l, _)| *l).collect();
        for link in closing {
            self.links.insert(link, LinkState::Ended);
            self.handle(Input::Closed(link, Lost::new(LostKind::Closed, "as asked")));
        }
    }

    /// The server says something.
    pub fn hear(&mut self, frame: &down::Frame) {
        self.hear_plain(frame.encode());
    }

    /// The server sends these bytes, compressed if that was agreed.
    pub fn hear_plain(&mut self, plain: Bytes) {
        let bytes = match &mut self.down {
            // Nothing cannot be compressed.
            Some(compressor) if !plain.is_empty() => {
                compressor.compress(&plain).expect("a frame that compresses")
            }
            _ => plain.clone(),
        };
        if self.phase() == PhaseName::Provisioning
            && let Ok(down::Frame::Provision(reply)) = down::Frame::decode(plain)
        {
            self.agree_on_compression(&reply);
        }
        self.hear_bytes(bytes);
    }

    /// The server sends these bytes.
    pub fn hear_bytes(&mut self, bytes: impl Into<Bytes>) {
        let link = self.link();
        self.handle(Input::Received(link, bytes.into()));
    }

    // ---- HTTP -----------------------------------------------------------------------------------

    /// The exchange under way.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[must_use]
    pub fn request(&self) -> (CallId, Request) {
        assert_eq!(self.calls.len(), 1, "one exchange under way: {:?}", self.calls);
        let (id, request) = self.calls.first_key_value().expect("an exchange");
        (*id, request.clone())
    }

    /// The exchanges under way, oldest first.
    #[must_use]
    pub fn exchanges(&self) -> Vec<(CallId, Request)> {
        self.calls.iter().map(|(id, request)| (*id, request.clone())).collect()
    }

    /// How many exchanges are under way.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.calls.len()
    }

    /// Answers the exchange under way.
    pub fn answer(&mut self, status: u16, body: impl Into<Bytes>) {
        let (id, _) = self.request();
        self.answer_to(id, Ok(Response::new(status, body)));
    }

    /// Fails the exchange under way.
    pub fn fail(&mut self, kind: LostKind) {
        let (id, _) = self.request();
        self.answer_to(id, Err(Lost::new(kind, "scripted")));
    }

    /// Answers one exchange of several.
    ///
    /// # Panics
    /// When it is not under way.
    pub fn answer_to(&mut self, id: CallId, answer: Result<Response, Lost>) {
        assert!(self.calls.remove(&id).is_some(), "{id} is not under way");
        self.handle(Input::Answered(id, answer));
    }

    // ---- what came out --------------------------------------------------------------------------

    /// Takes what the client has sent.
    pub fn take_said(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }

    /// Takes the events so far.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Takes one event of a client that is not eager; taking it commits the one before.
    pub fn next_event(&mut self) -> Option<Event> {
        let event = self.client.poll_event();
        if let Some(event) = &event {
            self.check_event(event);
        }
        self.collect();
        event
    }

    fn collect(&mut self) {
        self.start_all();
        while self.eager
            && let Some(event) = self.client.poll_event()
        {
            self.check_event(&event);
            self.events.push(event);
        }
        // Taking events may have acknowledged a page.
        self.start_all();
        self.check_progress();
    }

    fn start_all(&mut self) {
        while let Some(effect) = self.client.poll_effect() {
            self.check_effect(&effect);
            if let Some(left) = &mut self.power {
                if *left == 0 {
                    continue;
                }
                *left -= 1;
            }
            self.start(effect);
        }
    }

    fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.links.insert(link, LinkState::Dialled);
                self.dialled.push(endpoint.url);
            }
            Effect::Send(_, bytes) => {
                let frame = self.decode(bytes);
                self.said.push(Said::from(frame));
            }
            Effect::Close(link) => {
                self.links.insert(link, LinkState::Closing);
            }
            Effect::Call(id, request) => {
                self.calls.insert(id, *request);
            }
            Effect::Cancel(id) => {
                self.calls.remove(&id);
            }
            Effect::Keep(record) => self.kept.push(*record),
        }
    }

    fn decode(&mut self, bytes: Bytes) -> up::Frame {
        let bytes = match &mut self.up {
            Some(decompressor) => decompressor.decompress(&bytes).expect("a compressed frame"),
            None => bytes,
        };
        up::Frame::decode(bytes).expect("a frame of the client's")
    }

    /// The phase of the client.
    #[must_use]
    pub fn phase(&self) -> PhaseName {
        self.client.phase()
    }
}
