//! One step: the earliest thing that happens, and all that follows from it at once.

use bytes::Bytes;
use easemob_core::{
    Effect, Event, Input, Instant, Link, OfflineCause, Outcome, Request, Response, Secret,
};
use easemob_emulator::{Answer, Close, Peer, Push, rest};
use serde_json::json;

use super::kicked::kicks;
use super::weight::own_input;
use super::{EPOCH, Who, World};
use crate::agenda::{Happening, Place};
use crate::network::{Heard, Way};
use crate::person::{Manner, Person, Process};

/// How long an application waits before it logs in again. A login dials a few times before it gives
/// up, so one that came back at once would make a storm of its own.
const RETURNS_AFTER: u64 = 10_000;
/// How long it takes to get a token, least and most.
const FETCHES_TOKEN: (u64, u64) = (50, 4_000);

impl World {
    pub(super) fn wall(&self) -> u64 {
        EPOCH + self.now
    }

    /// When something happens next.
    pub(super) fn next(&self) -> Option<u64> {
        let client = self.deadlines.first().map(|(at, _)| *at);
        let server = self.server.next_deadline().map(|at| at.saturating_sub(EPOCH));
        client.into_iter().chain(server).chain(self.network.agenda.next()).min()
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
            let due = self.deadlines.first().filter(|(at, _)| *at <= self.now).copied();
            if let Some((_, who)) = due {
                self.give(who, Input::Tick);
                // One who ends instead of waking up wants nothing any more.
                self.rearm(who);
            }
        }
    }

    /// Notes when a client wants to be called next.
    pub(super) fn rearm(&mut self, who: Who) {
        let person = &mut self.people[who.0];
        let next = person.next_deadline();
        if person.deadline != next {
            let before = std::mem::replace(&mut person.deadline, next);
            if let Some(at) = before {
                self.deadlines.remove(&(at, who));
            }
            self.deadlines.extend(next.map(|at| (at, who)));
        }
    }

    pub(super) fn happen(&mut self, happening: Happening) {
        let waits = happening.process().filter(|process| self.lives(*process));
        if let Some(process) = waits
            && let Some(asleep) = &mut self.people[process.who.0].asleep
        {
            return asleep.push(happening);
        }
        match happening {
            Happening::Opened(place) => {
                if self.network.speaks_bytes {
                    self.network.upgrade(self.now, place);
                } else {
                    self.connected(place);
                    self.give_to(place.0, Input::Opened(place.1));
                }
            }
            Happening::ToServer(place, frame) => {
                self.reach_server(place, frame);
            }
            Happening::ToClient(place, frame) => {
                self.reach_client(place, frame);
            }
            Happening::ServerLoses(place) => {
                self.note(place.0.who, format_args!("is gone for the server ({})", place.1));
                self.server.disconnected(self.wall(), peer(place));
            }
            Happening::ClientLoses(place, lost) if self.lives(place.0) => {
                self.note(place.0.who, format_args!("loses link {}: {lost}", place.1));
                self.people[place.0.who.0].link.take_if(|live| *live == place.1);
                self.give_to(place.0, Input::Closed(place.1, lost));
            }
            Happening::Asked(process, call, request) => {
                let answer = self.server.answer(self.wall(), &rest_request(request.clone()));
                let status = match &answer {
                    Answer::Now(response) | Answer::At(_, response) => response.status,
                    Answer::Never => 0,
                };
                self.oracle.reached(self.now, &request, status);
                let (at, response) = match answer {
                    Answer::Now(response) => (self.now, response),
                    Answer::At(at, response) => (at.saturating_sub(EPOCH), response),
                    Answer::Never => return,
                };
                if let Ok(document) = serde_json::from_slice(&response.body) {
                    self.vault.lock_away_tokens(&document);
                }
                let response = Response::new(response.status, response.body);
                self.network.answer(at, process, call, response);
            }
            Happening::Answered(process, call, answer) if self.lives(process) => {
                if self.people[process.who.0].calls.remove(&call) {
                    self.note(process.who, format_args!("is answered: {answer:?}"));
                    self.give_to(process, Input::Answered(call, answer));
                }
            }
            Happening::Returns(process) if self.lives(process) => self.log_in(process.who),
            Happening::Takes(process) if self.lives(process) => self.take_slowly(process.who),
            Happening::Starts(who) => self.start_process(who),
            Happening::Renews(process) if self.lives(process) => self.renew(process.who),
            Happening::Stray(place, text) => self.give_to(place.0, Input::Stray(place.1, text)),
            Happening::Wakes(process, hint) if self.lives(process) => self.wake(process.who, hint),
            Happening::Idles(place) if self.lives(place.0) => {
                if self.people[place.0.who.0].asleep.is_some() {
                    self.network.agenda.enter(self.now, Happening::ServerLoses(place));
                }
            }
            Happening::NetworkUp(process) if self.lives(process) => self.find_network(process.who),
            Happening::Bytes(place, way, bytes) => self.hear(place, way, &bytes),
            Happening::Flushes(place, way) => self.network.flush(self.now, place, way),
            Happening::Gust => self.gust(),
            Happening::ClientLoses(..)
            | Happening::Answered(..)
            | Happening::Returns(_)
            | Happening::Takes(_)
            | Happening::Renews(_)
            | Happening::Wakes(..)
            | Happening::NetworkUp(_)
            | Happening::Idles(_) => {}
        }
        self.push();
    }

    fn connected(&mut self, place: Place) {
        self.connects.push(self.now);
        self.server.connected(self.wall(), peer(place));
    }

    fn reach_server(&mut self, place: Place, frame: Bytes) {
        self.arrived(place, Way::Up, &frame);
        self.server.handle(self.wall(), peer(place), frame);
        self.compare_with_server(place.0.who);
    }

    fn reach_client(&mut self, place: Place, frame: Bytes) {
        self.arrived(place, Way::Down, &frame);
        let page = self.page_for(place, &frame);
        if let Some(page) = &page {
            self.oracle.came(place.0.who, &self.people[place.0.who.0].name, page);
        }
        self.give_to(place.0, Input::Received(place.1, frame));
        if page.as_ref().is_some_and(kicks) {
            self.is_kicked(place);
        }
    }

    /// What an end of a link makes of the bytes that reached it.
    fn hear(&mut self, place: Place, way: Way, bytes: &[u8]) {
        for heard in self.network.hear(self.now, place, way, bytes) {
            match (way, heard) {
                (Way::Up, Heard::Opened) => self.connected(place),
                (Way::Up, Heard::Frame(frame)) => self.reach_server(place, frame),
                (Way::Up, Heard::Text(_)) => {}
                (Way::Down, Heard::Opened) => self.give_to(place.0, Input::Opened(place.1)),
                (Way::Down, Heard::Frame(frame)) => self.reach_client(place, frame),
                (Way::Down, Heard::Text(text)) => {
                    self.give_to(place.0, Input::Stray(place.1, text));
                }
                // The network says when it is over.
                (_, Heard::Closed) => {}
                (_, Heard::Broken(rule)) => {
                    let now = self.now;
                    self.oracle.rule(false, now, || format!("bytes {way:?}: {rule}"));
                }
            }
        }
    }

    /// Everything the server has for its connections.
    pub(super) fn push(&mut self) {
        while let Some((peer, push)) = self.server.poll() {
            let place = place(peer);
            match push {
                Push::Binary(frame) => {
                    self.sent(place, Way::Down, &frame);
                    self.network.send(self.now, place, Way::Down, frame);
                }
                Push::Text(text) => {
                    self.note(place.0.who, format_args!("is sent a text: {text}"));
                    self.network.stray(self.now, place, text.into());
                }
                Push::Close(Close::Abrupt) => self.network.cut(self.now, place),
                Push::Close(Close::Polite { code, reason }) => {
                    self.network.close_by_server(self.now, place, code, &reason);
                }
            }
        }
    }

    // ---- a client -----------------------------------------------------------------------------------

    fn give_to(&mut self, process: Process, input: Input) {
        if self.lives(process) {
            self.give(process.who, input);
        }
    }

    pub(super) fn give(&mut self, who: Who, input: Input) {
        if !self.people[who.0].alive || self.crashes_here(who) {
            return;
        }
        self.oracle.given(self.now, who, &input);
        if input == Input::Tick {
            let why = self.people[who.0].client.next_deadline().map(|deadline| deadline.why);
            self.note(who, format_args!("wakes up for {why:?}"));
        }
        self.with_client(who, |person, now| person.client.handle(now, own_input(&input)));
        self.settle(who);
    }

    /// Runs a call into a client, and holds it to the law of progress.
    pub(super) fn with_client<T>(
        &mut self,
        who: Who,
        call: impl FnOnce(&mut Person, Instant) -> T,
    ) -> T {
        let now = Instant::from_millis(self.now);
        let (result, errors) = self.weighed(who, |world| {
            let person = &mut world.people[who.0];
            world.alarm.listen(|| call(person, now))
        });
        let person = &self.people[who.0];
        let (deadline, stats) = (person.next_deadline(), person.client.stats());
        self.oracle.after(self.now, deadline, errors, &stats);
        self.rearm(who);
        result
    }

    pub(super) fn tells_no_secret(&mut self, shown: &impl std::fmt::Debug) {
        let shown = format!("{shown:?}");
        let tells = self.vault.is_told_by(&shown);
        self.oracle.rule(!tells, self.now, || format!("{shown} shows a secret"));
    }

    pub(super) fn start(&mut self, who: Who, effect: Effect) {
        let process = self.process(who);
        match effect {
            Effect::Open(link, endpoint) => {
                self.note(who, format_args!("dials {} as link {link}", endpoint.url));
                self.people[who.0].link = Some(link);
                self.dials.push(self.now);
                self.network.dial(self.now, (process, link), &endpoint.url);
            }
            Effect::Send(link, frame) => {
                self.sent((process, link), Way::Up, &frame);
                self.network.send(self.now, (process, link), Way::Up, frame);
            }
            Effect::Close(link) => {
                self.note(who, format_args!("closes link {link}"));
                self.people[who.0].link = None;
                self.network.close_by_client(self.now, (process, link));
            }
            Effect::Call(call, request) => {
                self.note(who, format_args!("asks {request:?}"));
                self.people[who.0].calls.insert(call);
                self.network.ask(self.now, process, call, *request);
            }
            Effect::Cancel(call) => {
                self.people[who.0].calls.remove(&call);
            }
            // It has gone to the disk.
            Effect::Keep(_) => {}
        }
    }

    pub(super) fn told(&mut self, who: Who, event: &Event) {
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
        self.ends_for_good(who, event);
        if self.people[who.0].manner == Manner::Prompt {
            let renewal = self.people[who.0].config.renewal;
            self.oracle.told_at_once(self.now, who, event, renewal);
        }
        match event {
            Event::Online(online) => self.reconnections += usize::from(online.again),
            Event::Offline(OfflineCause::LoggedOut) => {}
            Event::Offline(OfflineCause::Kicked(_)) if !self.people[who.0].returns => {}
            Event::Offline(_) => {
                let process = self.process(who);
                self.network.agenda.enter(self.now + RETURNS_AFTER, Happening::Returns(process));
            }
            Event::SessionChanged => self.keep_session(who),
            Event::TokenWanted => {
                let process = self.process(who);
                let at = self.now + self.trouble.between(FETCHES_TOKEN);
                self.network.agenda.enter(at, Happening::Renews(process));
            }
            _ => {}
        }
    }

    /// An application gives the token it was asked for; now and then it has got none.
    fn renew(&mut self, who: Who) {
        self.oracle.token_answered(who);
        if self.trouble.happens(100) {
            self.note(who, format_args!("has got no token"));
            self.with_client(who, |person, now| person.client.token_unavailable(now));
            return self.settle(who);
        }
        let asked = json!({ "op": "token", "user": self.people[who.0].name });
        let answer = self.operate(&asked).expect("a token for whoever has an account");
        self.vault.lock_away_tokens(&answer);
        let token = Secret::new(answer["token"].as_str().unwrap_or_default());
        self.note(who, format_args!("has got a token"));
        self.with_client(who, |person, now| person.client.renew_token(now, token));
        self.settle(who);
    }

    pub(super) fn note(&mut self, who: Who, what: std::fmt::Arguments<'_>) {
        self.trace.note(self.now, &self.people[who.0].name, what);
    }

    fn sent(&mut self, place: Place, way: Way, frame: &Bytes) {
        self.trace.sent(self.now, &self.people[place.0.who.0].name, place, way, frame);
    }

    fn arrived(&mut self, place: Place, way: Way, frame: &Bytes) {
        self.trace.arrived(self.now, &self.people[place.0.who.0].name, place, way, frame);
    }
}

fn peer((process, link): Place) -> Peer {
    let who = process.who.0 as u64;
    Peer((who << 48) | (u64::from(process.life & 0xffff) << 32) | u64::from(link.0))
}

fn place(peer: Peer) -> Place {
    let life = u32::try_from((peer.0 >> 32) & 0xffff).unwrap_or_default();
    let link = u32::try_from(peer.0 & u64::from(u32::MAX)).unwrap_or_default();
    (Process { who: Who((peer.0 >> 48) as usize), life }, Link(link))
}

fn rest_request(request: Request) -> rest::Request {
    let (_, address) = request.url.split_once("://").unwrap_or_default();
    let target = address.find('/').map_or("/", |at| &address[at..]).to_owned();
    let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value));
    rest::Request {
        method: request.method.as_str().into(),
        target,
        headers: headers.collect(),
        body: request.body,
    }
}
