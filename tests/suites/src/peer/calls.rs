//! Calls and their ends.

use easemob_core::rest::{Answer, Endpoint, Ticket};
use easemob_core::{CallFailed, Event, Lost, Response};

use super::Peer;

impl Peer {
    /// Gives every question of the one call under way this answer, and returns its one end.
    ///
    /// # Panics
    /// When it has none, more than one, or goes on afterwards.
    pub fn end_call<E: Endpoint>(
        &mut self,
        ticket: &Ticket<E>,
        answer: impl Fn() -> Result<Response, Lost>,
    ) -> Result<Box<Answer>, CallFailed> {
        for _ in 0..10 {
            if self.requests() == 1 {
                let (exchange, _) = self.request();
                self.answer_to(exchange, answer());
            }
            let mut ends = self.take_events().into_iter().filter_map(|event| match event {
                Event::Answered { call, result } if call == ticket.id() => Some(result),
                _ => None,
            });
            if let Some(result) = ends.next() {
                assert!(ends.next().is_none(), "{} ended twice", ticket.id());
                assert_eq!(self.requests(), 0, "{} has ended and still asks", ticket.id());
                return result;
            }
            if self.requests() == 0 {
                self.pass_deadline();
            }
        }
        panic!("{} does not end", ticket.id());
    }
}
