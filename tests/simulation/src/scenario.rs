//! Whole lives of a world, for tests and for replaying one by its seed.

use crate::disk::Keeps;
use crate::random::Random;
pub use crate::trace::Reader;
use crate::weather::Weather;
use crate::world::World;

/// What became of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its trace hash.
    pub hash: u64,
    /// Messages that clients accepted.
    pub accepted: usize,
    /// Messages that the server took.
    pub sent: usize,
    /// Messages that arrived.
    pub delivered: usize,
    /// How often anybody came online again.
    pub reconnections: usize,
    /// How often a process ended.
    pub crashes: usize,
    /// Every rule that was broken.
    pub violations: Vec<String>,
}

/// Three people talk for `millis` in this weather; then it clears up, and everything owed must
/// arrive. One of them is slow; two have a store, the third keeps less. `reader` gets the trace line
/// by line.
pub fn chatter(seed: u64, weather: Weather, millis: u64, reader: Option<Reader>) -> Report {
    let mut world = World::new(seed);
    if let Some(reader) = reader {
        world.read_trace(reader);
    }
    let mut chance = Random::new(!seed);
    let people = [world.client("ann"), world.client("bob"), world.slow_client("cleo", 40)];
    let third = if seed.is_multiple_of(2) { Keeps::Session } else { Keeps::Nothing };
    for (who, keeps) in people.iter().zip([Keeps::Store, third, Keeps::Store]) {
        world.set_keeps(*who, keeps);
    }
    world.set_weather(weather);
    people.iter().for_each(|who| world.log_in(*who));
    while world.now() < millis && world.violations().is_empty() {
        let from = chance.between((0, 2)) as usize;
        let to = (from + chance.between((1, 2)) as usize) % people.len();
        world.say(people[from], people[to]);
        world.run_for(chance.between((0, 2_000)));
    }
    world.set_weather(Weather::calm());
    world.run_until_settled(900_000);
    let (accepted, sent, delivered) = world.totals();
    Report {
        hash: world.hash(),
        accepted,
        sent,
        delivered,
        reconnections: world.reconnections(),
        crashes: world.crashes(),
        violations: world.violations(),
    }
}
