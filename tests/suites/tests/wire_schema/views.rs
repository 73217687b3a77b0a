//! Views read the bytes that prost reads, and say the same of them.

use easemob_core::wire::view::View;
use easemob_core::wire::*;
use easemob_tests::views;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::UNKNOWN;
use crate::messages::Wire;
use crate::sample::Source;

/// The messages that have a view, and what lies in them.
const DRAW: [fn(&mut Source<'_>) -> Vec<u8>; 8] = [
    bytes::<MSync>,
    bytes::<CommSyncDl>,
    bytes::<Status>,
    bytes::<Meta>,
    bytes::<MessageBody>,
    bytes::<Content>,
    bytes::<KeyValue>,
    bytes::<Jid>,
];

fn bytes<M: Wire>(source: &mut Source<'_>) -> Vec<u8> {
    M::draw(source).encode_to_vec()
}

#[test]
fn every_field_has_a_view() {
    for draw in DRAW {
        for number in 0..64 {
            views::agree(&draw(&mut Source::Distinct(number << 32)));
        }
        views::agree(&draw(&mut Source::Zeros));
    }
}

/// A message twice in a row is one whose fields come twice: texts and numbers are written over,
/// messages put together, lists grow.
#[test]
fn what_comes_twice_counts_alike() {
    for draw in DRAW {
        let first = draw(&mut Source::Distinct(1));
        let second = draw(&mut Source::Distinct(7 << 32));
        views::agree(&[first, second].concat());
    }
}

#[test]
fn unknown_fields_are_skipped() {
    for draw in DRAW {
        let known = draw(&mut Source::Distinct(1));
        for unknown in UNKNOWN {
            views::agree(&[unknown, &known[..], unknown].concat());
        }
    }
}

/// Groups in groups, around the depth that is one too many: in a message, and in a message in it.
#[test]
fn groups_lie_in_each_other_so_deep_and_no_deeper() {
    let groups = |depth| [[0xf3, 0x01].repeat(depth), [0xf4, 0x01].repeat(depth)].concat();
    let mut read = 0;
    for depth in 90..110 {
        let deep = groups(depth);
        views::agree(&deep);
        read += usize::from(view::Jid::read(&deep).is_ok());
        let mut message = vec![0x12];
        prost::encoding::encode_varint(deep.len() as u64, &mut message);
        message.extend(deep);
        views::agree(&message);
    }
    assert!((5..15).contains(&read), "{read}");
}

proptest! {
    #[test]
    fn any_message_is_viewed_alike(choices in proptest::collection::vec(any::<u8>(), 0..400)) {
        DRAW.iter().for_each(|draw| views::agree(&draw(&mut Source::Drawn(&choices))));
    }

    #[test]
    fn any_bytes_are_viewed_alike(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        views::agree(&bytes);
    }

    /// Bytes that were changed, cut off, taken out and put in.
    #[test]
    fn damaged_messages_are_viewed_alike(
        which in 0..DRAW.len(),
        choices in proptest::collection::vec(any::<u8>(), 0..200),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>(), 0..4_u8), 1..4),
    ) {
        let mut bytes = DRAW[which](&mut Source::Drawn(&choices));
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.truncate(at),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        views::agree(&bytes);
    }
}
