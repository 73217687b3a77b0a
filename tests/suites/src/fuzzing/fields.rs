//! Captured frames with some of their fields changed: what no mutation of bytes finds, because every
//! length around a field has to follow it.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use bytes::{Bytes, BytesMut};
use easemob_core::wire::{Meta, down};
use prost::Message as _;
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};

use super::{incoming, wire_down, wire_up};
use crate::vectors::{self, Vector};

/// What is done to the fields of a message, each anywhere in it.
pub(super) type Edits = Vec<Edit>;

/// One captured frame, and what is done to it.
#[derive(Arbitrary, Debug)]
struct Script {
    from_server: bool,
    frame: u16,
    edits: Edits,
}

/// A change of one field.
#[derive(Arbitrary, Debug)]
pub(super) struct Edit {
    /// Which field, counted from the front of the frame, nested ones too.
    at: u16,
    deed: Deed,
}

#[derive(Arbitrary, Debug)]
enum Deed {
    Remove,
    Repeat(u8),
    Renumber(u8),
    Put(Value),
    Precede(u8, Value),
}

#[derive(Arbitrary, Clone, Debug)]
enum Value {
    Small(u8),
    Varint(u64),
    Fixed32([u8; 4]),
    Fixed64([u8; 8]),
    Bytes(Vec<u8>),
    Text(String),
    #[arbitrary(skip)]
    Nested(Vec<Field>),
}

#[derive(Clone, Debug)]
struct Field {
    number: u32,
    value: Value,
}

/// A captured frame with other fields keeps the promises of the frame it was, and of its payloads.
pub fn fields(data: &[u8]) {
    static UP: LazyLock<Vec<Bytes>> =
        LazyLock::new(|| raw([vectors::uplink(), vectors::described_uplink()]));
    let Ok(script) = Script::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let frames = if script.from_server { frames_from_server() } else { &UP };
    let frame = edited(&frames[usize::from(script.frame) % frames.len()], &script.edits);
    if !script.from_server {
        return wire_up(&frame);
    }
    wire_down(&frame);
    let Ok(down::Frame::Sync(page)) = down::Frame::decode(frame) else { return };
    for meta in page.metas.iter().filter_map(|meta| Meta::decode(meta.clone()).ok()) {
        let namespace = meta.ns.and_then(|ns| ns.try_into().ok());
        if let (Some(namespace), Some(payload)) = (namespace, meta.payload) {
            incoming(namespace, &payload);
        }
    }
}

/// What servers said when it was captured.
pub(super) fn frames_from_server() -> &'static [Bytes] {
    static DOWN: LazyLock<Vec<Bytes>> =
        LazyLock::new(|| raw([vectors::downlink(), vectors::described_downlink()]));
    &DOWN
}

/// The metas in it.
pub(super) fn metas_from_server() -> Vec<Bytes> {
    let pages = frames_from_server().iter().filter_map(|frame| {
        let down::Frame::Sync(page) = down::Frame::decode(frame.clone()).ok()? else { return None };
        Some(page.metas)
    });
    pages.flatten().collect()
}

fn raw(vectors: [Vec<Vector>; 2]) -> Vec<Bytes> {
    vectors.iter().flatten().map(Vector::raw).collect()
}

/// A message with other fields. What is no message stays as it is.
pub(super) fn edited(message: &Bytes, edits: &[Edit]) -> Bytes {
    let Some(mut fields) = read(message.clone()) else { return message.clone() };
    for edit in edits {
        let count = count(&fields);
        if count > 0 {
            change(&mut fields, usize::from(edit.at) % count, &edit.deed);
        }
    }
    let mut written = BytesMut::new();
    fields.iter().for_each(|field| write(field, &mut written));
    written.freeze()
}

