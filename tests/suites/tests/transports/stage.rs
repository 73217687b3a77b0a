//! An emulator with two users, and what scenarios do with connections to it.

use easemob_core::driver::Connection;
use easemob_core::event::Outcome;
use easemob_core::{
    AppKey, Body, Config, Credentials, Event, LocalId, OfflineCause, Outgoing, ServerId, Session,
    UserId,
};
use easemob_emulator::listener::{Options, Running, spawn};
use serde_json::{Value, json};

use crate::ground::Ground;

pub(crate) const APP_KEY: &str = "oracle#test";
pub(crate) const PASSWORD: &str = "open sesame";

pub(crate) type Conn<G> = Connection<<G as Ground>::Runtime>;

/// A server where `alice` and `bob` have accounts.
pub(crate) struct Stage {
    pub(crate) server: Running,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let user = |name: &str| (name.to_owned(), PASSWORD.to_owned());
        let seed_users = vec![user("alice"), user("bob")];
        Self { server: spawn(Options { seed_users, ..Options::default() }).expect("an emulator") }
    }

    pub(crate) fn control(&self, operation: Value) -> Value {
        self.server.control(operation).expect("an operation")
    }

    /// Pauses short enough for a test.
    pub(crate) fn config(&self) -> Config {
        config(&self.server.ws, &self.server.rest)
    }

    pub(crate) fn open<G: Ground>(&self) -> Conn<G> {
        open::<G>(self.config(), None)
    }

    /// A connection that is logged in.
    pub(crate) async fn online<G: Ground>(&self, name: &str) -> Conn<G> {
        self.online_with::<G>(name, self.config(), None).await
    }

    pub(crate) async fn online_with<G: Ground>(
        &self,
        name: &str,
        config: Config,
        session: Option<Session>,
    ) -> Conn<G> {
        let mut connection = open::<G>(config, session);
        connection.log_in(by_password(name)).await.expect("a login");
        connection
    }

    pub(crate) fn token(&self, user: &str) -> String {
        let token = self.control(json!({ "op": "token", "user": user }));
        token["token"].as_str().expect("a token").to_owned()
    }

    /// Texts for `user` as if `from` had sent them: `text 0`, `text 1`, …
    pub(crate) fn inject(&self, user: &str, from: &str, count: usize) {
        self.control(json!({ "op": "inject", "user": user, "from": from, "count": count }));
    }

    pub(crate) fn state(&self) -> Value {
        self.control(json!({ "op": "state" }))
    }

    pub(crate) fn connections(&self) -> u64 {
        self.state()["connections"].as_u64().expect("a number")
    }

    pub(crate) fn counter(&self, name: &str) -> u64 {
        self.state()["counters"][name].as_u64().unwrap_or_default()
    }
}

pub(crate) fn config(ws: &str, rest: &str) -> Config {
    let mut config = Config::private(AppKey::parse(APP_KEY).expect("an app key"), ws, rest);
    config.backoff_base_ms = 20;
    config.backoff_cap_ms = 200;
    config.stable_ms = 0;
    config
}

pub(crate) fn open<G: Ground>(config: Config, session: Option<Session>) -> Conn<G> {
    Conn::<G>::with_runtime(config, session, G::runtime()).expect("a good configuration")
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

pub(crate) fn by_password(name: &str) -> Credentials {
    Credentials::password(user(name), PASSWORD)
}

pub(crate) fn text_to(name: &str, text: impl Into<String>) -> Outgoing {
    Outgoing::text(user(name), text.into())
}

/// What a text says.
pub(crate) fn text_of(event: &Event) -> Option<String> {
    match event {
        Event::Message(message) => match &message.body {
            Body::Text(text) => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// The next event `wanted` has an answer to.
pub(crate) async fn find<G: Ground, T>(
    connection: &mut Conn<G>,
    wanted: impl Fn(&Event) -> Option<T>,
) -> T {
    loop {
        if let Some(found) = wanted(&connection.next().await) {
            return found;
        }
    }
}

pub(crate) async fn hear<G: Ground>(connection: &mut Conn<G>, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        texts.push(find::<G, _>(connection, text_of).await);
    }
    texts
}

pub(crate) async fn settled<G: Ground>(connection: &mut Conn<G>, id: LocalId) -> Outcome {
    find::<G, _>(connection, |event| match event {
        Event::Settled { local, outcome } if *local == id => Some(outcome.clone()),
        _ => None,
    })
    .await
}

/// Sends a text and waits until the server has it.
pub(crate) async fn deliver<G: Ground>(
    connection: &mut Conn<G>,
    to: &str,
    text: impl Into<String>,
) -> ServerId {
    let id = connection.send(text_to(to, text)).expect("room in the outbox");
    match settled::<G>(connection, id).await {
        Outcome::Sent { server, .. } => server,
        other => panic!("not sent: {other:?}"),
    }
}

pub(crate) async fn offline<G: Ground>(connection: &mut Conn<G>) -> OfflineCause {
    find::<G, _>(connection, |event| match event {
        Event::Offline(cause) => Some(cause.clone()),
        _ => None,
    })
    .await
}

pub(crate) fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("text {number}")).collect()
}
