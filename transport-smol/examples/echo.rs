//! Says back what it is told, as EASEMOB_USER of EASEMOB_APP_KEY with EASEMOB_PASSWORD. EASEMOB_WS and
//! EASEMOB_REST lead to a private deployment or to the emulator.

use std::{env, error::Error};

use easemob_smol::Connection;
use easemob_smol::core::{AppKey, Body, Config, Credentials, Event, Outgoing, UserId};

async fn run() -> Result<(), Box<dyn Error>> {
    let app_key = AppKey::parse(&env::var("EASEMOB_APP_KEY")?)?;
    let config = match (env::var("EASEMOB_WS"), env::var("EASEMOB_REST")) {
        (Ok(websocket), Ok(rest)) => Config::private(app_key, websocket, rest),
        _ => Config::new(app_key),
    };
    let user = UserId::new(env::var("EASEMOB_USER")?)?;
    let mut connection = Connection::new(config, None)?;
    let who = Credentials::password(user, env::var("EASEMOB_PASSWORD")?);
    println!("online as {}", connection.log_in(who).await?.user);
    loop {
        match connection.next().await {
            Event::Message(message) => {
                let Body::Text(text) = &message.body else { continue };
                println!("{}: {text}", message.from.name);
                // Not to ourselves, and not to a name no user can have.
                let Ok(from) = UserId::new(message.from.name.clone()) else { continue };
                if Some(&from) == connection.client().user() {
                    continue;
                }
                if let Err(refused) = connection.send(Outgoing::text(from, text.clone())) {
                    println!("not sent: {}", refused.why);
                }
            }
            Event::Offline(why) => return Err(why.into()),
            _ => {}
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    futures_lite::future::block_on(run())
}
