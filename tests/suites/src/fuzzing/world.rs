//! A whole world: people, their server and a network that does what the bytes say.

mod operations;
mod weather;

use arbitrary::{Arbitrary, Result, Unstructured};
use easemob_core::Renewal;
use easemob_simulation::{Circle, CircleKind, Keeps, Way, Weather, Who, World};

use operations::Operation;
use weather::Climate;

/// What happens in a world.
#[derive(Arbitrary, Debug)]
struct Script {
    seed: u32,
    /// Frames cross as the bytes of WebSockets.
    speaks_bytes: bool,
    /// What the three applications are like.
    habits: [Habit; 3],
    deeds: Vec<Deed>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Habit {
    keeps: Kept,
    discovers: bool,
    renews: bool,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Kept {
    Nothing,
    Session,
    Store,
}

#[derive(Arbitrary, Debug)]
enum Deed {
    /// So many tenths of a second pass.
    Wait(u8),
    /// So many minutes pass.
    Pause(u8),
    Say(Person, Person),
    SayIn(Person, Place),
    TakeBack(Person),
    Change(Person),
    MarkRead(Person),
    Enter(Person),
    Ask(Person, Person, u8),
    Cut(Person),
    Silence(Person, bool),
    Crash(Person),
    CrashAfter(Person, u8),
    Start(Person),
    /// A machine sleeps for so many seconds, and is told so or not when it wakes up.
    Sleep(Person, u16, bool),
    LoseNetwork(Person, u8, bool),
    Move(Person),
    FailStore(Person, u8),
    RestartServer(u8, bool),
    Tell(Person, Operation),
    Weather(Climate),
}

#[derive(Clone, Copy, Debug)]
struct Person(usize);

impl Arbitrary<'_> for Person {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self(u.choose_index(PEOPLE.len())?))
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Place {
    Group,
    Thread,
    Room,
}

/// Things that happen one after another, so many of them.
const DEEDS: usize = 64;

const PEOPLE: [&str; 3] = ["ann", "bob", "cleo"];

/// No machine sleeps for longer.
const HOUR: u64 = 3_600;

/// The longest sleep of the weather's and of a script's, and a quarter of an hour.
const SETTLED_WITHIN: u64 = 18_000_000;

/// Whatever happens, no rule of the oracle is broken, and once the weather has cleared up everything
/// owed arrives.
pub fn world(data: &[u8]) {
    let Ok(script) = Script::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let mut stage = Stage::new(&script);
    for deed in script.deeds.iter().take(DEEDS) {
        stage.happen(deed);
    }
    stage.end(&script);
}

struct Stage {
    world: World,
    people: [Who; 3],
    group: Circle,
    thread: Circle,
    room: Circle,
    /// Who may still have to crash, or has been put out for good: nobody else starts them again.
    doomed: [bool; 3],
    flags_last_page: bool,
}

impl Stage {
    fn new(script: &Script) -> Self {
        let mut world = World::new(script.seed.into());
        if script.speaks_bytes {
            world.speak_bytes();
        }
        let [ann, bob, cleo] = PEOPLE;
        let people = [world.client(ann), world.client(bob), world.slow_client(cleo, 40)];
        for (who, habit) in people.iter().zip(&script.habits) {
            world.set_keeps(
                *who,
                match habit.keeps {
                    Kept::Nothing => Keeps::Nothing,
                    Kept::Session => Keeps::Session,
                    Kept::Store => Keeps::Store,
                },
            );
            world.configure(*who, |config| {
                if habit.discovers {
                    config.servers = World::discovered();
                }
                if habit.renews {
                    config.renewal = Renewal::Application { answer_ms: 10_000 };
                }
            });
        }
        let flags_last_page = script.seed & 1 != 0;
        let last_page = if flags_last_page { "flag" } else { "ack" };
        let flag = serde_json::json!({ "op": "config", "set": { "lastPage": last_page } });
        world.operate(&flag).expect("a setting");
        let mut circle = |kind, id| world.circle(kind, id, &people);
        let [group, thread, room] = [
            circle(CircleKind::Group, "101"),
            circle(CircleKind::Thread, "102"),
            circle(CircleKind::Room, "103"),
        ];
        people.iter().for_each(|who| world.log_in(*who));
        Self { world, people, group, thread, room, doomed: [false; 3], flags_last_page }
    }

    fn happen(&mut self, deed: &Deed) {
        let (world, people) = (&mut self.world, self.people);
        let who = |person: &Person| people[person.0];
        match deed {
            Deed::Wait(tenths) => world.run_for(100 * u64::from(*tenths)),
            Deed::Pause(minutes) => world.run_for(60_000 * u64::from(minutes % 8)),
            Deed::Say(from, to) if from.0 != to.0 => drop(world.say(who(from), who(to))),
            Deed::Say(..) => {}
            Deed::SayIn(person, place) => {
                let circle = match place {
                    Place::Group => self.group,
                    Place::Thread => self.thread,
                    Place::Room => self.room,
                };
                world.say_in(who(person), circle);
            }
            Deed::TakeBack(person) => drop(world.take_back(who(person))),
            Deed::Change(person) => drop(world.change(who(person))),
            Deed::MarkRead(person) => drop(world.mark_read(who(person))),
            Deed::Enter(person) => drop(world.enter(who(person), self.room)),
            Deed::Ask(person, other, which) => {
                world.ask(who(person), who(other), (*which).into());
            }
            Deed::Cut(person) => drop(world.cut(who(person))),
            Deed::Silence(person, up) => {
                world.silence(who(person), if *up { Way::Up } else { Way::Down });
            }
            Deed::Crash(person) => world.crash(who(person)),
            Deed::CrashAfter(person, places) => {
                self.doomed[person.0] = true;
                world.crash_after(who(person), (*places).into());
            }
            Deed::Start(person) => world.start_process(who(person)),
            Deed::Sleep(person, seconds, hint) => {
                world.sleep(who(person), 1_000 * (u64::from(*seconds) % HOUR), *hint);
            }
            Deed::LoseNetwork(person, seconds, hint) => {
                world.lose_network(who(person), 1_000 * u64::from(*seconds), *hint);
            }
            Deed::Move(person) => drop(world.move_to_another_device(who(person))),
            Deed::FailStore(person, writes) => world.fail_store(who(person), u64::from(writes % 8)),
            Deed::RestartServer(seconds, remembers) => {
                world.restart_server(1_000 * u64::from(*seconds), *remembers);
            }
            Deed::Tell(person, operation) => {
                self.doomed[person.0] |= matches!(operation, Operation::Kick(_));
                let words = operation.words(PEOPLE[person.0], self.flags_last_page);
                world.operate(&words).unwrap_or_else(|wrong| panic!("{words}: {wrong}"));
            }
            Deed::Weather(climate) => world.set_weather(climate.weather()),
        }
    }

    fn end(mut self, script: &Script) {
        let world = &mut self.world;
        world.set_weather(Weather::calm());
        for (who, doomed) in self.people.into_iter().zip(self.doomed) {
            world.start_process(who);
            if doomed {
                world.restart(who);
            }
        }
        world.run_until_settled(SETTLED_WITHIN);
        let broken = world.violations();
        assert!(broken.is_empty(), "{broken:#?}\n{script:?}");
    }
}
