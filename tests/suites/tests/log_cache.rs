//! The diagnostics of a real client, kept and saved (LOG rows).

#![allow(missing_docs)]

use std::time::Duration;

use easemob_core::driver::Connection;
use easemob_core::event::Outcome;
use easemob_core::log::{LogCache, LogLevel};
use easemob_core::{AppKey, Body, Config, Credentials, Event, Outgoing, UserId};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_smol::Smol;
use easemob_smol::log::LogKeeper;
use easemob_smol::log::tracing_subscriber::layer::SubscriberExt as _;
use easemob_smol::log::tracing_subscriber::registry;
use futures_lite::future::or;
use serde_json::json;

const PASSWORD: &str = "pass-unmistakable";
const WORDS: &str = "words-unmistakable";

fn server() -> Running {
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

/// Logs in by password and by token, fails to, talks to itself, is cut off and comes back, logs out.
/// The secrets there were.
fn a_day(server: &Running) -> Vec<String> {
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
    };
    async_io::block_on(within(day));
    secrets
}

/// What is kept of a day at that level.
fn kept(level: LogLevel) -> (LogKeeper, Vec<String>) {
    let keeper = LogKeeper::new(LogCache::default());
    keeper.set_level(level);
    let server = server();
    let subscriber = registry().with(keeper.layer());
    let secrets = tracing::subscriber::with_default(subscriber, || a_day(&server));
    (keeper, secrets)
}

#[test]
fn a_day_is_kept_without_its_secrets() {
    let (keeper, secrets) = kept(LogLevel::Trace);
    let lines = keeper.lines();
    let text = lines.join("\n");
    for said in [
        " INFO alice is online as ",
        " INFO bob is online as ",
        " DEBUG link lost: ",
        " TRACE page of ",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
    assert_eq!(secrets.len(), 4);
    for secret in &secrets {
        assert!(secret.len() > 8 && !text.contains(secret), "{secret:?} is in\n{text}");
    }
}

#[test]
fn each_level_keeps_what_is_at_or_above_it() {
    for set in [LogLevel::Debug, LogLevel::Info, LogLevel::Silent] {
        let (keeper, _) = kept(set);
        let level = |line: &String| line.split(' ').nth(1).expect("a level").to_owned();
        let levels: Vec<LogLevel> =
            keeper.lines().iter().map(|line| level(line).parse().expect("a level")).collect();
        assert!(levels.iter().all(|it| set.shows(*it)), "{set}: {levels:?}");
        assert_eq!(levels.contains(&set), set != LogLevel::Silent, "{set}: {levels:?}");
    }
}

#[test]
fn it_is_saved_as_a_file() {
    let (keeper, _) = kept(LogLevel::Info);
    let folder = std::env::temp_dir().join(format!("easemob-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(LogKeeper::FILE_NAME);
    std::fs::write(&file, "something longer than what is saved ".repeat(1_000)).expect("a file");
    keeper.save(&file).expect("saved");
    let saved = std::fs::read_to_string(&file).expect("text");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert!(saved.lines().count() > 1);
    assert_eq!(saved.lines().collect::<Vec<_>>(), keeper.lines());
    keeper.clear();
    assert_eq!(keeper.lines().len(), 0);
}
