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

    /// A key for what is spread in memory, from far beyond what is ever drawn: a peer is shown draws
    /// (ids, the device), and later ones are what they would be without this.
    pub(crate) fn key(&self) -> u64 {
        let mut beyond = self.0.clone();
        beyond.jump();
        beyond.next_u64()
    }

    /// Uniform in `0..=most`; the bias of the remainder is far below what jitter needs.
    pub(crate) fn up_to(&mut self, most: u64) -> u64 {
        match most.checked_add(1) {
            Some(span) => self.next() % span,
            None => self.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// What a server is shown must not tell where its ids lie.
    #[test]
    fn the_key_is_no_draw_and_costs_none() {
        let mut random = Random::new([7; 32]);
        let key = random.key();
        assert_eq!(key, random.key());
        let draws: alloc::vec::Vec<u64> = (0..1_000).map(|_| random.next()).collect();
        assert!(!draws.contains(&key));
        assert_eq!(draws.first(), Some(&Random::new([7; 32]).next()));
    }
}
