//! The committed seeds and findings of every fuzz target, once through on stable.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use easemob_core::message::bundle;
use easemob_core::store::Record;
use easemob_core::wire::{Decompressor, MessageBody, Namespace, down, up};
use easemob_tests::{fuzzing, seeds, websocket};
use proptest::prelude::*;
use prost::Message as _;

#[test]
fn every_seed_keeps_its_targets_promise() {
    for (target, body) in fuzzing::TARGETS {
        let files = committed(target);
        assert!(!files.is_empty(), "{target} has no seeds");
        let bytes: usize = files.values().map(Vec::len).sum();
        assert!(files.len() < 300 && bytes < 400_000, "{target}: thin out {} seeds", files.len());
        files.values().for_each(|seed| body(seed));
    }
}

/// Seeds written by `write_fuzz_seeds` are those the vectors give now.
#[test]
fn the_seeds_follow_the_vectors() {
    for (target, expected) in seeds::from_vectors() {
        let files = committed(target);
        for (name, bytes) in expected {
            assert!(files.get(&name) == Some(&bytes.to_vec()), "{target}/{name} is out of date");
        }
    }
}

/// Whether the door lets a seed in.
type Reader = fn(&[u8]) -> bool;

/// A seed that its target turns away at the door teaches a fuzzer nothing.
#[test]
fn most_seeds_get_past_the_first_check() {
    let decodes: [(&str, Reader); 15] = [
        ("wire_down", |seed| down::Frame::decode(seed.to_vec().into()).is_ok()),
        ("wire_up", |seed| up::Frame::decode(seed.to_vec().into()).is_ok()),
        ("chat", |seed| is_told(Namespace::Chat, seed)),
        ("muc", |seed| is_told(Namespace::Muc, seed)),
        ("roster", |seed| is_told(Namespace::Roster, seed)),
        ("statistic", |seed| is_told(Namespace::Statistic, seed)),
        ("notify", |seed| is_told(Namespace::Notify, seed)),
        ("attributes", |seed| MessageBody::decode(seed).is_ok_and(|body| !body.ext.is_empty())),
        ("message_json", |seed| {
            std::str::from_utf8(seed)
                .is_ok_and(|text| fuzzing::READER.json(text).is_ok_and(|it| it.is_some()))
        }),
        ("bundle", |seed| bundle::read(&fuzzing::bundle_of(seed), fuzzing::READER).is_ok()),
        ("websocket", |seed| !websocket::read(&seed[1..], seed.len()).items.is_empty()),
        ("rest", |seed| serde_json::from_slice::<serde_json::Value>(&seed[4..]).is_ok()),
        ("dns", |seed| serde_json::from_slice::<serde_json::Value>(&seed[1..]).is_ok()),
        ("store", |seed| seed[0] & 1 == 0 || is_line_of_records(&seed[4..])),
        ("lz4", |seed| Decompressor::new(fuzzing::LZ4_LIMIT).decompress(first_frame(seed)).is_ok()),
    ];
    let written: BTreeMap<_, _> = seeds::from_vectors().into_iter().collect();
    for (target, decodes) in decodes {
        let seeds = &written[target];
        let good = seeds.values().filter(|seed| decodes(seed)).count();
        assert!(good * 10 >= seeds.len() * 9, "{target}: {good} of {}", seeds.len());
    }
}

/// Every target has its driver, its seeds, and its place in the manifest.
#[test]
fn every_target_is_wired_up() {
    let fuzz = Path::new(seeds::FOLDER).parent().unwrap();
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    let drivers = fs::read_dir(fuzz.join("fuzz_targets")).unwrap();
    assert_eq!(drivers.count(), fuzzing::TARGETS.len());
    for (target, _) in fuzzing::TARGETS {
        let driver = fs::read_to_string(fuzz.join(format!("fuzz_targets/{target}.rs"))).unwrap();
        assert!(driver.contains(&format!("easemob_tests::fuzzing::{target}(data)")), "{target}");
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
    }
}

fn is_told(namespace: Namespace, payload: &[u8]) -> bool {
    fuzzing::READER.meta(&fuzzing::meta(namespace, payload)).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What no fuzzer found: any bytes, on stable too.
    #[test]
    fn any_bytes_keep_every_promise(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        fuzzing::TARGETS.iter().for_each(|(_, body)| body(&bytes));
    }

    /// The same for seeds with a few bytes changed, which get further.
    #[test]
    fn seeds_with_changes_keep_every_promise(
        choice in any::<proptest::sample::Index>(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        thread_local!(static SEEDS: Vec<Vec<Vec<u8>>> = all_seeds());
        SEEDS.with(|seeds| {
            for ((_, body), seeds) in fuzzing::TARGETS.iter().zip(seeds) {
                let mut seed = choice.get(seeds).clone();
                let places = seed.len();
                for (place, byte) in changes.iter().filter(|_| places > 0) {
                    *place.get_mut(&mut seed) = *byte;
                }
                body(&seed);
            }
        });
    }
}

fn all_seeds() -> Vec<Vec<Vec<u8>>> {
    fuzzing::TARGETS.iter().map(|(target, _)| committed(target).into_values().collect()).collect()
}

fn committed(target: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(seeds::FOLDER).join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    files.map(|file| named(&file.unwrap().path())).collect()
}

fn named(path: &Path) -> (String, Vec<u8>) {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    (name, fs::read(path).unwrap())
}

fn is_line_of_records(lines: &[u8]) -> bool {
    let line = lines.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<Vec<Record>>(line).is_ok()
}

fn first_frame(seed: &[u8]) -> &[u8] {
    let (length, rest) = seed.split_first_chunk().unwrap();
    &rest[..usize::from(u16::from_be_bytes(*length))]
}
