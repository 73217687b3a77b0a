//! A client and everything that can happen to it, in any order.

mod frames;
mod steps;

use std::collections::BTreeSet;

use arbitrary::{Arbitrary, Unstructured};
use bytes::Bytes;
use easemob_core::rest::contact::ListContacts;
use easemob_core::store::StoreFailed;
use easemob_core::{
    CallId, Credentials, Delivery, Event, GroupId, Input, JoinOptions, Link, LocalId, Lost,
    LostKind, Network, Outgoing, PhaseName, Response, Secret, Session,
};

use super::tells;
use crate::peer::{PASSWORD, Peer, Said, TOKEN, USER, rooms, say, user};
use steps::{Answer, Proof, Recipient, Script, Settings, Step, Which};

/// Things that happen one after another, so many of them.
const STEPS: usize = 128;

/// Events that no bound counts, and that wait at most.
const EVENTS_BESIDE: usize = 8;

/// An application, a driver, a server and a clock that do anything at any time: what the peer holds
/// after every call holds ([`Peer`]), bounds are kept, each call and each registration ends once,
/// and after a logout nothing is owed to anybody.
pub fn client(data: &[u8]) {
    let Ok(script) = Script::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let _shown = Shown(data);
    let mut stage = Stage::new(script.settings, 0, None);
    for step in script.steps.into_iter().take(STEPS) {
        stage.happen(step);
        stage.look();
    }
    stage.end();
}

/// Shows the script of a failure.
struct Shown<'a>(&'a [u8]);

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}", Script::arbitrary_take_rest(Unstructured::new(self.0)));
        }
    }
}

/// A client and what was seen of it.
struct Stage {
    settings: Settings,
    /// Which process of the application this is.
    life: u8,
    peer: Peer,
    /// Messages it has sent.
    sent: Vec<LocalId>,
    accepted: Vec<LocalId>,
    /// Calls and registrations that have not ended.
    asked: BTreeSet<CallId>,
    handed_over: Vec<Delivery>,
    /// The longest page, in bytes: no page has more content.
    longest: usize,
    /// What earlier processes had kept.
    before: Option<Session>,
}

impl Stage {
    fn new(settings: Settings, life: u8, before: Option<Session>) -> Self {
        // Every process has dice of its own, or it would draw the ids of the one before.
        let mut peer = Peer::seeded(settings.config(), before.clone(), [life; 32]);
        peer.eager = settings.eager;
        Self {
            settings,
            life,
            peer,
            sent: Vec::new(),
            accepted: Vec::new(),
            asked: BTreeSet::new(),
            handed_over: Vec::new(),
            longest: 0,
            before,
        }
    }

    // ---- what happens -----------------------------------------------------------------------------

    fn happen(&mut self, step: Step) {
        let peer = &mut self.peer;
        match step {
            Step::Pass(tenths) => peer.pass(100 * u64::from(tenths)),
            Step::Leap(millis) => peer.leap(millis.into()),
            Step::Deadline if peer.client.next_deadline().is_some() => drop(peer.pass_deadline()),
            Step::Deadline => peer.handle(Input::Tick),
            Step::Take(count) => self.take(count),
            Step::Opened(which) => self.opened(which),
            Step::Closed(which, kind) => self.closed(which, kind),
            Step::Heard(Which::Current, frame) if peer.has_link() && peer.client.wants_input() => {
                let frame = frame.bytes(&self.sent, peer.now());
                // No frame tells a password, so none repeats it.
                if tells(&frame, PASSWORD) {
                    return;
                }
                self.longest = self.longest.max(frame.len());
                peer.hear_plain(frame);
            }
            Step::Heard(Which::Current, _) => {}
            Step::Heard(which, frame) => {
                let (frame, link) = (frame.bytes(&self.sent, peer.now()), self.link(which));
                self.peer.handle(Input::Received(link, frame));
            }
            Step::Stray(which, length) => {
                let link = self.link(which);
                self.peer.handle(Input::Stray(link, vec![b'x'; length.into()].into()));
            }
            Step::Confirm => peer.confirm_closes(),
            Step::Answered(which, answer) => self.answered(which, answer),
            Step::NotKept if self.settings.keep => {
                peer.handle(Input::NotKept(StoreFailed("the disk is full".into())));
            }
            Step::NotKept => {}
            Step::Network(kind) => {
                let kinds = [Network::Up, Network::Down, Network::Resumed];
                peer.handle(Input::Network(kinds[usize::from(kind) % kinds.len()]));
            }
            Step::Restart => self.restart(),
            Step::Help => self.help(),
            command => self.command(command),
        }
    }

