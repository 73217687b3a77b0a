//! What every machine of the core shares while it handles one input: the time, the dice, the
//! timers and the two queues to the outside.

use alloc::collections::VecDeque;

use crate::config::Config;
use crate::event::Event;
use crate::ids::{Delivery, LocalId, LocalIds, TraceIds};
use crate::io::Effect;
use crate::random::Random;
use crate::time::{Instant, TimerTable, UnixMillis};

pub(crate) struct Context {
    pub(crate) config: Config,
    pub(crate) now: Instant,
    pub(crate) random: Random,
    pub(crate) timers: TimerTable,
    pub(crate) effects: VecDeque<Effect>,
    pub(crate) events: VecDeque<(Event, Option<Delivery>)>,
    epoch: (Instant, UnixMillis),
    trace_ids: TraceIds,
    local_ids: LocalIds,
}

impl Context {
    pub(crate) fn new(config: Config, seed: [u8; 32], now: Instant, wall: UnixMillis) -> Self {
        Self {
            config,
            now,
            random: Random::new(seed),
            timers: TimerTable::default(),
            effects: VecDeque::new(),
            events: VecDeque::new(),
            epoch: (now, wall),
            trace_ids: TraceIds::default(),
            local_ids: LocalIds::default(),
        }
    }

    /// Wall-clock time, carried forward from construction by the monotonic clock.
    pub(crate) fn wall(&self) -> UnixMillis {
        let (then, wall) = self.epoch;
        UnixMillis(wall.0.saturating_add(self.now.since(then)))
    }

    pub(crate) fn after(&self, millis: u64) -> Instant {
        self.now.plus(millis)
    }

    pub(crate) fn trace_id(&mut self) -> u64 {
        let wall = self.wall().0;
        self.trace_ids.next(wall)
    }

    pub(crate) fn local_id(&mut self) -> LocalId {
        let (wall, chance) = (self.wall().0, self.random.next());
        self.local_ids.next(wall, chance)
    }

    pub(crate) fn start(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(crate) fn tell(&mut self, event: Event) {
        self.events.push_back((event, None));
    }

    pub(crate) fn hand_over(&mut self, event: Event, delivery: Delivery) {
        self.events.push_back((event, Some(delivery)));
    }

    /// Whether the application is behind, so that nothing more should be asked for.
    pub(crate) fn is_behind(&self) -> bool {
        self.events.len() >= self.config.events_high
    }
}
