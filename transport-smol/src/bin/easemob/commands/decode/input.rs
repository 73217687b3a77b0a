//! Frames out of whatever holds them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;
use easemob_emulator::dissect::Way;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::exit::{Exit, Failure};
use crate::words::words;

/// Bytes that are read: it all is in memory, and a trace of a day is smaller.
const LARGEST: u64 = 256 * 1024 * 1024;

/// How frames are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Hex,
    Base64,
    JsonLines,
    /// One JSON document: a list of objects, each with a frame.
    Capture,
    Raw,
}

/// A frame, and what is known of where it comes from.
#[derive(Debug, Default)]
pub(super) struct Captured {
    /// For people: the line, the name of the capture.
    pub(super) place: String,
    pub(super) frame: Bytes,
    /// The same without compression, where the capture has that too.
    pub(super) plain: Option<Bytes>,
    pub(super) way: Option<Way>,
    pub(super) connection: String,
    /// A connection begins with it.
    pub(super) opens: bool,
}

/// Frames, and what was to be some and is not.
#[derive(Debug, Default)]
pub(super) struct Input {
    pub(super) frames: Vec<Captured>,
    pub(super) wrong: Vec<String>,
}

/// An object whose members are read when they are asked for: captured texts need not be Unicode.
#[derive(Debug, Deserialize)]
struct Object(BTreeMap<String, Box<RawValue>>);

impl Object {
    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    fn object(&self, name: &str) -> Option<Self> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }
}

pub(super) fn read(path: Option<&Path>, form: Option<Form>) -> Result<Input, Failure> {
    let path = path.filter(|path| *path != Path::new("-"));
    let name = path.unwrap_or_else(|| Path::new("standard input"));
    let mut bytes = Vec::new();
    let read = match path {
        Some(path) => File::open(path).and_then(|it| it.take(LARGEST + 1).read_to_end(&mut bytes)),
        None => io::stdin().take(LARGEST + 1).read_to_end(&mut bytes),
    };
    let read = read.map_err(|error| Failure::file(name, &error))?;
    if read as u64 > LARGEST {
        return Err(Failure::at(
            name,
            Exit::File,
            &words!("is larger than 256 MiB", "超过 256 MiB"),
        ));
    }
    let input = parse(bytes, form);
    if input.frames.is_empty() && input.wrong.is_empty() {
        let name = name.display();
        let words = words!("{name} holds no frame", "{name} 中没有任何帧");
        return Err(Failure::new(Exit::Malformed, words));
    }
    Ok(input)
}

fn parse(bytes: Vec<u8>, form: Option<Form>) -> Input {
    if form == Some(Form::Raw) {
        return raw(bytes);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if form.is_none() => return raw(error.into_bytes()),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let wrong = vec![format!("byte {at}: no text")];
            return Input { wrong, ..Input::default() };
        }
    };
    match form.unwrap_or_else(|| detect(&text)) {
        Form::Hex => lines(&text, unhex, "hex"),
        Form::Base64 => lines(&text, unbase64, "base64"),
        Form::Capture => capture(&text),
        Form::JsonLines => json_lines(&text),
        Form::Raw => raw(text.into_bytes()),
    }
}

fn detect(text: &str) -> Form {
    let trimmed = text.trim_start();
    let mut written = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    if trimmed.starts_with(['{', '[']) {
        let is_one = serde_json::from_str::<IgnoredAny>(text).is_ok();
        let a_list = trimmed.starts_with('[') || !trimmed.trim_end().contains('\n');
        return if is_one && a_list { Form::Capture } else { Form::JsonLines };
    }
    if written.peek().is_none() {
        return if text.is_empty() { Form::Hex } else { Form::Raw };
    }
    if written.clone().all(|line| unhex(line).is_some()) {
        return Form::Hex;
    }
    if written.clone().all(|line| unbase64(line).is_some()) {
        return Form::Base64;
    }
    // Text that was to be hex and is mistyped somewhere; bytes hold control characters.
    match text.contains(|c: char| c.is_control() && !c.is_whitespace()) {
        true => Form::Raw,
        false if trimmed.starts_with(|c: char| c.is_ascii_hexdigit()) => Form::Hex,
        false => Form::Base64,
    }
}

fn raw(bytes: Vec<u8>) -> Input {
    if bytes.is_empty() {
        return Input::default();
    }
    let frame = Captured { place: "frame 1".into(), frame: bytes.into(), ..Captured::default() };
    Input { frames: vec![frame], wrong: Vec::new() }
}

