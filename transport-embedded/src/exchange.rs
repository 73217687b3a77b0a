//! An HTTP exchange over a line.

use alloc::rc::Rc;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use easemob_core::websocket::Target;
use easemob_core::{Lost, Request, Response};

use crate::dial::Dial;
use crate::http::{self, Answer};
use crate::line::{Line, Turns, unusable};
use crate::staging::Staging;

/// An HTTP exchange under way, on a stream of its own. One is made at a time, whatever
/// `Config::calls_at_once` says: a stream takes memory that a device has only once.
pub struct Exchange(Result<(Line, Answer), Lost>);

impl Exchange {
    pub(crate) fn new<D: Dial>(dialer: Rc<D>, request: Request, turns: Turns) -> Self {
        let staging = Rc::<Staging>::default();
        match Target::parse_http(&request.url) {
            Ok(target) => staging.speak(|_, out| http::write(&request, &target, out)),
            Err(bad) => return Self(Err(unusable(bad))),
        }
        staging.want(true);
        let answer = Answer::new(request.answer_limit);
        let line =
            Line::new(dialer, request.url, |url| Target::parse_http(url), Some(turns), staging);
        Self(Ok((line, answer)))
    }
}

impl Future for Exchange {
    type Output = Result<Response, Lost>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (line, answer) = match &mut self.0 {
            Ok(exchange) => exchange,
            Err(lost) => return Poll::Ready(Err(lost.clone())),
        };
        loop {
            let over = line.poll(cx);
            let has_come = !line.staging.is_taken();
            match (line.staging.speak(|input, _| answer.feed(input)), over) {
                (Ok(Some(response)), _) => {
                    // The stream may close in good order if it can do so at once.
                    line.staging.finish();
                    let _closed = line.poll_closed(cx);
                    return Poll::Ready(Ok(response));
                }
                (Err(lost), _) => return Poll::Ready(Err(lost)),
                (Ok(None), _) if has_come => {}
                (Ok(None), Poll::Pending) => return Poll::Pending,
                (Ok(None), Poll::Ready(lost)) => {
                    return Poll::Ready(answer.end().ok_or(lost));
                }
            }
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").finish_non_exhaustive()
    }
}
