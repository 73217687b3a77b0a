//! A person: an application that uses one client after another, and what outlives them.

use std::collections::BTreeSet;

use easemob_core::{
    AppKey, CallId, Client, Commit, Config, Delivery, Instant, Link, Session, UnixMillis, UserId,
};

use crate::disk::{Disk, Keeps};
use crate::planted;
use crate::random::Random;
use crate::world::Who;

/// The application everybody uses.
pub(crate) const APP_KEY: &str = "org#simulation";
/// Where its server is.
pub(crate) const HOST: &str = "http://server.test";

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
    pub(crate) disk: Disk,
    /// What it changes of the configuration.
    pub(crate) configure: fn(&mut Config),
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
    /// The message it works on, which it has not committed yet.
    pub(crate) in_hand: Option<Delivery>,
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
}

impl Person {
    /// # Panics
    /// When the name cannot be a user's.
    pub(crate) fn new(
        name: &str,
        manner: Manner,
        keeps: Keeps,
        configure: fn(&mut Config),
        random: &mut Random,
        time: (Instant, UnixMillis),
    ) -> Self {
        Self {
            name: name.into(),
            user: UserId::new(name.to_owned()).expect("a name that can be a user's"),
            manner,
            keeps,
            disk: Disk::default(),
            configure,
            written: 0,
            asked: 0,
            client: client(manner, keeps, configure, None, random, time),
            life: 0,
            alive: true,
            comes: false,
            in_hand: None,
            deadline: None,
            weight: 0,
            link: None,
            calls: BTreeSet::new(),
            fuse: None,
        }
    }

    /// The process ends, and nothing of it stays.
    pub(crate) fn die(&mut self) {
        self.alive = false;
        self.disk.lose_power();
        (self.comes, self.in_hand, self.link, self.fuse) = (false, None, None, None);
        self.calls.clear();
    }

    /// Another process goes on from what was kept. What that was.
    pub(crate) fn live_again(
        &mut self,
        random: &mut Random,
        time: (Instant, UnixMillis),
    ) -> Option<Session> {
        let kept = self.disk.read();
        let (manner, keeps) = (self.manner, self.keeps);
        self.client = client(manner, keeps, self.configure, kept.clone(), random, time);
        self.life += 1;
        self.weight = 0;
        self.alive = true;
        kept
    }

    /// When the client wants to be called next.
    pub(crate) fn next_deadline(&self) -> Option<u64> {
        let deadline = self.client.next_deadline().filter(|_| self.alive)?;
        Some(deadline.at.as_millis())
    }
}

fn client(
    manner: Manner,
    keeps: Keeps,
    configure: fn(&mut Config),
    session: Option<Session>,
    random: &mut Random,
    (now, wall): (Instant, UnixMillis),
) -> Client {
    let app_key = AppKey::parse(APP_KEY).expect("an app key");
    let mut config = Config::private(app_key, "ws://server.test/websocket", HOST);
    config.keep = keeps == Keeps::Store;
    config.delivery = true;
    if manner != Manner::Prompt {
        config.commit = Commit::Manual;
    }
    planted::put_in(&mut config);
    configure(&mut config);
    Client::new(config, session, random.bytes(), now, wall).expect("a good configuration")
}
