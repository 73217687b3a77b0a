//! One account on a real server.

use std::time::{Duration, Instant};

use async_io::Timer;
use easemob_smol::Connection;
use easemob_smol::core::{Address, Event, Network, Outgoing};
use futures_lite::future::or;

use crate::Failure;
use crate::options::Account;
use crate::screen::Screen;

pub(crate) async fn run(screen: &Screen, account: Account) -> Result<(), Failure> {
    let user = account.who.user.clone();
    let name = user.as_str();
    let mut connection = Connection::new(account.config, None)?;
    screen.say(name, "logs in");
    let online = connection.log_in(account.who).await?;
    screen.say(name, &format!("online as {}", online.resource));

    if let Some(to) = &account.to {
        connection.send(Outgoing::text(Address::user(to)?, account.text))?;
    }
    follow(&mut connection, screen, name, account.seconds).await?;

    screen.say(name, "gives its link up, as if the network had gone, and comes back");
    connection.network(Network::Down);
    connection.network(Network::Up);
    follow(&mut connection, screen, name, account.seconds).await?;

    screen.say(name, "logs out");
    connection.shutdown().await;
    screen.good("done");
    Ok(())
}

/// Prints what happens for a while.
async fn follow(
    connection: &mut Connection,
    screen: &Screen,
    name: &str,
    seconds: u64,
) -> Result<(), Failure> {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        let next = async { Some(connection.next().await) };
        let over = async {
            Timer::at(end).await;
            None
        };
        match or(next, over).await {
            None => return Ok(()),
            Some(Event::Offline(cause)) => return Err(cause.into()),
            Some(Event::Message(message)) => {
                screen.say(name, &format!("heard {:?} from {}", message.body, message.from.name));
            }
            Some(Event::Settled { outcome, .. }) => {
                screen.say(name, &format!("the message: {outcome}"));
            }
            Some(Event::SessionChanged) => {}
            Some(event) => screen.say(name, &format!("{event:?}")),
        }
    }
}
