//! The hand-written types of `easemob_core::wire` agree with `core/proto/msync.proto`: a second
//! implementation of protobuf, driven by the compiled schema, reads and writes the same.

mod captured;
mod enums;
mod messages;
mod sample;
mod schema;
mod views;

use std::collections::BTreeSet;

use easemob_core::wire::*;
use messages::Wire;
use proptest::prelude::*;
use protobuf::descriptor::field_descriptor_proto::Type;
use protobuf::reflect::{FieldDescriptor, MessageDescriptor};
use sample::Source;
use schema::{Schema, Tree};

/// Runs `$check::<M>` for every message.
macro_rules! every_message {
    ($check:ident($($argument:expr),*)) => {
        every_message!(@ $check ($($argument),*) MSync, Jid, Status, RedirectInfo, Provision, Logout, CommSyncUl, CommSyncDl, CommNotice, CommUnreadUl, CommUnreadDl, MetaQueue, Meta, StatisticsBody, MessageBody, Content, ContentSize, MessageConfig, Stream, MucBody, MucSetting, MucStatus, MucEventInfo, RosterBody, RosterStatus, ConferenceBody, ConferenceStatus, KeyValue)
    };
    (@ $check:ident $arguments:tt $($type:ident),*) => {
        vec![$(every_message!(= $check $type $arguments)),*]
    };
    (= $check:ident $type:ident ($($argument:expr),*)) => {
        $check::<$type>($($argument),*)
    };
}

#[test]
fn every_message_of_the_schema_has_a_type_and_every_type_a_message() {
    let ours: BTreeSet<&str> = every_message!(name()).into_iter().collect();
    let schema = Schema::compile();
    let theirs = schema.messages();
    assert_eq!(ours, theirs.iter().map(MessageDescriptor::name_to_package).collect());
}

/// Fields by number, type, label and packedness: with values that differ, one field cannot pass for
/// another.
#[test]
fn every_field_of_the_schema_is_read_and_written_alike() {
    every_message!(all_fields(&Schema::compile()));
}

/// Presence: a zero that was set is on the wire.
#[test]
fn zeros_are_written_and_seen() {
    every_message!(zeros(&Schema::compile()));
}

#[test]
fn absent_fields_leave_nothing_on_the_wire() {
    every_message!(nothing());
}

#[test]
fn unknown_fields_are_skipped() {
    every_message!(with_unknown_fields());
}

#[test]
fn repeated_numbers_are_read_packed_and_unpacked() {
    let tried: usize = every_message!(packed_and_unpacked(&Schema::compile())).into_iter().sum();
    assert_eq!(tried, 4, "encrypt_type twice, compress_type, protocol_compress_type");
}

#[test]
fn every_enum_of_the_schema_has_the_same_numbers_and_names() {
    let known = enums::every();
    let schema = Schema::compile();
    for theirs in schema.enums() {
        let name = theirs.name_to_package();
        let ours = known.iter().find(|(known, _)| *known == name);
        let (_, ours) = ours.unwrap_or_else(|| panic!("no type for {name}"));
        let mut theirs: Vec<_> =
            theirs.values().map(|v| (v.value(), v.name().to_owned())).collect();
        theirs.sort();
        assert_eq!(ours.len(), theirs.len(), "{name}: {ours:?} {theirs:?}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours.0, theirs.0, "{name}: {} {}", ours.1, theirs.1);
            assert!(enums::same_name(&ours.1, &theirs.1), "{name}: {} {}", ours.1, theirs.1);
        }
    }
    assert_eq!(known.len(), schema.enums().len(), "an enum that the schema does not have");
}

/// An unknown status must not turn into OK.
#[test]
fn unknown_enum_numbers_are_kept() {
    let status = Status { error_code: Some(99), ..Status::default() };
    let bytes = prost::Message::encode_to_vec(&status);
    assert_eq!(bytes, [0x08, 99]);
    let schema = Schema::compile();
    let (tree, written) = schema::read(&schema.message("Status"), &bytes);
    assert_eq!(tree, Tree::Message([("error_code".into(), Tree::I32(99))].into()));
    assert_eq!(written, bytes);
    let again: Status = prost::Message::decode(&*written).unwrap();
    assert_eq!((again.error_code, StatusCode::try_from(99).ok()), (Some(99), None));
}

