//! Lists that come in pages, as a stream.

use alloc::boxed::Box;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;

use super::Handle;
use super::runtime::Work;
use crate::error::CallFailed;
use crate::rest::{Page, Paged, Walk};

/// The items of a list, page after page: see [`Handle::pages`]. A page that fails is the last thing
/// it gives.
pub struct Pages<E: Paged> {
    handle: Handle,
    walk: Walk<E>,
    asked: Option<Work<Result<Page<E::Item>, CallFailed>>>,
}

impl<E: Paged> Pages<E> {
    pub(super) fn new(handle: Handle, first: E) -> Self {
        Self { handle, walk: Walk::new(first), asked: None }
    }
}

// Nothing in it is pinned in place: the future is boxed.
impl<E: Paged> Unpin for Pages<E> {}

impl<E: Paged> Stream for Pages<E> {
    type Item = Result<E::Item, CallFailed>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.walk.item() {
                return Poll::Ready(Some(Ok(item)));
            }
            if this.asked.is_none() {
                let Some(wanted) = this.walk.wanted().cloned() else { return Poll::Ready(None) };
                let handle = this.handle.clone();
                this.asked = Some(Box::pin(async move { handle.call(wanted).await }));
            }
            let Some(asked) = &mut this.asked else { return Poll::Pending };
            let Poll::Ready(page) = asked.as_mut().poll(cx) else { return Poll::Pending };
            this.asked = None;
            match page {
                Ok(page) => this.walk.take(page),
                Err(failed) => {
                    this.walk.stop();
                    return Poll::Ready(Some(Err(failed)));
                }
            }
        }
    }
}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("asked", &self.asked.is_some()).finish_non_exhaustive()
    }
}
