//! The network: ordered lanes with delay, and everything the weather does to them.

mod hosts;
mod rest;
mod segments;
mod stream;

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use easemob_core::{Lost, LostKind};

pub(crate) use hosts::HOSTS;
pub(crate) use stream::Heard;
use stream::Stream;

use crate::agenda::{Agenda, Happening, Place};
use crate::fault::{Fault, Faults};
use crate::random::Random;
use crate::weather::Weather;
use crate::world::Who;

/// How long a server keeps a connection on which nothing can arrive.
const SERVER_IDLE: u64 = 120_000;

/// A direction of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the client.
    Up,
    /// To the client.
    Down,
}

impl Way {
    fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }

    /// The fault that it is silent.
    fn silence(self) -> Fault {
        match self {
            Self::Up => Fault::SilentUp,
            Self::Down => Fault::SilentDown,
        }
    }
}

pub(crate) struct Network {
    pub(crate) weather: Weather,
    pub(crate) agenda: Agenda,
    /// What has gone wrong so far, in and outside of the network.
    pub(crate) faults: Faults,
    /// The server takes no link before.
    pub(crate) closed_until: u64,
    /// Hosts that are down, and until when.
    pub(crate) dead: BTreeMap<&'static str, u64>,
    /// Whose machine has no network, and until when.
    pub(crate) gone: BTreeMap<Who, u64>,
    /// Frames cross as the bytes of WebSockets.
    pub(crate) speaks_bytes: bool,
    random: Random,
    wires: BTreeMap<Place, Wire>,
}

/// A link from dial to end. It is gone when both ends know.
struct Wire {
    up: Lane,
    down: Lane,
    /// The client has not been told of its end.
    client: bool,
    /// The client still reads.
    reads: bool,
    /// The server has been told of its beginning and not of its end.
    server: bool,
    url: String,
    /// Its ends, where it carries bytes.
    stream: Option<Box<Stream>>,
}

#[derive(Clone)]
struct Lane {
    /// When the last message of it arrives.
    clear_at: u64,
    silent: bool,
    /// Bytes that wait for more.
    held: BytesMut,
}

impl Network {
    pub(crate) fn new(random: Random) -> Self {
        Self {
            weather: Weather::calm(),
            agenda: Agenda::default(),
            faults: Faults::new(),
            closed_until: 0,
            dead: BTreeMap::new(),
            gone: BTreeMap::new(),
            speaks_bytes: false,
            random,
            wires: BTreeMap::new(),
        }
    }

    // ---- chance -----------------------------------------------------------------------------------

    /// Whether a fault happens here, in this weather. It is counted then.
    fn strikes(&mut self, fault: Fault) -> bool {
        let strikes = self.random.happens(self.weather.chance(fault));
        if strikes {
            self.count(fault);
        }
        strikes
    }

