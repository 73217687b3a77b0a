//! The virtual clock.

use easemob_core::{Client, Input, Instant, Timer};

use super::Peer;

impl Peer {
    /// Now, in milliseconds since the start.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Now, on the client's clock.
    #[must_use]
    pub fn instant(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    /// Lets `millis` pass, with a tick at every deadline in between and one at the end.
    pub fn pass(&mut self, millis: u64) {
        let end = self.now + millis;
        while let Some(deadline) = self.client.next_deadline()
            && deadline.at.as_millis() <= end
        {
            self.now = deadline.at.as_millis();
            self.handle(Input::Tick);
        }
        self.leap(end - self.now);
    }

    /// Lets `millis` pass in one leap, as when the machine slept.
    pub fn leap(&mut self, millis: u64) {
        self.now += millis;
        self.handle(Input::Tick);
    }

    /// Goes to the next deadline and says what it was for.
    ///
    /// # Panics
    /// When the client waits for nothing.
    pub fn pass_deadline(&mut self) -> Timer {
        let deadline = self.client.next_deadline().expect("the client waits for something");
        self.leap(deadline.at.as_millis() - self.now);
        deadline.why
    }

    /// Goes from deadline to deadline until one for this has passed.
    ///
    /// # Panics
    /// When none comes among the next hundred.
    pub fn pass_to_timer(&mut self, timer: Timer) {
        let found = (0..100).any(|_| self.pass_deadline() == timer);
        assert!(found, "no deadline for {timer:?}");
    }

    /// Lets time pass until `done`, and says how long it took.
    ///
    /// # Panics
    /// When that takes longer than `most` milliseconds.
    pub fn pass_until(&mut self, most: u64, done: impl Fn(&Client) -> bool) -> u64 {
        let start = self.now;
        while !done(&self.client) {
            let deadline = self.client.next_deadline().map(|d| d.at.as_millis());
            let Some(at) = deadline.filter(|at| *at <= start + most) else {
                panic!("not within {most} ms: the client is {}", self.client.phase());
            };
            self.now = at;
            self.handle(Input::Tick);
        }
        self.now - start
    }
}
