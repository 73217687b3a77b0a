//! A whole world: people, their server and a network that does what the bytes say.

use arbitrary::{Arbitrary, Result, Unstructured};
use easemob_simulation::{Fault, Keeps, Way, Weather, Who, World};

/// What happens in a world.
#[derive(Arbitrary, Debug)]
struct Script {
    seed: u32,
    /// What the three applications keep.
    keeps: [Habit; 3],
    deeds: Vec<Deed>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Habit {
    Nothing,
    Session,
    Store,
}

#[derive(Arbitrary, Debug)]
enum Deed {
    /// So many tenths of a second pass.
    Wait(u8),
    /// So many minutes pass.
    Sleep(u8),
    Say(Person, Person),
    Cut(Person),
    Silence(Person, bool),
    Crash(Person),
    CrashAfter(Person, u8),
    Start(Person),
    FailStore(Person, u8),
    RestartServer(u8, bool),
    Change(Climate),
}

#[derive(Clone, Copy, Debug)]
struct Person(usize);

impl Arbitrary<'_> for Person {
    fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self(u.choose_index(3)?))
    }
}

/// A weather by its values: how long a message travels, and the chances of faults.
#[derive(Arbitrary, Debug)]
struct Climate {
    delay: u8,
    chances: Vec<(u8, u8)>,
}

impl Climate {
    fn weather(&self) -> Weather {
        let calm = Weather::calm().with_delay(1, 1 + 10 * u64::from(self.delay));
        self.chances.iter().fold(calm, |weather, (which, chance)| {
            let fault = Fault::ALL[usize::from(*which) % Fault::ALL.len()];
            // Where a process or a server does little else than end, nothing can be learned.
            let rare = matches!(fault, Fault::Crash | Fault::ServerRestarts);
            weather.with(fault, u16::from(if rare { *chance / 8 } else { *chance }))
        })
    }
}

/// Things that happen one after another, so many of them.
const DEEDS: usize = 64;

/// Whatever happens, no rule of the oracle is broken, and once the weather has cleared up everything
/// owed arrives.
pub fn world(data: &[u8]) {
    let Ok(script) = Script::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let mut world = World::new(script.seed.into());
    let people = [world.client("ann"), world.client("bob"), world.slow_client("cleo", 40)];
    for (who, habit) in people.iter().zip(&script.keeps) {
        let keeps = match habit {
            Habit::Nothing => Keeps::Nothing,
            Habit::Session => Keeps::Session,
            Habit::Store => Keeps::Store,
        };
        world.set_keeps(*who, keeps);
    }
    people.iter().for_each(|who| world.log_in(*who));
    let mut doomed = [false; 3];
    for deed in script.deeds.iter().take(DEEDS) {
        if let Deed::CrashAfter(person, _) = deed {
            doomed[person.0] = true;
        }
        happen(&mut world, &people, deed);
    }
    world.set_weather(Weather::calm());
    for (who, doomed) in people.iter().zip(doomed) {
        world.start_process(*who);
        if doomed {
            // It may still have to crash, and nobody would start it again.
            world.restart(*who);
        }
    }
    world.run_until_settled(900_000);
    let broken = world.violations();
    assert!(broken.is_empty(), "{broken:#?}\n{script:?}");
}

fn happen(world: &mut World, people: &[Who; 3], deed: &Deed) {
    let who = |person: &Person| people[person.0];
    match deed {
        Deed::Wait(tenths) => world.run_for(100 * u64::from(*tenths)),
        Deed::Sleep(minutes) => world.run_for(60_000 * u64::from(minutes % 8)),
        Deed::Say(from, to) if from.0 != to.0 => drop(world.say(who(from), who(to))),
        Deed::Say(..) => {}
        Deed::Cut(person) => drop(world.cut(who(person))),
        Deed::Silence(person, up) => {
            world.silence(who(person), if *up { Way::Up } else { Way::Down });
        }
        Deed::Crash(person) => world.crash(who(person)),
        Deed::CrashAfter(person, places) => world.crash_after(who(person), (*places).into()),
        Deed::Start(person) => world.start_process(who(person)),
        Deed::FailStore(person, writes) => world.fail_store(who(person), u64::from(writes % 8)),
        Deed::RestartServer(seconds, remembers) => {
            world.restart_server(1_000 * u64::from(*seconds), *remembers);
        }
        Deed::Change(climate) => world.set_weather(climate.weather()),
    }
}
