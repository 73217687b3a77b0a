//! Says back what it is told: `EASEMOB_APP_KEY=org#app EASEMOB_USER=bot EASEMOB_PASSWORD=… cargo run
//! -p easemob-tokio --example echo`.

mod account;

use account::Failure;
use easemob_tokio::Connection;
use easemob_tokio::core::{Body, Event, Outgoing, UserId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let mut connection = Connection::new(account::config()?, None)?;
    let online = connection.log_in(account::credentials()?).await?;
    println!("online as {}", online.user);
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
