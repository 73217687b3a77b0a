//! What is to happen, in the order of time; equal times in the order of entry.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::{CallId, Link, Lost, Request, Response};

use crate::network::Way;
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
    /// An application that was asked for a token has got one, or has not.
    Renews(Process),
    /// A text reaches the client.
    Stray(Place, Bytes),
    /// A machine wakes up; its client is told so, or is not.
    Wakes(Process, bool),
    /// The server gives up a link on which a sleeper has not been heard of.
    Idles(Place),
    /// A machine has a network again, and says so.
    NetworkUp(Process),
    /// Bytes reach an end of a link.
    Bytes(Place, Way, Bytes),
    /// Bytes that waited for more leave.
    Flushes(Place, Way),
    /// A second of bad weather has passed.
    Gust,
}

impl Happening {
    /// The process it happens to: it has to wait while the machine sleeps.
    pub(crate) fn process(&self) -> Option<Process> {
        match self {
            Self::Opened(place)
            | Self::ToClient(place, _)
            | Self::ClientLoses(place, _)
            | Self::Stray(place, _)
            | Self::Bytes(place, Way::Down, _) => Some(place.0),
            Self::Answered(process, ..)
            | Self::Returns(process)
            | Self::Takes(process)
            | Self::Renews(process)
            | Self::NetworkUp(process) => Some(*process),
            Self::ToServer(..)
            | Self::ServerLoses(_)
            | Self::Asked(..)
            | Self::Bytes(_, Way::Up, _)
            | Self::Flushes(..)
            | Self::Starts(_)
            | Self::Wakes(..)
            | Self::Idles(_)
            | Self::Gust => None,
        }
    }
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
