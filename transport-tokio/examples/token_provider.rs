//! Stays logged in with short-lived tokens that somebody else renews: here they stand in a file that
//! is replaced from outside, as a secret of Kubernetes is; yours may come from your own server.
//! EASEMOB_APP_KEY, EASEMOB_USER, EASEMOB_TOKEN_FILE.

mod account;

use std::path::PathBuf;

use account::{Failure, variable};
use easemob_tokio::Connection;
use easemob_tokio::core::{Credentials, Event, Renewal, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let file = PathBuf::from(variable("EASEMOB_TOKEN_FILE")?);
    let mut config = account::config()?;
    // Asked when the token is near its end, and when the server refuses it.
    config.renewal = Renewal::Application { answer_ms: 10_000 };
    let (handle, mut events, background) = Connection::new(config, None)?.into_background();
    let provided = file.clone();
    tokio::spawn(
        background
            .token_provider(move || {
                let file = provided.clone();
                async move { token(&file).ok() }
            })
            .run(),
    );

    let token = token(&file)?;
    println!("online as {}", handle.login(Credentials::token(account::user()?, token)).await?.user);
    while let Some(event) = events.next().await {
        match event {
            Event::TokenRenewed(Ok(until)) => println!("renewed until {}", until.0),
            Event::TokenRenewed(Err(failed)) => println!("not renewed: {failed}"),
            Event::Offline(why) => return Err(why.into()),
            _ => {}
        }
    }
    Ok(())
}

fn token(file: &PathBuf) -> std::io::Result<Secret> {
    Ok(Secret::new(std::fs::read_to_string(file)?.trim()))
}
