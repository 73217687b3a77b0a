//! Chance, from a seed.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256StarStar;

/// One stream of chance.
pub(crate) struct Random(Xoshiro256StarStar);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256StarStar::seed_from_u64(seed))
    }

    /// A stream of its own for somebody else.
    pub(crate) fn fork(&mut self) -> Self {
        Self::new(self.0.next_u64())
    }

    /// The generator, for who draws from it himself.
    pub(crate) fn into_inner(self) -> Xoshiro256StarStar {
        self.0
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// Uniform in `least..=most`, but for a bias nobody can see.
    pub(crate) fn between(&mut self, (least, most): (u64, u64)) -> u64 {
        least + self.0.next_u64() % (most - least + 1)
    }

    /// True `per_mille` times out of a thousand.
    pub(crate) fn happens(&mut self, per_mille: u64) -> bool {
        self.between((1, 1_000)) <= per_mille
    }
}