    /// What an application can ask for.
    fn command(&mut self, command: Step) {
        // The ends of sessions wait for who does not read them.
        if matches!(command, Step::Login(_) | Step::Resume) {
            self.take(u8::MAX);
        }
        let peer = &mut self.peer;
        match command {
            Step::Login(proof) => {
                let who = match proof {
                    Proof::Token => Credentials::token(user(USER), TOKEN),
                    Proof::Password => Credentials::password(user(USER), PASSWORD),
                    Proof::OfSomebodyElse => Credentials::token(user("carl"), TOKEN),
                };
                let _refused = peer.try_login(|client, now| client.login(now, who));
            }
            Step::Resume => drop(peer.resume()),
            Step::Logout => peer.logout(),
            Step::Renew(good) => {
                let token = if good { "RENEWED-never-to-be-seen" } else { "" };
                let _nobody = peer.call(|client, now| client.renew_token(now, Secret::new(token)));
            }
            Step::TokenUnavailable => peer.call(|client, now| client.token_unavailable(now)),
            Step::Send(length, to) => {
                let text = "x".repeat(40 * usize::from(length));
                let message = match to {
                    Recipient::User => Outgoing::text(user("bob"), text),
                    Recipient::Group => Outgoing::text(GroupId::new("1").expect("an id"), text),
                    Recipient::Room => Outgoing::text(rooms::room("1"), text),
                };
                self.accepted.extend(peer.try_send(message));
            }
            Step::Cancel(which) => {
                if let Some(local) = pick(&self.accepted, which) {
                    peer.call(|client, now| client.cancel(now, local));
                }
            }
            Step::Commit(which) => {
                peer.commit(pick(&self.handed_over, which).unwrap_or(Delivery(7)));
            }
            Step::Join(which) => {
                let room = (which % 4).to_string();
                self.accepted.extend(peer.join(&room, JoinOptions::default()));
            }
            Step::Leave(which) => self.accepted.extend(peer.leave(&(which % 4).to_string())),
            Step::Call => {
                let call = ListContacts { limit: 10, cursor: None };
                let asked = peer.call(|client, now| client.call(now, call));
                self.asked.extend(asked.map(|ticket| ticket.id()));
            }
            Step::CancelCall(which) => {
                let asked: Vec<CallId> = self.asked.iter().copied().collect();
                let call = pick(&asked, which).unwrap_or(CallId(7));
                peer.call(|client, now| client.cancel_call(now, call));
            }
            Step::Register => {
                let id = |client: &mut easemob_core::Client, now| {
                    client.register(now, user("dora"), PASSWORD.into(), "")
                };
                // It may end before the call returns its id.
                let eager = std::mem::replace(&mut peer.eager, false);
                self.asked.extend(peer.call(id));
                peer.eager = eager;
            }
            other => unreachable!("{other:?} is no command"),
        }
    }

    fn take(&mut self, count: u8) {
        for _ in 0..=count {
            let Some(event) = self.peer.next_event() else { return };
            self.seen(&event);
        }
    }

    fn link(&self, which: Which) -> Link {
        let mut links = self.peer.links();
        links.truncate(links.len() - usize::from(self.peer.has_link()));
        match which {
            Which::Current if self.peer.has_link() => self.peer.link(),
            Which::Older(back) => pick(&links, back).unwrap_or(Link(7)),
            Which::Current | Which::Never => Link(u32::MAX),
        }
    }

    fn opened(&mut self, which: Which) {
        let link = self.link(which);
        if self.peer.phase() == PhaseName::Dialing && link == self.peer.link() {
            self.peer.open();
        } else {
            self.peer.handle(Input::Opened(link));
        }
    }

    fn closed(&mut self, which: Which, kind: u8) {
        let kind = lost(kind);
        let link = self.link(which);
        if self.peer.has_link() && link == self.peer.link() {
            self.peer.lose(kind);
        } else {
            self.peer.handle(Input::Closed(link, Lost::new(kind, "scripted")));
        }
    }

    fn answered(&mut self, which: u8, answer: Answer) {
        let exchanges = self.peer.exchanges();
        let Some((id, request)) = pick(&exchanges, which) else { return };
        let answer = match answer {
            Answer::Good => Ok(Response::new(200, good(&request.url))),
            Answer::Status(status, wait) => Ok(Response {
                retry_after_ms: (wait > 0).then(|| 1_000 * u64::from(wait)),
                ..Response::new(status, "{}")
            }),
            // Nobody repeats what he was never told.
            Answer::Body(body) if tells(&body, PASSWORD) && !tells(&request.body, PASSWORD) => {
                return;
            }
            Answer::Body(body) => Ok(Response::new(200, body)),
            Answer::Lost(kind) => Err(Lost::new(lost(kind), "scripted")),
            Answer::Stale(id) => {
                let id = CallId(u32::MAX - u32::from(id));
                return self.peer.handle(Input::Answered(id, Ok(Response::new(200, "{}"))));
            }
        };
        self.peer.answer_to(id, answer);
    }

