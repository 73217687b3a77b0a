//! Hashing of numbers that a peer chooses.

use core::hash::{BuildHasher, Hasher};

/// The golden ratio: bits without a pattern.
const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Hashes under a key the peer does not know, so that it cannot choose numbers that collide.
#[derive(Clone, Copy, Default)]
pub(super) struct Keyed(pub(super) u64);

impl BuildHasher for Keyed {
    type Hasher = Folding;

    fn build_hasher(&self) -> Folding {
        Folding { state: self.0, key: self.0 | 1 }
    }
}

/// Multiplies to twice the width and folds the halves, for each number.
pub(super) struct Folding {
    state: u64,
    key: u64,
}

impl Folding {
    #[expect(clippy::cast_possible_truncation, reason = "one half after the other")]
    fn fold(&mut self, number: u64) {
        let wide = u128::from(self.state ^ number) * u128::from(self.key ^ MIXER);
        self.state = (wide as u64) ^ ((wide >> 64) as u64);
    }
}

impl Hasher for Folding {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.fold(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        self.fold(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, number: u8) {
        self.fold(u64::from(number));
    }

    fn write_i32(&mut self, number: i32) {
        self.fold(u64::from(number.cast_unsigned()));
    }

    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}
