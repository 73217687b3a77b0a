//! One client for days, with a friend who writes and a fault every hour: what it holds must not grow,
//! and nothing may be lost.

use std::fmt;

use easemob_core::{PhaseName, Stats};
use serde_json::json;

use crate::disk::Keeps;
use crate::network::Way;
use crate::random::Random;
use crate::world::{Scale, Who, World};

const HOUR: u64 = 3_600_000;

/// Milliseconds between two messages of the friend, and of the client.
const FRIEND_WRITES: u64 = 20_000;
const CLIENT_WRITES: u64 = 90_000;

/// Days after which everything bounded has filled up: the window of content seen takes one.
const FILLED_AFTER: usize = 2;

/// What it may hold more than on the day after that: buffers that double, and the luck of the hour.
const TOLERANCE: i64 = 64 * 1024;

/// What a client held on one day, and what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Its number, from 1.
    pub number: usize,
    /// Messages accepted so far, and how many of them arrived.
    pub accepted: usize,
    /// See [`Day::accepted`].
    pub delivered: usize,
    /// Reconnections so far.
    pub reconnections: usize,
    /// Faults so far.
    pub faults: usize,
    /// Most bytes the client held in any minute of the day, beyond those of a fresh one.
    pub heaviest: i64,
    /// How full its buffers are at midnight.
    pub stats: Stats,
}

/// The columns of a [`Day`].
pub const HEADING: &str =
    " day  accepted  delivered  reconnections  faults  KiB held  seen  outbox  events";

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, accepted, delivered, reconnections, faults, heaviest, stats } = self;
        let (seen, outbox) = (stats.seen.fill, stats.outbox.fill);
        write!(
            f,
            "{number:>4}  {accepted:>8}  {delivered:>9}  {reconnections:>13}  {faults:>6}  \
             {:>8.1}  {seen:>4}  {outbox:>6}  {:>6}",
            *heaviest as f64 / 1_024.0,
            stats.events.fill,
        )
    }
}

/// Lives through so many days. `scale` weighs the client; without one nothing is said of its weight.
/// What was broken, if anything.
pub fn soak(
    seed: u64,
    days: usize,
    scale: Option<Scale>,
    mut each: impl FnMut(&Day),
) -> Vec<String> {
    let mut world = World::new(seed);
    let (ann, friend) = (world.client("ann"), world.client("friend"));
    world.set_keeps(ann, Keeps::Store);
    if let Some(scale) = scale {
        world.weigh(scale);
    }
    world.log_in(ann);
    world.log_in(friend);
    let (mut chance, mut faults, mut weights) = (Random::new(!seed), 0, Vec::new());
    for number in 1..=days {
        let mut heaviest = i64::MIN;
        for _ in 0..24 {
            let end = world.now() + HOUR;
            let strikes_at = world.now() + chance.between((0, HOUR - 120_000));
            let mut struck = false;
            while world.now() < end && world.violations().is_empty() {
                if !struck && world.now() >= strikes_at {
                    struck = true;
                    faults += 1;
                    strike(&mut world, ann, &mut chance);
                }
                talk(&mut world, ann, friend);
                heaviest = heaviest.max(world.weight(ann));
            }
        }
        let (accepted, _, delivered) = world.totals();
        let reconnections = world.reconnections();
        let stats = world.stats(ann);
        each(&Day { number, accepted, delivered, reconnections, faults, heaviest, stats });
        weights.push(heaviest);
    }
    world.run_until_settled(600_000);
    let (accepted, _, delivered) = world.totals();
    let mut broken = world.violations();
    if world.phase(ann) != PhaseName::Online {
        broken.push("not online in the end".into());
    }
    if accepted != delivered {
        broken.push(format!("{accepted} messages were accepted, {delivered} arrived"));
    }
    if let Some((filled, later)) = weights.split_at_checked(FILLED_AFTER)
        && let (Some(before), Some(after)) = (filled.last(), later.iter().max())
        && *after > before + TOLERANCE
    {
        broken.push(format!("{after} bytes were held, {before} on day {FILLED_AFTER}"));
    }
    broken
}

/// Some seconds of talk.
fn talk(world: &mut World, ann: Who, friend: Who) {
    let (before, until) = (world.now(), world.now() + FRIEND_WRITES);
    world.say(friend, ann);
    if before / CLIENT_WRITES != until / CLIENT_WRITES {
        world.say(ann, friend);
    }
    world.run_for(FRIEND_WRITES);
}

/// What goes wrong once an hour.
fn strike(world: &mut World, ann: Who, chance: &mut Random) {
    match chance.between((0, 5)) {
        0 => _ = world.cut(ann),
        1 => world.silence(ann, Way::Up),
        2 => world.silence(ann, Way::Down),
        3 => world.restart_server(chance.between((0, 60_000)), false),
        4 => world.fail_store(ann, chance.between((1, 3))),
        _ => {
            let drop = json!({ "op": "drop", "user": "ann", "how": "close", "code": 1001 });
            world.operate(&drop).expect("an operation");
        }
    }
}
