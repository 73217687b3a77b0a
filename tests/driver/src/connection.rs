//! One named client, and the commands that wait for something of it.

use std::collections::{BTreeMap, VecDeque};

use easemob_core::driver::Clerk;
use easemob_core::error::WhyNotSent;
use easemob_core::web::{self, Received, SendResult, WebError};
use easemob_core::{
    CallFailed, CallId, Client, Commit, Config, Conversations, Credentials, Effect, ErrorCode,
    Event, Input, Instant, LocalId, Network, NotSent, OfflineCause, Outcome, Outgoing, PhaseName,
    Secret, UnixMillis, UserId,
};

use crate::calling::Calling;
use crate::command::Id;
use crate::host::Host;
use crate::output::Output;
use crate::problem::Problem;
use crate::results::{Account, Done, Opened, Registration, Renewed};
use crate::tap::Tap;
use crate::translating::Texts;
use crate::uploading::Uploading;

pub(crate) struct Connection {
    pub(crate) name: String,
    pub(crate) client: Client,
    /// What the next client of this name starts from.
    pub(crate) config: Config,
    /// The client was made from an older `config`.
    pub(crate) outdated: bool,
    tap: Option<Tap>,
    opening: Option<Opening>,
    closing: Vec<Id>,
    pub(crate) sending: BTreeMap<LocalId, Sending>,
    /// Messages the outbox has no room for yet.
    waiting: VecDeque<(Id, Outgoing)>,
    renewing: VecDeque<(Id, Secret)>,
    registering: BTreeMap<CallId, Id>,
    pub(crate) calling: Calling,
    pub(crate) translating: Texts,
    pub(crate) uploading: Uploading,
    /// Answers whoever uploads.
    pub(crate) clerk: Option<Clerk>,
    /// Rooms about to be joined or left.
    pub(crate) rooms: BTreeMap<LocalId, Id>,
    /// Since the first login.
    pub(crate) conversations: Option<Conversations>,
}

struct Opening {
    id: Id,
    begun: Instant,
    by_password: bool,
}

pub(crate) struct Sending {
    id: Id,
    pub(crate) message: Outgoing,
}

impl Connection {
    pub(crate) fn new(
        name: &str,
        config: Config,
        now: Instant,
        host: &mut dyn Host,
        tap: bool,
    ) -> Result<Self, Problem> {
        let client = Client::new(config.clone(), None, host.seed(), now, host.wall());
        let client = client.map_err(|invalid| Problem::of(&invalid))?;
        Ok(Self {
            name: name.to_owned(),
            client,
            config,
            outdated: false,
            tap: tap.then(Tap::default),
            opening: None,
            closing: Vec::new(),
            sending: BTreeMap::new(),
            waiting: VecDeque::new(),
            renewing: VecDeque::new(),
            registering: BTreeMap::new(),
            calling: Calling::default(),
            translating: Texts::default(),
            uploading: Uploading::default(),
            clerk: None,
            rooms: BTreeMap::new(),
            conversations: None,
        })
    }

    /// A new client from the newest configuration, the same device to the server.
    pub(crate) fn renew_client(
        &mut self,
        now: Instant,
        host: &mut dyn Host,
    ) -> Result<(), Problem> {
        let kept = Some(self.client.session());
        let client = Client::new(self.config.clone(), kept, host.seed(), now, host.wall());
        self.client = client.map_err(|invalid| Problem::of(&invalid))?;
        self.outdated = false;
        Ok(())
    }

    /// Whether a command waits for this client.
    pub(crate) fn is_busy(&self) -> bool {
        self.opening.is_some()
            || !self.closing.is_empty()
            || !self.sending.is_empty()
            || !self.waiting.is_empty()
            || !self.renewing.is_empty()
            || !self.registering.is_empty()
            || !self.calling.is_empty()
            || !self.translating.is_empty()
            || !self.uploading.is_empty()
            || !self.rooms.is_empty()
    }

    /// Whether somebody is logged in, or about to be.
    pub(crate) fn is_logged_in(&self) -> bool {
        !matches!(self.client.phase(), PhaseName::Offline | PhaseName::LoggingOut)
    }

    // ---- commands -------------------------------------------------------------------------------

