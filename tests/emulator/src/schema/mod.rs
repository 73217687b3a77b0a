//! Names and numbers of everything on the wire, as a table: what the frames log shows and what
//! control operations may spell out is read and written by it.
//!
//! Written down apart from the core's codec on purpose: the two check each other.

pub(crate) mod chat;
pub(crate) mod envelope;
pub(crate) mod events;
pub(crate) mod muc;

/// A message and its fields.
pub(crate) struct Message {
    pub(crate) fields: &'static [Field],
}

/// A field.
pub(crate) struct Field {
    pub(crate) number: u32,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) label: Label,
}

/// How often a field may occur.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    One,
    Many,
    Packed,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Int32,
    Int64,
    Uint32,
    Uint64,
    Bool,
    Float,
    Double,
    Text,
    Bytes,
    Enum(&'static [(&'static str, i32)]),
    Message(&'static Message),
}

const fn one(number: u32, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, label: Label::One }
}

const fn many(number: u32, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, label: Label::Many }
}

const fn packed(number: u32, name: &'static str, kind: Kind) -> Field {
    Field { number, name, kind, label: Label::Packed }
}
