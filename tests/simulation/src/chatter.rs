//! What three people do all day: mostly they talk to one another, in twos, in a group, in a thread
//! and in a room; now and then they take something back, change it, say that they read something, or
//! ask for something over REST.

use crate::random::Random;
use crate::world::{Circle, CircleKind, Who, World};

pub(crate) struct Chatter {
    people: [Who; 3],
    circles: [Circle; 3],
    room: Circle,
}

impl Chatter {
    pub(crate) fn new(world: &mut World, people: [Who; 3]) -> Self {
        let kinds = [CircleKind::Group, CircleKind::Thread, CircleKind::Room];
        let circles = kinds.map(|kind| world.circle(kind, &format!("{kind:?}"), &people));
        Self { people, circles, room: circles[2] }
    }

    /// One of them does one thing.
    pub(crate) fn go_on(&self, world: &mut World, chance: &mut Random) {
        let index = chance.between((0, 2)) as usize;
        let who = self.people[index];
        let other = self.people[(index + chance.between((1, 2)) as usize) % self.people.len()];
        match chance.between((0, 19)) {
            0 => _ = world.take_back(who),
            1 => _ = world.change(who),
            2 | 3 => _ = world.mark_read(who),
            4 => _ = world.enter(who, self.room),
            5..=7 => _ = world.ask(who, other, chance.between((0, 9))),
            8..=11 => _ = world.say_in(who, self.circles[chance.between((0, 2)) as usize]),
            _ => _ = world.say(who, other),
        }
    }
}
