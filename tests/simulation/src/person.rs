//! A person: an application that uses one client after another, and what outlives them.

use std::collections::BTreeSet;

use easemob_core::{
    AppKey, CallId, Client, Commit, Config, Delivery, Instant, Link, ServerId, Session, UnixMillis,
    UserId,
};

use crate::agenda::Happening;
use crate::disk::{Disk, Keeps};
use crate::planted;
use crate::random::Random;
use crate::world::{App, Who};

/// The application everybody uses.
pub(crate) const APP_KEY: &str = "org#simulation";

/// How an application takes what its client tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At once; what it took is committed when it comes back.
    Prompt,
    /// An event now and then; a message is committed when the next event is asked for.
    Slow {
        /// Milliseconds between two events.
        pause: u64,
    },
}

/// What an application was told last, and has neither taken nor refused yet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InHand {
    /// What can be committed by hand and refused; a message of somebody else's has its id.
    Content(Delivery, Option<ServerId>),
    /// What can be neither.
    DeadLetter(Delivery),
}

/// One of the processes of a person, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Process {
    pub(crate) who: Who,
    pub(crate) life: u32,
}

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) user: UserId,
    pub(crate) manner: Manner,
    pub(crate) keeps: Keeps,
    /// The options of its clients, but for what follows from the two before.
    pub(crate) config: Config,
    pub(crate) disk: Disk,
    /// Messages it has written: each has a number of its own.
    pub(crate) written: u64,
    /// Calls it has made.
    pub(crate) asked: u64,
    pub(crate) client: Client,
    pub(crate) life: u32,
    /// The process runs.
    pub(crate) alive: bool,
    /// A slow application is going to come for the next event.
    pub(crate) comes: bool,
    /// What it works on.
    pub(crate) in_hand: Option<InHand>,
    /// Messages it refuses whenever they come, in any process.
    pub(crate) unbearable: BTreeSet<ServerId>,
    /// What the client holds of the heap, if it is weighed.
    pub(crate) weight: i64,
    /// When the client wants to be called next, as the world has noted it.
    pub(crate) deadline: Option<u64>,
    /// The link it has dialled and neither closed nor lost.
    pub(crate) link: Option<Link>,
    /// Requests whose answers it waits for.
    pub(crate) calls: BTreeSet<CallId>,
    /// Places to crash that it passes before it does.
    pub(crate) fuse: Option<u64>,
    /// What waits for the machine to wake up, if it sleeps.
    pub(crate) asleep: Option<Vec<Happening>>,
    /// When it has woken up last, or will.
    pub(crate) wakes_at: u64,
    /// What the process runs, if it is a user's, and how to make another.
    pub(crate) app: Option<Box<dyn App>>,
    pub(crate) make_app: Option<Box<dyn FnMut() -> Box<dyn App>>>,
    /// The person logs in again also after a kick.
    pub(crate) returns: bool,
}

impl Person {
    /// # Panics
    /// When the name cannot be a user's.
    pub(crate) fn new(
        name: &str,
        manner: Manner,
        keeps: Keeps,
        random: &mut Random,
        time: (Instant, UnixMillis),
    ) -> Self {
        let config = config();
        Self {
            name: name.into(),
            client: client(manner, keeps, &config, None, random, time),
            config,
            user: UserId::new(name.to_owned()).expect("a name that can be a user's"),
            manner,
            keeps,
            disk: Disk::default(),
            written: 0,
            asked: 0,
            life: 0,
            alive: true,
            comes: false,
            in_hand: None,
            unbearable: BTreeSet::new(),
            deadline: None,
            weight: 0,
            link: None,
            calls: BTreeSet::new(),
            fuse: None,
            asleep: None,
            wakes_at: 0,
            app: None,
            make_app: None,
            returns: false,
        }
    }

    /// Lets the first client have other options.
    pub(crate) fn begin_anew(&mut self, random: &mut Random, time: (Instant, UnixMillis)) {
        self.client = client(self.manner, self.keeps, &self.config, None, random, time);
    }

    /// Whether the process can do anything.
    pub(crate) fn is_awake(&self) -> bool {
        self.alive && self.asleep.is_none()
    }

    /// The process ends, and nothing of it stays.
    pub(crate) fn die(&mut self) {
        self.alive = false;
        self.disk.lose_power();
        (self.comes, self.in_hand, self.link, self.fuse) = (false, None, None, None);
        self.asleep = None;
        self.calls.clear();
    }

    /// Another process goes on from what was kept. What that was.
    pub(crate) fn live_again(
        &mut self,
        random: &mut Random,
        time: (Instant, UnixMillis),
    ) -> Option<Session> {
        let found = self.disk.open();
        self.client = client(self.manner, self.keeps, &self.config, found, random, time);
        self.app = self.make_app.as_mut().map(|make| make());
        self.life += 1;
        self.weight = 0;
        self.alive = true;
        self.disk.read()
    }

    /// When the client wants to be called next.
    pub(crate) fn next_deadline(&self) -> Option<u64> {
        let deadline = self.client.next_deadline().filter(|_| self.is_awake())?;
        Some(deadline.at.as_millis())
    }
}

fn config() -> Config {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let mut config = Config::private(app_key, "ws://server.test/websocket", "http://server.test");
    config.delivery = true;
    config
}

fn client(
    manner: Manner,
    keeps: Keeps,
    config: &Config,
    session: Option<Session>,
    random: &mut Random,
    (now, wall): (Instant, UnixMillis),
) -> Client {
    let mut config = config.clone();
    config.keep = keeps == Keeps::Store;
    if manner != Manner::Prompt {
        config.commit = Commit::Manual;
    }
    planted::put_in(&mut config);
    Client::new(config, session, random.bytes(), now, wall).expect("a good configuration")
}
