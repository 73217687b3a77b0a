//! A day of two clients beside a real server, with everything a log may be asked about.

use std::time::Duration;

use easemob_core::driver::Connection;
use easemob_core::event::Outcome;
use easemob_core::{AppKey, Body, Config, Credentials, Event, OfflineCause, Outgoing, UserId};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_smol::Smol;
use futures_lite::future::or;
use serde_json::json;

const PASSWORD: &str = "pass-unmistakable";
const WORDS: &str = "words-unmistakable";

pub(crate) fn server() -> Running {
    let user = |name: &str| (name.to_owned(), PASSWORD.to_owned());
    spawn(Options { seed_users: vec![user("alice"), user("bob")], ..Options::default() })
        .expect("an emulator")
}

fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

async fn within(run: impl Future<Output = ()>) {
    or(run, async {
        async_io::Timer::after(Duration::from_secs(60)).await;
        panic!("it takes too long");
    })
    .await;
}

/// Logs in by password and by token, fails to, talks to itself, is cut off and comes back, logs out,
/// is kicked.
/// The secrets there were.
pub(crate) fn a_day(server: &Running) -> Vec<String> {
    let key = AppKey::parse("oracle#test").expect("an app key");
    let config = Config::private(key, &server.ws, &server.rest);
    let token = server.control(json!({ "op": "token", "user": "bob" })).expect("an operation");
    let token = token["token"].as_str().expect("a token").to_owned();
    let mut secrets = vec![PASSWORD.to_owned(), WORDS.to_owned(), token.clone()];
    let day = async {
        let mut bob = Connection::<Smol>::new(config.clone(), None).expect("a configuration");
        bob.log_in(Credentials::token(user("bob"), token)).await.expect("a login");
        let wrong = format!("{PASSWORD} and more");
        let mut alice = Connection::<Smol>::new(config, None).expect("a configuration");
        alice.log_in(Credentials::password(user("alice"), wrong)).await.expect_err("refused");
        alice.log_in(Credentials::password(user("alice"), PASSWORD)).await.expect("a login");
        secrets.push(alice.client().access_token().expect("a token").expose().to_owned());

        alice.send(Outgoing::text(user("bob"), WORDS).ext("k", WORDS)).expect("accepted");
        loop {
            match alice.next().await {
                Event::Settled { outcome: Outcome::Sent { .. }, .. } => break,
                Event::Settled { outcome, .. } => panic!("{outcome:?}"),
                _ => {}
            }
        }
        loop {
            if let Event::Message(message) = bob.next().await {
                assert_eq!(message.body, Body::Text(WORDS.into()));
                break;
            }
        }
        server.control(json!({ "op": "drop", "user": "alice" })).expect("an operation");
        while !matches!(alice.next().await, Event::Online(online) if online.again) {}
        alice.logout();
        while !matches!(alice.next().await, Event::Offline(_)) {}
        let kick =
            json!({ "op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE" });
        server.control(kick).expect("an operation");
        while !matches!(bob.next().await, Event::Offline(OfflineCause::Kicked(_))) {}
    };
    async_io::block_on(within(day));
    secrets
}
