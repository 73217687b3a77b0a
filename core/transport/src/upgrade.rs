//! The opening handshake of a WebSocket. The core's: a WebSocket library would keep the 4 KiB it reads
//! the answer into for as long as the connection lasts.

use std::io::{self, ErrorKind};

use bytes::BytesMut;
use easemob_core::websocket::{NotUpgraded, Target, Upgrade};
use easemob_core::{Lost, LostKind};

use crate::connect::unusable;
use crate::net::Net;

/// Most bytes of one read. What comes behind the answer is kept.
const READ: usize = 512;

/// Asks for the upgrade of a stream, and waits until the server agrees. Gives the bytes that came
/// behind its answer.
pub(crate) async fn upgrade<N: Net>(stream: &mut N::Stream, url: &str) -> Result<Vec<u8>, Lost> {
    let target = Target::parse(url).map_err(|bad| unusable(&bad.to_string()))?;
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|error| unusable(&error.to_string()))?;
    let mut request = BytesMut::new();
    let upgrade = Upgrade::new(&target, nonce, &mut request);
    exchange::<N>(stream, &request, upgrade).await.map_err(|error| not_upgraded(&error))
}

async fn exchange<N: Net>(
    stream: &mut N::Stream,
    request: &[u8],
    mut upgrade: Upgrade,
) -> io::Result<Vec<u8>> {
    N::write(stream, request).await?;
    let mut answer = BytesMut::new();
    loop {
        let mut bytes = [0; READ];
        let length = N::read(stream, &mut bytes).await?;
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        answer.extend_from_slice(&bytes[..length]);
        let agreed = upgrade.feed(&mut answer);
        if agreed.map_err(|why| io::Error::new(ErrorKind::InvalidData, why))? {
            return Ok(answer.into());
        }
    }
}

fn not_upgraded(error: &io::Error) -> Lost {
    let refused = error.get_ref().is_some_and(|why| why.is::<NotUpgraded>());
    let ended = error.kind() == ErrorKind::UnexpectedEof;
    match () {
        () if refused => Lost::new(LostKind::Protocol, error.to_string()),
        () if ended => Lost::new(LostKind::Broken, "ended before the upgrade was answered"),
        () => Lost::new(LostKind::Broken, error.to_string()),
    }
}
