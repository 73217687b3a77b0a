//! Fields of a message, one after the other, as protobuf lays them.

use super::Text;

/// Messages and groups in each other; as many as prost follows.
const DEPTH_MAX: u32 = 100;

const VARINT: u32 = 0;
const EIGHT_BYTES: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;
const GROUP: u32 = 3;
const GROUP_END: u32 = 4;
const FOUR_BYTES: u32 = 5;

/// Bytes that are no message. [`read`](super::read) has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// A message in borrowed bytes.
pub trait View<'a>: Copy + Default {
    /// Takes in the value of a field; of one it does not know, skips it.
    ///
    /// # Errors
    /// [`Broken`]
    fn field(&mut self, tag: u32, kind: u32, input: &mut Input<'a>) -> Result<(), Broken>;

    /// Reads a message that is all of `bytes`.
    ///
    /// # Errors
    /// [`Broken`]
    fn read(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut view = Self::default();
        view.fill(bytes)?;
        Ok(view)
    }

    /// The same in place.
    ///
    /// # Errors
    /// [`Broken`]
    fn fill(&mut self, bytes: &'a [u8]) -> Result<(), Broken> {
        merge(self, bytes, DEPTH_MAX)
    }
}

/// Takes in all fields: what is there already may be written over.
pub(super) fn merge<'a>(
    view: &mut impl View<'a>,
    bytes: &'a [u8],
    depth: u32,
) -> Result<(), Broken> {
    let mut input = Input { rest: bytes, field: bytes, depth };
    while !input.rest.is_empty() {
        input.field = input.rest;
        let (tag, kind) = input.key()?;
        view.field(tag, kind, &mut input)?;
    }
    Ok(())
}

/// What is left of a message.
#[derive(Debug)]
pub struct Input<'a> {
    rest: &'a [u8],
    /// From the key of this field on.
    field: &'a [u8],
    /// How many messages may still lie in this one.
    depth: u32,
}

impl<'a> Input<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, field: bytes, depth: DEPTH_MAX }
    }

    /// The message from the key of the present field on.
    pub(super) const fn and_before(&self) -> &'a [u8] {
        self.field
    }

    #[inline]
    pub(super) fn key(&mut self) -> Result<(u32, u32), Broken> {
        let key = match self.rest {
            [byte @ ..0x80, rest @ ..] => {
                self.rest = rest;
                u32::from(*byte)
            }
            _ => u32::try_from(self.long_varint()?).map_err(|_| Broken)?,
        };
        Ok((key >> 3, key & 7))
    }

    #[inline]
    fn varint(&mut self) -> Result<u64, Broken> {
        match self.rest {
            [byte @ ..0x80, rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(*byte))
            }
            _ => self.long_varint(),
        }
    }

    #[inline(never)]
    fn long_varint(&mut self) -> Result<u64, Broken> {
        prost::encoding::decode_varint(&mut self.rest).map_err(|_| Broken)
    }

    fn number(&mut self, kind: u32) -> Result<u64, Broken> {
        if kind == VARINT { self.varint() } else { Err(Broken) }
    }

    /// How many numbers there are in a field that may hold many.
    pub(super) fn count_numbers(&mut self, kind: u32) -> Result<usize, Broken> {
        if kind != LENGTH_DELIMITED {
            return self.number(kind).map(|_| 1);
        }
        let mut numbers = Self::new(self.bytes(kind)?);
        let mut count = 0;
        while !numbers.rest.is_empty() {
            numbers.varint()?;
            count += 1;
        }
        Ok(count)
    }

    fn array<const N: usize>(&mut self, kind: u32, wanted: u32) -> Result<[u8; N], Broken> {
        let (array, rest) =
            self.rest.split_first_chunk().filter(|_| kind == wanted).ok_or(Broken)?;
        self.rest = rest;
        Ok(*array)
    }

    #[inline]
    pub(super) fn bytes(&mut self, kind: u32) -> Result<&'a [u8], Broken> {
        if kind != LENGTH_DELIMITED {
            return Err(Broken);
        }
        let length = usize::try_from(self.varint()?).map_err(|_| Broken)?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Broken)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The depth of a message in this one.
    pub(super) fn deeper(&self) -> Result<u32, Broken> {
        self.depth.checked_sub(1).ok_or(Broken)
    }

    /// Skips the value of a field nobody knows.
    ///
    /// # Errors
    /// [`Broken`]
    #[cold]
    pub fn skip(&mut self, tag: u32, kind: u32) -> Result<(), Broken> {
        self.skip_within(tag, kind, self.depth)
    }

    fn skip_within(&mut self, tag: u32, kind: u32, depth: u32) -> Result<(), Broken> {
        if tag == 0 || depth == 0 {
            return Err(Broken);
        }
        match kind {
            VARINT => self.varint().map(drop),
            EIGHT_BYTES => self.array::<8>(kind, kind).map(drop),
            FOUR_BYTES => self.array::<4>(kind, kind).map(drop),
            LENGTH_DELIMITED => self.bytes(kind).map(drop),
            GROUP => loop {
                let (inner, kind) = self.key()?;
                if kind == GROUP_END {
                    return if inner == tag { Ok(()) } else { Err(Broken) };
                }
                self.skip_within(inner, kind, depth - 1)?;
            },
            _ => Err(Broken),
        }
    }
}

