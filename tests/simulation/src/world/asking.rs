//! What people ask over REST.

use core::time::Duration;

use easemob_core::rest::group::NewGroup;
use easemob_core::rest::message::HistoryOptions;
use easemob_core::rest::{Endpoint, Ticket};
use easemob_core::{Address, CallFailed, CallId};

use super::{Who, World};
use crate::oracle;
use crate::person::Person;

/// A call that was accepted.
struct Asked {
    id: CallId,
    name: &'static str,
}

impl World {
    /// One makes a call, one of ten kinds by `which`; some of them name another person. `false` when
    /// the client does not accept it.
    pub fn ask(&mut self, who: Who, other: Who, which: u64) -> bool {
        if !self.people[who.0].is_awake() {
            return false;
        }
        let user = self.people[other.0].user.clone();
        let person = &mut self.people[who.0];
        person.asked += 1;
        let mark = oracle::mark(who, person.asked);
        let asked = self.with_client(who, |person: &mut Person, now| {
            let at = person.client.at(now);
            let history = HistoryOptions::default();
            match which % 10 {
                0 => asked(at.contact().ids()),
                1 => asked(at.contact().list(20, None)),
                2 => asked(at.contact().add(user.clone(), Some(mark.clone()))),
                3 => asked(at.group().create(NewGroup::named(mark.clone()))),
                4 => asked(at.group().joined(1, 20, None)),
                5 => asked(at.presence().publish("busy".into())),
                6 => asked(at.presence().subscribe(vec![user.clone()], Duration::from_secs(600))),
                7 => asked(at.presence().status(vec![user.clone()])),
                8 => asked(at.message().history(Address::User(user.clone()), None, history)),
                _ => asked(at.message().conversations(20, None, false)),
            }
        });
        let Ok(Asked { id, name }) = asked else {
            self.note(who, format_args!("cannot ask now"));
            return false;
        };
        self.note(who, format_args!("calls {name}"));
        self.oracle.called(who, id, name);
        self.settle(who);
        true
    }
}

fn asked<E: Endpoint>(ticket: Result<Ticket<E>, CallFailed>) -> Result<Asked, CallFailed> {
    let ticket = ticket?;
    Ok(Asked { id: ticket.id(), name: ticket.endpoint().name() })
}
