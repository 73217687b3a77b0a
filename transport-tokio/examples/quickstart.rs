//! Two users on a server inside this process, a cut link, a kick: `easemob-smol` has the same with
//! more to choose from. Ends with an error unless each message was heard exactly once.

use std::error::Error;
use std::time::Instant;

use easemob_emulator::listener::{Options, spawn};
use easemob_tokio::core::{
    AppKey, Body, Config, Credentials, Event, OfflineCause, Outgoing, UserId,
};
use easemob_tokio::{Connection, Events, Handle};
use serde_json::json;
use tokio::sync::mpsc;

type Failure = Box<dyn Error + Send + Sync>;

/// Prints what a user is told and passes texts and the end of the session on.
async fn follow(
    name: &'static str,
    start: Instant,
    mut events: Events,
    heard: mpsc::UnboundedSender<Result<String, OfflineCause>>,
) {
    while let Some(event) = events.next().await {
        let told = match event {
            Event::Message(message) => {
                let Body::Text(text) = &message.body else { continue };
                println!("{:7.3}  {name:<6}heard {text:?}", start.elapsed().as_secs_f64());
                heard.send(Ok(text.to_string()))
            }
            Event::Offline(cause) => heard.send(Err(cause)),
            Event::SessionChanged => continue,
            event => {
                println!("{:7.3}  {name:<6}{event:?}", start.elapsed().as_secs_f64());
                continue;
            }
        };
        if told.is_err() {
            return;
        }
    }
}

fn text(to: &str, text: &'static str) -> Result<Outgoing, Failure> {
    Ok(Outgoing::text(UserId::new(to.to_owned())?, text))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let accounts = [("alice", "rosebud"), ("bob", "unused")];
    let seed_users = accounts.map(|(name, password)| (name.into(), password.into())).into();
    let server = spawn(Options { seed_users, ..Options::default() })?;
    let token = server.control(json!({ "op": "token", "user": "bob" }))?;
    let token = token["token"].as_str().unwrap_or_default();
    let config = Config::private(AppKey::parse("oracle#test")?, &server.ws, &server.rest);

    let start = Instant::now();
    let (hear, mut heard) = mpsc::unbounded_channel();
    let (other, _at_alice) = mpsc::unbounded_channel();
    let join = |name, told| -> Result<Handle, Failure> {
        let (handle, events, background) = Connection::new(config.clone(), None)?.into_background();
        tokio::spawn(background.run());
        tokio::spawn(follow(name, start, events, told));
        Ok(handle)
    };
    let (alice, bob) = (join("alice", other)?, join("bob", hear)?);
    alice.login(Credentials::password(UserId::new("alice")?, "rosebud")).await?;
    bob.login(Credentials::token(UserId::new("bob")?, token)).await?;

    println!("         alice talks; bob's link is cut");
    alice.send(text("bob", "Hello Bob")?).await?;
    server.control(json!({ "op": "drop", "user": "bob" }))?;
    alice.send(text("bob", "Are you there?")?).await?;
    for expected in ["Hello Bob", "Are you there?"] {
        match heard.recv().await {
            Some(Ok(heard)) if heard == expected => {}
            other => return Err(format!("bob was told {expected:?} and got {other:?}").into()),
        }
    }

    println!("         another device forces bob off");
    server.control(
        json!({ "op": "kick", "user": "bob", "operation": "USER_KICKED_BY_OTHER_DEVICE" }),
    )?;
    match heard.recv().await {
        Some(Err(OfflineCause::Kicked(kick))) => println!("         bob: {kick}"),
        other => return Err(format!("bob was to be kicked and got {other:?}").into()),
    }

    println!("         they log out");
    alice.shutdown().await;
    bob.shutdown().await;
    match heard.recv().await {
        None => Ok(()),
        more => Err(format!("bob was told nothing more and got {more:?}").into()),
    }
}