proptest! {
    /// Whatever our types can hold.
    #[test]
    fn any_message_is_read_and_written_alike(
        choices in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        thread_local!(static SCHEMA: Schema = Schema::compile());
        SCHEMA.with(|schema| every_message!(agree(schema, &mut Source::Drawn(&choices))));
    }
}

/// Both implementations have the same opinion of a sample, in both directions. Returns it.
fn agree<M: Wire>(schema: &Schema, source: &mut Source<'_>) -> Tree {
    let value = M::draw(source);
    let ours = value.tree().expect("a message is told as a tree");
    let bytes = value.encode_to_vec();
    let (theirs, written) = schema::read(&schema.message(M::NAME), &bytes);
    assert_eq!(theirs, ours, "{}", M::NAME);
    assert_eq!(written, bytes, "{} is written differently", M::NAME);
    assert_eq!(decoded::<M>(&written), ours, "{}", M::NAME);
    ours
}

fn all_fields<M: Wire>(schema: &Schema) {
    let samples = (0..64).map(|n| agree::<M>(schema, &mut Source::Distinct(n << 32)));
    let set: BTreeSet<String> = samples.flat_map(|tree| tree.names()).collect();
    let message = schema.message(M::NAME);
    let declared = message.fields().map(|field| field.name().to_owned());
    assert_eq!(set, declared.collect(), "{}", M::NAME);
    assert!(message.fields().all(|field| !field.is_required()), "{}", M::NAME);
}

fn zeros<M: Wire>(schema: &Schema) {
    let seen = agree::<M>(schema, &mut Source::Zeros).names();
    let message = schema.message(M::NAME);
    let outside_unions = message.fields().filter(|field| field.containing_oneof().is_none());
    for field in outside_unions {
        assert!(seen.iter().any(|name| name == field.name()), "{}", field.full_name());
    }
}

fn nothing<M: Wire>() {
    assert!(M::default().encode_to_vec().is_empty(), "{}", M::NAME);
    assert_eq!(decoded::<M>(&[]), Tree::Message([].into()), "{}", M::NAME);
}

/// Number 1000 in every wire type: varint, 64 bits, length-delimited, group, 32 bits.
const UNKNOWN: &[&[u8]] = &[
    b"\xc0\x3e\x96\x01",
    b"\xc1\x3e12345678",
    b"\xc2\x3e\x03abc",
    b"\xc3\x3e\x08\x01\xc4\x3e",
    b"\xc5\x3e1234",
];

fn with_unknown_fields<M: Wire>() {
    let sample = M::draw(&mut Source::Distinct(0));
    let known = sample.encode_to_vec();
    for unknown in UNKNOWN {
        for bytes in [[unknown, &known[..]].concat(), [&known[..], unknown].concat()] {
            assert_eq!(Some(decoded::<M>(&bytes)), sample.tree(), "{} {unknown:x?}", M::NAME);
        }
    }
}

/// Returns the number of fields this was tried on.
fn packed_and_unpacked<M: Wire>(schema: &Schema) -> usize {
    let message = schema.message(M::NAME);
    let numbers: Vec<_> = message.fields().filter(|f| f.is_repeated() && is_enum(f)).collect();
    for field in &numbers {
        let expected = Tree::List(vec![Tree::I32(2), Tree::I32(0), Tree::I32(7)]);
        let expected = Tree::Message([(field.name().to_owned(), expected)].into());
        let (unpacked, packed) = (key(field.number(), 0), key(field.number(), 2));
        let unpacked: Vec<u8> =
            [2, 0, 7].iter().flat_map(|n| [&unpacked[..], &[*n]].concat()).collect();
        let packed = [&packed[..], &[3, 2, 0, 7]].concat();
        for bytes in [packed, unpacked] {
            assert_eq!(decoded::<M>(&bytes), expected, "{} {bytes:x?}", field.full_name());
            assert_eq!(schema::read(&message, &bytes).0, expected, "{bytes:x?}");
        }
    }
    numbers.len()
}

fn is_enum(field: &FieldDescriptor) -> bool {
    field.proto().type_() == Type::TYPE_ENUM
}

/// The key before a field on the wire.
fn key(number: i32, wire_type: u64) -> Vec<u8> {
    let mut key = Vec::new();
    prost::encoding::encode_varint((number as u64) << 3 | wire_type, &mut key);
    key
}

fn decoded<M: Wire>(bytes: &[u8]) -> Tree {
    M::decode(bytes).expect("a message decodes").tree().expect("a message is told as a tree")
}

fn name<M: Wire>() -> &'static str {
    M::NAME
}