/// A frame on each line; one that a tool has wrapped is put together again. What is wrapped has no
/// whole frame on its first line, where the length of its payload stands.
fn lines(text: &str, decode: fn(&str) -> Option<Vec<u8>>, form: &str) -> Input {
    let mut input = Input::default();
    let written: Vec<(usize, &str)> =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let place = |line: usize| format!("line {}", line + 1);
    let whole = |line: Option<&(usize, &str)>| {
        line.and_then(|(_, line)| decode(line)).is_some_and(super::is_whole)
    };
    if is_wrapped(&written) && !whole(written.first()) {
        let all: String = written.iter().map(|(_, line)| line.trim()).collect();
        if let Some(bytes) = decode(&all) {
            return raw(bytes);
        }
    }
    for (number, line) in written {
        match decode(line) {
            Some(bytes) => input.frames.push(Captured {
                place: place(number),
                frame: bytes.into(),
                ..Captured::default()
            }),
            None => input.wrong.push(format!("{}: not {form}", place(number))),
        }
    }
    input
}

/// `xxd -p` and `base64` wrap: all lines are of one length, only the last is shorter.
fn is_wrapped(lines: &[(usize, &str)]) -> bool {
    let Some(((_, last), full)) = lines.split_last() else { return false };
    let width = full.first().map_or(0, |(_, line)| line.trim().len());
    matches!(width, 60 | 64 | 76)
        && full.iter().all(|(_, line)| line.trim().len() == width)
        && last.trim().len() <= width
}

/// Hex as people write it: with spaces, colons, commas or `0x` between bytes.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().replace("0x", "").replace("\\x", "");
    let digits: Option<Vec<u8>> = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\t' | ':' | ',' | '-'))
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| !digits.is_empty() && digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let text = text.trim().trim_end_matches('=');
    let decoded = STANDARD_NO_PAD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text));
    decoded.ok().filter(|bytes| !bytes.is_empty())
}

/// A trace of the driver. What is no frame is passed by, but the beginning of a connection.
fn json_lines(text: &str) -> Input {
    let mut input = Input::default();
    let mut opened = std::collections::BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let place = format!("line {}", number + 1);
        let object = match serde_json::from_str::<Object>(line) {
            Ok(object) => object,
            Err(error) => {
                let what = if error.is_data() { "no object" } else { "not JSON" };
                input.wrong.push(format!("{place}: {what}, column {}", error.column()));
                continue;
            }
        };
        let connection = object.text("conn").unwrap_or_default();
        let socket = object.text("event").filter(|event| event == "_socket");
        let what = socket.and_then(|_| object.object("data")?.text("what"));
        if what.as_deref() == Some("open") {
            opened.insert(connection);
            continue;
        }
        match frame_of(&object) {
            None => {}
            Some(Err(what)) => input.wrong.push(format!("{place}: {what}")),
            Some(Ok(mut captured)) => {
                captured.opens = opened.remove(&connection);
                (captured.place, captured.connection) = (place, connection);
                input.frames.push(captured);
            }
        }
    }
    input
}

/// A list of captures, or one.
fn capture(document: &str) -> Input {
    let mut input = Input::default();
    let list = serde_json::from_str::<Vec<Object>>(document);
    let objects = match list.or_else(|_| Ok(vec![serde_json::from_str(document)?])) {
        Ok(objects) => objects,
        Err::<_, serde_json::Error>(error) => {
            let what =
                format!("no list of objects: line {}, column {}", error.line(), error.column());
            input.wrong.push(what);
            return input;
        }
    };
    for (index, object) in objects.iter().enumerate() {
        let place = object.text("name").unwrap_or_else(|| format!("frame {}", index + 1));
        match frame_of(object) {
            None => {}
            Some(Err(what)) => input.wrong.push(format!("{place}: {what}")),
            Some(Ok(captured)) => input.frames.push(Captured { place, ..captured }),
        }
    }
    input
}

/// The frame of an object: `hex` or `frame_hex`, in itself or in its `data`.
fn frame_of(object: &Object) -> Option<Result<Captured, String>> {
    let data = object.object("data").filter(|data| data.0.contains_key("hex"));
    let object = data.as_ref().unwrap_or(object);
    let hex = ["hex", "frame_hex"].into_iter().find(|name| object.0.contains_key(*name))?;
    let way = match object.text("dir").as_deref() {
        Some("out" | "up") => Some(Way::Up),
        Some("in" | "down") => Some(Way::Down),
        _ => None,
    };
    // Where a client refused to send there is none.
    if object.0.get(hex).is_some_and(|hex| hex.get() == "null") {
        return None;
    }
    let bytes = |name: &str| match object.text(name)? {
        empty if empty.is_empty() => Some(Vec::new()),
        text => unhex(&text),
    };
    let Some(frame) = bytes(hex) else { return Some(Err(format!("{hex} is not hex"))) };
    let plain = bytes("plain_hex").map(Bytes::from);
    Some(Ok(Captured { frame: frame.into(), plain, way, ..Captured::default() }))
}