    pub(crate) fn open(
        &mut self,
        id: Id,
        now: Instant,
        who: Credentials,
        by_password: bool,
    ) -> Result<(), (Id, Problem)> {
        match self.client.login(now, who) {
            Ok(()) => {
                self.opening = Some(Opening { id, begun: now, by_password });
                Ok(())
            }
            Err(refused) => Err((id, Problem::of(refused))),
        }
    }

    pub(crate) fn close(&mut self, id: Id, out: &mut Output) {
        if self.client.is_offline() {
            out.result(&id, &Done {});
            return;
        }
        self.closing.push(id);
        self.client.logout(out.now);
    }

    pub(crate) fn send(&mut self, id: Id, message: Outgoing, out: &mut Output) {
        if !self.is_logged_in() {
            out.failure(&id, &Problem::NotLoggedIn);
        } else if self.waiting.is_empty() {
            self.offer(id, message, out);
        } else {
            self.waiting.push_back((id, message));
        }
    }

    /// Gives a message to the client; `false` when it has no room.
    fn offer(&mut self, id: Id, message: Outgoing, out: &mut Output) -> bool {
        match self.client.send(out.now, message.clone()) {
            Ok(local) => {
                self.sending.insert(local, Sending { id, message });
            }
            Err(NotSent { why: WhyNotSent::OutboxFull, message })
                if self.client.unsettled() > 0 =>
            {
                self.waiting.push_front((id, *message));
                return false;
            }
            Err(not_sent) => out.failure(&id, &Problem::of(&not_sent)),
        }
        true
    }

    /// Gives waiting messages to the client while it has room.
    fn offer_waiting(&mut self, out: &mut Output) {
        while let Some((id, message)) = self.waiting.pop_front() {
            if !self.is_logged_in() {
                let error = WebError::new(
                    ErrorCode::SendDisconnected,
                    "Cancelled",
                    "websocket disconnected",
                );
                out.failure(&id, &Problem::Client(error));
            } else if !self.offer(id, message, out) {
                return;
            }
        }
    }

    pub(crate) fn renew_token(&mut self, id: Id, token: Secret, out: &mut Output) {
        let asks_server = self.client.phase() == PhaseName::Online;
        if !self.client.renew_token(out.now, token.clone()) {
            out.failure(&id, &Problem::NotLoggedIn);
        } else if asks_server {
            self.renewing.push_back((id, token));
        } else {
            let token = token.expose();
            out.result(&id, &Renewed { status: true, token, expire: None });
        }
    }

    pub(crate) fn register(
        &mut self,
        id: Id,
        now: Instant,
        user: UserId,
        password: Secret,
        nickname: &str,
    ) -> Result<(), CallFailed> {
        let call = self.client.register(now, user, password, nickname)?;
        self.registering.insert(call, id);
        Ok(())
    }

    pub(crate) fn network(&mut self, network: Network, out: &mut Output) {
        let event = match network {
            Network::Up => Some("onOnline"),
            Network::Down => Some("onOffline"),
            Network::Resumed => None,
        };
        if let Some(event) = event.filter(|_| self.is_logged_in()) {
            out.event(&self.name, event, None::<&()>);
        }
        self.client.handle(out.now, Input::Network(network));
    }

    pub(crate) fn input(&mut self, input: Input, out: &mut Output) {
        if let Some(tap) = &mut self.tap {
            tap.input(out, &self.name, &input);
        }
        self.client.handle(out.now, input);
    }

    // ---- what follows ---------------------------------------------------------------------------

    /// Prints what the client has to say, and hands over what it wants done. What one call takes
    /// in counts as one frame.
    pub(crate) fn drain(&mut self, out: &mut Output, mut start: impl FnMut(Effect)) {
        if let Some(clerk) = &mut self.clerk {
            clerk.route(&mut self.client);
        }
        let mut messages = 0;
        loop {
            let event = self.client.poll_event();
            if let Some(event) = &event {
                messages += usize::from(matches!(event, Event::Message(_)));
                self.tell(event, out);
            }
            if !self.waiting.is_empty() {
                self.offer_waiting(out);
            }
            while let Some(effect) = self.client.poll_effect() {
                if let Some(tap) = &mut self.tap {
                    tap.effect(out, &self.name, &effect);
                }
                start(effect);
            }
            if event.is_none() {
                break;
            }
        }
        out.end_of_frame(&self.name, messages);
    }

