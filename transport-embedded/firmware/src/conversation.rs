//! What the device does: it says that it is there, answers its peer, and goes when it is told to.

use alloc::format;
use alloc::string::{String, ToString};

use easemob_embedded::core::{
    Body, Credentials, Event, LocalId, Network, OfflineCause, Outcome, Outgoing, UserId,
};
use easemob_embedded::{Connection, Dial};
use embassy_futures::select::{Either, select};
use semihosting::println;

/// Talks until the peer says "bye". `network` tells when the network comes or goes.
///
/// # Errors
/// Why the device went offline though nobody told it to.
pub async fn converse<D: Dial>(
    connection: &mut Connection<D>,
    who: Credentials,
    peer: UserId,
    mut network: impl AsyncFnMut() -> Network,
) -> Result<(), String> {
    let online = connection.log_in(who).await.map_err(|failed| failed.to_string())?;
    println!("online as {} on {}", online.user, online.resource);
    send(connection, Outgoing::text(peer.clone(), "I am here"))?;

    let mut leaving = None;
    loop {
        // Whichever is later is dropped, and nothing is lost with it.
        let event = match select(connection.next(), network()).await {
            Either::First(event) => event,
            Either::Second(change) => {
                println!("network: {change:?}");
                connection.network(change);
                continue;
            }
        };
        match event {
            Event::Message(message) if message.from.name == peer.as_str() => {
                let Body::Text(text) = &message.body else { continue };
                println!("{}: {text}", message.from.name);
                let answer = Outgoing::text(peer.clone(), format!("you said: {text}"));
                let local = send(connection, answer)?;
                if text == "bye" {
                    leaving = Some(local);
                }
            }
            Event::Settled { local, .. } if leaving == Some(local) => connection.logout(),
            Event::Settled { outcome: Outcome::Sent { .. }, .. } => {}
            Event::Settled { local, .. } => println!("{local} did not reach the server"),
            Event::Reconnecting { attempt, cause, .. } => {
                println!("reconnecting, attempt {attempt}: {cause}");
            }
            Event::Online(_) => println!("online again"),
            Event::Offline(OfflineCause::LoggedOut) => {
                println!("logged out");
                return Ok(());
            }
            Event::Offline(cause) => return Err(cause.to_string()),
            _ => {}
        }
    }
}

fn send<D: Dial>(connection: &mut Connection<D>, message: Outgoing) -> Result<LocalId, String> {
    connection.send(message).map_err(|refused| refused.why.to_string())
}