/// The fields of a message; `None` when it is none. Bytes that could be a message are taken for one.
fn read(mut message: Bytes) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !message.is_empty() {
        let (number, kind) = decode_key(&mut message).ok()?;
        let value = match kind {
            WireType::Varint => Value::Varint(decode_varint(&mut message).ok()?),
            WireType::SixtyFourBit => {
                Value::Fixed64(take(&mut message, 8)?.as_ref().try_into().ok()?)
            }
            WireType::ThirtyTwoBit => {
                Value::Fixed32(take(&mut message, 4)?.as_ref().try_into().ok()?)
            }
            WireType::LengthDelimited => {
                let length = decode_varint(&mut message).ok()?;
                let bytes = take(&mut message, length.try_into().ok()?)?;
                match read(bytes.clone()).filter(|nested| !nested.is_empty()) {
                    Some(nested) => Value::Nested(nested),
                    None => Value::Bytes(bytes.into()),
                }
            }
            WireType::StartGroup | WireType::EndGroup => return None,
        };
        fields.push(Field { number, value });
    }
    Some(fields)
}

fn take(from: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= from.len()).then(|| from.split_to(length))
}

fn count(fields: &[Field]) -> usize {
    let nested = |field: &Field| match &field.value {
        Value::Nested(fields) => count(fields),
        _ => 0,
    };
    fields.iter().map(|field| 1 + nested(field)).sum()
}

/// Changes the field at this place of a walk from the front, if there is one.
fn change(fields: &mut Vec<Field>, mut at: usize, deed: &Deed) {
    for index in 0..fields.len() {
        if at == 0 {
            return change_one(fields, index, deed);
        }
        at -= 1;
        if let Value::Nested(nested) = &mut fields[index].value {
            let inside = count(nested);
            if at < inside {
                return change(nested, at, deed);
            }
            at -= inside;
        }
    }
}

fn change_one(fields: &mut Vec<Field>, index: usize, deed: &Deed) {
    match deed {
        Deed::Remove => drop(fields.remove(index)),
        Deed::Repeat(times) => {
            let copies = vec![fields[index].clone(); usize::from(times % 8) + 1];
            fields.splice(index..index, copies);
        }
        Deed::Renumber(number) => fields[index].number = u32::from(*number).max(1),
        Deed::Put(value) => fields[index].value = value.clone(),
        Deed::Precede(number, value) => {
            let number = u32::from(*number).max(1);
            fields.insert(index, Field { number, value: value.clone() });
        }
    }
}

fn write(field: &Field, to: &mut BytesMut) {
    let mut key = |kind| encode_key(field.number, kind, to);
    match &field.value {
        Value::Small(number) => {
            key(WireType::Varint);
            encode_varint((*number).into(), to);
        }
        Value::Varint(number) => {
            key(WireType::Varint);
            encode_varint(*number, to);
        }
        Value::Fixed32(bytes) => {
            key(WireType::ThirtyTwoBit);
            to.extend_from_slice(bytes);
        }
        Value::Fixed64(bytes) => {
            key(WireType::SixtyFourBit);
            to.extend_from_slice(bytes);
        }
        Value::Bytes(bytes) => write_delimited(field.number, bytes, to),
        Value::Text(text) => write_delimited(field.number, text.as_bytes(), to),
        Value::Nested(fields) => {
            let mut inside = BytesMut::new();
            fields.iter().for_each(|field| write(field, &mut inside));
            write_delimited(field.number, &inside, to);
        }
    }
}

fn write_delimited(number: u32, bytes: &[u8], to: &mut BytesMut) {
    encode_key(number, WireType::LengthDelimited, to);
    encode_varint(bytes.len() as u64, to);
    to.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::{Deed, Edit, Value, edited, raw, read};
    use crate::vectors;

    /// Reading and writing a message alone changes nothing; an edit does.
    #[test]
    fn fields_are_read_as_they_are_written() {
        let mut frames = raw([vectors::downlink(), vectors::uplink()]);
        frames.retain(|frame| read(frame.clone()).is_some_and(|fields| !fields.is_empty()));
        assert!(frames.len() > 200, "only {} messages", frames.len());
        for frame in frames {
            assert_eq!(edited(&frame, &[]), frame);
            let edit = Edit { at: 3, deed: Deed::Precede(9, Value::Text("new".into())) };
            let text = [&[9 << 3 | 2, 3][..], b"new"].concat();
            let after = edited(&frame, &[edit]);
            assert!(after.windows(text.len()).any(|window| window == text), "{after:?}");
        }
    }
}
