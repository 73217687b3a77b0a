//! A server, its network and its clock in memory. Nothing is ready at once, and no more than one
//! thing in a step, so that everything a future can wait for is a point where it can be dropped.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use easemob_core::Request;
use easemob_emulator::{Answer, Config, Peer, Push, Response, Server, rest};
use easemob_tests::peer::{APP_KEY, EPOCH, REST};
use serde_json::{Value, json};

pub(crate) const PASSWORD: &str = "open sesame";

#[derive(Clone)]
pub(crate) struct World(Arc<Mutex<Inner>>);

struct Inner {
    now: u64,
    server: Server,
    /// Whether something may still become ready in this step.
    free: bool,
    links: BTreeMap<Peer, Arrivals>,
    alarms: BTreeMap<u64, (u64, Waker)>,
    numbers: u64,
}

/// What the server has pushed on a link, and who waits for it.
#[derive(Default)]
struct Arrivals {
    pushed: VecDeque<Push>,
    reader: Option<Waker>,
}

impl World {
    /// `alice`, `bob` and `carol` have accounts.
    pub(crate) fn new() -> Self {
        let config = Config { app_key: APP_KEY.into(), ..Config::default() };
        let world = Self(Arc::new(Mutex::new(Inner {
            now: 0,
            server: Server::new(config, 7, EPOCH),
            free: false,
            links: BTreeMap::new(),
            alarms: BTreeMap::new(),
            numbers: 0,
        })));
        for user in ["alice", "bob", "carol"] {
            world.operate(&json!({ "op": "user", "user": user, "password": PASSWORD }));
        }
        world
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().expect("nobody has panicked here")
    }

    pub(crate) fn now(&self) -> u64 {
        self.lock().now
    }

    /// In the words of the emulator's control interface.
    pub(crate) fn operate(&self, operation: &Value) -> Value {
        self.lock().with_server(|server, wall| server.operate(wall, operation).expect("it can be"))
    }

    /// Requests so far: `METHOD target`.
    pub(crate) fn requests(&self) -> Vec<String> {
        let calls = self.operate(&json!({ "op": "rest" }));
        let text = |call: &Value, name: &str| call[name].as_str().unwrap_or_default().to_owned();
        let line = |call: &Value| format!("{} {}", text(call, "method"), text(call, "path"));
        calls.as_array().expect("a list").iter().map(line).collect()
    }

    // ---- steps and time ---------------------------------------------------------------------------

    pub(crate) fn begin_step(&self) {
        self.lock().free = true;
    }

    /// Whether this may be what becomes ready in this step; another step comes if not.
    pub(crate) fn poll_turn(&self, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::take(&mut self.lock().free) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Waits for a step after this one.
    pub(crate) async fn turn(&self) {
        let mut waited = false;
        poll_fn(|cx| {
            if !std::mem::replace(&mut waited, true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.poll_turn(cx)
        })
        .await;
    }

    /// Lets time pass until something is due, not beyond `limit`. `false` when nothing is.
    pub(crate) fn advance(&self, limit: u64) -> bool {
        let mut inner = self.lock();
        let server = inner.server.next_deadline().map(|at| at.saturating_sub(EPOCH));
        let alarms = inner.alarms.values().map(|(at, _)| *at);
        let next = alarms.chain(server).min().filter(|at| *at <= limit);
        let Some(next) = next else {
            inner.now = limit.max(inner.now);
            return false;
        };
        inner.now = inner.now.max(next);
        inner.with_server(Server::tick);
        let now = inner.now;
        inner.alarms.retain(|_, (at, waker)| {
            let is_due = *at <= now;
            if is_due {
                waker.wake_by_ref();
            }
            !is_due
        });
        true
    }

    // ---- links ------------------------------------------------------------------------------------

    pub(crate) fn open_link(&self) -> Peer {
        let mut inner = self.lock();
        inner.numbers += 1;
        let peer = Peer(inner.numbers);
        inner.links.insert(peer, Arrivals::default());
        inner.with_server(|server, wall| server.connected(wall, peer));
        peer
    }

    pub(crate) fn say(&self, peer: Peer, message: Bytes) {
        self.lock().with_server(|server, wall| server.handle(wall, peer, message));
    }

    pub(crate) fn hang_up(&self, peer: Peer) {
        let mut inner = self.lock();
        inner.links.remove(&peer);
        inner.with_server(|server, wall| server.disconnected(wall, peer));
    }

    pub(crate) fn poll_pushed(&self, peer: Peer, cx: &mut Context<'_>) -> Poll<Push> {
        let mut inner = self.lock();
        let free = inner.free;
        let Some(arrivals) = inner.links.get_mut(&peer) else { return Poll::Pending };
        arrivals.reader = Some(cx.waker().clone());
        if arrivals.pushed.is_empty() {
            return Poll::Pending;
        }
        if !free {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        inner.free = false;
        let pushed = inner.links.get_mut(&peer).and_then(|arrivals| arrivals.pushed.pop_front());
        pushed.map_or(Poll::Pending, Poll::Ready)
    }

    // ---- REST -------------------------------------------------------------------------------------

    /// Each of going, being answered and coming back is a step.
    pub(crate) async fn ask(&self, request: Request, body: Bytes) -> Response {
        self.turn().await;
        let headers = request.headers.iter().map(|(name, value)| (name.to_string(), value.clone()));
        let request = rest::Request {
            method: request.method.as_str().into(),
            target: request.url.strip_prefix(REST).expect("our server").into(),
            headers: headers.collect(),
            body,
        };
        let answer = self.lock().with_server(|server, wall| server.answer(wall, &request));
        let response = match answer {
            Answer::Now(response) => response,
            Answer::At(at, response) => {
                self.pause(at.saturating_sub(EPOCH + self.now())).await;
                response
            }
            Answer::Never => std::future::pending().await,
        };
        self.turn().await;
        response
    }

    /// Lets so many milliseconds pass.
    pub(crate) fn pause(&self, millis: u64) -> impl Future<Output = ()> + Send + 'static {
        let (mut alarm, at) = (self.alarm(), self.now() + millis);
        async move { poll_fn(|cx| alarm.poll(cx, at)).await }
    }

    pub(crate) fn alarm(&self) -> Alarm {
        let mut inner = self.lock();
        inner.numbers += 1;
        Alarm { world: self.clone(), number: inner.numbers }
    }
}

impl Inner {
    /// Does something to the server, and hands out what it pushes.
    fn with_server<T>(&mut self, act: impl FnOnce(&mut Server, u64) -> T) -> T {
        let done = act(&mut self.server, EPOCH + self.now);
        while let Some((peer, push)) = self.server.poll() {
            if let Some(arrivals) = self.links.get_mut(&peer) {
                arrivals.pushed.push_back(push);
                arrivals.reader.take().into_iter().for_each(Waker::wake);
            }
        }
        done
    }
}

/// Rings once at a time.
pub(crate) struct Alarm {
    world: World,
    number: u64,
}

impl Alarm {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, at: u64) -> Poll<()> {
        let mut inner = self.world.lock();
        if inner.now >= at {
            inner.alarms.remove(&self.number);
            drop(inner);
            return self.world.poll_turn(cx);
        }
        inner.alarms.insert(self.number, (at, cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.world.lock().alarms.remove(&self.number);
    }
}
