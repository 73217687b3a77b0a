//! Everything that crosses a boundary, as a running hash and, for who wants to read it, as lines.
//!
//! `…⇒` is a frame that leaves the client and `⇒` the same when it arrives; `…⇐` and `⇐` go the other
//! way. A frame between that breaks off has only the first line.

use std::fmt::Write;

use bytes::Bytes;
use easemob_core::wire::{CommSyncUl, Namespace, down, up};

/// Takes each line as it is written, so that none is lost in a panic.
pub type Reader = Box<dyn FnMut(&str)>;

pub(crate) struct Trace {
    hash: u64,
    line: String,
    reader: Option<Reader>,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, line: String::new(), reader: None }
    }

    pub(crate) fn read_by(&mut self, reader: Reader) {
        self.reader = Some(reader);
    }

    /// Notes what happened at this time to this person.
    pub(crate) fn note(&mut self, at: u64, who: &str, what: std::fmt::Arguments<'_>) {
        self.line.clear();
        let _ = write!(self.line, "{:>4}.{:03}  {who:<6} {what}", at / 1_000, at % 1_000);
        let line = std::mem::take(&mut self.line);
        self.stir(line.as_bytes());
        if let Some(reader) = &mut self.reader {
            reader(&line);
        }
        self.line = line;
    }

    /// Notes a frame: the line says its kind, the hash takes all of it.
    pub(crate) fn frame(&mut self, at: u64, who: &str, arrow: &str, kind: &str, frame: &Bytes) {
        self.note(at, who, format_args!("{arrow} {kind} ({} bytes)", frame.len()));
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
pub(crate) fn kind_up(frame: &Bytes) -> &'static str {
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
pub(crate) fn kind_down(frame: &Bytes) -> &'static str {
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
