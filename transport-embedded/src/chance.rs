//! All randomness of a transport, drawn from one seed.

use core::cell::RefCell;

use chacha20::ChaCha8Rng;
use chacha20::rand_core::SeedableRng;
use easemob_core::websocket::Rng;

/// What the masks of a WebSocket are drawn from: nobody who sees some can tell the next.
pub(crate) type Masks = ChaCha8Rng;

pub(crate) struct Chance(RefCell<ChaCha8Rng>);

impl Chance {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self(RefCell::new(ChaCha8Rng::from_seed(seed)))
    }

    pub(crate) fn draw<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.borrow_mut().fill_bytes(&mut bytes);
        bytes
    }

    pub(crate) fn masks(&self) -> Masks {
        Masks::from_seed(self.draw())
    }
}
