//! Deterministic simulation of Easemob clients and server.
//!
//! A [`World`] is clients, the emulator's server and the network between them on one virtual
//! clock. Everything comes from one seed: who says what when, how long a frame travels, which link
//! breaks. The same seed gives the same [trace hash](World::hash); a difference betrays a hidden
//! clock or an unordered map. After every step, and at rest, an oracle says what must be true.
//!
//! ```
//! use easemob_simulation::{Weather, World};
//!
//! let mut world = World::new(7);
//! let (ann, bob) = (world.client("ann"), world.client("bob"));
//! world.log_in(ann);
//! world.log_in(bob);
//! world.set_weather(Weather::flaky_mobile());
//! for _ in 0..10 {
//!     world.say(ann, bob);
//!     world.run_for(1_000);
//! }
//! world.set_weather(Weather::calm());
//! world.run_until_settled(600_000);
//! assert_eq!(world.violations(), Vec::<String>::new());
//! ```
//!
//! # Your own application and store
//!
//! [`World::run_app`] runs a handler of yours in a person's processes, [`World::keep_in`] opens your
//! store for them, and [`World::configure`] sets the options of their clients. Processes end
//! anywhere in some weathers; what your store forgets then, the oracle finds out.
//!
//! ```
//! use easemob_core::{Body, Event};
//! use easemob_simulation::{App, Desk, Weather, for_each_seed};
//!
//! struct Echo;
//!
//! impl App for Echo {
//!     fn told(&mut self, desk: &mut Desk<'_>, event: &Event) {
//!         let Event::Message(message) = event else { return };
//!         let (Body::Text(text), Some(writer)) = (&message.body, desk.find(&message.from.name))
//!         else {
//!             return;
//!         };
//!         desk.write(writer, &format!("you said {text:?}"));
//!     }
//! }
//!
//! for_each_seed(0..5, |world| {
//!     let (ann, bot) = (world.client("ann"), world.client("bot"));
//!     world.run_app(bot, || Echo);
//!     world.log_in(ann);
//!     world.log_in(bot);
//!     world.run_for(5_000);
//!     world.set_weather(Weather::flaky_mobile());
//!     for _ in 0..10 {
//!         world.say(ann, bot);
//!         world.run_for(1_000);
//!     }
//!     world.set_weather(Weather::calm());
//!     world.run_until_settled(600_000);
//!     // The rules hold for a bot that says nothing, too.
//!     assert_eq!(world.taken(ann), 10);
//! });
//! ```
//!
//! A world that breaks a rule, or whose day panics, says how it is lived again and where it is drawn.
#![forbid(unsafe_code)]

mod agenda;
mod alarm;
mod chatter;
mod diagram;
mod disk;
mod each;
mod fault;
pub mod fleet;
#[cfg(feature = "seeded-bugs")]
pub mod hunt;
mod network;
mod oracle;
mod person;
mod planted;
mod random;
pub mod scenario;
pub mod soak;
mod trace;
mod vault;
mod weather;
mod world;

pub use diagram::Diagram;
pub use disk::Keeps;
pub use each::for_each_seed;
pub use fault::{Fault, Faults};
pub use network::Way;
pub use weather::Weather;
pub use world::{App, Circle, CircleKind, Desk, Scale, Who, World};
