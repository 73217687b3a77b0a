//! Texts that grow while they are read: the parts of one share the server's id, come in any order,
//! and are told in their own (messages §3.7, messages oddity 32).
//!
//! A part waits until those before it are there. Should one be lost, the server sends the whole text
//! in the end, which is then told at once. A finished stream is known by its id like any other
//! content, so nothing of it starts again.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;

use super::Message;
use super::content::Body;
use crate::ids::{Delivery, ServerId};
use crate::time::UnixMillis;
use crate::wire::StreamStatus;
use crate::wire::view::Stream;

/// What a part weighs beside its bytes on the wire.
const WEIGHT: usize = 256;

/// One step of a text that grows.
#[doc(alias = "onStreamMessage")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StreamPart {
    /// The message as far as it is known. Its body is the text up to here and its time that of
    /// the first part; its attributes are those of this part.
    pub message: Message,
    /// What is new in it.
    pub text: ByteString,
    /// How far it is.
    pub state: StreamState,
    /// The whole text at once: parts were missed, or there were none.
    pub whole: bool,
}

/// How far a stream is, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamState {
    /// What the sender calls this kind of stream, such as `markdown`.
    #[doc(alias = "customType")]
    pub kind: ByteString,
    /// How far it is.
    #[doc(alias = "status")]
    pub stage: StreamStage,
    /// The Web SDK's number of what went wrong: 0 for nothing, 513 when a part took too long, 514
    /// when the whole did.
    #[doc(alias = "errorType")]
    pub error: u32,
    /// Why it ended, in the sender's numbers; 0 for no reason.
    #[doc(alias = "finishReason")]
    pub finish_reason: i32,
}

impl StreamState {
    /// From the numbers of the wire.
    pub(super) fn new(kind: ByteString, status: i32, error: u32, finish_reason: i32) -> Self {
        let stage = match StreamStatus::try_from(status) {
            _ if error != 0 => StreamStage::Failed,
            Ok(StreamStatus::Start) => StreamStage::Started,
            Ok(StreamStatus::StartCompleted) => StreamStage::StartedAndCompleted,
            Ok(StreamStatus::Completed | StreamStatus::Full) => StreamStage::Completed,
            Ok(StreamStatus::InProgress) | Err(_) => StreamStage::InProgress,
        };
        let error = match error {
            512 => 513,
            513 => 514,
            other => other,
        };
        Self { kind, stage, error, finish_reason }
    }
}

/// How far a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamStage {
    /// It begins.
    Started,
    /// It begins and ends.
    StartedAndCompleted,
    /// It goes on.
    InProgress,
    /// It ends.
    Completed,
    /// It went wrong.
    Failed,
}

/// One part as it came.
pub(crate) struct Chunk {
    message: Message,
    text: ByteString,
    seq: u64,
    status: i32,
    state: StreamState,
    weight: usize,
}

impl Chunk {
    /// A part that took so many bytes on the wire.
    pub(super) fn new(mut message: Message, stream: &Stream<'_>, of: &Bytes, bytes: usize) -> Self {
        let nothing = Body::Text(ByteString::new());
        let text = match core::mem::replace(&mut message.body, nothing) {
            Body::Text(text) => text,
            _ => ByteString::new(),
        };
        let status = stream.stream_status.unwrap_or_default();
        Self {
            message,
            text,
            seq: stream.stream_seq.unwrap_or_default(),
            status,
            state: StreamState::new(
                stream.stream_type.unwrap_or_default().kept(of),
                status,
                stream.stream_error.unwrap_or_default(),
                stream.stream_finish_reason.unwrap_or_default(),
            ),
            weight: bytes.saturating_add(WEIGHT),
        }
    }

    fn is(&self, status: StreamStatus) -> bool {
        self.status == status as i32
    }

    fn starts(&self) -> bool {
        self.is(StreamStatus::Start) || self.is(StreamStatus::StartCompleted)
    }

    fn ends(&self) -> bool {
        self.is(StreamStatus::Completed) || self.is(StreamStatus::StartCompleted)
    }

    /// The message that the part alone is: what the server keeps of a stream is one.
    pub(crate) fn into_kept(self) -> Message {
        let mut message = self.message;
        message.body = Body::Text(self.text);
        message.stream = Some(self.state);
        message
    }

    fn into_part(self, so_far: &str, news: ByteString, first_at: UnixMillis) -> StreamPart {
        let whole = self.is(StreamStatus::Full);
        let mut message = self.message;
        message.body = Body::Text(so_far.into());
        message.sent_at = first_at;
        StreamPart { message, text: news, state: self.state, whole }
    }
}

/// What became of a part.
pub(crate) enum Taken {
    /// It was there before; the step that told of it last.
    Repeat(Option<Delivery>),
    /// It waits for others, or for the whole text; or it is told with a later one.
    Waits,
    /// It ends a stream whose beginning is not here: it may never be told.
    Headless,
    /// These steps, in their order, and whether the stream is over.
    Steps(Vec<StreamPart>, bool),
    /// The stream is longer than it may be: only its whole text will be told.
    TooLong,
}

