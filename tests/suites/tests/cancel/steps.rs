//! Polls futures one step after another, and drops one of them when its time has come.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::world::World;

/// Steps after which nothing comes of it any more.
const ENDLESS: usize = 100_000;

/// How long the world is watched before it counts as quiet: longer than a heartbeat and the pauses
/// before reconnecting.
const QUIET_MS: u64 = 120_000;

/// Futures that run beside what is tested. Each is polled only when it was woken.
pub(crate) struct Steps<'a> {
    pub(crate) world: World,
    tasks: Vec<Task<'a>>,
    /// Who was polled last.
    last: usize,
}

struct Task<'a> {
    future: Option<Pin<Box<dyn Future<Output = ()> + 'a>>>,
    woken: Arc<Woken>,
}

struct Woken(AtomicBool);

impl Woken {
    fn new() -> Arc<Self> {
        Arc::new(Self(AtomicBool::new(true)))
    }

    fn take(&self) -> bool {
        self.0.swap(false, Ordering::SeqCst)
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// How a future ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End<T> {
    Ready(T),
    /// It was dropped when its steps were used up.
    Dropped,
    /// It was dropped when nothing but time had passed for long.
    Quiet,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(world: &World) -> Self {
        Self { world: world.clone(), tasks: Vec::new(), last: 0 }
    }

    /// Runs something beside what comes.
    pub(crate) fn spawn(&mut self, future: impl Future<Output = ()> + 'a) {
        self.tasks.push(Task { future: Some(Box::pin(future)), woken: Woken::new() });
    }

    /// Drops everything that was spawned, as a process does when it ends.
    pub(crate) fn clear(&mut self) {
        self.tasks.clear();
    }

    /// Polls `future` to its end.
    pub(crate) fn finish<T>(&mut self, future: impl Future<Output = T>) -> T {
        match self.run(future, ENDLESS) {
            End::Ready(done) => done,
            End::Quiet => panic!("nobody moves, and it is not ready"),
            End::Dropped => panic!("it never ends"),
        }
    }

    /// Lets everything happen that happens by itself.
    pub(crate) fn rest(&mut self) {
        self.watch(std::future::pending::<()>());
    }

    /// The same with a future that is never ready.
    pub(crate) fn watch<T>(&mut self, future: impl Future<Output = T>) {
        assert!(matches!(self.run(future, ENDLESS), End::Quiet), "it never rests");
    }

    /// Polls `future` and the others, and drops it after so many steps of all together.
    pub(crate) fn run<T>(&mut self, future: impl Future<Output = T>, steps: usize) -> End<T> {
        let mut future = pin!(future);
        let woken = Woken::new();
        // Heartbeats go on for ever.
        let limit = self.world.now() + QUIET_MS;
        let mut left = steps;
        // It begins with the first step.
        self.last = self.tasks.len();
        while left > 0 {
            let Some(next) = self.next(&woken) else {
                match self.world.advance(limit) {
                    true => continue,
                    false => return End::Quiet,
                }
            };
            left -= 1;
            self.last = next;
            self.world.begin_step();
            if next > 0 {
                self.poll_task(next - 1);
                continue;
            }
            let waker = Waker::from(woken.clone());
            if let Poll::Ready(done) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
                return End::Ready(done);
            }
        }
        End::Dropped
    }

    /// The future is number 0, its companions follow; everybody in turn.
    fn next(&self, woken: &Woken) -> Option<usize> {
        let all = self.tasks.len() + 1;
        (1..=all).map(|turn| (self.last + turn) % all).find(|number| match number {
            0 => woken.take(),
            number => {
                let task = &self.tasks[number - 1];
                task.future.is_some() && task.woken.take()
            }
        })
    }

    fn poll_task(&mut self, index: usize) {
        let task = &mut self.tasks[index];
        let waker = Waker::from(task.woken.clone());
        if let Some(future) = &mut task.future
            && future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready()
        {
            task.future = None;
        }
    }
}

/// Plays a scene with its future dropped after 0, 1, 2, … steps, until it has its way. The scene
/// says whether it had. How many points there were.
pub(crate) fn at_every_point(scene: impl Fn(usize) -> bool) -> usize {
    (0..ENDLESS).find(|steps| scene(*steps)).expect("it is never ready")
}
