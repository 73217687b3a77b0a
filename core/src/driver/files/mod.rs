//! Files between disk and socket: uploads and downloads on the task that awaits them, chunk by chunk.
//! The loop of the client only says how each request looks (rest §3).

mod clerk;
mod download;
mod faces;
mod flow;
mod source;
mod upload;

use alloc::sync::Arc;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use std::io;

use bytes::BytesMut;

use super::{Gone, Handle, Inflow, Streams};
use crate::error::{CallFailed, ErrorCode};
use crate::io::{Lost, LostKind, Response};
use crate::rest::files::{Authorized, Probe, Step, Terms};
use crate::rest::{Answer, Retry};

pub use clerk::Clerk;
pub use download::Downloaded;
pub use source::{Sink, Source};

/// The bytes of a file that are in hand at once.
const CHUNK: usize = 64 * 1024;

/// How far an upload or a download has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes done. Never fewer than before, and never more than there are.
    pub done: u64,
    /// Bytes there are; `None` when a server does not say.
    pub total: Option<u64>,
}

/// Why a file did not arrive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TransferFailed {
    /// The server refused it, the network failed, or it cannot be asked.
    #[error(transparent)]
    Call(#[from] CallFailed),
    /// The file to upload could not be read.
    #[error("the file could not be read: {0}")]
    Read(io::Error),
    /// What was downloaded could not be written.
    #[error("the file could not be written: {0}")]
    Write(io::Error),
    /// It is larger than the server takes.
    #[error("the file has {bytes} bytes, {limit} are allowed")]
    TooLarge {
        /// Its length.
        bytes: u64,
        /// The length that is allowed.
        limit: u64,
    },
    /// It became another one while it was fetched.
    #[error("the file on the server has changed: download it anew")]
    Changed,
}

impl TransferFailed {
    /// The Web SDK's number, where one fits better than others.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Call(failed) => failed.code(),
            Self::Read(_) | Self::TooLarge { .. } => ErrorCode::UploadFailed,
            Self::Write(_) | Self::Changed => ErrorCode::DownloadFailed,
        }
    }
}

impl From<Lost> for TransferFailed {
    fn from(lost: Lost) -> Self {
        Self::Call(CallFailed::Lost(lost))
    }
}

impl From<Gone> for TransferFailed {
    fn from(_: Gone) -> Self {
        Self::Call(CallFailed::Cancelled)
    }
}

/// What every transfer needs at hand.
struct Transfer<'a> {
    handle: &'a Handle,
    streams: Arc<dyn Streams>,
    terms: Terms,
}

impl<'a> Transfer<'a> {
    async fn new(handle: &'a Handle) -> Result<Self, Gone> {
        let terms = handle.terms().await?;
        Ok(Self { handle, streams: handle.streams(), terms })
    }

    async fn authorize(
        &self,
        step: Arc<dyn Step>,
        tries: u32,
    ) -> Result<Authorized, TransferFailed> {
        Ok(self.handle.authorize(step, tries).await??)
    }

    /// What `work` comes to within `millis`.
    async fn within<T>(
        &self,
        millis: u64,
        work: impl Future<Output = Result<T, TransferFailed>>,
    ) -> Result<T, TransferFailed> {
        let (mut work, mut late) = (pin!(work), self.streams.pause(millis));
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => late.as_mut().poll(cx).map(|()| {
                let words = alloc::format!("nothing for {millis} ms");
                Err(Lost::new(LostKind::Timeout, words).into())
            }),
        })
        .await
    }

    /// Waits before the next try, or gives up.
    async fn again(
        &self,
        failed: TransferFailed,
        retry: Retry,
        tries: u32,
        pause_ms: u64,
    ) -> Result<(), TransferFailed> {
        let TransferFailed::Call(why) = &failed else { return Err(failed) };
        if tries == 1 && why.code() == ErrorCode::TokenExpired {
            // Renews the token where that is possible; once.
            return self.handle.call(Probe).await.map_err(|_| failed);
        }
        if tries >= self.terms.attempts || !crate::errands::may_ask_again(why, retry) {
            return Err(failed);
        }
        let asked = match why {
            CallFailed::Refused(refused) => refused.retry_after_ms.unwrap_or_default(),
            _ => 0,
        };
        if matches!(why, CallFailed::Lost(lost) if lost.kind == LostKind::Unreachable) {
            // Finds another host, if there is one.
            let _found = self.handle.call(Probe).await;
        }
        // Longer than that is a no.
        if asked > self.terms.stall_ms {
            return Err(failed);
        }
        self.streams.pause(pause_ms.max(asked)).await;
        Ok(())
    }
}

/// The whole answer to a step, which must not be long, and what it means.
async fn answer(step: &Authorized, mut inflow: Inflow) -> Result<Answer, TransferFailed> {
    let limit = step.request.answer_limit;
    let mut body = BytesMut::new();
    while let Some(chunk) = next(&mut inflow).await? {
        if chunk.len() > limit.saturating_sub(body.len()) {
            let words = alloc::format!("more than {limit} bytes");
            return Err(Lost::new(LostKind::TooLarge, words).into());
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(inflow.head.status, body.freeze());
    response.retry_after_ms = inflow.head.retry_after_ms;
    Ok(step.answer(response)?)
}

async fn next(inflow: &mut Inflow) -> Result<Option<bytes::Bytes>, Lost> {
    poll_fn(|cx| inflow.chunks.as_mut().poll_next(cx)).await.transpose()
}

type Boxed<'a, T> = Pin<alloc::boxed::Box<dyn Future<Output = T> + Send + 'a>>;

pub(super) use download::download;
pub(super) use upload::upload;