    /// The handlers first, then the answers to whoever waited.
    fn tell(&mut self, event: &Event, out: &mut Output) {
        let manual = self.config.commit == Commit::Manual;
        let token = event.delivery().filter(|_| manual).map(|delivery| delivery.0);
        for form in web::forms(event) {
            out.form(&self.name, &form, token);
        }
        self.observe(event);
        match event {
            Event::Online(online) => self.opened(&online.resource, out),
            Event::Offline(cause) => self.ended(cause, out),
            Event::Settled { local, outcome } => self.settled(*local, outcome, out),
            Event::RoomAnswered(answer) => self.room_answered(answer, out),
            Event::Answered { call, result } => {
                let name = self.calling.answered(*call, result, out);
                if let (Some(name), Ok(answer)) = (name, result) {
                    self.observe_answer(name, answer);
                }
                self.translated(*call, result, out);
            }
            Event::TokenRenewed(result) => self.renewed(result.as_ref(), out),
            Event::Registered { call, result } => {
                let Some(id) = self.registering.remove(call) else { return };
                out.answer_with(
                    &id,
                    result.as_ref().map_err(Problem::of).map(|account| Registration {
                        r#type: 0,
                        entities: [Account {
                            uuid: &account.uuid,
                            r#type: "user",
                            username: &account.username,
                            nickname: &account.nickname,
                            activated: account.activated,
                        }],
                    }),
                );
            }
            _ => {}
        }
    }

    fn opened(&mut self, resource: &str, out: &mut Output) {
        let Some(opening) = self.opening.take() else { return };
        let token = self.client.access_token().filter(|_| opening.by_password);
        let opened = Opened {
            access_token: token.map(Secret::expose),
            resource,
            open_ms: out.now.since(opening.begun),
        };
        out.result(&opening.id, &opened);
    }

    fn ended(&mut self, cause: &OfflineCause, out: &mut Output) {
        if let Some(opening) = self.opening.take() {
            let problem = match cause {
                OfflineCause::LoggedOut => Problem::Ended("closed before the login was done"),
                cause => Problem::of(cause),
            };
            out.failure(&opening.id, &problem);
        }
        for id in self.uploading.take_all() {
            out.failure(&id, &Problem::Ended("the session has ended"));
        }
        for (id, _) in self.renewing.drain(..) {
            out.failure(&id, &Problem::Ended("the session has ended"));
        }
        for id in self.closing.drain(..) {
            out.result(&id, &Done {});
        }
    }

    fn settled(&mut self, local: LocalId, outcome: &Outcome, out: &mut Output) {
        let Some(Sending { id, message }) = self.sending.remove(&local) else { return };
        match (outcome, self.client.user()) {
            (Outcome::Sent { server, at, extra }, Some(from)) => {
                let received = Received { local, server: *server, to: message.to() };
                out.event(&self.name, "onReceivedMessage", Some(&received));
                let message = &message;
                out.result(
                    &id,
                    &SendResult {
                        local,
                        server: *server,
                        at: *at,
                        from,
                        message,
                        extra: extra.as_ref(),
                    },
                );
            }
            _ => {
                let error = WebError::outcome(local, outcome);
                let problem = error.map_or(Problem::NotLoggedIn, Problem::Client);
                out.failure(&id, &problem);
            }
        }
    }

    fn renewed(&mut self, result: Result<&UnixMillis, &CallFailed>, out: &mut Output) {
        let Some((id, token)) = self.renewing.pop_front() else { return };
        let token = token.expose();
        let renewed = result.map(|expire| Renewed { status: true, token, expire: Some(*expire) });
        out.answer_with(&id, renewed.map_err(Problem::of));
    }

    /// Nothing of this client is waited for any longer.
    pub(crate) fn abandon(&mut self, why: &'static str, out: &mut Output) {
        let opening = self.opening.take().map(|opening| opening.id);
        let sending = std::mem::take(&mut self.sending).into_values().map(|sending| sending.id);
        let waiting = self.waiting.drain(..).map(|(id, _)| id);
        let renewing = self.renewing.drain(..).map(|(id, _)| id);
        let registering = std::mem::take(&mut self.registering).into_values();
        let rooms = std::mem::take(&mut self.rooms).into_values();
        let all = opening.into_iter().chain(sending).chain(waiting).chain(renewing).chain(rooms);
        for id in all
            .chain(registering)
            .chain(self.calling.take_all())
            .chain(self.translating.take_all())
            .chain(self.uploading.take_all())
        {
            out.failure(&id, &Problem::Ended(why));
        }
    }
}
