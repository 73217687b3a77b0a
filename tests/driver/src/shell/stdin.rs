//! Lines of standard input, read by a thread: reading blocks, and no runtime does it well.

use std::collections::VecDeque;
use std::io::{self, BufRead};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

/// Lines read ahead; a caller that is faster waits in its pipe.
const AHEAD: usize = 1_024;

/// The lines, as they come.
pub(super) struct Lines(Arc<Shared>);

struct Shared {
    queue: Mutex<Queue>,
    taken: Condvar,
}

#[derive(Default)]
struct Queue {
    lines: VecDeque<Vec<u8>>,
    ended: bool,
    waker: Option<Waker>,
}

impl Lines {
    /// Begins to read.
    pub(super) fn read(input: impl io::Read + Send + 'static) -> io::Result<Self> {
        let shared =
            Arc::new(Shared { queue: Mutex::new(Queue::default()), taken: Condvar::new() });
        let reader = Arc::clone(&shared);
        thread::Builder::new()
            .name("stdin".into())
            .spawn(move || reader.fill(io::BufReader::with_capacity(64 * 1_024, input)))?;
        Ok(Self(shared))
    }

    /// The next lines, never none; `None` after the last.
    pub(super) fn poll(&self, cx: &mut Context<'_>) -> Poll<Option<VecDeque<Vec<u8>>>> {
        let mut queue = self.0.lock();
        if !queue.lines.is_empty() {
            let lines = std::mem::take(&mut queue.lines);
            self.0.taken.notify_one();
            return Poll::Ready(Some(lines));
        }
        if queue.ended {
            return Poll::Ready(None);
        }
        if !queue.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker())) {
            queue.waker = Some(cx.waker().clone());
        }
        Poll::Pending
    }
}

impl Shared {
    fn fill(&self, mut input: impl BufRead) {
        let mut line = Vec::new();
        // An input that fails has ended.
        while input.read_until(b'\n', &mut line).unwrap_or(0) > 0 {
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            self.put(std::mem::take(&mut line));
        }
        let mut queue = self.lock();
        queue.ended = true;
        wake(queue);
    }

    fn put(&self, line: Vec<u8>) {
        let queue = self.lock();
        let full = |queue: &mut Queue| queue.lines.len() >= AHEAD;
        let queue = self.taken.wait_while(queue, full);
        let mut queue = queue.unwrap_or_else(PoisonError::into_inner);
        queue.lines.push_back(line);
        wake(queue);
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Wakes the loop once the queue is free for it.
fn wake(mut queue: MutexGuard<'_, Queue>) {
    let waker = queue.waker.take();
    drop(queue);
    if let Some(waker) = waker {
        waker.wake();
    }
}