/// What can be the value of a field.
pub(super) trait Field<'a> {
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken>;
}

/// Numbers: the lower bits of a varint, as prost takes them.
macro_rules! number {
    ($($number:ty: $read:expr),*) => {$(
        impl<'a> Field<'a> for Option<$number> {
            #[inline]
            fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
                let read: fn(&mut Input<'a>, u32) -> Result<$number, Broken> = $read;
                *self = Some(read(input, kind)?);
                Ok(())
            }
        }
    )*};
}
number! {
    u64: |input, kind| input.number(kind),
    i64: |input, kind| input.number(kind).map(u64::cast_signed),
    i32: |input, kind| input.number(kind).map(lower_bits).map(u32::cast_signed),
    u32: |input, kind| input.number(kind).map(lower_bits),
    bool: |input, kind| input.number(kind).map(|number| number != 0),
    f32: |input, kind| input.array(kind, FOUR_BYTES).map(f32::from_le_bytes),
    f64: |input, kind| input.array(kind, EIGHT_BYTES).map(f64::from_le_bytes),
    &'a [u8]: |input, kind| input.bytes(kind),
    Text<'a>: |input, kind| Text::new(input.bytes(kind)?)
}

#[expect(clippy::cast_possible_truncation, reason = "as prost reads a number that is too large")]
const fn lower_bits(number: u64) -> u32 {
    number as u32
}

/// A message in a message: one that comes in parts is all of them.
impl<'a, V: View<'a>> Field<'a> for Option<V> {
    #[inline]
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        let depth = input.deeper()?;
        let bytes = input.bytes(kind)?;
        merge(self.get_or_insert_default(), bytes, depth)
    }
}

/// Declares a view: its fields, and how they are found.
macro_rules! view {
    ($(#[$about:meta])* $name:ident $(<$life:lifetime>)? {
        $($(#[$doc:meta])* $field:ident: $kind:ty = $tag:literal,)*
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name $(<$life>)? {
            $($(#[$doc])* pub $field: $kind,)*
        }

        impl<'a> $crate::wire::view::View<'a> for $name $(<$life>)? {
            #[inline]
            fn field(
                &mut self,
                tag: u32,
                kind: u32,
                input: &mut $crate::wire::view::Input<'a>,
            ) -> Result<(), $crate::wire::view::Broken> {
                match tag {
                    $($tag => $crate::wire::view::field::Field::merge(&mut self.$field, kind, input),)*
                    _ => input.skip(tag, kind),
                }
            }
        }
    };
}
pub(super) use view;
