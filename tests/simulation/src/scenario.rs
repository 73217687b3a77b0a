//! Whole lives of a world, for tests and for replaying one by its seed.

use std::path::Path;

use easemob_core::{Config, Renewal};

use crate::chatter::Chatter;
use crate::diagram::Diagram;
use crate::disk::Keeps;
use crate::fault::Faults;
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
    /// Virtual milliseconds that passed.
    pub millis: u64,
    /// Calls that were answered, however.
    pub calls: usize,
    /// How often anybody dialled.
    pub connects: usize,
    /// How often anybody came online again.
    pub reconnections: usize,
    /// How often each kind of fault happened.
    pub faults: Faults,
    /// Every rule that was broken.
    pub violations: Vec<String>,
}

/// Three people talk in this weather, for `millis` and until enough was said and went wrong; then it
/// clears up, and everything owed must arrive. One of them is slow; two have a store, the third keeps
/// less. `reader` gets the trace line by line.
pub fn chatter(seed: u64, weather: Weather, millis: u64, reader: Option<Reader>) -> Report {
    let mut world = World::new(seed);
    if let Some(reader) = reader {
        world.read_trace(reader);
    }
    live(&mut world, seed, weather, millis)
}

/// The same, drawn.
#[must_use]
pub fn chatter_drawn(seed: u64, weather: Weather, millis: u64) -> (Report, Diagram) {
    let mut world = World::new(seed);
    world.draw();
    let report = live(&mut world, seed, weather, millis);
    (report, world.diagram())
}

/// The same for a test: who breaks a rule is drawn into the folder of temporary files.
///
/// # Errors
/// What was broken, the line that replays it, and where the drawing is.
///
/// # Panics
/// When there is no weather of this name.
pub fn check(seed: u64, weather: &str, seconds: u64) -> Result<Report, String> {
    let kind = Weather::named(weather, seed).expect("a weather of this name");
    let report = chatter(seed, kind, seconds * 1_000, None);
    if report.violations.is_empty() {
        return Ok(report);
    }
    let page = std::env::temp_dir().join(format!("easemob-{weather}-{seed}.html"));
    let drawn = write_trace(&page, seed, weather, seconds);
    let drawn = drawn.map_or_else(|e| format!("not drawn: {e}"), |()| page.display().to_string());
    let (replay, broken) = (replay_line(seed, weather, seconds), report.violations.join("\n  "));
    Err(format!("{replay}\n  {broken}\n  {drawn}"))
}

/// The command that replays a world.
#[must_use]
pub fn replay_line(seed: u64, weather: &str, seconds: u64) -> String {
    format!(
        "cargo run -p easemob-simulation -- --replay {seed} --weather {weather} --seconds {seconds}"
    )
}

/// Draws a world as a page, and beside it as text.
///
/// # Errors
/// What the operating system says.
///
/// # Panics
/// When there is no weather of this name.
pub fn write_trace(page: &Path, seed: u64, weather: &str, seconds: u64) -> std::io::Result<()> {
    let kind = Weather::named(weather, seed).expect("a weather of this name");
    let (_, diagram) = chatter_drawn(seed, kind, seconds * 1_000);
    let title = format!("Seed {seed} in {weather} weather");
    std::fs::write(page.with_extension("txt"), diagram.text())?;
    std::fs::write(page, diagram.page(&title, &replay_line(seed, weather, seconds)))
}

fn live(world: &mut World, seed: u64, weather: Weather, millis: u64) -> Report {
    let mut chance = Random::new(!seed);
    let people = [world.client("ann"), world.client("bob"), world.slow_client("cleo", 40)];
    let third = if seed.is_multiple_of(2) { Keeps::Session } else { Keeps::Nothing };
    for (who, keeps) in people.iter().zip([Keeps::Store, third, Keeps::Store]) {
        world.set_keeps(*who, keeps);
    }
    if seed.is_multiple_of(3) {
        world.configure(people[2], narrow);
    }
    // Chance of its own, as the weather has.
    let mut setting = Random::new(seed.rotate_left(9));
    if setting.happens(400) {
        world.speak_bytes();
    }
    for who in &people {
        // Few, so that many letters die.
        world.configure(*who, |config| config.refusals_max = 2);
        if setting.happens(400) {
            world.configure(*who, |config| config.servers = World::discovered());
        }
        if setting.happens(500) {
            world.configure(*who, |config| {
                config.renewal = Renewal::Application { answer_ms: 10_000 };
            });
        }
    }
    let enough = Enough::of(&weather, millis);
    let chatter = Chatter::new(world, people);
    world.set_weather(weather);
    people.iter().for_each(|who| world.log_in(*who));
    while !enough.is_lived(world) && world.is_sound() {
        chatter.go_on(world, &mut chance);
        world.run_for(chance.between((0, 2_000)));
    }
    world.set_weather(Weather::calm());
    // The longest sleep, and a quarter of an hour.
    world.run_until_settled(18_000_000);
    let (accepted, sent, delivered) = world.totals();
    Report {
        hash: world.hash(),
        accepted,
        sent,
        delivered,
        millis: world.now(),
        calls: world.calls().0 + world.calls().1,
        connects: world.dials().len(),
        reconnections: world.reconnections(),
        faults: world.faults().clone(),
        violations: world.violations(),
    }
}

/// Bounds that are met every day.
fn narrow(config: &mut Config) {
    (config.outbox_max, config.calls_max, config.calls_at_once) = (6, 2, 1);
    (config.events_high, config.events_max, config.pulls_max) = (2, 64, 1);
    (config.queues_max, config.rooms_max) = (3, 1);
}

/// What makes a life worth looking at: so much has to pass, be said and go wrong.
struct Enough {
    millis: u64,
    messages: usize,
    faults: u64,
}

impl Enough {
    /// 50 messages and 3 faults a minute; in weather that has any.
    fn of(weather: &Weather, millis: u64) -> Self {
        let messages = (millis * 50 / 60_000) as usize;
        let faults = if weather.has_faults() { millis * 3 / 60_000 } else { 0 };
        Self { millis, messages, faults }
    }

    /// At the latest after ten times its time: some faults have no occasion in some worlds.
    fn is_lived(&self, world: &World) -> bool {
        let (accepted, ..) = world.totals();
        let faults = world.faults().values().sum::<u64>();
        let enough = accepted >= self.messages && faults >= self.faults;
        world.now() >= self.millis && (enough || world.now() >= 10 * self.millis)
    }
}
