//! One client with the application that uses it.

use std::collections::BTreeSet;

use easemob_core::{AppKey, CallId, Client, Config, Instant, Link, UnixMillis, UserId};

use crate::random::Random;

/// The application everybody uses.
pub(crate) const APP_KEY: &str = "org#simulation";
/// Where its server is.
pub(crate) const HOST: &str = "http://server.test";

pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) user: UserId,
    pub(crate) client: Client,
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
    pub(crate) fn new(name: &str, random: &mut Random, now: Instant, wall: UnixMillis) -> Self {
        let app_key = AppKey::parse(APP_KEY).expect("an app key");
        let config = Config::private(app_key, "ws://server.test/websocket", HOST);
        let client = Client::new(config, None, random.bytes(), now, wall);
        Self {
            name: name.into(),
            user: UserId::new(name.to_owned()).expect("a name that can be a user's"),
            client: client.expect("a good configuration"),
            link: None,
            calls: BTreeSet::new(),
            written: 0,
        }
    }
}
