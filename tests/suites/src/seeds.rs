//! Where a fuzzer starts: the captured frames, thinned out.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::fuzzing;
use crate::vectors::{self, Vector};

/// Where the seeds are committed, one folder a target.
pub const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds");

/// Larger frames hold nothing but more of the same.
const LONGEST: usize = 2048;

/// The seeds of one target: file name and content.
pub type Seeds = BTreeMap<String, Bytes>;

/// The seeds of every target.
#[must_use]
pub fn from_vectors() -> Vec<(&'static str, Seeds)> {
    let uplink = [vectors::uplink(), vectors::described_uplink()].concat();
    let downlink = [vectors::downlink(), vectors::described_downlink()].concat();
    let compressed_links = [
        compressed("up", vectors::uplink()),
        compressed("down", vectors::downlink()),
        compressed("described", vectors::described_lz4()),
    ];
    vec![
        ("wire_down", one_of_each_length(downlink)),
        ("wire_up", one_of_each_length(uplink)),
        ("lz4", compressed_links.into_iter().flatten().collect()),
    ]
}

/// Frames of one length mostly differ in ids and clocks only.
fn one_of_each_length(vectors: Vec<Vector>) -> Seeds {
    let short = vectors.into_iter().filter(|vector| vector.raw().len() <= LONGEST);
    let by_length: BTreeMap<usize, Vector> = short.map(|v| (v.raw().len(), v)).collect();
    by_length.into_values().map(|vector| (file_name(&vector.name), vector.raw())).collect()
}

/// A direction's compressed frames: the first one, the first two, and so on, as one input each.
fn compressed(direction: &str, vectors: Vec<Vector>) -> Seeds {
    let frames: Vec<Vector> = vectors.into_iter().filter(|v| v.plain.is_some()).collect();
    (1..=frames.len())
        .map(|count| {
            let name = format!("{direction}-first-{count}");
            (name, fuzzing::join(frames[..count].iter().map(|v| &*v.frame)).into())
        })
        .filter(|(_, input): &(String, Bytes)| input.len() <= LONGEST)
        .collect()
}

fn file_name(vector: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    vector.chars().map(plain).collect()
}
