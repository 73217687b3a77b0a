//! Everything that crosses a boundary, as a running hash and, for who wants to read it, as lines.
//!
//! `…⇒` is a frame that leaves the client and `⇒` the same when it arrives; `…⇐` and `⇐` go the other
//! way. A frame between that breaks off has only the first line.

use std::fmt::Write;

use bytes::Bytes;
use easemob_core::wire::{CommSyncUl, Namespace, down, up};

use crate::agenda::Place;
use crate::diagram::Spy;
use crate::network::Way;

/// Takes each line as it is written, so that none is lost in a panic.
pub type Reader = Box<dyn FnMut(&str)>;

pub(crate) struct Trace {
    hash: u64,
    line: String,
    reader: Option<Reader>,
    pub(crate) spy: Option<Spy>,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, line: String::new(), reader: None, spy: None }
    }

    pub(crate) fn read_by(&mut self, reader: Reader) {
        self.reader = Some(reader);
    }

    /// Notes what happened at this time to this person.
    pub(crate) fn note(&mut self, at: u64, who: &str, what: std::fmt::Arguments<'_>) {
        if let Some(spy) = &mut self.spy {
            spy.note(at, who, &what.to_string());
        }
        self.line(at, who, what);
    }

    fn line(&mut self, at: u64, who: &str, what: std::fmt::Arguments<'_>) {
        self.line.clear();
        let _ = write!(self.line, "{:>4}.{:03}  {who:<6} {what}", at / 1_000, at % 1_000);
        let line = std::mem::take(&mut self.line);
        self.stir(line.as_bytes());
        if let Some(reader) = &mut self.reader {
            reader(&line);
        }
        self.line = line;
    }

    /// Notes a frame that leaves: the line says its kind, the hash takes all of it.
    pub(crate) fn sent(&mut self, at: u64, who: &str, place: Place, way: Way, frame: &Bytes) {
        if let Some(spy) = &mut self.spy {
            spy.sent(at, who, place, way, frame);
        }
        self.frame(at, who, if way == Way::Up { "…⇒" } else { "…⇐" }, way, frame);
    }

    /// And one that arrives.
    pub(crate) fn arrived(&mut self, at: u64, who: &str, place: Place, way: Way, frame: &Bytes) {
        if let Some(spy) = &mut self.spy {
            spy.arrived(at, who, place, way);
        }
        self.frame(at, who, if way == Way::Up { "⇒" } else { "⇐" }, way, frame);
    }

    fn frame(&mut self, at: u64, who: &str, arrow: &str, way: Way, frame: &Bytes) {
        let kind = if way == Way::Up { kind_up(frame) } else { kind_down(frame) };
        self.line(at, who, format_args!("{arrow} {kind} ({} bytes)", frame.len()));
        self.stir(frame);
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// FNV-1a.
    fn stir(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// The kind of an uplink frame; a compressed one cannot be told.
fn kind_up(frame: &Bytes) -> &'static str {
    match up::Frame::decode(frame.clone()).map(|frame| frame.body) {
        Ok(up::Body::Provision(_)) => "PROVISION",
        Ok(up::Body::Logout(_)) => "LOGOUT",
        Ok(up::Body::Unread) => "UNREAD",
        Ok(up::Body::Sync(CommSyncUl { meta: Some(meta), .. })) => {
            if meta.ns == Some(Namespace::Statistic as i32) { "ping" } else { "message" }
        }
        Ok(up::Body::Sync(CommSyncUl { key: Some(_), .. })) => "pull, with key",
        Ok(up::Body::Sync(_)) => "pull",
        Ok(up::Body::Other { .. }) | Err(_) => "frame",
    }
}

/// The kind of a downlink frame.
fn kind_down(frame: &Bytes) -> &'static str {
    match down::Frame::decode(frame.clone()) {
        Ok(down::Frame::Provision(_)) => "PROVISION",
        Ok(down::Frame::Logout(_)) => "LOGOUT",
        Ok(down::Frame::Unread(_)) => "UNREAD",
        Ok(down::Frame::Notice(_)) => "notice",
        Ok(down::Frame::Sync(sync)) if sync.meta_id.is_some() => "acknowledgement",
        Ok(down::Frame::Sync(sync)) if sync.metas.is_empty() => "empty page",
        Ok(down::Frame::Sync(_)) => "page",
        Ok(down::Frame::Other { .. }) | Err(_) => "frame",
    }
}
