//! The only dice: seeded once, so that a run can be repeated.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256StarStar;

/// Seeded generator for ids and jitter. Nothing secret is drawn from it.
#[derive(Clone, Debug)]
pub(crate) struct Random(Xoshiro256StarStar);

impl Random {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self(Xoshiro256StarStar::from_seed(seed))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A key for what is spread in memory; later draws are what they would be without it.
    pub(crate) fn key(&self) -> u64 {
        self.clone().next()
    }

    /// Uniform in `0..=most`; the bias of the remainder is far below what jitter needs.
    pub(crate) fn up_to(&mut self, most: u64) -> u64 {
        match most.checked_add(1) {
            Some(span) => self.next() % span,
            None => self.next(),
        }
    }
}
