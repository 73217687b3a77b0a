//! Says back what it is told, as EASEMOB_USER of EASEMOB_APP_KEY with EASEMOB_PASSWORD.

use std::{env, error::Error};

use easemob_smol::Connection;
use easemob_smol::core::{AppKey, Body, Config, Credentials, Event, Outgoing, UserId};

async fn run() -> Result<(), Box<dyn Error>> {
    let config = Config::new(AppKey::parse(&env::var("EASEMOB_APP_KEY")?)?);
    let user = UserId::new(env::var("EASEMOB_USER")?)?;
    let mut connection = Connection::new(config, None)?;
    connection.log_in(Credentials::password(user, env::var("EASEMOB_PASSWORD")?)).await?;
    loop {
        match connection.next().await {
            Event::Message(message) => {
                let Body::Text(text) = &message.body else { continue };
                println!("{}: {text}", message.from.name);
                let from = UserId::new(message.from.name)?;
                connection.send(Outgoing::text(from, text.clone()))?;
            }
            Event::Offline(why) => return Err(why.into()),
            _ => {}
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    futures_lite::future::block_on(run())
}
