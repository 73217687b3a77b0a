//! The world: clients, a server and a network on one clock.

mod app;
mod asking;
mod kicked;
mod machine;
mod process;
mod reading;
mod server;
mod step;
mod talk;
mod trouble;
mod weight;

use std::collections::BTreeSet;
use std::fmt;

use easemob_core::{
    Credentials, Https, Instant, LoginRefused, PhaseName, Servers, Stats, UnixMillis,
};
use easemob_emulator::config::{Direction, LastPage};
use easemob_emulator::{Config, Server};
use serde_json::json;

use crate::alarm::Alarm;
use crate::diagram::{Diagram, Spy};
use crate::disk::Keeps;
use crate::fault::{Fault, Faults};
use crate::network::{Network, Way};
use crate::oracle::{Oracle, PAGE, Totals};
use crate::person::{APP_KEY, Manner, Person};
use crate::random::Random;
use crate::trace::{Reader, Trace};
use crate::vault::Vault;
use crate::weather::Weather;
pub use app::{App, Desk};
use talk::CircleOf;
pub use talk::{Circle, CircleKind};
pub use weight::Scale;
pub(crate) use weight::own_session;

/// The time of day at which every world begins.
const EPOCH: u64 = 1_700_000_000_000;
/// What everybody's password begins with.
const PASSWORD: &str = "open sesame, says ";
/// Everybody is online again so many milliseconds after the weather has cleared up: a half-open link
/// is noticed within 40 s, a dial and a PROVISION that hang take 10 s each, the next attempt comes
/// within 30 s of the one before, and somebody who gave up logs in again 10 s later.
const BACK_WITHIN: u64 = 150_000;
/// What the server says of itself while everybody rests, as that it has found a link dead, is taken
/// so many milliseconds later: a few round trips and the pauses of a slow application.
const LAST_WORDS_WITHIN: u64 = 10_000;

/// One of the clients of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(usize);

/// Clients, a server and the network between them, on one virtual clock and from one seed. The
/// [crate](crate) has longer examples.
///
/// ```
/// use easemob_simulation::World;
///
/// let day = |seed| {
///     let mut world = World::new(seed);
///     let (ann, bob) = (world.client("ann"), world.client("bob"));
///     world.log_in(ann);
///     world.log_in(bob);
///     world.run_for(5_000);
///     world.say(ann, bob);
///     world.run_until_settled(60_000);
///     assert_eq!(world.violations(), Vec::<String>::new());
///     world.hash()
/// };
/// assert_eq!(day(7), day(7));
/// assert_ne!(day(7), day(8));
/// ```
pub struct World {
    now: u64,
    random: Random,
    server: Server,
    network: Network,
    people: Vec<Person>,
    pub(crate) oracle: Oracle,
    trace: Trace,
    alarm: Alarm,
    vault: Vault,
    /// When each client wants to be called next.
    deadlines: BTreeSet<(u64, Who)>,
    reconnections: usize,
    dials: Vec<u64>,
    connects: Vec<u64>,
    circles: Vec<CircleOf>,
    scale: Option<Scale>,
    /// Chance of its own, so that a crash more or less changes nothing else.
    mishaps: Random,
    /// The same for what goes wrong as time passes.
    trouble: Random,
    /// The next draw of that is on the agenda.
    gusty: bool,
}

