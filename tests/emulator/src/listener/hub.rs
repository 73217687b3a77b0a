//! The server, and the connections its pushes go to.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::sync::{Notify, mpsc, watch};

use super::store::{Store, StoreError};
use crate::server::{Peer, Push, Server};

/// The server behind its lock.
pub(crate) struct Hub {
    inner: Mutex<Inner>,
    /// The next deadline changed.
    deadline: Notify,
    /// How much there is to read for those who look on.
    log: watch::Sender<u64>,
    /// The state could not be written.
    failed: watch::Sender<bool>,
    pub(crate) site: Site,
}

/// What the pages of the listener depend on.
#[derive(Default)]
pub(crate) struct Site {
    /// Answer whoever names another host than this machine.
    pub(crate) allow_remote: bool,
    /// The official Web SDK, for the demo page.
    pub(crate) web_sdk: Option<Bytes>,
}

struct Inner {
    server: Server,
    store: Option<Store>,
    links: BTreeMap<Peer, Link>,
    peers: u64,
}

/// The way to a connection's task.
struct Link {
    pushes: mpsc::UnboundedSender<Push>,
    closing: Arc<Notify>,
}

/// A connection's end of its link.
pub(crate) struct Connection {
    pub(crate) peer: Peer,
    pub(crate) pushes: mpsc::UnboundedReceiver<Push>,
    /// The server wants it closed, whatever still waits to be written.
    pub(crate) closing: Arc<Notify>,
}

impl Hub {
    pub(crate) fn new(server: Server, store: Option<Store>, site: Site) -> Self {
        let inner = Inner { server, store, links: BTreeMap::new(), peers: 0 };
        let ((log, _), (failed, _)) = (watch::channel(0), watch::channel(false));
        Self { inner: Mutex::new(inner), deadline: Notify::new(), log, failed, site }
    }

    /// Says when there is more to read in the log.
    pub(crate) fn follow_log(&self) -> watch::Receiver<u64> {
        self.log.subscribe()
    }

    /// Waits until the state cannot be written any more.
    pub(crate) async fn failed(&self) {
        let mut failed = self.failed.subscribe();
        let _gone = failed.wait_for(|failed| *failed).await;
    }

    /// Whether the state cannot be written any more: then nothing must be answered.
    pub(crate) fn has_failed(&self) -> bool {
        *self.failed.borrow()
    }

    /// Does something with the server, writes down what changed, and only then hands out what it
    /// pushes.
    pub(crate) fn with<T>(&self, what: impl FnOnce(&mut Server, u64) -> T) -> T {
        let mut inner = self.lock();
        let before = inner.server.next_deadline();
        let answer = what(&mut inner.server, unix_ms());
        if !self.has_failed()
            && let Err(error) = inner.keep()
        {
            let _nobody_listens = writeln!(io::stderr(), "easemob-emulator: {error}");
            self.failed.send_replace(true);
        }
        inner.route(!self.has_failed());
        if inner.server.next_deadline() != before {
            self.deadline.notify_one();
        }
        let length = inner.server.log_length();
        self.log.send_if_modified(|known| std::mem::replace(known, length) != length);
        answer
    }

    pub(crate) fn connect(&self) -> Connection {
        let (sender, pushes) = mpsc::unbounded_channel();
        let closing = Arc::new(Notify::new());
        let mut inner = self.lock();
        inner.peers += 1;
        let peer = Peer(inner.peers);
        inner.links.insert(peer, Link { pushes: sender, closing: Arc::clone(&closing) });
        drop(inner);
        self.with(|server, now| server.connected(now, peer));
        Connection { peer, pushes, closing }
    }

    pub(crate) fn disconnect(&self, peer: Peer) {
        self.lock().links.remove(&peer);
        self.with(|server, now| server.disconnected(now, peer));
    }

    /// Ticks the server whenever it wants to be.
    pub(crate) async fn keep_time(&self) {
        loop {
            let deadline = self.lock().server.next_deadline();
            let due = async {
                match deadline {
                    Some(at) => {
                        let wait = at.saturating_sub(unix_ms());
                        tokio::time::sleep(Duration::from_millis(wait)).await;
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => self.with(|server, now| server.tick(now)),
                () = self.deadline.notified() => {}
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn keep(&mut self) -> Result<(), StoreError> {
        let Some(store) = &self.store else { return Ok(()) };
        store.write(&self.server.changes())
    }

    fn route(&mut self, all_is_kept: bool) {
        while let Some((peer, push)) = self.server.poll() {
            if !all_is_kept {
                continue;
            }
            let Some(link) = self.links.get(&peer) else { continue };
            let closes = matches!(push, Push::Close(_));
            let _gone = link.pushes.send(push);
            if closes {
                link.closing.notify_one();
            }
        }
    }
}

/// Milliseconds since 1970.
pub(crate) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
