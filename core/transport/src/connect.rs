//! From a URL to a byte stream: name, addresses, TCP, TLS.

use std::io;
use std::time::Duration;

use easemob_core::driver::in_turn;
use easemob_core::{Lost, LostKind};
use hyper::Uri;
use rustls::pki_types::ServerName;

use crate::net::{Net, within};
use crate::tls::Tls;

/// How long one address of a host may take while others wait for their turn.
const NEXT_ADDRESS: Duration = Duration::from_secs(2);

/// Connects to the host of a URL; encrypted unless its scheme is `ws` or `http`.
pub(crate) async fn connect<N: Net>(uri: &Uri, tls: &Tls) -> Result<N::Stream, Lost> {
    let Place { host, port, plain } = Place::of(uri)?;
    let stream = connect_tcp::<N>(host, port).await.map_err(|error| unreachable(&error))?;
    if plain {
        return Ok(stream);
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|_| unusable("no host name"))?;
    N::encrypt(stream, name, tls.config()).await.map_err(|error| unreachable(&error))
}

/// Where a URL leads.
#[derive(Debug, PartialEq, Eq)]
struct Place<'a> {
    host: &'a str,
    port: u16,
    plain: bool,
}

impl<'a> Place<'a> {
    fn of(uri: &'a Uri) -> Result<Self, Lost> {
        let plain = match uri.scheme_str() {
            Some("ws" | "http") => true,
            Some("wss" | "https") => false,
            _ => return Err(unusable("the URL has no scheme this transport speaks")),
        };
        let host = uri.host().ok_or_else(|| unusable("the URL names no host"))?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(if plain { 80 } else { 443 });
        Ok(Self { host, port, plain })
    }
}

/// Tries every address, one after another, the families in turn.
async fn connect_tcp<N: Net>(host: &str, port: u16) -> io::Result<N::Stream> {
    let mut addresses = in_turn(N::resolve(host.to_owned(), port).await?);
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    while let Some(address) = addresses.pop_front() {
        let connecting = N::connect(address);
        let connected = match addresses.is_empty() {
            true => connecting.await,
            false => within::<N, _>(NEXT_ADDRESS, connecting)
                .await
                .unwrap_or_else(|| Err(io::ErrorKind::TimedOut.into())),
        };
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// A request that cannot be made, whatever the network does.
pub(crate) fn unusable(what: &str) -> Lost {
    Lost::new(LostKind::Unreachable, what)
}

fn unreachable(error: &io::Error) -> Lost {
    Lost::new(LostKind::Unreachable, error.to_string())
}

#[cfg(test)]
mod tests {
    use hyper::Uri;

    use super::Place;

    #[test]
    fn places() {
        for (url, host, port, plain) in [
            ("ws://host/websocket", "host", 80, true),
            ("http://127.0.0.1:8080", "127.0.0.1", 8080, true),
            ("wss://host:44/websocket", "host", 44, false),
            ("https://[::1]/", "::1", 443, false),
        ] {
            let uri: Uri = url.parse().expect("a URL");
            assert_eq!(Place::of(&uri), Ok(Place { host, port, plain }));
        }
        for url in ["ftp://host/", "host", "/path"] {
            let uri: Uri = url.parse().expect("a URL");
            assert!(Place::of(&uri).is_err(), "{url}");
        }
    }
}
