//! Applications and stores of a user's own.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use easemob_core::store::{Record, Store, StoreFailed};
use easemob_core::{Body, Event, Session};
use easemob_simulation::{App, Desk, Weather, World, for_each_seed};

use crate::NONE;

/// Answers each message once, and notes the process in which it did.
struct Echo {
    process: usize,
    answered: Rc<RefCell<Vec<(usize, String)>>>,
}

impl App for Echo {
    fn told(&mut self, desk: &mut Desk<'_>, event: &Event) {
        let Event::Message(message) = event else { return };
        let Body::Text(text) = &message.body else { return };
        let writer = desk.find(&message.from.name).expect("somebody of this world");
        let answer = format!("{text}, again");
        if desk.write(writer, &answer).is_some() {
            self.answered.borrow_mut().push((self.process, text.to_string()));
        }
    }
}

#[test]
fn an_application_answers_in_whatever_process_it_lives() {
    for_each_seed(0..10, |world| {
        let (ann, bot) = (world.client("ann"), world.client("bot"));
        world.set_keeps(bot, easemob_simulation::Keeps::Store);
        let (answered, started) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(0)));
        let (log, count) = (answered.clone(), started.clone());
        world.run_app(bot, move || {
            *count.borrow_mut() += 1;
            Echo { process: *count.borrow(), answered: log.clone() }
        });
        world.log_in(ann);
        world.log_in(bot);
        world.set_weather(Weather::flaky_mobile());
        for n in 0..20 {
            world.say(ann, bot);
            world.run_for(2_000);
            if n == 10 {
                world.run_for(60_000);
                world.restart(bot);
            }
        }
        world.set_weather(Weather::calm());
        world.run_until_settled(600_000);
        assert_eq!(*started.borrow(), 2);
        let answered = answered.borrow();
        assert!(answered.iter().any(|(process, _)| *process == 1));
        assert!(answered.iter().any(|(process, _)| *process == 2));
    });
}

/// A store in memory that outlives its processes. With `forgets` it drops what was taken.
struct Shelf {
    session: Arc<Mutex<Option<Session>>>,
    forgets: bool,
}

impl Store for Shelf {
    fn append(&mut self, records: &[Record]) -> Result<(), StoreFailed> {
        let mut session = self.session.lock().expect("one thread");
        for record in records {
            match (&mut *session, record) {
                (_, Record::Taken { .. }) if self.forgets => {}
                (Some(session), record) => session.apply(record.clone()),
                (none, Record::All(whole)) => *none = Some((**whole).clone()),
                (none, Record::LoggedIn { device, .. }) => {
                    let mut first = Session::new(device.clone());
                    first.apply(record.clone());
                    *none = Some(first);
                }
                (None, _) => {}
            }
        }
        Ok(())
    }

    fn replace(&mut self, session: &Session) -> Result<(), StoreFailed> {
        *self.session.lock().expect("one thread") = Some(session.clone());
        Ok(())
    }
}

/// Refuses everything once, and what ends in 3 whenever it comes.
struct Picky {
    refused: BTreeSet<String>,
    told: Rc<RefCell<Vec<String>>>,
}

impl App for Picky {
    fn told(&mut self, desk: &mut Desk<'_>, event: &Event) {
        let (content, how) = match event {
            Event::DeadLetter(letter) => (&letter.event, "dead: "),
            content => (content, ""),
        };
        let Event::Message(message) = content else { return };
        let Body::Text(text) = &message.body else { return };
        self.told.borrow_mut().push(format!("{how}{text}"));
        if how.is_empty() && (self.refused.insert(text.to_string()) || text.ends_with('3')) {
            assert!(desk.refuse(message.delivery));
        }
    }
}

#[test]
fn an_application_may_refuse_what_it_is_told() {
    let mut world = World::new(1);
    let (ann, bot) = (world.client("ann"), world.client("bot"));
    world.configure(bot, |config| config.refusals_max = 1);
    let told = Rc::new(RefCell::new(Vec::new()));
    let log = told.clone();
    world.run_app(bot, move || Picky { refused: BTreeSet::new(), told: log.clone() });
    world.log_in(ann);
    world.log_in(bot);
    (2..5).for_each(|n| _ = world.write(ann, bot, &n.to_string()));
    world.run_until_settled(600_000);
    assert_eq!(world.violations(), NONE);
    assert_eq!(*told.borrow(), ["2", "2", "3", "3", "dead: 3", "4", "4"]);
    assert_eq!(world.reconnections(), 0);
}

fn with_shelf(seed: u64, forgets: bool) -> (Vec<String>, u64) {
    let mut world = World::new(seed);
    let (ann, bob) = (world.client("ann"), world.client("bob"));
    let session = Arc::new(Mutex::new(None));
    world.keep_in(bob, move || {
        let kept = session.lock().expect("one thread").clone();
        (Shelf { session: session.clone(), forgets }, kept)
    });
    world.log_in(ann);
    world.log_in(bob);
    world.set_weather(Weather::crashing());
    for _ in 0..30 {
        world.say(ann, bob);
        world.say(bob, ann);
        world.run_for(500);
    }
    world.set_weather(Weather::calm());
    world.run_until_settled(600_000);
    (world.violations(), world.crashes())
}

/// The oracle judges a user's store as its own: one that forgets what was taken is found out.
#[test]
fn a_store_that_forgets_is_found_out_and_a_good_one_is_not() {
    let mut crashes = 0;
    for seed in 0..20 {
        let (violations, ended) = with_shelf(seed, false);
        assert_eq!(violations, NONE, "seed {seed}");
        crashes += ended;
    }
    assert!(crashes > 20, "{crashes}");
    let found = (0..20).find_map(|seed| with_shelf(seed, true).0.first().cloned());
    assert!(found.as_ref().is_some_and(|rule| rule.contains("comes twice")), "{found:?}");
}
