//! One client and what it is told to do.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use async_channel::Receiver;
use easemob_core::driver::{Connection, Runtime};
use easemob_core::{Config, Credentials, Event, Outcome, Outgoing, UserId};
use futures_core::Stream;

use crate::Task;
use crate::order::{Command, Order, answer};
use crate::tally::Tally;

pub(crate) struct Bot<R: Runtime> {
    connection: Connection<R>,
    orders: Pin<Box<Receiver<Order>>>,
    tally: Rc<Tally>,
    /// The order to log in or out that waits for its end.
    waiting: Option<(u64, Wish)>,
    burst: Option<Burst>,
}

#[derive(PartialEq)]
enum Wish {
    Online,
    Offline,
}

/// Texts under way.
struct Burst {
    id: u64,
    to: UserId,
    unsent: usize,
    unsettled: usize,
}

impl<R: Runtime + Default> Bot<R> {
    pub(crate) fn new(config: Config, orders: Receiver<Order>, tally: Rc<Tally>) -> Self {
        let connection = Connection::new(config, None).expect("a good config");
        Self { connection, orders: Box::pin(orders), tally, waiting: None, burst: None }
    }

    pub(crate) fn run(mut self) -> Task {
        Box::pin(poll_fn(move |cx| self.poll(cx)))
    }

    /// Events first: nothing is paid for orders while messages come. Ends with the orders.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Poll::Ready(event) = self.connection.poll_next(cx) {
                self.hear(event);
                continue;
            }
            match ready!(self.orders.as_mut().poll_next(cx)) {
                Some(order) => self.obey(order),
                None => return Poll::Ready(()),
            }
        }
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Message(_) => self.tally.count(),
            Event::Settled { outcome, .. } => self.settled(&outcome),
            Event::Online(_) => self.answer(&Wish::Online, ""),
            Event::Offline(why) => self.answer(&Wish::Offline, &why.to_string()),
            _ => {}
        }
    }

    fn obey(&mut self, order: Order) {
        match order.command {
            Command::Open { user, pwd, token } => {
                self.waiting = Some((order.id, Wish::Online));
                if let Err(why) = self.log_in(user, pwd, token) {
                    self.answer(&Wish::Offline, &why);
                }
            }
            Command::Close => {
                self.waiting = Some((order.id, Wish::Offline));
                self.connection.logout();
            }
            Command::Burst { to, n, in_flight } => {
                let Ok(to) = UserId::new(to) else {
                    return answer(order.id, Err("to: no user id".into()));
                };
                self.burst = Some(Burst { id: order.id, to, unsent: n, unsettled: n });
                (0..in_flight).for_each(|_| self.send());
            }
            Command::Count { .. } => unreachable!("the tally counts"),
        }
    }

    fn log_in(
        &mut self,
        user: String,
        pwd: Option<String>,
        token: Option<String>,
    ) -> Result<(), String> {
        let user = UserId::new(user).map_err(|error| error.to_string())?;
        let who = match (token, pwd) {
            (Some(token), _) => Credentials::token(user, token),
            (None, Some(pwd)) => Credentials::password(user, pwd),
            (None, None) => return Err("pwd or token?".into()),
        };
        self.connection.login(who).map_err(|error| error.to_string())
    }

    /// A login or logout has ended like this.
    fn answer(&mut self, end: &Wish, why: &str) {
        if let Some((id, wish)) = self.waiting.take() {
            answer(id, if wish == *end { Ok(()) } else { Err(why.into()) });
        }
    }

    fn send(&mut self) {
        let Some(burst) = self.burst.as_mut().filter(|burst| burst.unsent > 0) else { return };
        burst.unsent -= 1;
        let text = Outgoing::text(burst.to.clone(), "x".repeat(32));
        self.connection.send(text).expect("room for a text");
    }

    fn settled(&mut self, outcome: &Outcome) {
        let Some(burst) = &mut self.burst else { return };
        burst.unsettled -= 1;
        let (id, left) = (burst.id, burst.unsettled);
        if !matches!(outcome, Outcome::Sent { .. }) {
            self.burst = None;
            return answer(id, Err(format!("{outcome:?}")));
        }
        self.send();
        if left == 0 {
            self.burst = None;
            answer(id, Ok(()));
        }
    }
}
