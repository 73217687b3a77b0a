//! Cuts, crashes and refusals at random: an application that keeps a message and the session
//! together gets every message once, in order; what it refuses too often, as a dead letter.

use easemob_core::{Commit, Event, LostKind, PhaseName, Session};
use easemob_tests::peer::{Peer, Said, config, say, texts};
use proptest::prelude::*;

/// A server with one queue (EM-6 to EM-8).
#[derive(Default)]
struct Server {
    stored: u64,
    acknowledged: u64,
    last_with_content: bool,
}

impl Server {
    fn answer(&mut self, peer: &mut Peer, said: &Said) {
        match said {
            Said::Unread if self.acknowledged < self.stored => peer.hear(&say::unread(&["bob"])),
            Said::Unread => peer.hear(&say::unread(&[])),
            Said::Pull(queue, key) => {
                assert_eq!(queue, "bob");
                self.acknowledged = self.acknowledged.max(key.unwrap_or_default());
                let from = self.acknowledged + 1;
                let to = (from + 2).min(self.stored);
                let metas: Vec<_> = (from..=to).map(|id| say::text(id, &id.to_string())).collect();
                let key = if metas.is_empty() { 0 } else { to };
                let is_last = metas.is_empty() || self.last_with_content && to == self.stored;
                peer.hear(&say::page("bob", &metas, key, is_last));
            }
            _ => {}
        }
    }
}

/// An application that keeps what it has read beside the session, in one transaction.
#[derive(Default)]
struct Application {
    read: Vec<String>,
    kept: Option<Session>,
}

struct World {
    peer: Peer,
    server: Server,
    application: Application,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Arrive,
    Answer,
    Read,
    Refuse,
    Cut,
    Crash,
    Wait,
}

impl World {
    fn new(last_with_content: bool) -> Self {
        let server = Server { last_with_content, ..Server::default() };
        Self { peer: start(None), server, application: Application::default() }
    }

    fn step(&mut self, step: Step) {
        let online = self.peer.phase() == PhaseName::Online;
        match step {
            Step::Arrive => {
                self.server.stored += 1;
                if online {
                    self.peer.hear(&say::notice("bob"));
                }
            }
            Step::Answer if !self.peer.said.is_empty() => {
                let said = self.peer.said.remove(0);
                if online {
                    self.server.answer(&mut self.peer, &said);
                }
            }
            Step::Read => self.read(true),
            Step::Refuse => self.read(false),
            Step::Cut if online => {
                self.peer.lose(LostKind::Broken);
                self.peer.said.clear();
            }
            Step::Crash => self.peer = start(self.application.kept.clone()),
            Step::Wait if self.peer.phase() == PhaseName::Dialing => self.peer.accept(),
            Step::Wait if !online || self.waits_for_refused() => drop(self.peer.pass_deadline()),
            Step::Answer | Step::Cut | Step::Wait => {}
        }
    }

    /// Only time is missing: everything that was said is answered.
    fn waits_for_refused(&self) -> bool {
        self.peer.said.is_empty() && self.peer.client.stats().refusals.fill > 0
    }

    fn read(&mut self, takes: bool) {
        let event = match self.peer.next_event() {
            Some(Event::DeadLetter(letter)) => {
                assert_eq!(letter.refused, 3);
                // Coming back is what takes it.
                self.peer.commit(letter.event.delivery().expect("a message"));
                letter.event
            }
            Some(Event::Message(message)) if takes => {
                self.peer.commit(message.delivery);
                Event::Message(message)
            }
            Some(Event::Message(message)) => {
                assert!(self.peer.call(|client, now| client.refuse(now, message.delivery)));
                self.application.kept = Some(self.peer.client.session());
                return;
            }
            _ => return,
        };
        self.application.read.extend(texts(&[event]));
        self.application.kept = Some(self.peer.client.session());
    }
}

fn start(session: Option<Session>) -> Peer {
    let mut settings = config();
    settings.commit = Commit::Manual;
    settings.refusals_max = 2;
    let mut peer = Peer::restored(settings, session);
    peer.eager = false;
    peer.login();
    peer.accept();
    peer
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Arrive),
        8 => Just(Step::Answer),
        8 => Just(Step::Read),
        6 => Just(Step::Refuse),
        1 => Just(Step::Cut),
        1 => Just(Step::Crash),
        4 => Just(Step::Wait),
    ];
    proptest::collection::vec(step, 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]
    #[test]
    fn every_message_is_read_once_and_in_order(steps in steps(), last_with_content: bool) {
        let mut world = World::new(last_with_content);
        steps.into_iter().for_each(|step| world.step(step));
        // Then the weather clears.
        for _ in 0..2_000 {
            [Step::Wait, Step::Answer, Step::Read].into_iter().for_each(|step| world.step(step));
        }
        let expected: Vec<String> = (1..=world.server.stored).map(|id| id.to_string()).collect();
        prop_assert_eq!(&world.application.read, &expected);
        prop_assert_eq!(world.server.acknowledged, world.server.stored, "all is acknowledged");
    }
}