/// One stream that is not over.
#[derive(Default)]
struct State {
    touched: u64,
    first_at: Option<UnixMillis>,
    text: String,
    /// How much of it was told.
    told: usize,
    last: Option<u64>,
    failed: bool,
    told_by: Option<Delivery>,
    waiting: BTreeMap<u64, Chunk>,
    weight: usize,
    given_up: bool,
}

/// All streams that are not over. Bounded: the one without news for longest makes room.
#[derive(Default)]
pub(crate) struct Streams {
    states: BTreeMap<ServerId, State>,
    turn: u64,
}

impl Streams {
    /// Every step holds the whole text so far. Once the steps have filled `room`, in bytes, news is
    /// told with the end of the stream, its first failure, or a part that comes when there is room.
    pub(crate) fn take(
        &mut self,
        chunk: Chunk,
        streams_max: usize,
        bytes_max: usize,
        room: usize,
    ) -> Taken {
        let id = chunk.message.id;
        if chunk.is(StreamStatus::Full) {
            let state = self.states.remove(&id).unwrap_or_default();
            return Taken::Steps([state.finish(chunk)].into(), true);
        }
        self.turn += 1;
        let state = self.states.entry(id).or_default();
        state.touched = self.turn;
        let taken = state.take(chunk, bytes_max, room);
        if matches!(taken, Taken::Steps(_, true)) {
            self.states.remove(&id);
        }
        while self.states.len() > streams_max
            && let Some(oldest) = self.oldest()
        {
            self.states.remove(&oldest);
        }
        taken
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.states.len()
    }

    /// Bytes of the longest.
    pub(crate) fn longest(&self) -> usize {
        self.states.values().map(|state| state.weight).max().unwrap_or_default()
    }

    fn oldest(&self) -> Option<ServerId> {
        self.states.iter().min_by_key(|(_, state)| state.touched).map(|(id, _)| *id)
    }

    /// A step of a stream that is not over was handed over.
    pub(crate) fn told(&mut self, id: ServerId, delivery: Delivery) {
        if let Some(state) = self.states.get_mut(&id) {
            state.told_by = Some(delivery);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.states.clear();
    }
}

impl State {
    fn take(&mut self, chunk: Chunk, bytes_max: usize, mut room: usize) -> Taken {
        if self.given_up {
            return Taken::Waits;
        }
        if self.last.is_some_and(|last| chunk.seq <= last) || self.waiting.contains_key(&chunk.seq)
        {
            return Taken::Repeat(self.told_by);
        }
        self.weight = self.weight.saturating_add(chunk.weight);
        if self.weight > bytes_max {
            *self = Self { touched: self.touched, given_up: true, ..Self::default() };
            return Taken::TooLong;
        }
        let ends = chunk.ends();
        self.waiting.insert(chunk.seq, chunk);
        let mut steps = Vec::new();
        let mut over = false;
        while !over && let Some(chunk) = self.next() {
            over = chunk.ends();
            let Some(step) = self.step(chunk, room == 0) else { continue };
            room = room.saturating_sub(self.text.len());
            steps.push(step);
        }
        match steps.is_empty() {
            true if ends && self.last.is_none() => Taken::Headless,
            true => Taken::Waits,
            false => Taken::Steps(steps, over),
        }
    }

    /// The part that comes next, if it is there.
    fn next(&mut self) -> Option<Chunk> {
        let seq = match self.last {
            Some(last) => last.checked_add(1)?,
            None => {
                let first = self.waiting.values().find(|chunk| chunk.starts())?.seq;
                // What comes before the beginning belongs nowhere.
                let rest = self.waiting.split_off(&first);
                let before = core::mem::replace(&mut self.waiting, rest);
                let weight: usize = before.values().map(|chunk| chunk.weight).sum();
                self.weight = self.weight.saturating_sub(weight);
                first
            }
        };
        self.waiting.remove(&seq)
    }

    fn step(&mut self, chunk: Chunk, briefly: bool) -> Option<StreamPart> {
        self.weight = self.weight.saturating_sub(chunk.weight).saturating_add(chunk.text.len());
        self.last = Some(chunk.seq);
        self.text.push_str(&chunk.text);
        let first_at = *self.first_at.get_or_insert(chunk.message.sent_at);
        let fails = chunk.state.error != 0 && !core::mem::replace(&mut self.failed, true);
        if briefly && !chunk.ends() && !fails {
            return None;
        }
        let news = self.text.get(self.told..).unwrap_or_default().into();
        self.told = self.text.len();
        Some(chunk.into_part(&self.text, news, first_at))
    }

    /// The whole text came: tells what is not told yet.
    fn finish(mut self, mut chunk: Chunk) -> StreamPart {
        let earliest = self.waiting.pop_first().map(|(_, chunk)| chunk.message.sent_at);
        let first_at = self.first_at.or(earliest).unwrap_or(chunk.message.sent_at);
        let text = core::mem::take(&mut chunk.text);
        let told = self.text.get(..self.told).unwrap_or_default();
        let news = text.strip_prefix(told).unwrap_or(&text).into();
        chunk.into_part(&text, news, first_at)
    }
}
