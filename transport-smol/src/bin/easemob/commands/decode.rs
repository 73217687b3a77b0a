//! `easemob decode`.

mod input;
mod tree;

use std::collections::BTreeMap;
use std::path::PathBuf;

use bytes::Bytes;
use clap::Args;
use easemob_emulator::dissect::{Dissection, Problem, Way};
use easemob_smol::core::wire::{CompressError, Decompressor, MAX_RAW_FRAME};

use crate::exit::{Exit, Failure};
use crate::output::{self, printable};
use crate::settings::Settings;
use crate::words::words;
use input::{Captured, Form, Input};

/// Show what is in frames, layer by layer.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The file that holds them; standard input if it is `-` or missing
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// It holds hex, a frame on each line
    #[arg(long, group = "form")]
    hex: bool,
    /// It holds base64, a frame on each line
    #[arg(long, group = "form")]
    base64: bool,
    /// It holds lines of JSON as `chat --json --tap` prints them
    #[arg(long, group = "form")]
    jsonl: bool,
    /// It holds the bytes of one frame
    #[arg(long, group = "form")]
    raw: bool,
    /// Print JSON, a line for each frame
    #[arg(long)]
    json: bool,
}

/// A frame that was taken apart as far as it goes.
struct Decoded {
    captured: Captured,
    /// Bytes as they crossed the socket, where that is compressed.
    compressed: Option<usize>,
    length: usize,
    inside: Option<Dissection>,
    /// Why there is nothing inside, or not all.
    problems: Vec<Problem>,
}

pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let form = match options {
        Options { hex: true, .. } => Some(Form::Hex),
        Options { base64: true, .. } => Some(Form::Base64),
        Options { jsonl: true, .. } => Some(Form::JsonLines),
        Options { raw: true, .. } => Some(Form::Raw),
        _ => None,
    };
    let Input { frames, mut wrong } = input::read(options.file.as_deref(), form)?;
    let mut streams = Streams::default();
    let count = frames.len();
    for captured in frames {
        let decoded = streams.decode(captured);
        if let Some(problem) = decoded.problems.first() {
            let Problem { layer, at, what } = problem;
            wrong.push(format!("{}: {layer}, byte {at}: {what}", decoded.captured.place));
        }
        match options.json {
            true => output::json(&tree::json(&decoded))?,
            false => tree::print(&decoded, settings.lang())?,
        }
    }
    let Some(first) = wrong.first() else { return Ok(()) };
    let (first, bad) = (printable(first), wrong.len());
    let words = match bad {
        1 => words!("{first}", "{first}"),
        _ => words!(
            "{bad} places are malformed, with {count} frames in all; the first is {first}",
            "共 {count} 帧，{bad} 处格式错误，第一处：{first}"
        ),
    };
    Err(Failure::new(Exit::Malformed, words))
}

/// What came before on each connection: a compressed frame refers to it.
#[derive(Default)]
struct Streams(BTreeMap<(String, bool), Decompressor>);

impl Streams {
    fn decode(&mut self, captured: Captured) -> Decoded {
        if captured.opens {
            self.0.retain(|(connection, _), _| *connection != captured.connection);
        }
        let key = (captured.connection.clone(), captured.way == Some(Way::Up));
        let fresh = || Decompressor::new(MAX_RAW_FRAME);
        let stream = self.0.entry(key).or_insert_with(fresh);
        let unpacked = stream.decompress(&captured.frame).or_else(|error: CompressError| {
            // Captures follow one another that do not belong together.
            let mut alone = fresh();
            let unpacked = alone.decompress(&captured.frame).map_err(|_| error)?;
            *stream = alone;
            Ok::<_, CompressError>(unpacked)
        });
        match unpacked {
            Ok(plain) => Decoded::new(captured, plain, true),
            Err(error) => {
                let plain = captured.frame.clone();
                let decoded = Decoded::new(captured, plain, false);
                let nothing = decoded.inside.as_ref().is_some_and(Dissection::is_nothing);
                match (nothing, decoded.captured.plain.clone()) {
                    (true, Some(plain)) => Decoded::new(decoded.captured, plain, true),
                    (true, None) if states_a_length(&decoded.captured.frame) => {
                        decoded.refused(&error)
                    }
                    _ => decoded,
                }
            }
        }
    }
}

/// Whether these are a frame without a fault.
fn is_whole(frame: Vec<u8>) -> bool {
    let captured = Captured { frame: frame.into(), ..Captured::default() };
    let decoded = Streams::default().decode(captured);
    decoded.problems.is_empty() && decoded.inside.is_some_and(|inside| !inside.is_nothing())
}

impl Decoded {
    fn new(captured: Captured, plain: Bytes, compressed: bool) -> Self {
        let inside = match captured.way {
            Some(way) => Dissection::of(&plain, way),
            None => Dissection::guess(&plain),
        };
        let problems = inside.problems.clone();
        let length = plain.len();
        let compressed = compressed.then_some(captured.frame.len());
        let inside = Some(inside);
        Self { captured, compressed, length, inside, problems }
    }

    /// It is no envelope, and could be a compressed one.
    fn refused(mut self, error: &dyn std::fmt::Display) -> Self {
        let what = format!(
            "neither an envelope nor an LZ4 frame that stands alone ({error}); one that refers to \
             frames before it needs these too"
        );
        self.problems = vec![Problem { layer: "frame".into(), at: 0, what }];
        self.inside = None;
        self
    }
}

/// Whether it could begin with the length and the checksum of a compressed frame.
fn states_a_length(frame: &[u8]) -> bool {
    let digits = frame.iter().take_while(|byte| **byte >= 0x80).count();
    let low = |(place, byte): (usize, &u8)| usize::from(byte & 0x7f) << (7 * place);
    let length: usize = frame.iter().take(digits.min(4) + 1).enumerate().map(low).sum();
    digits < 4 && length > 0 && length <= MAX_RAW_FRAME && frame.len() > digits + 5
}
