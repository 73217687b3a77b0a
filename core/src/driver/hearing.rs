//! Whether what a background client told one caller was heard.
//!
//! An answer lies in a channel until the future that asked is polled, and that future may be dropped
//! first. What has one end only must not get lost there: it comes back, and is told as an event.

use alloc::boxed::Box;

use async_channel::{Receiver, Sender};

use super::Gone;
use crate::error::{CallFailed, NotSent};
use crate::event::Event;
use crate::ids::LocalId;

/// How something asked of the loop ended, for the one who asked.
pub(super) enum End {
    /// It was not begun: no event says so.
    NotBegun(NotBegun),
    /// What the application is to hear exactly once; and whether to say that it did.
    Told(Event, bool),
}

/// Why something was not begun.
pub(super) enum NotBegun {
    /// The message is given back.
    Message(NotSent),
    Registration(CallFailed),
}

/// What became of a [`End::Told`].
pub(super) enum Hearing {
    /// The outcome of this message has reached the application.
    Heard(LocalId),
    /// Nobody waits for this any longer.
    Unheard(Box<Event>),
}

impl Hearing {
    pub(super) fn unheard(self) -> Option<Event> {
        match self {
            Self::Heard(_) => None,
            Self::Unheard(event) => Some(*event),
        }
    }
}

/// The caller's end: reports what was heard, and gives back what was not.
pub(super) struct Awaited<'a> {
    pub(super) end: Receiver<End>,
    pub(super) hearing: &'a Sender<Hearing>,
}

impl Awaited<'_> {
    pub(super) async fn end(self) -> Result<Result<Event, NotBegun>, Gone> {
        match self.end.recv().await.map_err(|_| Gone)? {
            End::NotBegun(why) => Ok(Err(why)),
            End::Told(event, report) => {
                if let (true, Event::Settled { local, .. }) = (report, &event) {
                    self.report(Hearing::Heard(*local));
                }
                Ok(Ok(event))
            }
        }
    }

    fn report(&self, hearing: Hearing) {
        // Fails when loop and events are gone: then nobody is left to hear it.
        let _unread = self.hearing.try_send(hearing);
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        // From here on the loop finds nobody waiting, so what is there now is all there will be.
        self.end.close();
        if let Ok(End::Told(event, _)) = self.end.try_recv() {
            self.report(Hearing::Unheard(Box::new(event)));
        }
    }
}