impl World {
    /// A calm world without people.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let lz4 = [None, Some(Direction::Both), Some(Direction::OnlyUp), Some(Direction::OnlyDown)];
        let config = Config {
            app_key: APP_KEY.into(),
            lz4: lz4[random.between((0, 3)) as usize],
            page_size: [PAGE, PAGE, 5, 1][(seed % 4) as usize],
            // Both occur, and nothing else is drawn for it.
            last_page: if seed & 2 == 0 { LastPage::Ack } else { LastPage::Flag },
            queue_device: seed & 4 == 0,
            record: false,
            ..Config::default()
        };
        let server = Server::new(config, random.between((0, u64::MAX - 1)), EPOCH);
        let network = Network::new(random.fork());
        let vault = Vault::default();
        let mut world = Self {
            now: 0,
            random,
            server,
            network,
            people: Vec::new(),
            oracle: Oracle::default(),
            trace: Trace::new(),
            alarm: Alarm::new(vault.clone()),
            vault,
            deadlines: BTreeSet::new(),
            reconnections: 0,
            dials: Vec::new(),
            connects: Vec::new(),
            circles: Vec::new(),
            scale: None,
            mishaps: Random::new(!seed),
            trouble: Random::new(seed.rotate_left(17)),
            gusty: false,
        };
        world.list_hosts();
        world
    }

    /// Hands every line of the trace to `reader` as it is written.
    pub fn read_trace(&mut self, reader: Reader) {
        self.trace.read_by(reader);
    }

    /// Draws everything from now on.
    pub fn draw(&mut self) {
        self.trace.spy = Some(Spy::default());
    }

    /// What was drawn, with the rules that were broken.
    #[must_use]
    pub fn diagram(&self) -> Diagram {
        let drawn = self.trace.spy.as_ref().map(|spy| spy.diagram.clone());
        drawn.unwrap_or_default().with_violations(&self.oracle.violations)
    }

    // ---- what a scenario does ---------------------------------------------------------------------

    /// A new person with an account, logged out, whose application takes everything at once.
    ///
    /// # Panics
    /// When the name cannot be a user's.
    pub fn client(&mut self, name: &str) -> Who {
        self.join(name, Manner::Prompt)
    }

    /// The same with an application that takes an event every `pause` milliseconds.
    ///
    /// # Panics
    /// When the name cannot be a user's.
    pub fn slow_client(&mut self, name: &str, pause: u64) -> Who {
        self.join(name, Manner::Slow { pause })
    }

    fn join(&mut self, name: &str, manner: Manner) -> Who {
        let password = format!("{PASSWORD}{name}");
        self.vault.lock_away(&password);
        let account = json!({ "op": "user", "user": name, "password": password });
        self.server.operate(self.wall(), &account).expect("an account");
        let time = self.time();
        self.people.push(Person::new(name, manner, Keeps::Session, &mut self.random, time));
        Who(self.people.len() - 1)
    }

    /// Lets frames cross as the bytes of WebSockets from now on, cut and joined as the weather likes:
    /// the core's codec writes and reads them at the client's end, tungstenite at the server's.
    pub fn speak_bytes(&mut self) {
        self.network.speaks_bytes = true;
    }

    /// Servers for [`World::configure`] that are found through discovery: several, whose list changes
    /// in some weathers.
    #[must_use]
    pub fn discovered() -> Servers {
        let seeds = vec!["https://dns1.test".into(), "https://dns2.test".into()];
        Servers::HttpDns { seeds, https: Https::Only }
    }

    /// The application goes on with the session that was kept, or logs in; and again whenever its
    /// session ends.
    pub fn log_in(&mut self, who: Who) {
        if !self.people[who.0].is_awake() {
            return;
        }
        self.note(who, format_args!("logs in"));
        self.oracle.logs_in(who);
        self.with_client(who, |person, now| {
            if person.client.resume(now) == Err(LoginRefused::NoProof) {
                let password = format!("{PASSWORD}{}", person.name);
                let credentials = Credentials::password(person.user.clone(), password);
                // Under way already: as good.
                let _ = person.client.login(now, credentials);
            }
        });
        self.settle(who);
    }

    /// From now on.
    pub fn set_weather(&mut self, weather: Weather) {
        self.trace.note(self.now, "-", format_args!("the weather changes"));
        self.network.weather = weather;
        if self.network.weather.has_faults() {
            self.begin_gusts();
        } else {
            self.clear_up();
        }
    }

    /// Breaks a client's link, so that both ends notice. `false` when it has none.
    pub fn cut(&mut self, who: Who) -> bool {
        let place = self.place(who);
        place.is_some_and(|place| {
            self.network.count(Fault::CutAfter);
            self.network.cut(self.now, place);
            true
        })
    }

    /// Makes a direction of a client's link silent, so that nobody notices.
    pub fn silence(&mut self, who: Who, way: Way) {
        self.note(who, format_args!("{way:?} goes silent"));
        if let Some(place) = self.place(who) {
            self.network.silence(place, way);
        }
    }

    /// Lets time pass. A broken rule stops it: what follows would only confuse.
    pub fn run_for(&mut self, millis: u64) {
        self.run_until(millis, |_| false);
    }

    /// Lets time pass until this is so. `false` when it is not so after `limit` milliseconds, or
    /// when a rule is broken.
    pub fn run_until(&mut self, limit: u64, is_so: impl Fn(&Self) -> bool) -> bool {
        let end = self.now + limit;
        while !is_so(self) {
            if !self.oracle.violations.is_empty() {
                return false;
            }
            if self.next().is_none_or(|at| at > end) {
                self.now = end;
                return false;
            }
            self.step();
        }
        true
    }

    /// Lets time pass until everybody is online and everything owed has arrived, and a minute more,
    /// in which nothing may arrive again. What is owed then and missing is a violation; so is who is
    /// not online in time, and what the server still holds. For calm weather.
    pub fn run_until_settled(&mut self, limit: u64) {
        let sleeps = self.people.iter().map(|person| person.wakes_at).max().unwrap_or_default();
        let returns = self.network.closed_until.max(sleeps).saturating_sub(self.now);
        let end = self.now + limit;
        let back = self.run_until(returns + BACK_WITHIN, |world| {
            world.now >= sleeps && world.oracle.all_are_back()
        });
        self.run_until(end.saturating_sub(self.now), |world| world.oracle.is_settled());
        self.run_for(60_000);
        // The server may say something just now, as that somebody else's link was found dead.
        self.run_until(LAST_WORDS_WITHIN, |world| world.leftovers().next().is_none());
        if !self.is_sound() {
            // What is missing then says nothing.
            return;
        }
        self.oracle.rule(back || limit < BACK_WITHIN, self.now, || {
            format!("not all are online within {BACK_WITHIN} ms of calm weather")
        });
        self.oracle.at_rest(self.now);
        self.look_for_leftovers();
    }

    fn time(&self) -> (Instant, UnixMillis) {
        (Instant::from_millis(self.now), UnixMillis(self.wall()))
    }

    // ---- looks ------------------------------------------------------------------------------------

    /// Milliseconds since the beginning.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// A hash of everything that has crossed a boundary.
    #[must_use]
    pub fn hash(&self) -> u64 {
        self.trace.hash()
    }

    /// Every rule that was broken, with the time.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        self.oracle.violations.clone()
    }

    /// Whether no rule is broken.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.oracle.violations.is_empty()
    }

    /// Where a client's session is.
    #[must_use]
    pub fn phase(&self, who: Who) -> PhaseName {
        self.people[who.0].client.phase()
    }

    /// How often anybody came online again without logging in.
    #[must_use]
    pub fn reconnections(&self) -> usize {
        self.reconnections
    }

    /// How often a process ended.
    #[must_use]
    pub fn crashes(&self) -> u64 {
        self.faults().get(&Fault::Crash).copied().unwrap_or_default()
    }

    /// How often each kind of fault has happened, by the weather or by hand.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.network.faults
    }

    /// How often this person's application was handed a message, repeats included.
    #[must_use]
    pub fn handed(&self, who: Who) -> usize {
        self.oracle.commits(who).0
    }

    /// How many messages it has said that it has.
    #[must_use]
    pub fn taken(&self, who: Who) -> usize {
        self.oracle.commits(who).1
    }

    /// How full a client's buffers are.
    #[must_use]
    pub fn stats(&self, who: Who) -> Stats {
        self.people[who.0].client.stats()
    }

    /// Calls that ended with a reply, and with an error.
    #[must_use]
    pub fn calls(&self) -> (usize, usize) {
        self.oracle.calls()
    }

    /// Messages that clients accepted, that the server took, that arrived.
    #[must_use]
    pub fn totals(&self) -> (usize, usize, usize) {
        let Totals { accepted, sent, delivered } = self.oracle.totals();
        (accepted, sent, delivered)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("now", &self.now)
            .field("people", &self.people.len())
            .field("violations", &self.oracle.violations)
            .finish_non_exhaustive()
    }
}
