//! How long things take, as spans of `tracing`. Without it, or where no subscriber wants them, they
//! are nothing, and ask the heap for nothing.
//!
//! Each lives in the state of what it names and ends with it. Only `connection` is entered, for as
//! long as an input or a command is handled; whatever begins meanwhile begins below it.

#[cfg(feature = "tracing")]
pub(crate) use with_tracing::{ConnectionSpan, Entered, SendSpan, SyncSpan};
#[cfg(not(feature = "tracing"))]
pub(crate) use without::{ConnectionSpan, Entered, SendSpan, SyncSpan};

#[cfg(feature = "tracing")]
mod with_tracing {
    use alloc::boxed::Box;

    use tracing::field::{Empty, display};
    use tracing::span::EnteredSpan;
    use tracing::{Span, debug_span, info_span};

    use crate::event::Outcome;
    use crate::ids::{LocalId, UserId};

    /// What is said until it is dropped is said inside `connection`. It is apart from the state, so
    /// that what it stands for may end meanwhile.
    pub(crate) type Entered = Option<EnteredSpan>;

    #[derive(Default)]
    pub(crate) struct ConnectionSpan(Option<Span>);

    impl ConnectionSpan {
        pub(crate) fn begin(&mut self, user: &UserId, device: &str) {
            let user = display(user);
            self.0 = wanted(info_span!(target: "easemob", "connection", user, device));
        }

        pub(crate) fn enter(&self) -> Entered {
            self.0.as_ref().map(|span| span.clone().entered())
        }

        pub(crate) fn end(&mut self) {
            self.0 = None;
        }
    }

    #[derive(Default)]
    pub(crate) struct SyncSpan(Option<Span>);

    impl SyncSpan {
        pub(crate) fn begin(&mut self, queues: usize) {
            self.0 = wanted(debug_span!(target: "easemob", "sync", queues));
        }

        pub(crate) fn end(&mut self) {
            self.0 = None;
        }
    }

    /// Boxed: without a subscriber, a message that waits is not larger for it.
    pub(crate) struct SendSpan(Option<Box<Span>>);

    impl SendSpan {
        pub(crate) fn begin(local: LocalId, bytes: usize) -> Self {
            let local = display(local);
            let span = debug_span!(target: "easemob", "send", local, bytes, outcome = Empty);
            Self(wanted(span).map(Box::new))
        }

        pub(crate) fn end(self, outcome: &Outcome) {
            if let Some(span) = self.0 {
                span.record("outcome", name(outcome));
            }
        }
    }

    fn wanted(span: Span) -> Option<Span> {
        Some(span).filter(|span| !span.is_disabled())
    }

    const fn name(outcome: &Outcome) -> &'static str {
        match outcome {
            Outcome::Sent { .. } => "sent",
            Outcome::Rejected { .. } => "rejected",
            Outcome::Unconfirmed => "unconfirmed",
            Outcome::Expired => "expired",
            Outcome::Cancelled => "cancelled",
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod without {
    use crate::event::Outcome;
    use crate::ids::{LocalId, UserId};

    pub(crate) struct Entered;

    #[derive(Default)]
    pub(crate) struct ConnectionSpan(());

    impl ConnectionSpan {
        pub(crate) const fn begin(&mut self, _: &UserId, _: &str) {}

        pub(crate) const fn enter(&self) -> Entered {
            Entered
        }

        pub(crate) const fn end(&mut self) {}
    }

    #[derive(Default)]
    pub(crate) struct SyncSpan;

    impl SyncSpan {
        pub(crate) const fn begin(&mut self, _: usize) {}

        pub(crate) const fn end(&mut self) {}
    }

    pub(crate) struct SendSpan;

    impl SendSpan {
        pub(crate) const fn begin(_: LocalId, _: usize) -> Self {
            Self
        }

        pub(crate) const fn end(self, _: &Outcome) {}
    }
}
