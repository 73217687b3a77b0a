//! One process of a client and the application that uses it.

use std::collections::BTreeSet;

use easemob_core::{
    AppKey, CallId, Client, Commit, Config, Instant, Link, Session, UnixMillis, UserId,
};

use crate::random::Random;

/// The application everybody uses.
pub(crate) const APP_KEY: &str = "org#simulation";
/// Where its server is.
pub(crate) const HOST: &str = "http://server.test";

/// How an application takes what its client tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At once; what it took is committed when it comes back.
    Prompt,
    /// An event now and then; messages are committed one by one.
    Slow {
        /// Milliseconds between two events.
        pause: u64,
    },
}

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) user: UserId,
    pub(crate) client: Client,
    pub(crate) manner: Manner,
    /// The process has not been killed.
    pub(crate) alive: bool,
    /// A slow application is going to come for the next event.
    pub(crate) comes: bool,
    /// The link it has dialled and neither closed nor lost.
    pub(crate) link: Option<Link>,
    /// Requests whose answers it waits for.
    pub(crate) calls: BTreeSet<CallId>,
    /// Messages it has written: each has a number of its own.
    pub(crate) written: u64,
}

impl Person {
    /// # Panics
    /// When the name cannot be a user's.
    pub(crate) fn new(
        name: &str,
        manner: Manner,
        session: Option<Session>,
        random: &mut Random,
        (now, wall): (Instant, UnixMillis),
    ) -> Self {
        let app_key = AppKey::parse(APP_KEY).expect("an app key");
        let mut config = Config::private(app_key, "ws://server.test/websocket", HOST);
        if manner != Manner::Prompt {
            config.commit = Commit::Manual;
        }
        let client = Client::new(config, session, random.bytes(), now, wall);
        Self {
            name: name.into(),
            user: UserId::new(name.to_owned()).expect("a name that can be a user's"),
            client: client.expect("a good configuration"),
            manner,
            alive: true,
            comes: false,
            link: None,
            calls: BTreeSet::new(),
            written: 0,
        }
    }

    /// When the client wants to be called next.
    pub(crate) fn next_deadline(&self) -> Option<u64> {
        let deadline = self.client.next_deadline().filter(|_| self.alive)?;
        Some(deadline.at.as_millis())
    }
}
