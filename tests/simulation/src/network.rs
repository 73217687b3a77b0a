//! The network: ordered lanes with delay, and everything the weather does to them.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::{CallId, Lost, LostKind, Request, Response};

use crate::agenda::{Agenda, Happening, Place};
use crate::fault::{Fault, Faults};
use crate::person::Process;
use crate::random::Random;
use crate::weather::Weather;

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
}

#[derive(Clone, Copy)]
struct Lane {
    /// When the last message of it arrives.
    clear_at: u64,
    silent: bool,
}

impl Network {
    pub(crate) fn new(random: Random) -> Self {
        Self {
            weather: Weather::calm(),
            agenda: Agenda::default(),
            faults: Faults::new(),
            closed_until: 0,
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

    pub(crate) fn dial(&mut self, now: u64, place: Place) {
        let there_and_back = self.delay() + self.delay();
        let at = now + there_and_back;
        let lane = Lane { clear_at: at, silent: false };
        let wire = Wire { up: lane, down: lane, client: true, reads: true, server: false };
        self.wires.insert(place, wire);
        if self.strikes(Fault::DialHangs) {
            return;
        }
        if self.strikes(Fault::DialFails) {
            let lost = Lost::new(LostKind::Unreachable, "no route in this weather");
            return self.agenda.enter(at, Happening::ClientLoses(place, lost));
        }
        if at < self.closed_until {
            let lost = Lost::new(LostKind::Unreachable, "connection refused");
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

    /// A direction goes silent for good; nobody notices.
    pub(crate) fn silence(&mut self, place: Place, way: Way) {
        if let Some(lane) = self.lane(place, way) {
            lane.silent = true;
            self.count(way.silence());
        }
    }

    /// The client closes: what it sent still arrives.
    pub(crate) fn close_by_client(&mut self, now: u64, place: Place) {
        let Some(wire) = self.wires.get_mut(&place) else { return };
        wire.reads = false;
        let up = wire.up;
        let lost = Lost::new(LostKind::Closed, "closed by this client");
        self.agenda.enter(now + 1, Happening::ClientLoses(place, lost));
        let at = if up.silent { now + SERVER_IDLE } else { up.clear_at.max(now + 1) };
        self.agenda.enter(at, Happening::ServerLoses(place));
    }

    /// The server closes: what it sent still arrives.
    pub(crate) fn close_by_server(&mut self, now: u64, place: Place) {
        let at = now + self.delay();
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
            Happening::ToServer(place, _) => self.ends(place, |wire| wire.server),
            Happening::ToClient(place, _) => self.ends(place, |wire| wire.client && wire.reads),
            Happening::ServerLoses(place) => self.ends(place, |w| std::mem::take(&mut w.server)),
            Happening::ClientLoses(place, _) => {
                self.ends(place, |wire| std::mem::take(&mut wire.client))
            }
            Happening::Asked(..)
            | Happening::Answered(..)
            | Happening::Returns(_)
            | Happening::Takes(_)
            | Happening::Starts(_) => true,
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

    // ---- REST -----------------------------------------------------------------------------------

    pub(crate) fn ask(&mut self, now: u64, who: Process, call: CallId, request: Request) {
        let at = now + self.delay();
        if self.strikes(Fault::RestBreaks) {
            let lost = Lost::new(LostKind::Broken, "broken by the weather");
            self.agenda.enter(at, Happening::Answered(who, call, Err(lost)));
        } else if !self.strikes(Fault::RestLost) {
            self.agenda.enter(at, Happening::Asked(who, call, request));
        }
    }

    pub(crate) fn answer(&mut self, now: u64, who: Process, call: CallId, response: Response) {
        let mut at = now + self.delay();
        if self.strikes(Fault::RestLate) {
            at += self.random.between(self.weather.stall);
        }
        if !self.strikes(Fault::RestLost) {
            self.agenda.enter(at, Happening::Answered(who, call, Ok(response)));
        }
    }
}
