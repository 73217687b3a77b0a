//! What is to happen, in the order of time; equal times in the order of entry.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::{CallId, Link, Lost, Request, Response};

use crate::person::Process;
use crate::world::Who;

/// A link of a process.
pub(crate) type Place = (Process, Link);

/// Something the network brings about.
pub(crate) enum Happening {
    /// A dial succeeds.
    Opened(Place),
    /// A frame reaches the server.
    ToServer(Place, Bytes),
    /// A frame reaches the client.
    ToClient(Place, Bytes),
    /// The server learns that a link ended.
    ServerLoses(Place),
    /// The client learns that a link ended.
    ClientLoses(Place, Lost),
    /// A REST request reaches the server.
    Asked(Process, CallId, Request),
    /// Its answer, or its failure, reaches the client.
    Answered(Process, CallId, Result<Response, Lost>),
    /// An application whose session ended logs in again.
    Returns(Process),
    /// A slow application comes for the next event.
    Takes(Process),
    /// A process that ended starts again.
    Starts(Who),
}

impl Happening {
    /// The link it is about, if it is about one.
    pub(crate) fn place(&self) -> Option<Place> {
        match self {
            Self::Opened(place)
            | Self::ToServer(place, _)
            | Self::ToClient(place, _)
            | Self::ServerLoses(place)
            | Self::ClientLoses(place, _) => Some(*place),
            _ => None,
        }
    }
}

#[derive(Default)]
pub(crate) struct Agenda {
    entries: BTreeMap<(u64, u64), Happening>,
    entered: u64,
}

impl Agenda {
    pub(crate) fn enter(&mut self, at: u64, happening: Happening) {
        self.entered += 1;
        self.entries.insert((at, self.entered), happening);
    }

    pub(crate) fn next(&self) -> Option<u64> {
        self.entries.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take(&mut self) -> Option<Happening> {
        self.entries.pop_first().map(|(_, happening)| happening)
    }
}
