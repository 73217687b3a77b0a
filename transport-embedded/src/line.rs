//! A stream from its dial to its end.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use easemob_core::websocket::{BadUrl, Target};
use easemob_core::{Lost, LostKind};

use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::mutex::Mutex;

use crate::dial::{Dial, Talk};
use crate::staging::Staging;

/// Who has the turn.
pub(crate) type Turns = Rc<Mutex<NoopRawMutex, ()>>;

/// A dial under way or a stream that is open, and the bytes on their way. It moves when it is
/// polled; dropping it drops the stream.
pub(crate) struct Line {
    pub(crate) staging: Rc<Staging>,
    dial: Pin<Box<dyn Future<Output = Lost>>>,
    ended: Option<Lost>,
}

impl Line {
    /// Dials where `url` leads, as `parse` reads it, and writes what is staged already. Of those
    /// with the same `turns` one is open at a time.
    pub(crate) fn new<D: Dial>(
        dialer: Rc<D>,
        url: String,
        parse: fn(&str) -> Result<Target<'_>, BadUrl>,
        turns: Option<Turns>,
        staging: Rc<Staging>,
    ) -> Self {
        let talk = Talk(staging.clone());
        let bytes = staging.clone();
        let dial = Box::pin(async move {
            let _turn = match &turns {
                Some(turns) => Some(turns.lock().await),
                None => None,
            };
            let target = match parse(&url) {
                Ok(target) => target,
                Err(bad) => return unusable(bad),
            };
            let dialled = dialer.dial(&target, talk).await;
            bytes.dialled(dialled.map_err(|error| alloc::format!("{error:?}")))
        });
        Self { staging, dial, ended: None }
    }

    /// Moves what moves. Ready when nothing more will come, and everything was taken.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Lost> {
        self.drive(cx);
        match self.staging.lost().or_else(|| self.ended.clone()) {
            Some(lost) if self.staging.is_taken() => Poll::Ready(lost),
            _ => Poll::Pending,
        }
    }

    /// Moves what moves. Ready when the stream was closed.
    pub(crate) fn poll_closed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.drive(cx);
        if self.ended.is_some() { Poll::Ready(()) } else { Poll::Pending }
    }

    fn drive(&mut self, cx: &mut Context<'_>) {
        if self.ended.is_none()
            && let Poll::Ready(lost) = self.dial.as_mut().poll(cx)
        {
            self.ended = Some(lost);
        }
    }
}

pub(crate) fn unusable(bad: BadUrl) -> Lost {
    Lost::new(LostKind::Unreachable, alloc::format!("{bad}"))
}
