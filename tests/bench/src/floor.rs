//! The least that anything reading a page must do.

use bytes::Bytes;
use easemob_core::wire::{CommSyncDl, MSync, MessageBody, Meta};
use prost::Message as _;

/// Decodes a frame with prost, down to the body of each message, and counts those.
///
/// # Panics
/// When the frame is not one of the emulator's pages.
#[must_use]
pub fn prost(frame: &Bytes) -> usize {
    let envelope = MSync::decode(frame.clone()).expect("an envelope");
    bodies(CommSyncDl::decode(envelope.payload.unwrap_or_default()).expect("a page").metas)
}

/// The part of [`prost()`] below the page.
///
/// # Panics
/// When one is no meta with a body.
#[must_use]
pub fn bodies(metas: Vec<Bytes>) -> usize {
    let mut bodies = 0;
    for meta in metas {
        let meta = Meta::decode(meta).expect("a meta");
        let body = MessageBody::decode(meta.payload.unwrap_or_default()).expect("a body");
        bodies += usize::from(!core::hint::black_box(body).contents.is_empty());
    }
    bodies
}

/// Walks over the same fields, checks every text, keeps nothing; counts the messages.
///
/// # Panics
/// When the frame is not one of the emulator's pages.
#[must_use]
pub fn walk(frame: &[u8]) -> usize {
    let mut bodies = 0;
    each_field(frame, |tag, field| {
        if tag == 9 {
            each_field(bytes_of(field), |tag, field| match tag {
                4 => bodies += meta(bytes_of(field)),
                6 => jid(bytes_of(field)),
                _ => {}
            });
        }
    });
    bodies
}

fn meta(bytes: &[u8]) -> usize {
    let mut bodies = 0;
    each_field(bytes, |tag, field| match tag {
        2 | 3 => jid(bytes_of(field)),
        6 => bodies += body(bytes_of(field)),
        _ => {}
    });
    bodies
}

fn body(bytes: &[u8]) -> usize {
    let mut contents = 0;
    each_field(bytes, |tag, field| match tag {
        2 | 3 => jid(bytes_of(field)),
        4 => {
            contents += 1;
            each_field(bytes_of(field), |_, field| text(field));
        }
        5 => each_field(bytes_of(field), |_, field| text(field)),
        _ => {}
    });
    usize::from(contents > 0)
}

fn jid(bytes: &[u8]) {
    each_field(bytes, |_, field| text(field));
}

fn text(field: Field<'_>) {
    if let Field::Bytes(bytes) = field {
        core::hint::black_box(core::str::from_utf8(bytes).expect("UTF-8"));
    }
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

fn bytes_of(field: Field<'_>) -> &[u8] {
    match field {
        Field::Bytes(bytes) => bytes,
        Field::Number(_) => panic!("a field of bytes"),
    }
}

fn each_field<'a>(mut rest: &'a [u8], mut read: impl FnMut(u64, Field<'a>)) {
    while !rest.is_empty() {
        let key = varint(&mut rest);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut rest)),
            2 => Field::Bytes(take(&mut rest, |rest| varint(rest) as usize)),
            1 => Field::Bytes(take(&mut rest, |_| 8)),
            5 => Field::Bytes(take(&mut rest, |_| 4)),
            kind => panic!("wire type {kind}"),
        };
        if let Field::Number(number) = field {
            core::hint::black_box(number);
        }
        read(key >> 3, field);
    }
}

fn take<'a>(rest: &mut &'a [u8], length: impl FnOnce(&mut &'a [u8]) -> usize) -> &'a [u8] {
    let length = length(rest);
    let (taken, left) = rest.split_at(length);
    *rest = left;
    taken
}

fn varint(rest: &mut &[u8]) -> u64 {
    let mut value = 0;
    let mut shift = 0;
    loop {
        let (byte, left) = rest.split_first().expect("another byte");
        *rest = left;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return value;
        }
        shift += 7;
    }
}
