//! The network: ordered lanes with delay, and everything the weather does to them.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::{CallId, Lost, LostKind, Request, Response};

use crate::agenda::{Agenda, Happening, Place};
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

pub(crate) struct Network {
    pub(crate) weather: Weather,
    pub(crate) agenda: Agenda,
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
        let (agenda, wires) = (Agenda::default(), BTreeMap::new());
        Self { weather: Weather::calm(), agenda, closed_until: 0, random, wires }
    }

    // ---- links ----------------------------------------------------------------------------------

    pub(crate) fn dial(&mut self, now: u64, place: Place) {
        let there_and_back = self.delay() + self.delay();
        let at = now + there_and_back;
        let lane = Lane { clear_at: at, silent: false };
        let wire = Wire { up: lane, down: lane, client: true, reads: true, server: false };
        self.wires.insert(place, wire);
        if self.random.happens(self.weather.dial_hangs) {
            return;
        }
        if self.random.happens(self.weather.dial_fails) {
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
        let mut delay = self.delay();
        if self.random.happens(self.weather.pauses) {
            delay += self.random.between(self.weather.pause);
        }
        let silent = self.random.happens(self.weather.goes_silent);
        let cut_before = self.random.happens(self.weather.cut_before);
        let cut_after = self.random.happens(self.weather.cut_after);
        let Some(lane) = self.lane(place, way) else { return };
        lane.silent |= silent;
        if lane.silent {
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
        self.wires.retain(|_, wire| wire.client || wire.server);
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
        if self.random.happens(self.weather.rest_breaks) {
            let lost = Lost::new(LostKind::Broken, "broken by the weather");
            self.agenda.enter(at, Happening::Answered(who, call, Err(lost)));
        } else if !self.random.happens(self.weather.rest_lost) {
            self.agenda.enter(at, Happening::Asked(who, call, request));
        }
    }

    pub(crate) fn answer(&mut self, now: u64, who: Process, call: CallId, response: Response) {
        let mut at = now + self.delay();
        if self.random.happens(self.weather.rest_late) {
            at += self.random.between(self.weather.pause);
        }
        if !self.random.happens(self.weather.rest_lost) {
            self.agenda.enter(at, Happening::Answered(who, call, Ok(response)));
        }
    }
}
