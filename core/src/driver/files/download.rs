//! Downloads: chunk by chunk, going on where they broke off.

use alloc::string::String;
use alloc::sync::Arc;

use super::{CHUNK, Progress, Sink, Transfer, TransferFailed, answer, next};
use crate::driver::{Handle, Inflow, Outflow};
use crate::io::{Lost, LostKind};
use crate::rest::Retry;
use crate::rest::files::{Authorized, Download, Next};

/// A file that was downloaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Downloaded {
    /// Its length, with what was there before.
    pub bytes: u64,
}

pub(in crate::driver) async fn download<K: Sink>(
    handle: &Handle,
    what: Download,
    sink: &mut K,
    progress: impl FnMut(Progress) + Send,
) -> Result<Downloaded, TransferFailed> {
    let transfer = Transfer::new(handle).await?;
    let at_most = what.at_most.unwrap_or(transfer.terms.bytes_max);
    let mut job = Job { transfer, sink, progress, at_most, tag: None };
    let mut tries = 0;
    loop {
        let from = job.sink.length();
        let step = Arc::new(what.clone().from(from));
        let authorized = job.transfer.authorize(step, tries).await?;
        let Err(failed) = job.attempt(&authorized, from).await else { break };
        if job.sink.length() - from >= CHUNK as u64 {
            tries = 0;
        }
        tries += 1;
        job.transfer.again(failed, Retry::Safe, tries, authorized.pause_ms).await?;
    }
    job.sink.finish().await.map_err(TransferFailed::Write)?;
    Ok(Downloaded { bytes: job.sink.length() })
}

struct Job<'a, K, P> {
    transfer: Transfer<'a>,
    sink: &'a mut K,
    progress: P,
    at_most: u64,
    /// The version of the file the first bytes are from.
    tag: Option<String>,
}

impl<K: Sink, P: FnMut(Progress) + Send> Job<'_, K, P> {
    async fn attempt(&mut self, step: &Authorized, from: u64) -> Result<(), TransferFailed> {
        let mut request = step.request.clone();
        for _ in 0..=self.transfer.terms.redirects_max {
            let exchange = self.transfer.streams.exchange(request.clone(), Outflow::empty());
            let stall_ms = self.transfer.terms.stall_ms;
            let inflow = self.transfer.within(stall_ms, async { Ok(exchange.await?) }).await?;
            match inflow.head.next(from, self.at_most)? {
                Next::Body { skip, total } => return self.body(inflow, skip, total).await,
                Next::Complete => return Ok(()),
                Next::Elsewhere(to) => request = crate::rest::files::redirected(request, &to)?,
                Next::Refused => {
                    let answered = self.transfer.within(stall_ms, answer(step, inflow)).await?;
                    return Err(answered.malformed("no answer to a download").into());
                }
            }
        }
        Err(Lost::new(LostKind::Protocol, "more redirects than redirects_max").into())
    }

    async fn body(
        &mut self,
        mut inflow: Inflow,
        mut skip: u64,
        total: Option<u64>,
    ) -> Result<(), TransferFailed> {
        if let (Some(then), Some(now)) = (&self.tag, &inflow.head.tag)
            && then != now
        {
            return Err(TransferFailed::Changed);
        }
        self.tag = self.tag.take().or_else(|| inflow.head.tag.clone());
        let stall_ms = self.transfer.terms.stall_ms;
        loop {
            let chunk = async { Ok(next(&mut inflow).await?) };
            let Some(mut chunk) = self.transfer.within(stall_ms, chunk).await? else { break };
            let known = usize::try_from(skip).unwrap_or(usize::MAX).min(chunk.len());
            skip -= known as u64;
            let chunk = chunk.split_off(known);
            let done = self.sink.length().saturating_add(chunk.len() as u64);
            if done > self.at_most {
                let words = alloc::format!("the file has more than {} bytes", self.at_most);
                return Err(Lost::new(LostKind::TooLarge, words).into());
            }
            if !chunk.is_empty() {
                self.sink.write(chunk).await.map_err(TransferFailed::Write)?;
                (self.progress)(Progress { done, total });
            }
        }
        match total {
            Some(total) if self.sink.length() != total => {
                let words = alloc::format!("{} of {total} bytes came", self.sink.length());
                Err(Lost::new(LostKind::Broken, words).into())
            }
            _ if skip > 0 => {
                Err(Lost::new(LostKind::Protocol, "the file is shorter than what is there").into())
            }
            _ => Ok(()),
        }
    }
}
