//! Uploads: at once or in parts, as the plan says.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::task::Poll;

use super::flow::{Flow, Tally};
use super::{Boxed, Progress, Source, Transfer, TransferFailed, answer};
use crate::driver::Handle;
use crate::error::CallFailed;
use crate::rest::files::{
    AbortParts, Authorized, CompleteParts, OpenParts, Parts, SendPart, Step, Upload,
};
use crate::rest::{Answer, Endpoint, Retry};

pub(in crate::driver) async fn upload<U: Upload, S: Source>(
    handle: &Handle,
    mut what: U,
    source: S,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<U::Reply, TransferFailed> {
    let bytes = source.length();
    what.measure(bytes);
    let sent = Arc::new(AtomicU64::new(0));
    let job = Job {
        transfer: Transfer::new(handle).await?,
        source: Arc::new(source),
        bytes,
        sent: sent.clone(),
    };
    let mut work = pin!(job.run(what));
    let mut told = 0;
    poll_fn(|cx| {
        let polled = work.as_mut().poll(cx);
        let done = sent.load(Ordering::Relaxed).min(bytes);
        if done > told {
            told = done;
            progress(Progress { done, total: Some(bytes) });
        }
        polled
    })
    .await
}

struct Job<'a, S> {
    transfer: Transfer<'a>,
    source: Arc<S>,
    bytes: u64,
    sent: Arc<AtomicU64>,
}

impl<S: Source> Job<'_, S> {
    async fn run<U: Upload>(&self, what: U) -> Result<U::Reply, TransferFailed> {
        let handle = self.transfer.handle;
        let whole = Arc::new(what.clone());
        // Also finds what cannot be, before anything is sent.
        self.transfer.authorize(whole.clone(), 0).await?;
        if self.transfer.terms.parts
            && Parts::are_worth_it(self.bytes)
            && let Some(content_type) = what.in_parts()
        {
            match handle.call(OpenParts).await {
                Ok(parts) => {
                    self.in_parts(&parts, content_type).await?;
                    let id = parts.id;
                    return Ok(handle.call(CompleteParts { id, upload: what.clone() }).await?);
                }
                Err(failed @ (CallFailed::Cancelled | CallFailed::NotLoggedIn)) => {
                    return Err(failed.into());
                }
                // The server does not know parts: it may take the whole.
                Err(_) => {}
            }
        }
        let answer = self.send(whole, what.retry(), (0, self.bytes)).await?;
        Ok(what.read(&answer)?)
    }

    /// Sends every part, some at once. Should one fail for good, all are given up.
    async fn in_parts(&self, parts: &Parts, content_type: &str) -> Result<(), TransferFailed> {
        let limit = parts.file_bytes_max;
        let sent = match self.bytes > limit {
            true => Err(TransferFailed::TooLarge { bytes: self.bytes, limit }),
            false => self.send_all(parts, content_type).await,
        };
        if sent.is_err() {
            // The server forgets in the end what it is not told.
            let _told = self.transfer.handle.call(AbortParts { id: parts.id.clone() }).await;
        }
        sent
    }

    async fn send_all(&self, parts: &Parts, content_type: &str) -> Result<(), TransferFailed> {
        let mut rest = parts.of(self.bytes);
        let mut running: Vec<Boxed<'_, Result<(), TransferFailed>>> = Vec::new();
        poll_fn(|cx| {
            loop {
                while running.len() < self.transfer.terms.parts_at_once
                    && let Some((number, start, length)) = rest.next()
                {
                    let (id, content_type) = (parts.id.clone(), content_type.into());
                    let part = SendPart { id, number, content_type };
                    running.push(Box::pin(async move {
                        let step = Arc::new(part.clone());
                        let answer = self.send(step, part.retry(), (start, length)).await?;
                        Ok(part.read(&answer)?)
                    }));
                }
                let before = running.len();
                let mut failed = None;
                running.retain_mut(|part| match part.as_mut().poll(cx) {
                    Poll::Pending => true,
                    Poll::Ready(Ok(())) => false,
                    Poll::Ready(Err(error)) => {
                        failed.get_or_insert(error);
                        false
                    }
                });
                if let Some(error) = failed {
                    return Poll::Ready(Err(error));
                }
                if before == 0 {
                    return Poll::Ready(Ok(()));
                }
                if running.len() == before {
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    /// Sends a stretch of the file, again where that does no harm.
    async fn send(
        &self,
        step: Arc<dyn Step>,
        retry: Retry,
        stretch: (u64, u64),
    ) -> Result<Answer, TransferFailed> {
        let mut tries = 0;
        loop {
            let authorized = self.transfer.authorize(step.clone(), tries).await?;
            let tally = Tally::new(&self.sent);
            let attempt = self.attempt(&authorized, stretch, tally.clone());
            let failed = match self.transfer.within(self.transfer.terms.upload_ms, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            tally.undo();
            tries += 1;
            let failed = tally.take_failure().map_or(failed, TransferFailed::Read);
            self.transfer.again(failed, retry, tries, authorized.pause_ms).await?;
        }
    }

    async fn attempt(
        &self,
        step: &Authorized,
        stretch: (u64, u64),
        tally: Tally,
    ) -> Result<Answer, TransferFailed> {
        let frame = (step.head.clone(), step.tail.clone());
        let body = Flow::body(&self.source, stretch, frame, tally);
        let inflow = self.transfer.streams.exchange(step.request.clone(), body).await?;
        answer(step, inflow).await
    }
}
