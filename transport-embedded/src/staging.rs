//! The bytes on their way between a stream and who speaks over it: bounded, and kept when nobody
//! waits for them.

use alloc::string::String;
use core::cell::RefCell;
use core::future::poll_fn;
use core::mem;
use core::task::{Context, Poll, Waker};

use bytes::BytesMut;
use easemob_core::{Lost, LostKind};
use embassy_futures::select::{Either, select};
use embedded_io_async::{Read, Write};

/// Bytes read at once: a segment of TCP on most links. Nothing more is read before they are taken.
const CHUNK: usize = 1_460;

/// Shared by a stream's two halves and who speaks over it.
#[derive(Default)]
pub(crate) struct Staging(RefCell<Bytes>);

#[derive(Default)]
struct Bytes {
    /// Read and not yet taken: a chunk at most.
    input: BytesMut,
    /// To be written. Bounded by who speaks.
    out: BytesMut,
    /// Bytes that are being written.
    in_hand: usize,
    /// Whether more input is wanted.
    reading: bool,
    /// The stream is there.
    begun: bool,
    /// What is to be written is the last.
    finished: bool,
    /// Why nothing more comes.
    lost: Option<Lost>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl Staging {
    // ---- who speaks ---------------------------------------------------------------------------

    /// Whether what comes is wanted now.
    pub(crate) fn want(&self, reading: bool) {
        let mut this = self.0.borrow_mut();
        this.reading = reading;
        if reading && let Some(reader) = this.reader.take() {
            reader.wake();
        }
    }

    /// Gives both sides to `speak`: what came, to be taken, and what is to be written, to be added
    /// to.
    pub(crate) fn speak<T>(&self, speak: impl FnOnce(&mut BytesMut, &mut BytesMut) -> T) -> T {
        let mut this = self.0.borrow_mut();
        let Bytes { input, out, .. } = &mut *this;
        let said = speak(input, out);
        if this.input.is_empty()
            && let Some(reader) = this.reader.take()
        {
            reader.wake();
        }
        if !this.out.is_empty()
            && let Some(writer) = this.writer.take()
        {
            writer.wake();
        }
        said
    }

    /// How many bytes wait to be written.
    pub(crate) fn waiting(&self) -> usize {
        let this = self.0.borrow();
        this.out.len() + this.in_hand
    }

    /// Nothing more will be said: the stream ends when everything is written.
    pub(crate) fn finish(&self) {
        let mut this = self.0.borrow_mut();
        this.finished = true;
        if let Some(writer) = this.writer.take() {
            writer.wake();
        }
    }

    /// Whether all that came was taken.
    pub(crate) fn is_taken(&self) -> bool {
        self.0.borrow().input.is_empty()
    }

    /// Why nothing more comes, once that is so.
    pub(crate) fn lost(&self) -> Option<Lost> {
        self.0.borrow().lost.clone()
    }

    /// What the end of a dial means.
    pub(crate) fn dialled(&self, result: Result<(), String>) -> Lost {
        let this = self.0.borrow();
        match (&this.lost, result) {
            (Some(lost), _) => lost.clone(),
            (None, Err(words)) if !this.begun => Lost::new(LostKind::Unreachable, words),
            (None, Err(words)) => Lost::new(LostKind::Broken, words),
            (None, Ok(())) => Lost::new(LostKind::Broken, "the dial gave no stream"),
        }
    }

    // ---- the stream ---------------------------------------------------------------------------

    /// Moves bytes both ways until the stream or the conversation has ended.
    pub(crate) async fn pump(&self, reader: impl Read, writer: impl Write) {
        self.0.borrow_mut().begun = true;
        let (Either::First(end) | Either::Second(end)) =
            select(self.read(reader), self.write(writer)).await;
        self.0.borrow_mut().lost = Some(end);
    }

    async fn read(&self, mut reader: impl Read) -> Lost {
        let mut chunk = [0; CHUNK];
        loop {
            poll_fn(|cx| self.poll_wanted(cx)).await;
            match reader.read(&mut chunk).await {
                Ok(0) => return Lost::new(LostKind::Broken, "the stream has ended"),
                Ok(length) => {
                    let came = chunk.get(..length).unwrap_or_default();
                    self.0.borrow_mut().input.extend_from_slice(came);
                }
                Err(error) => return broken("read", &error),
            }
        }
    }

    async fn write(&self, mut writer: impl Write) -> Lost {
        let mut writing = BytesMut::new();
        while poll_fn(|cx| self.poll_out(cx, &mut writing)).await {
            let mut left: &[u8] = &writing;
            while !left.is_empty() {
                self.0.borrow_mut().in_hand = left.len();
                match writer.write(left).await {
                    Ok(0) => return Lost::new(LostKind::Broken, "the stream takes no more"),
                    Ok(written) => left = left.get(written..).unwrap_or_default(),
                    Err(error) => return broken("write", &error),
                }
            }
            if let Err(error) = writer.flush().await {
                return broken("write", &error);
            }
            writing.clear();
            self.0.borrow_mut().in_hand = 0;
        }
        Lost::new(LostKind::Closed, "closed by this side")
    }

    fn poll_wanted(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.0.borrow_mut();
        if this.reading && this.input.is_empty() {
            return Poll::Ready(());
        }
        this.reader = Some(cx.waker().clone());
        Poll::Pending
    }

    /// Whether there is something to write, in `writing` then, which must be empty. `false` when
    /// nothing will be any more.
    fn poll_out(&self, cx: &mut Context<'_>, writing: &mut BytesMut) -> Poll<bool> {
        let mut this = self.0.borrow_mut();
        if !this.out.is_empty() {
            // Both buffers go on being used, so that neither is allocated again.
            mem::swap(&mut this.out, writing);
            return Poll::Ready(true);
        }
        if this.finished {
            return Poll::Ready(false);
        }
        this.writer = Some(cx.waker().clone());
        Poll::Pending
    }
}

fn broken(doing: &str, error: &impl embedded_io_async::Error) -> Lost {
    Lost::new(LostKind::Broken, alloc::format!("{doing}: {:?}", error.kind()))
}
