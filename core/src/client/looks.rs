//! What can be asked of a client without changing it.

use alloc::vec::Vec;
use core::fmt;

use super::Client;
use crate::config::Config;
use crate::ids::UserId;
use crate::message::Reader;
use crate::secret::Secret;
use crate::session::{Cursor, Device, PhaseName, Session, Transition};
use crate::stats::{Gauge, Stats};

impl Client {
    /// Where the session is.
    #[must_use]
    pub fn phase(&self) -> PhaseName {
        self.session.phase()
    }

    /// How often the phase has changed, and how last: lets a test follow the automaton.
    #[doc(hidden)]
    #[must_use]
    pub fn changes(&self) -> (u64, Option<Transition>) {
        self.session.changes()
    }

    /// Who is logged in, or was last.
    #[must_use]
    pub fn user(&self) -> Option<&UserId> {
        self.session.user()
    }

    /// The device this client is to the server.
    #[must_use]
    pub fn device(&self) -> &Device {
        self.session.device()
    }

    /// The token of the session, once there is one.
    #[doc(alias = "accessToken")]
    #[must_use]
    pub fn access_token(&self) -> Option<&Secret> {
        self.session.access_token()
    }

    /// Reads what lies in files and documents as this client reads what it receives: the messages of
    /// a [`bundle`](crate::message::bundle), say.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        self.session.reader(&self.cx)
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.cx.config
    }

    /// Messages accepted and not yet settled.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.outbox.len()
    }

    /// Content handed over and not yet taken.
    #[must_use]
    pub fn uncommitted(&self) -> usize {
        self.inbox.open()
    }

    /// How full every bounded buffer is. O(n) in what they hold.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let config = &self.cx.config;
        let once = [config.outbox_max, config.calls_max, config.rooms_max];
        let twice = config.events_max.saturating_mul(2);
        let events = once.into_iter().fold(twice, usize::saturating_add);
        let rejoins = self.outbox.rejoins();
        let mut stats = Stats {
            events: Gauge::new(self.cx.events.len(), events),
            content_bytes: Gauge::new(
                self.inbox.open_bytes().max(self.cx.story_bytes),
                config.events_bytes_max,
            ),
            content_waiting: Gauge::new(self.cx.content, config.events_high),
            outbox: self.outbox.gauge(&self.cx),
            rejoins: Gauge::new(rejoins, config.rooms_max),
            outbox_bytes: Gauge::new(self.outbox.bytes(), config.outbox_bytes_max),
            receipts: Gauge::new(self.receipts_owed.len(), config.outbox_max),
            rooms: Gauge::new(self.outbox.rooms_with([]), config.rooms_max),
            calls: Gauge::new(self.errands.accepted(&self.cx), config.calls_max),
            exchanges: Gauge::new(self.errands.running(), config.calls_at_once),
            redirects: Gauge::new(self.session.redirects(), config.redirects_max as usize),
            ..Stats::default()
        };
        self.inbox.gauge(config, &mut stats);
        stats
    }

    /// What may be kept for the next process; see
    /// [`Event::SessionChanged`](crate::Event::SessionChanged).
    #[must_use]
    pub fn session(&self) -> Session {
        let mut session = Session::new(self.session.device().clone());
        session.user.clone_from(&self.inbox_of);
        session.cursors = self.inbox.cursors().map(Cursor::from).collect::<Vec<_>>();
        session.seen = self.inbox.seen();
        session.refused = self.inbox.refused();
        if self.cx.config.keep {
            session.token = self.session.access_token().or(self.kept_token.as_ref()).cloned();
            session.outbox = self.outbox.kept();
        }
        session
    }

    /// Whether the last session ended, and nothing is under way.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.phase() == PhaseName::Offline
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("user", &self.inbox_of)
            .field("phase", &self.phase())
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
