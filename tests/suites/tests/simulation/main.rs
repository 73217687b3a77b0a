//! Worlds in bad weather: what clients promise holds whatever the network does, and every run can
//! be repeated.

mod crashes;
mod faults;
mod network;
mod own;
mod server;
mod traces;
mod weather;

use easemob_core::PhaseName;
use easemob_simulation::{Who, World};

const NONE: Vec<String> = Vec::new();

/// Two people, online in calm weather.
fn two_online(seed: u64) -> (World, Who, Who) {
    let mut world = World::new(seed);
    let (ann, bob) = (world.client("ann"), world.client("bob"));
    world.log_in(ann);
    world.log_in(bob);
    let online = |w: &World| [ann, bob].map(|who| w.phase(who)) == [PhaseName::Online; 2];
    assert!(world.run_until(10_000, online), "nobody came online");
    (world, ann, bob)
}