    pub(crate) fn count(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    // ---- links ----------------------------------------------------------------------------------

    pub(crate) fn dial(&mut self, now: u64, place: Place, url: &str) {
        let there_and_back = self.delay() + self.delay();
        let at = now + there_and_back;
        let lane = Lane { clear_at: at, silent: false, held: BytesMut::new() };
        let wire = Wire {
            up: lane.clone(),
            down: lane,
            client: true,
            reads: true,
            server: false,
            url: url.into(),
            stream: None,
        };
        self.wires.insert(place, wire);
        if self.strikes(Fault::DialHangs) {
            return;
        }
        if self.strikes(Fault::DialFails) {
            let lost = Lost::new(LostKind::Unreachable, "no route in this weather");
            return self.agenda.enter(at, Happening::ClientLoses(place, lost));
        }
        if self.strikes(Fault::DialOdd) {
            let lost = Lost::new(LostKind::Protocol, "the upgrade was answered with status 200");
            return self.agenda.enter(at, Happening::ClientLoses(place, lost));
        }
        if let Some(lost) = self.cannot_reach(at, place.0.who, url) {
            return self.agenda.enter(at, Happening::ClientLoses(place, lost));
        }
        self.agenda.enter(at, Happening::Opened(place));
    }

    /// Every link breaks; a server that remembers them notices much later.
    pub(crate) fn cut_all(&mut self, now: u64, remembers: bool) {
        for place in self.wires.keys().copied().collect::<Vec<_>>() {
            let lost = Lost::new(LostKind::Broken, "the server is gone");
            self.agenda.enter(now, Happening::ClientLoses(place, lost));
            let noticed = if remembers { now + SERVER_IDLE } else { now };
            self.agenda.enter(noticed, Happening::ServerLoses(place));
        }
    }

    pub(crate) fn send(&mut self, now: u64, place: Place, way: Way, frame: Bytes) {
        if self.lane(place, way).is_none_or(|lane| lane.silent) {
            return;
        }
        let mut delay = self.delay();
        if self.strikes(Fault::Stall) {
            delay += self.random.between(self.weather.stall);
        }
        let silent = self.strikes(way.silence());
        let cut_before = self.strikes(Fault::CutBefore);
        let cut_after = !cut_before && self.strikes(Fault::CutAfter);
        let Some(lane) = self.lane(place, way) else { return };
        if silent {
            lane.silent = true;
            return;
        }
        lane.clear_at = lane.clear_at.max(now + delay);
        let at = lane.clear_at;
        if let Some(bytes) = self.as_bytes(place, way, &frame) {
            if !cut_before {
                self.send_bytes(now, place, way, bytes);
            }
            if cut_before || cut_after {
                self.flush(now, place, way);
                let at = self.lane(place, way).map_or(at, |lane| lane.clear_at);
                self.cut(at, place);
            }
            return;
        }
        if !cut_before {
            let happening = match way {
                Way::Up => Happening::ToServer(place, frame),
                Way::Down => Happening::ToClient(place, frame),
            };
            self.agenda.enter(at, happening);
        }
        if cut_before || cut_after {
            self.cut(at, place);
        }
    }

    /// A frame as its end of a link of bytes writes it.
    fn as_bytes(&mut self, place: Place, way: Way, frame: &Bytes) -> Option<Bytes> {
        let stream = self.wires.get_mut(&place)?.stream.as_mut()?;
        Some(match way {
            Way::Up => stream.client_says(frame),
            Way::Down => stream.server_says(frame.clone()),
        })
    }

    /// The link breaks; both ends notice.
    pub(crate) fn cut(&mut self, at: u64, place: Place) {
        let lost = Lost::new(LostKind::Broken, "cut by the weather");
        self.agenda.enter(at, Happening::ServerLoses(place));
        self.agenda.enter(at, Happening::ClientLoses(place, lost));
    }

    /// The client's machine loses its power: the server is not told for a long time.
    pub(crate) fn abandon(&mut self, now: u64, place: Place) {
        let Some(wire) = self.wires.get_mut(&place) else { return };
        wire.client = false;
        self.agenda.enter(now + SERVER_IDLE, Happening::ServerLoses(place));
    }

    /// The machine at the client's end does nothing for now: the server gives up at some time.
    pub(crate) fn leave_alone(&mut self, now: u64, place: Place) {
        self.agenda.enter(now + SERVER_IDLE, Happening::Idles(place));
    }

    /// A client that speaks to a server which has given up is told so.
    pub(crate) fn reset_if_dead(&mut self, now: u64, place: Place) {
        if self.wires.get(&place).is_some_and(|wire| !wire.server) {
            let lost = Lost::new(LostKind::Broken, "connection reset by peer");
            self.agenda.enter(now + 1, Happening::ClientLoses(place, lost));
        }
    }

    /// A text of the server, past all faults.
    pub(crate) fn stray(&mut self, now: u64, place: Place, text: Bytes) {
        if let Some(stream) = self.wires.get_mut(&place).and_then(|wire| wire.stream.as_mut()) {
            let bytes = stream.server_texts(&String::from_utf8_lossy(&text));
            return self.send_bytes(now, place, Way::Down, bytes);
        }
        let at = now + self.delay();
        if let Some(lane) = self.lane(place, Way::Down).filter(|lane| !lane.silent) {
            lane.clear_at = lane.clear_at.max(at);
            let at = lane.clear_at;
            self.agenda.enter(at, Happening::Stray(place, text));
        }
    }

    /// Nothing gets through in a direction any more; nobody notices.
    pub(crate) fn mute(&mut self, place: Place, way: Way) {
        if let Some(lane) = self.lane(place, way) {
            lane.silent = true;
        }
    }

    /// A direction goes silent for good; nobody notices.
    pub(crate) fn silence(&mut self, place: Place, way: Way) {
        self.mute(place, way);
        self.count(way.silence());
    }

    /// The client closes: what it sent still arrives.
    pub(crate) fn close_by_client(&mut self, now: u64, place: Place) {
        let Some(wire) = self.wires.get_mut(&place) else { return };
        wire.reads = false;
        let goodbye = wire.stream.as_mut().map(|stream| stream.client_leaves());
        self.send_bytes(now, place, Way::Up, goodbye.unwrap_or_default());
        self.flush(now, place, Way::Up);
        let Some(up) = self.lane(place, Way::Up).map(|up| up.clone()) else { return };
        let lost = Lost::new(LostKind::Closed, "closed by this client");
        self.agenda.enter(now + 1, Happening::ClientLoses(place, lost));
        let at = if up.silent { now + SERVER_IDLE } else { up.clear_at.max(now + 1) };
        self.agenda.enter(at, Happening::ServerLoses(place));
    }

    /// The server closes: what it sent still arrives.
    pub(crate) fn close_by_server(&mut self, now: u64, place: Place, code: u16, reason: &str) {
        let at = now + self.delay();
        let Some(wire) = self.wires.get_mut(&place) else { return };
        let goodbye = wire.stream.as_mut().map(|stream| stream.server_leaves(code, reason));
        self.send_bytes(now, place, Way::Down, goodbye.unwrap_or_default());
        self.flush(now, place, Way::Down);
        let Some(wire) = self.wires.get_mut(&place) else { return };
        wire.server = false;
        if !wire.down.silent {
            wire.down.clear_at = wire.down.clear_at.max(at);
            let lost = Lost::new(LostKind::Closed, "closed by the server");
            self.agenda.enter(wire.down.clear_at, Happening::ClientLoses(place, lost));
        }
    }

    /// The next thing that happens. `None` for one that no longer concerns anybody.
    pub(crate) fn take(&mut self) -> Option<Happening> {
        let happening = self.agenda.take()?;
        let place = happening.place();
        let concerns = match &happening {
            Happening::Opened(place) => self.ends(place, |wire| {
                wire.server = wire.client && wire.reads;
                wire.server
            }),
            Happening::ToServer(place, _) | Happening::Bytes(place, Way::Up, _) => {
                self.ends(place, |wire| wire.server)
            }
            Happening::Flushes(place, _) => self.ends(place, |_| true),
            Happening::ToClient(place, _)
            | Happening::Stray(place, _)
            | Happening::Bytes(place, Way::Down, _) => {
                self.ends(place, |wire| wire.client && wire.reads)
            }
            Happening::ServerLoses(place) => self.ends(place, |w| std::mem::take(&mut w.server)),
            Happening::ClientLoses(place, _) => {
                self.ends(place, |wire| std::mem::take(&mut wire.client))
            }
            Happening::Asked(..)
            | Happening::Answered(..)
            | Happening::Returns(_)
            | Happening::Takes(_)
            | Happening::Starts(_)
            | Happening::Renews(_)
            | Happening::Wakes(..)
            | Happening::Idles(_)
            | Happening::NetworkUp(_)
            | Happening::Gust => true,
        };
        if let Some(place) = place
            && !self.ends(&place, |wire| wire.client || wire.server)
        {
            self.wires.remove(&place);
        }
        concerns.then_some(happening)
    }

    fn ends(&mut self, place: &Place, look: impl FnOnce(&mut Wire) -> bool) -> bool {
        self.wires.get_mut(place).is_some_and(look)
    }

    fn lane(&mut self, place: Place, way: Way) -> Option<&mut Lane> {
        let wire = self.wires.get_mut(&place)?;
        Some(match way {
            Way::Up => &mut wire.up,
            Way::Down => &mut wire.down,
        })
    }

    fn delay(&mut self) -> u64 {
        self.random.between(self.weather.delay)
    }
}
