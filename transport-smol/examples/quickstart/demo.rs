//! Two users on a server inside this process.

use easemob_emulator::listener::{self, Running};
use easemob_smol::core::{AppKey, Config, Credentials, Kick, OfflineCause, UserId};
use futures_lite::future::try_zip;
use serde_json::{Value, json};

use crate::Failure;
use crate::person::Person;
use crate::screen::Screen;

const APP_KEY: &str = "demo#quickstart";

pub(crate) async fn run(screen: &Screen) -> Result<(), Failure> {
    let server = listener::spawn(listener::Options {
        app_key: Some(APP_KEY.into()),
        seed_users: vec![("alice".into(), "rosebud".into()), ("bob".into(), "unused".into())],
        ..listener::Options::default()
    })?;
    screen.say("server", &format!("listens at {}", server.ws));
    let token = control(&server, json!({ "op": "token", "user": "bob" }))?;
    let token = token["token"].as_str().ok_or("no token")?.to_owned();

    let mut config = Config::private(AppKey::parse(APP_KEY)?, &server.ws, &server.rest);
    config.backoff_base_ms = 400;
    let alice = Person::new("alice", config.clone(), screen)?;
    let bob = Person::new("bob", config, screen)?;

    screen.good("two log in: one by password, one by token");
    alice.handle.login(Credentials::password(UserId::new("alice")?, "rosebud")).await?;
    bob.handle.login(Credentials::token(UserId::new("bob")?, token.clone())).await?;

    screen.good("they talk");
    alice.tell(&bob, "Hello Bob").await?;
    bob.tell(&alice, "Hello Alice").await?;
    let mut bob_heard = bob.hear(1).await?;
    let mut alice_heard = alice.hear(1).await?;

    screen.good("bob's link is cut while both go on talking");
    control(&server, json!({ "op": "drop", "user": "bob" }))?;
    screen.say("server", "dropped bob's connection");
    let alice_talks = async {
        for text in ["Are you there?", "Do you hear me?", "Bob?"] {
            alice.tell(&bob, text).await?;
        }
        bob.hear(3).await
    };
    let bob_talks = async {
        bob.tell(&alice, "I was in a tunnel").await?;
        alice.hear(1).await
    };
    let (heard_by_bob, heard_by_alice) = try_zip(alice_talks, bob_talks).await?;
    bob_heard.extend(heard_by_bob);
    alice_heard.extend(heard_by_alice);

    screen.good("another device forces bob off; what is said meanwhile waits for him");
    let kick = json!({ "op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE" });
    control(&server, kick)?;
    let cause = bob.offline().await?;
    if cause != OfflineCause::Kicked(Kick::KickedByOtherDevice) {
        return Err(format!("bob is offline for another reason: {cause}").into());
    }
    alice.tell(&bob, "See you tomorrow").await?;
    bob.handle.login(Credentials::token(UserId::new("bob")?, token)).await?;
    bob_heard.extend(bob.hear(1).await?);

    screen.good("they log out");
    alice.handle.shutdown().await;
    bob.handle.shutdown().await;
    bob_heard.extend(bob.unexpected());
    alice_heard.extend(alice.unexpected());

    let told_bob = ["Hello Bob", "Are you there?", "Do you hear me?", "Bob?", "See you tomorrow"];
    check("bob", &bob_heard, &told_bob)?;
    check("alice", &alice_heard, &["Hello Alice", "I was in a tunnel"])?;
    screen.good("7 messages sent, each heard exactly once and in order");
    Ok(())
}

fn check(name: &str, heard: &[String], told: &[&str]) -> Result<(), Failure> {
    if heard == told {
        return Ok(());
    }
    Err(format!("{name} was told {told:?} and heard {heard:?}").into())
}

fn control(server: &Running, operation: Value) -> Result<Value, Failure> {
    Ok(server.control(operation)?)
}
