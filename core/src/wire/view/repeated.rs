//! Messages that lie in a message several times.

use core::marker::PhantomData;

use super::Broken;
use super::field::{Field, Input, View, merge};

/// All messages of one field: found without a mistake, and read again when they are looked at. They
/// lie in one stretch of bytes: a message that may come in parts has [`Counted`](super::Counted) ones.
#[derive(Debug)]
pub struct Repeated<'a, V: ?Sized> {
    /// The message they lie in, from the first on.
    bytes: &'a [u8],
    /// How many there are.
    count: usize,
    what: PhantomData<fn() -> V>,
}

impl<V: ?Sized> Clone for Repeated<'_, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V: ?Sized> Copy for Repeated<'_, V> {}

impl<V: ?Sized> Default for Repeated<'_, V> {
    fn default() -> Self {
        Self { bytes: &[], count: 0, what: PhantomData }
    }
}

impl<'a, V: View<'a>> Field<'a> for Repeated<'a, V> {
    #[inline]
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        let depth = input.deeper()?;
        merge(&mut V::default(), input.bytes(kind)?, depth)?;
        self.count(input);
        Ok(())
    }
}

/// Bytes of which nothing is known yet.
impl<'a> Field<'a> for Repeated<'a, [u8]> {
    #[inline]
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        input.bytes(kind)?;
        self.count(input);
        Ok(())
    }
}

impl<'a, V: View<'a>> Repeated<'a, V> {
    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = V> + use<'a, V> {
        self.raw().map(|bytes| V::read(bytes).unwrap_or_default())
    }
}

impl<'a, V: ?Sized> Repeated<'a, V> {
    /// One more was found.
    #[inline]
    pub(super) fn count(&mut self, input: &Input<'a>) {
        if self.count == 0 {
            self.bytes = input.and_before();
        }
        self.count += 1;
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The bytes of all of them.
    pub fn raw(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, V> {
        let mut input = Input::new(self.bytes);
        let wanted = input.key().ok();
        let mut again = Input::new(self.bytes);
        let mut left = self.count;
        core::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            loop {
                let key = again.key().ok()?;
                let (tag, kind) = key;
                if Some(key) == wanted {
                    return again.bytes(kind).ok();
                }
                again.skip(tag, kind).ok()?;
            }
        })
    }
}
