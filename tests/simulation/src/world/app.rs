//! A user's own application and store inside a world.

use std::fmt;

use easemob_core::store::Store;
use easemob_core::{Address, Client, Delivery, Event, Instant, LocalId, Outgoing, Session};

use super::{Who, World};
use crate::disk::{Keeps, Own};
use crate::oracle::Said;
use crate::person::InHand;

/// What the processes of a person run: see [`World::run_app`].
pub trait App {
    /// The client tells something. What is started here leaves when this returns; coming back
    /// acknowledges the event, as in a loop around
    /// [`Client::poll_event`](easemob_core::Client::poll_event).
    fn told(&mut self, desk: &mut Desk<'_>, event: &Event);
}

/// What an [`App`] has at hand.
pub struct Desk<'a> {
    world: &'a mut World,
    me: Who,
}

impl Desk<'_> {
    /// Whose process this is.
    #[must_use]
    pub fn me(&self) -> Who {
        self.me
    }

    /// The person of this name, if there is one.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Who> {
        self.world.people.iter().position(|person| person.name == name).map(Who)
    }

    /// Writes to somebody, as [`World::write`] does: no text twice.
    pub fn write(&mut self, to: Who, text: &str) -> Option<LocalId> {
        self.world.accept_text(self.me, to, text)
    }

    /// Gives back what the application was told last; or, where it commits by hand, anything it has
    /// not committed. It comes again: see [`Client::refuse`].
    pub fn refuse(&mut self, delivery: Delivery) -> bool {
        let in_hand = &mut self.world.people[self.me.0].in_hand;
        in_hand.take_if(|told| matches!(told, InHand::Content(one, _) if *one == delivery));
        self.world.refuse(self.me, delivery)
    }

    /// The virtual clock, as the client wants it.
    #[must_use]
    pub fn now(&self) -> Instant {
        Instant::from_millis(self.world.now)
    }

    /// The client, for everything but sending: the oracle has to know what was said.
    pub fn client(&mut self) -> &mut Client {
        &mut self.world.people[self.me.0].client
    }
}

impl World {
    /// Lets a person run an application of your own, made anew for each process: what it remembers
    /// is gone with a crash. The world still logs in, takes events and starts effects for it. No text
    /// may be said twice, as for [`write`](Self::write).
    pub fn run_app<A: App + 'static>(&mut self, who: Who, mut make: impl FnMut() -> A + 'static) {
        let mut make = move || Box::new(make()) as Box<dyn App>;
        let person = &mut self.people[who.0];
        person.app = Some(make());
        person.make_app = Some(Box::new(make));
    }

    /// Lets a person keep everything in a store of your own. `open` is called for each process, and
    /// gives it the store and what was kept in it. For one who has not logged in yet.
    pub fn keep_in<S: Store + 'static>(
        &mut self,
        who: Who,
        mut open: impl FnMut() -> (S, Option<Session>) + 'static,
    ) {
        self.set_keeps(who, Keeps::Store);
        let open = move || {
            let (store, kept) = open();
            (Box::new(store) as Box<dyn Store>, kept)
        };
        self.people[who.0].disk.own = Some(Own::new(Box::new(open)));
    }

    /// Somebody writes to another. The id, unless the client does not accept it. The oracle knows
    /// messages by their text: it panics when one is said again.
    pub fn write(&mut self, from: Who, to: Who, text: &str) -> Option<LocalId> {
        let local = self.accept_text(from, to, text);
        self.settle(from);
        local
    }

    fn accept_text(&mut self, from: Who, to: Who, text: &str) -> Option<LocalId> {
        let to_user = Address::User(self.people[to.0].user.clone());
        let said = Said { text: text.into(), to: to_user, ears: vec![to], is_fleeting: false };
        self.accept(from, said, |said| Some(Outgoing::text(said.to.clone(), said.text.as_str())))
    }

    /// The application hears of it, if it is a user's.
    pub(super) fn tell_app(&mut self, who: Who, event: &Event) {
        let Some(mut app) = self.people[who.0].app.take() else { return };
        app.told(&mut Desk { world: self, me: who }, event);
        self.people[who.0].app = Some(app);
    }
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("me", &self.me).finish_non_exhaustive()
    }
}
