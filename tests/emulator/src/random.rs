//! The only source of chance: a seeded generator, so that one seed makes one world.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Alphabet of tokens: URL-safe base64.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Draws tokens, identifiers and garbage.
pub(crate) struct Random(Xoshiro256PlusPlus);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A token as the service spells it: `YWMt` and 32 characters.
    pub(crate) fn token(&mut self) -> String {
        let tail = self.bytes(32).into_iter();
        let tail = tail.map(|byte| char::from(ALPHABET[usize::from(byte % 64)]));
        "YWMt".chars().chain(tail).collect()
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let bits = u128::from(self.0.next_u64()) << 64 | u128::from(self.0.next_u64());
        let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
        let hex = format!("{bits:032x}");
        [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// Bytes that no reader can take for a frame: the first one names a wire type that is none.
    pub(crate) fn garbage(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = self.bytes(count);
        if let Some(first) = bytes.first_mut() {
            *first |= 0x07;
            *first &= 0x7f;
        }
        bytes
    }
}
