//! Values of our types, made without knowing the types: the field lists of `messages` lead.

use bytes::Bytes;

use crate::schema::Tree;

/// Where the parts of a sample come from.
pub(crate) enum Source<'a> {
    /// Every field is set and hardly two values are the same; the number is the state.
    Distinct(u64),
    /// Every field is set, to the zero of its type.
    Zeros,
    /// These bytes decide which fields are set and to what; when they run out, no more are.
    Drawn(&'a [u8]),
}

/// Numbers at which encodings change their length or their sign.
const EDGES: [u64; 10] =
    [0, 1, 127, 128, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 53, 1 << 63, u64::MAX];

const LETTERS: [&str; 8] = ["a", "Z", " ", "\0", "é", "环", "😀", "\u{10ffff}"];

impl Source<'_> {
    fn present(&mut self) -> bool {
        match self {
            Self::Distinct(_) | Self::Zeros => true,
            Self::Drawn(_) => self.byte() % 2 == 1,
        }
    }

    fn count(&mut self) -> usize {
        match self {
            Self::Distinct(_) | Self::Zeros => 2,
            Self::Drawn(_) => usize::from(self.byte() % 4),
        }
    }

    /// One number below `choices`.
    pub(crate) fn choice(&mut self, choices: u64) -> u64 {
        self.bits() % choices
    }

    fn bits(&mut self) -> u64 {
        match self {
            Self::Distinct(state) => {
                *state = state.wrapping_add(1);
                scrambled(*state)
            }
            Self::Zeros => 0,
            Self::Drawn(_) => match usize::from(self.byte()) {
                edge if edge < EDGES.len() => EDGES[edge],
                _ => u64::from_be_bytes(std::array::from_fn(|_| self.byte())),
            },
        }
    }

    fn text(&mut self) -> String {
        match self {
            Self::Distinct(_) => format!("text {}", self.bits()),
            Self::Zeros => String::new(),
            Self::Drawn(_) => {
                let length = self.byte() % 8;
                (0..length).map(|_| LETTERS[usize::from(self.byte() % 8)]).collect()
            }
        }
    }

    fn byte(&mut self) -> u8 {
        match self {
            Self::Drawn(bytes) => {
                let Some((first, rest)) = bytes.split_first() else { return 0 };
                *bytes = rest;
                *first
            }
            Self::Distinct(_) | Self::Zeros => unreachable!("only drawn sources have bytes"),
        }
    }
}

/// Spreads a counter over all 64 bits.
fn scrambled(counter: u64) -> u64 {
    let mixed = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 32)
}

/// Something a message consists of: it can be drawn, and be told as a tree.
pub(crate) trait Part: Sized {
    fn draw(source: &mut Source<'_>) -> Self;
    /// Nothing when it is absent on the wire.
    fn tree(&self) -> Option<Tree>;
}

impl<T: Part> Part for Option<T> {
    fn draw(source: &mut Source<'_>) -> Self {
        source.present().then(|| T::draw(source))
    }

    fn tree(&self) -> Option<Tree> {
        self.as_ref().and_then(T::tree)
    }
}

impl<T: Part> Part for Vec<T> {
    fn draw(source: &mut Source<'_>) -> Self {
        (0..source.count()).map(|_| T::draw(source)).collect()
    }

    fn tree(&self) -> Option<Tree> {
        let list: Vec<Tree> = self.iter().filter_map(T::tree).collect();
        (!list.is_empty()).then_some(Tree::List(list))
    }
}

/// `Type, how it is drawn, how it is told`
macro_rules! scalar {
    ($($type:ty, $source:ident => $draw:expr, $value:ident => $tree:expr;)*) => {$(
        impl Part for $type {
            fn draw($source: &mut Source<'_>) -> Self {
                $draw
            }

            fn tree(&self) -> Option<Tree> {
                let $value = self;
                Some($tree)
            }
        }
    )*};
}

scalar! {
    bool, source => source.bits() % 2 == 1, value => Tree::Bool(*value);
    i32, source => source.bits() as i32, value => Tree::I32(*value);
    i64, source => source.bits() as i64, value => Tree::I64(*value);
    u32, source => source.bits() as u32, value => Tree::U32(*value);
    u64, source => source.bits(), value => Tree::U64(*value);
    f32, source => f32::from_bits(source.bits() as u32), value => Tree::F32(value.to_bits());
    f64, source => f64::from_bits(source.bits()), value => Tree::F64(value.to_bits());
    String, source => source.text(), value => Tree::Text(value.clone());
    Bytes, source => source.text().into(), value => Tree::Bytes(value.to_vec());
}
