//! Connections and who is logged in on them.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use easemob_core::wire::{CompressError, Compressor, Decompressor, MAX_RAW_FRAME};

use crate::config::Direction;
use crate::queues::QueueId;
use crate::server::Peer;

/// One connection.
#[derive(Default)]
pub(crate) struct Session {
    /// The name its PROVISION stated, accepted or not.
    pub(crate) claimed: Option<String>,
    pub(crate) login: Option<Login>,
    /// The token it logged in with.
    pub(crate) token: Option<String>,
    /// Compression to start with once the answer to PROVISION left.
    pub(crate) granted: Option<Direction>,
    pub(crate) up: Option<Decompressor>,
    pub(crate) down: Option<Compressor>,
    /// Frames that a fault holds back, and until when the last of them.
    pub(crate) delayed: usize,
    pub(crate) delayed_until: u64,
    /// About to be closed: nothing is read from it or pushed to it any more.
    pub(crate) closing: bool,
    /// Last keys of pages that said they are the last; the next pull acknowledges them.
    pub(crate) flagged: BTreeMap<QueueId, u64>,
}

/// Who is logged in on a connection.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) resource: String,
    pub(crate) os: i32,
}

/// All connections, and the peers of each user.
#[derive(Default)]
pub(crate) struct Sessions {
    by_peer: BTreeMap<Peer, Session>,
    by_user: BTreeMap<String, BTreeSet<Peer>>,
}

impl Session {
    /// Restores an uplink message.
    pub(crate) fn read(&mut self, message: Bytes) -> Result<Bytes, CompressError> {
        match &mut self.up {
            Some(decompressor) => decompressor.decompress(&message),
            None => Ok(message),
        }
    }

    /// Makes a downlink message; what cannot be compressed leaves as it is.
    pub(crate) fn write(&mut self, frame: &Bytes) -> Bytes {
        let compressed = self.down.as_mut().and_then(|down| down.compress(frame).ok());
        compressed.unwrap_or_else(|| frame.clone())
    }

    /// Starts the granted compression.
    pub(crate) fn start_compression(&mut self) {
        if let Some(direction) = self.granted.take() {
            self.up = direction.up().then(|| Decompressor::new(MAX_RAW_FRAME));
            self.down = direction.down().then(Compressor::new);
        }
    }
}

impl Sessions {
    pub(crate) fn open(&mut self, peer: Peer) {
        self.by_peer.insert(peer, Session::default());
    }

    pub(crate) fn get(&self, peer: Peer) -> Option<&Session> {
        self.by_peer.get(&peer)
    }

    pub(crate) fn get_mut(&mut self, peer: Peer) -> Option<&mut Session> {
        self.by_peer.get_mut(&peer)
    }

    pub(crate) fn login(&self, peer: Peer) -> Option<&Login> {
        self.by_peer.get(&peer)?.login.as_ref()
    }

    pub(crate) fn close(&mut self, peer: Peer) -> Option<Session> {
        self.log_out(peer);
        self.by_peer.remove(&peer)
    }

    pub(crate) fn log_in(&mut self, peer: Peer, login: Login) {
        self.log_out(peer);
        if let Some(session) = self.by_peer.get_mut(&peer) {
            self.by_user.entry(login.user.clone()).or_default().insert(peer);
            session.login = Some(login);
        }
    }

    /// Takes the login off a connection; it stays open.
    pub(crate) fn log_out(&mut self, peer: Peer) -> Option<Login> {
        let login = self.by_peer.get_mut(&peer)?.login.take()?;
        if let Some(peers) = self.by_user.get_mut(&login.user) {
            peers.remove(&peer);
            if peers.is_empty() {
                self.by_user.remove(&login.user);
            }
        }
        Some(login)
    }

    /// Connections a user is logged in on.
    pub(crate) fn of(&self, user: &str) -> Vec<(Peer, &Login)> {
        let peers = self.by_user.get(user).into_iter().flatten();
        peers.filter_map(|peer| Some((*peer, self.login(*peer)?))).collect()
    }

    /// Who is logged in on a device of that name.
    pub(crate) fn user_on(&self, resource: &str) -> Option<String> {
        let mut logins = self.by_peer.values().filter_map(|session| session.login.as_ref());
        logins.find(|login| login.resource == resource).map(|login| login.user.clone())
    }

    /// The device that logged in with a token.
    pub(crate) fn device_with(&self, token: &str) -> Option<String> {
        let mut all = self.by_peer.values();
        let session = all.find(|session| session.token.as_deref() == Some(token))?;
        session.login.as_ref().map(|login| login.resource.clone())
    }

    /// Connections that `user` names in a control operation: logged in or only claimed so.
    pub(crate) fn named(&self, user: &str) -> Vec<Peer> {
        let all = self.by_peer.iter();
        let named = all.filter(|(_, session)| {
            user == "*" || session.claimed.as_deref().is_some_and(|name| name == user)
        });
        named.map(|(peer, _)| *peer).collect()
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &String> {
        self.by_user.keys()
    }

    pub(crate) fn peers(&self) -> Vec<Peer> {
        self.by_peer.keys().copied().collect()
    }
}
