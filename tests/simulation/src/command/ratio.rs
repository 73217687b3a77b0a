//! How fast virtual time passes, on one core.

use std::time::Instant;

use easemob_simulation::{Weather, World};

use super::Options;

/// Messages said, one a second.
const MESSAGES: u64 = 3_600;

/// Two people say something once a second for an hour. Whether no rule was broken.
pub(crate) fn run(options: &Options) -> bool {
    let name = if options.weather == Weather::MIXED { "flaky-mobile" } else { &options.weather };
    let started = Instant::now();
    let mut world = World::new(0);
    let people = [world.client("ann"), world.client("bob")];
    people.iter().for_each(|who| world.log_in(*who));
    world.set_weather(Weather::named(name, 0).expect("checked"));
    for n in 0..MESSAGES as usize {
        world.say(people[n % 2], people[(n + 1) % 2]);
        world.run_for(1_000);
    }
    world.set_weather(Weather::calm());
    world.run_until_settled(900_000);
    let (real, millis) = (started.elapsed(), world.now());
    let (_, sent, delivered) = world.totals();
    println!(
        "two people in {name} weather, a message a second: {sent} sent, {delivered} delivered"
    );
    println!("virtual time {} s in {:.2} s", millis / 1_000, real.as_secs_f64());
    println!("virtual : real = {:.0} : 1", millis as f64 / 1_000.0 / real.as_secs_f64());
    for broken in world.violations() {
        println!("{broken}");
    }
    println!("violations: {}", world.violations().len());
    world.is_sound()
}
