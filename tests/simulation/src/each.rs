//! A test of many worlds, which says what it takes to see the one that failed again.

use std::env;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::thread;

use crate::world::World;

/// Names the only seed that [`for_each_seed`] lives through.
const VARIABLE: &str = "EASEMOB_SEED";

/// Lives a day in the world of each seed. A rule that is broken ends the test, and so does a day
/// that panics; both print the line that replays it and draw the world as a page, into the folder of
/// temporary files.
///
/// With the variable `EASEMOB_SEED` in the environment, only that seed is lived through.
///
/// ```
/// use easemob_simulation::{Weather, for_each_seed};
///
/// for_each_seed(0..3, |world| {
///     let (ann, bob) = (world.client("ann"), world.client("bob"));
///     world.log_in(ann);
///     world.log_in(bob);
///     world.set_weather(Weather::flaky_mobile());
///     for _ in 0..10 {
///         world.say(ann, bob);
///         world.run_for(1_000);
///     }
///     world.set_weather(Weather::calm());
///     world.run_until_settled(600_000);
///     assert_eq!(world.taken(bob), 10);
/// });
/// ```
///
/// # Panics
/// When a rule is broken, with the rules; when the variable is no number.
pub fn for_each_seed(seeds: impl IntoIterator<Item = u64>, mut day: impl FnMut(&mut World)) {
    let mut live = |seed| {
        let mut life = Life::new(seed);
        day(&mut life.world);
        let broken = life.world.violations();
        assert!(broken.is_empty(), "seed {seed}: {broken:#?}");
    };
    match only(env::var(VARIABLE).ok().as_deref()) {
        Some(seed) => live(seed),
        None => seeds.into_iter().for_each(live),
    }
}

/// The seed that a variable names.
fn only(variable: Option<&str>) -> Option<u64> {
    let seed = variable?.trim();
    Some(seed.parse().unwrap_or_else(|_| panic!("{VARIABLE}={seed}: a seed is a number")))
}

/// A world that is drawn when it comes to a bad end.
struct Life {
    seed: u64,
    world: World,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        world.draw();
        Self { seed, world }
    }

    /// Where it is drawn, and how it is lived again.
    fn obituary(&self) -> String {
        let thread = thread::current();
        // The harness names the thread of a test after it.
        let name = thread.name().unwrap_or("main").replace("::", "-");
        let page = env::temp_dir().join(format!("{name}-{}.html", self.seed));
        let replay = format!("{VARIABLE}={} cargo test {}", self.seed, thread.name().unwrap_or(""));
        let mut words = format!("replay: {replay}\n");
        let _infallible = match self.draw(&page, &replay) {
            Ok(()) => writeln!(words, "drawn:  {}", page.display()),
            Err(error) => writeln!(words, "not drawn: {}: {error}", page.display()),
        };
        words
    }

    fn draw(&self, page: &PathBuf, replay: &str) -> std::io::Result<()> {
        let title = format!("Seed {}", self.seed);
        std::fs::write(page, self.world.diagram().page(&title, replay))
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        if thread::panicking() {
            eprint!("{}", self.obituary());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_names_the_seed() {
        assert_eq!((only(None), only(Some(" 7\n"))), (None, Some(7)));
    }

    #[test]
    #[should_panic(expected = "EASEMOB_SEED=seven: a seed is a number")]
    fn a_variable_that_is_no_number_is_refused() {
        only(Some("seven"));
    }

    #[test]
    fn a_bad_end_is_told_with_its_page() {
        let life = Life::new(41);
        let words = life.obituary();
        let name = "each::tests::a_bad_end_is_told_with_its_page";
        assert!(
            words.starts_with(&format!("replay: EASEMOB_SEED=41 cargo test {name}\n")),
            "{words}"
        );
        let page = words.trim_end().rsplit("drawn:  ").next().expect("a path");
        let drawn = std::fs::read_to_string(page).expect("a page");
        std::fs::remove_file(page).expect("nobody else's");
        assert!(drawn.contains("Seed 41") && drawn.contains(name), "{drawn}");
    }

    #[test]
    #[should_panic(expected = "seed 3: ")]
    fn a_broken_rule_ends_the_test() {
        for_each_seed(3..4, |world| world.oracle.violations.push("a rule".into()));
    }
}
