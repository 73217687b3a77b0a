//! The usual course of things, in one line each.

use easemob_core::error::NotSent;
use easemob_core::wire::{StatusCode, down};
use easemob_core::{
    Client, Config, Credentials, Delivery, Instant, LocalId, LoginRefused, LostKind, Outgoing,
    PhaseName, Secret,
};

use super::{PASSWORD, Peer, Said, TOKEN, USER, say, user};

impl Peer {
    /// A client of this configuration that is online, with its first questions answered.
    #[must_use]
    pub fn online(config: Config) -> Self {
        let mut peer = Self::new(config);
        peer.login();
        peer.accept();
        peer.settle_in();
        peer
    }

    /// Loses the link and comes back at once, with the first questions of the new link unanswered.
    ///
    /// # Panics
    /// When the client does not dial again within its longest pause.
    pub fn cut_and_come_back(&mut self) {
        self.lose(LostKind::Broken);
        self.come_back();
    }

    /// The same with a server that accepts the login until `ends`.
    ///
    /// # Panics
    /// When the client does not dial again within its longest pause.
    pub fn cut_and_come_back_until(&mut self, ends: u64) {
        self.lose(LostKind::Broken);
        self.pass_to(PhaseName::Dialing);
        self.accept_until(ends);
    }

    /// The dial succeeds and the server accepts the login until `ends`.
    pub fn accept_until(&mut self, ends: u64) {
        self.reply(&say::accepted_until(ends));
    }

    /// Waits for the next dial, which the server accepts.
    ///
    /// # Panics
    /// When the client does not dial again within its longest pause.
    pub fn come_back(&mut self) {
        self.pass_to(PhaseName::Dialing);
        self.accept();
    }

    /// Waits for a phase, no longer than the longest pause.
    ///
    /// # Panics
    /// When it does not come.
    pub fn pass_to(&mut self, phase: PhaseName) {
        let longest = self.client.config().backoff_cap_ms;
        self.pass_until(longest, |client| client.phase() == phase);
    }

    /// Lets time pass beside a server that answers every UNREAD with "nothing", and no pull.
    pub fn pass_alive(&mut self, millis: u64) {
        self.pass_beside(millis, |said| match said {
            Said::Unread => Some(say::unread(&[])),
            _ => None,
        });
    }

    /// Lets time pass beside a server that answers every UNREAD and every pull with "nothing".
    pub fn pass_served(&mut self, millis: u64) {
        self.pass_beside(millis, |said| match said {
            Said::Unread => Some(say::unread(&[])),
            Said::Pull(queue, _) => Some(say::end(queue)),
            _ => None,
        });
    }

    fn pass_beside(&mut self, millis: u64, server: impl Fn(&Said) -> Option<down::Frame>) {
        let end = self.now() + millis;
        loop {
            let answered =
                self.said.iter().enumerate().find_map(|(at, said)| Some((at, server(said)?)));
            if let Some((at, answer)) = answered {
                self.said.remove(at);
                self.hear(&answer);
                continue;
            }
            match self.client.next_deadline() {
                Some(deadline) if deadline.at.as_millis() <= end => drop(self.pass_deadline()),
                _ => break,
            }
        }
        self.leap(end - self.now());
    }

    /// Logs in by token.
    ///
    /// # Panics
    /// When the client refuses.
    pub fn login(&mut self) {
        self.login_as(Credentials::token(user(USER), TOKEN));
    }

    /// Logs in by password.
    ///
    /// # Panics
    /// When the client refuses.
    pub fn login_by_password(&mut self) {
        self.login_as(Credentials::password(user(USER), PASSWORD));
    }

    /// Logs in.
    ///
    /// # Panics
    /// When the client refuses.
    pub fn login_as(&mut self, who: Credentials) {
        let result = self.try_login(|client, now| client.login(now, who));
        assert_eq!(result, Ok(()), "the login is refused");
    }

    /// Goes on with what was kept.
    ///
    /// # Errors
    /// The client's.
    pub fn resume(&mut self) -> Result<(), LoginRefused> {
        self.try_login(Client::resume)
    }

    /// Begins a session, if the client begins one: it has to end, perhaps within this call.
    ///
    /// # Errors
    /// The client's.
    pub fn try_login(
        &mut self,
        login: impl FnOnce(&mut Client, Instant) -> Result<(), LoginRefused>,
    ) -> Result<(), LoginRefused> {
        let eager = std::mem::replace(&mut self.eager, false);
        let result = self.call(login);
        if result.is_ok() {
            self.expect_offline();
        }
        self.eager = eager;
        self.call(|_, _| ());
        result
    }

    /// Logs out.
    pub fn logout(&mut self) {
        self.call(|client, now| client.logout(now));
    }

    /// The dial succeeds and the server accepts the login.
    pub fn accept(&mut self) {
        self.open();
        self.hear(&say::accepted());
    }

    /// The dial succeeds and the server answers the login with this.
    pub fn reply(&mut self, frame: &down::Frame) {
        self.open();
        self.hear(frame);
    }

    /// The server refuses the login under way.
    pub fn refuse(&mut self, status: StatusCode, reason: &str) {
        self.reply(&say::status(status as i32, reason));
    }

    /// Answers the first UNREAD and forgets what was said and told so far.
    pub fn settle_in(&mut self) {
        self.hear(&say::unread(&[]));
        self.said.clear();
        self.events.clear();
    }

    /// Sends a text to bob.
    ///
    /// # Errors
    /// As the client's.
    pub fn try_send(&mut self, message: Outgoing) -> Result<LocalId, NotSent> {
        // The message may settle before the call returns its id, so events wait.
        let eager = std::mem::replace(&mut self.eager, false);
        let result = self.call(|client, now| client.send(now, message));
        if let Ok(local) = &result {
            self.expect_settled(*local);
        }
        self.eager = eager;
        self.call(|_, _| ());
        result
    }

    /// Sends a text to bob.
    ///
    /// # Panics
    /// When the client refuses.
    pub fn send(&mut self, text: &str) -> LocalId {
        self.try_send(Outgoing::text(user("bob"), text.to_string())).expect("the text is accepted")
    }

    /// Commits a message by hand.
    pub fn commit(&mut self, delivery: Delivery) {
        self.call(|client, now| client.commit(now, delivery));
    }

    /// Gives a new token.
    pub fn renew(&mut self, token: &str) -> bool {
        self.hide(token);
        self.call(|client, now| client.renew_token(now, Secret::new(token)))
    }

    /// The ids of messages sent and not yet looked at; everything else said is forgotten.
    pub fn take_sent(&mut self) -> Vec<LocalId> {
        self.take_said().iter().filter_map(Said::message_id).map(LocalId).collect()
    }

    /// The pulls among what was said; everything else said is forgotten.
    pub fn take_pulls(&mut self) -> Vec<Said> {
        let mut said = self.take_said();
        said.retain(|said| matches!(said, Said::Pull(..)));
        said
    }
}