    /// The process ends, and another one goes on from what was kept.
    fn restart(&mut self) {
        let kept = std::mem::take(&mut self.peer.kept);
        let session = if self.settings.keep {
            kept.into_iter().fold(self.before.take(), Session::folded)
        } else {
            Some(self.peer.client.session())
        };
        *self = Self::new(self.settings, self.life.wrapping_add(1), session);
    }

    /// Whatever the client waits for happens.
    fn help(&mut self) {
        let peer = &mut self.peer;
        match peer.phase() {
            PhaseName::Offline => self.command(Step::Login(Proof::Token)),
            PhaseName::Dialing => peer.open(),
            PhaseName::Provisioning => peer.hear(&say::accepted()),
            PhaseName::LoggingOut => peer.hear(&say::goodbye()),
            PhaseName::AwaitingToken => self.command(Step::Renew(true)),
            PhaseName::Online => {
                if let Some(local) = self.sent.pop() {
                    peer.hear(&say::ack(local, 9));
                }
            }
            _ if peer.requests() > 0 => self.answered(0, Answer::Good),
            _ => drop(peer.pass_deadline()),
        }
    }

    // ---- what must be so ----------------------------------------------------------------------------

    fn look(&mut self) {
        for said in self.peer.take_said() {
            if let Said::Message(id, _) = said {
                self.sent.push(LocalId(id));
            }
        }
        for event in self.peer.take_events() {
            self.seen(&event);
        }
        // A frame that was asked for may bring more than one wants at once.
        let stats = self.peer.client.stats();
        let above = stats.content_waiting.fill.saturating_sub(stats.content.bound);
        for (name, gauge) in stats.iter().filter(|(name, _)| !name.starts_with("content")) {
            // An end of a session, a token that is wanted and the like are no buffer's.
            let beside = if name == "events" { EVENTS_BESIDE + above } else { 0 };
            assert!(gauge.fill <= gauge.bound + beside, "{name}: {gauge:?}");
        }
        let content = stats.content;
        assert!(content.fill <= content.bound + self.longest, "{content:?} after {}", self.longest);
    }

    fn seen(&mut self, event: &Event) {
        self.handed_over.extend(event.delivery());
        if let Event::Answered { call, .. } | Event::Registered { call, .. } = event {
            assert!(self.asked.remove(call), "{event:?}: nobody waits for it");
        }
    }

    /// Somebody logs in and out again. Then, or when all time-outs have passed, nothing is owed.
    fn end(mut self) {
        self.take(u8::MAX);
        self.peer.eager = true;
        self.peer.call(|_, _| ());
        if self.peer.client.is_offline() && self.peer.resume().is_err() {
            self.peer.login();
        }
        self.peer.logout();
        self.peer.pass(10_000);
        self.look();
        assert_eq!((self.peer.phase(), self.peer.client.unsettled()), (PhaseName::Offline, 0));
        // A registration asks one host after another.
        self.peer.pass(3_600_000);
        self.look();
        assert!(self.asked.is_empty(), "no end: {:?}", self.asked);
        assert_eq!(self.peer.requests(), 0, "somebody still asks");
        assert_eq!(self.peer.client.next_deadline(), None, "what does it wait for?");
    }
}

/// One of these, if there are any: the newest first.
fn pick<T: Clone>(of: &[T], back: u8) -> Option<T> {
    let last = of.len().checked_sub(1)?;
    of.get(last - usize::from(back) % of.len()).cloned()
}

fn lost(kind: u8) -> LostKind {
    let kinds = [
        LostKind::Unreachable,
        LostKind::Protocol,
        LostKind::Closed,
        LostKind::Broken,
        LostKind::TooLarge,
    ];
    kinds[usize::from(kind) % kinds.len()]
}

/// What a server answers to a question.
fn good(url: &str) -> Bytes {
    let answer = match url {
        url if url.contains("server.json") => say::SERVERS.to_string(),
        url if url.ends_with("/token") => format!(r#"{{"access_token":"{TOKEN}"}}"#),
        _ => r#"{"data":{"contacts":[]},"entities":[]}"#.to_string(),
    };
    answer.into()
}
