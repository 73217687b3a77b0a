//! One step: the earliest thing that happens, and all that follows from it at once.

use bytes::Bytes;
use easemob_core::{Effect, Event, Input, Instant, Link, OfflineCause, Outcome, Request, Response};
use easemob_emulator::{Answer, Close, Peer, Push, rest};

use super::{EPOCH, Who, World};
use crate::agenda::{Happening, Place};
use crate::network::Way;
use crate::person::{HOST, Manner, Person};
use crate::trace::{kind_down, kind_up};

/// How long an application waits before it logs in again.
const RETURNS_AFTER: u64 = 3_000;

impl World {
    pub(super) fn wall(&self) -> u64 {
        EPOCH + self.now
    }

    /// When something happens next.
    pub(super) fn next(&self) -> Option<u64> {
        let deadlines = self.people.iter().filter_map(Person::next_deadline);
        let server = self.server.next_deadline().map(|at| at.saturating_sub(EPOCH));
        deadlines.chain(server).chain(self.network.agenda.next()).min()
    }

    /// The network first, then the server, then the clients in their order.
    pub(super) fn step(&mut self) {
        let Some(at) = self.next() else { return };
        self.now = self.now.max(at);
        if self.network.agenda.next().is_some_and(|due| due <= self.now) {
            if let Some(happening) = self.network.take() {
                self.happen(happening);
            }
        } else if self.server.next_deadline().is_some_and(|due| due <= self.wall()) {
            self.server.tick(self.wall());
            self.push();
        } else {
            let due = |person: &Person| person.next_deadline().is_some_and(|at| at <= self.now);
            if let Some(index) = self.people.iter().position(due) {
                self.give(Who(index), Input::Tick);
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Opened(place) => {
                self.server.connected(self.wall(), peer(place));
                self.give(place.0, Input::Opened(place.1));
            }
            Happening::ToServer(place, frame) => {
                self.frame(place.0, "⇒", kind_up(&frame), &frame);
                self.server.handle(self.wall(), peer(place), frame);
            }
            Happening::ToClient(place, frame) => {
                self.frame(place.0, "⇐", kind_down(&frame), &frame);
                self.give(place.0, Input::Received(place.1, frame));
            }
            Happening::ServerLoses(place) => {
                self.note(place.0, format_args!("is gone for the server ({})", place.1));
                self.server.disconnected(self.wall(), peer(place));
            }
            Happening::ClientLoses(place, lost) => {
                self.note(place.0, format_args!("loses link {}: {lost}", place.1));
                self.people[place.0.0].link.take_if(|live| *live == place.1);
                self.give(place.0, Input::Closed(place.1, lost));
            }
            Happening::Asked(who, call, request) => {
                let answer = self.server.answer(self.wall(), &rest_request(request));
                let (at, response) = match answer {
                    Answer::Now(response) => (self.now, response),
                    Answer::At(at, response) => (at.saturating_sub(EPOCH), response),
                    Answer::Never => return,
                };
                let response = Response::new(response.status, response.body);
                self.network.answer(at, who, call, response);
            }
            Happening::Answered(who, call, answer) => {
                if self.people[who.0].calls.remove(&call) {
                    self.note(who, format_args!("is answered: {answer:?}"));
                    self.give(who, Input::Answered(call, answer));
                }
            }
            Happening::Returns(who) if self.people[who.0].alive => self.log_in(who),
            Happening::Returns(_) => {}
            Happening::Takes(who) => self.take_slowly(who),
        }
        self.push();
    }

    /// Everything the server has for its connections.
    fn push(&mut self) {
        while let Some((peer, push)) = self.server.poll() {
            let place = place(peer);
            match push {
                Push::Binary(frame) => {
                    self.frame(place.0, "…⇐", kind_down(&frame), &frame);
                    self.network.send(self.now, place, Way::Down, frame);
                }
                Push::Text(text) => self.note(place.0, format_args!("is sent a text: {text}")),
                Push::Close(Close::Abrupt) => self.network.cut(self.now, place),
                Push::Close(Close::Polite { .. }) => self.network.close_by_server(self.now, place),
            }
        }
    }

    // ---- a client -----------------------------------------------------------------------------------

    fn give(&mut self, who: Who, input: Input) {
        if !self.people[who.0].alive {
            return;
        }
        self.oracle.given(self.now, who, &input);
        if input == Input::Tick {
            let why = self.people[who.0].client.next_deadline().map(|deadline| deadline.why);
            self.note(who, format_args!("wakes up for {why:?}"));
        }
        self.with_client(who, |person, now| person.client.handle(now, input));
        self.settle(who);
    }

    /// Runs a call into a client, and holds it to the law of progress.
    pub(super) fn with_client<T>(
        &mut self,
        who: Who,
        call: impl FnOnce(&mut Person, Instant) -> T,
    ) -> T {
        let now = Instant::from_millis(self.now);
        let person = &mut self.people[who.0];
        let (result, errors) = self.alarm.listen(|| call(person, now));
        let deadline = person.next_deadline();
        self.oracle.after(self.now, deadline, errors);
        result
    }

    /// Effects at once, then events, until there are neither: a driver's loop.
    pub(super) fn settle(&mut self, who: Who) {
        loop {
            self.start_all(who);
            if let Manner::Slow { pause } = self.people[who.0].manner {
                return self.come_later(who, pause);
            }
            if !self.take(who) {
                return;
            }
        }
    }

    fn start_all(&mut self, who: Who) {
        while let Some(effect) = self.people[who.0].client.poll_effect() {
            self.oracle.effect(self.now, who, &effect);
            self.start(who, effect);
        }
    }

    /// Takes the next event, if there is one.
    fn take(&mut self, who: Who) -> bool {
        // Time does not pass in a poll: what is due stays due.
        let client = &mut self.people[who.0].client;
        let (event, errors) = self.alarm.listen(|| client.poll_event());
        self.oracle.after(self.now, None, errors);
        let Some(event) = event else { return false };
        self.oracle.event(self.now, who, &event);
        self.told(who, &event);
        if let (Manner::Slow { .. }, Some(delivery)) = (self.people[who.0].manner, event.delivery())
        {
            self.with_client(who, |person, now| person.client.commit(now, delivery));
        }
        true
    }

    fn come_later(&mut self, who: Who, pause: u64) {
        if !std::mem::replace(&mut self.people[who.0].comes, true) {
            self.network.agenda.enter(self.now + pause, Happening::Takes(who));
        }
    }

    /// A slow application takes one event and commits it; while there are any, it comes again.
    fn take_slowly(&mut self, who: Who) {
        let person = &mut self.people[who.0];
        person.comes = false;
        if !person.alive {
            return;
        }
        if self.take(who) {
            self.settle(who);
        } else {
            self.start_all(who);
        }
    }

    fn start(&mut self, who: Who, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                self.note(who, format_args!("dials {} as link {link}", endpoint.url));
                self.people[who.0].link = Some(link);
                self.network.dial(self.now, (who, link));
            }
            Effect::Send(link, frame) => {
                self.frame(who, "…⇒", kind_up(&frame), &frame);
                self.network.send(self.now, (who, link), Way::Up, frame);
            }
            Effect::Close(link) => {
                self.note(who, format_args!("closes link {link}"));
                self.people[who.0].link = None;
                self.network.close_by_client(self.now, (who, link));
            }
            Effect::Call(call, request) => {
                self.note(who, format_args!("asks {request:?}"));
                self.people[who.0].calls.insert(call);
                self.network.ask(self.now, who, call, request);
            }
            Effect::Cancel(call) => {
                self.people[who.0].calls.remove(&call);
            }
            // Nobody here keeps a store yet.
            Effect::Keep(_) => {}
        }
    }

    fn told(&mut self, who: Who, event: &Event) {
        match event {
            Event::Message(message) => self.note(who, format_args!("hears {:?}", message.body)),
            Event::Settled { local, outcome: Outcome::Sent { .. } } => {
                self.note(who, format_args!("is told that {local} is sent"));
            }
            Event::Reconnecting { attempt, cause, .. } => {
                self.note(who, format_args!("is offline: {cause}; attempt {attempt} follows"));
            }
            other => self.note(who, format_args!("is told {other:?}")),
        }
        match event {
            Event::Online(online) => self.reconnections += usize::from(online.again),
            Event::Offline(OfflineCause::LoggedOut | OfflineCause::Kicked(_)) => {}
            Event::Offline(_) => {
                self.network.agenda.enter(self.now + RETURNS_AFTER, Happening::Returns(who));
            }
            _ => {}
        }
    }

    pub(super) fn note(&mut self, who: Who, what: std::fmt::Arguments<'_>) {
        self.trace.note(self.now, &self.people[who.0].name, what);
    }

    fn frame(&mut self, who: Who, arrow: &str, kind: &str, frame: &Bytes) {
        self.trace.frame(self.now, &self.people[who.0].name, arrow, kind, frame);
    }
}

fn peer((who, link): Place) -> Peer {
    Peer(((who.0 as u64) << 32) | u64::from(link.0))
}

fn place(peer: Peer) -> Place {
    let link = u32::try_from(peer.0 & u64::from(u32::MAX)).unwrap_or_default();
    (Who((peer.0 >> 32) as usize), Link(link))
}

fn rest_request(request: Request) -> rest::Request {
    let target = request.url.strip_prefix(HOST).unwrap_or(&request.url).to_owned();
    let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value));
    rest::Request {
        method: request.method.as_str().into(),
        target,
        headers: headers.collect(),
        body: request.body,
    }
}
