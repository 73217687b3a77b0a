//! The opening handshake of a WebSocket, for a [`Net`](crate::Net) to carry out.

use std::io::{self, ErrorKind};

use bytes::{Buf, BytesMut};
use easemob_core::websocket::{NotUpgraded, Target, Upgrade};
use easemob_core::{Lost, LostKind};

use crate::connect::unusable;

/// What to write, and what to make of the answer. The core's: a WebSocket library would keep the
/// 4 KiB it reads the answer into for as long as the connection lasts.
pub struct Handshake {
    request: BytesMut,
    answer: BytesMut,
    upgrade: Upgrade,
}

impl Handshake {
    pub(crate) fn new(url: &str) -> Result<Self, Lost> {
        let target = Target::parse(url).map_err(|bad| unusable(&bad.to_string()))?;
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|error| unusable(&error.to_string()))?;
        let mut request = BytesMut::new();
        let upgrade = Upgrade::new(&target, nonce, &mut request);
        Ok(Self { request, answer: BytesMut::new(), upgrade })
    }

    /// What to write first, and flush.
    #[must_use]
    pub fn request(&self) -> &[u8] {
        &self.request
    }

    /// Takes what was read; nothing means the end. When the server has agreed, these are the bytes
    /// that came behind its answer.
    ///
    /// # Errors
    /// `UnexpectedEof` at the end, and `InvalidData` with [`NotUpgraded`] when the server does not
    /// agree.
    pub fn read(&mut self, bytes: &[u8]) -> io::Result<Option<Vec<u8>>> {
        if bytes.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.answer.extend_from_slice(bytes);
        let agreed = self.upgrade.feed(&mut self.answer);
        let agreed = agreed.map_err(|why| io::Error::new(ErrorKind::InvalidData, why))?;
        Ok(agreed.then(|| self.answer.copy_to_bytes(self.answer.len()).into()))
    }
}

/// Why there is no WebSocket.
pub(crate) fn not_upgraded(error: &io::Error) -> Lost {
    let refused = error.get_ref().is_some_and(|why| why.is::<NotUpgraded>());
    let ended = error.kind() == ErrorKind::UnexpectedEof;
    match () {
        () if refused => Lost::new(LostKind::Protocol, error.to_string()),
        () if ended => Lost::new(LostKind::Broken, "ended before the upgrade was answered"),
        () => Lost::new(LostKind::Broken, error.to_string()),
    }
}
