//! A client driven by hand, so that what it does can be told step by step.
//!
//! What the client asks of the world is looked at before it is begun: first the way to the host, each
//! host once, then the exchange itself. Whether a step went well is what the client makes of it. A
//! host that failed is not asked again: the client is given the same end once more, until it has gone
//! through all hosts there are and gives up.

use std::collections::BTreeSet;
use std::time::Duration;

use easemob_smol::core::error::OfflineCause;
use easemob_smol::core::session::Cause;
use easemob_smol::core::{
    CallFailed, CallId, Client, Credentials, Effect, Event, Input, Link, Lost, LostKind, Outcome,
    Outgoing, PhaseName, Response, UserId,
};
use easemob_smol::{Connection, Io, Tls};

use super::reach::{Place, reach};
use super::report::Report;
use super::step::Step;
use super::{advice, no_answer};
use crate::exit::{Exit, Failure};
use crate::words::{Words, why_lost, words};

pub(super) struct Patient<'a> {
    client: Client,
    io: Io,
    tls: Tls,
    limit: Duration,
    report: &'a mut Report,
    reached: BTreeSet<Place>,
    /// Where what was asked, so that it is not asked again.
    asked: BTreeSet<(Step, String)>,
    /// The step under way. None where a failure was told and the client has not said what follows.
    step: Option<Step>,
    /// How it ended, or the one before it.
    end: Option<End>,
    /// What happened last is that time passed.
    late: bool,
    /// The last failure of a way.
    astray: Option<Failure>,
}

/// The end of an exchange or a link.
#[derive(Clone)]
enum End {
    Answered(Response),
    Lost(Lost),
}

/// What an exchange or a link is known by.
#[derive(Clone, Copy)]
enum Target {
    Call(CallId),
    Link(Link),
}

impl<'a> Patient<'a> {
    pub(super) fn new(
        connection: Connection,
        tls: Tls,
        limit: Duration,
        report: &'a mut Report,
    ) -> Self {
        let (client, io) = connection.into_parts();
        let (reached, asked) = Default::default();
        let (step, end, late, astray) = (None, None, false, None);
        Self { client, io, tls, limit, report, reached, asked, step, end, late, astray }
    }

    /// The end of the step that read the settings.
    pub(super) fn begin(&mut self, who: Credentials, settings: Words) -> Result<(), Failure> {
        let begun = self.client.login(self.io.now(), who);
        begun.map_err(|refused| Failure::new(Exit::Config, words!("{refused}", "{refused}")))?;
        self.report.passed(settings)
    }

    pub(super) async fn come_online(&mut self) -> Result<(), Failure> {
        loop {
            match self.event().await? {
                Event::Online(online) => {
                    self.step = None;
                    let device = online.resource;
                    return self.report.passed(words!("as {device}", "设备 {device}"));
                }
                Event::Offline(cause) => return Err(self.ended(cause)),
                _ => {}
            }
        }
    }

    /// Sends a text to the user. The server passes it on to the user's other devices only, so that its
    /// acknowledgement is what there is to wait for. It is for devices that are online, and stays in no
    /// history.
    pub(super) async fn send_to(&mut self, user: UserId) -> Result<(), Failure> {
        self.report.begin(Step::Send, None);
        let text = Outgoing::text(user, "easemob doctor").online_only();
        let local = self.client.send(self.io.now(), text).map_err(|not_sent| not_sent.why)?;
        loop {
            match self.event().await? {
                Event::Settled { local: it, outcome } if it == local => match outcome {
                    Outcome::Sent { server, .. } => {
                        return self.report.passed(words!(
                            "the server acknowledged message {server}",
                            "服务器已确认消息 {server}"
                        ));
                    }
                    other => {
                        return Err(Failure::new(
                            Exit::NotSent,
                            crate::commands::send::end(&other),
                        ));
                    }
                },
                Event::Offline(cause) => return Err(cause.into()),
                Event::Reconnecting { cause, .. } => {
                    let words = words!("the connection broke: {cause}", "连接中断：{cause}");
                    return Err(Failure::new(Exit::NotSent, words));
                }
                _ => {}
            }
        }
    }

    pub(super) async fn log_out(&mut self) -> Result<(), Failure> {
        self.report.begin(Step::Logout, None);
        self.client.logout(self.io.now());
        loop {
            match self.event().await? {
                Event::Offline(OfflineCause::LoggedOut) => break,
                Event::Offline(cause) => return Err(cause.into()),
                _ => {}
            }
        }
        let late = self.late;
        self.io.settled().await;
        match late {
            false => self.report.passed(words!("", "")),
            true => self.report.warned(words!("", ""), &no_answer(self.limit)),
        }
    }

    /// Runs the client until it has something to tell.
    async fn event(&mut self) -> Result<Event, Failure> {
        loop {
            while let Some(effect) = self.client.poll_effect() {
                self.look_at(effect).await?;
            }
            if let Some(event) = self.client.poll_event() {
                return Ok(event);
            }
            let (wants, deadline) = (self.client.wants_input(), self.client.next_deadline());
            let input = self.io.input(wants, deadline).await;
            self.learn(&input)?;
            self.late = input == Input::Tick;
            self.client.handle(self.io.now(), input);
        }
    }

    /// Begins what the client asks for.
    async fn look_at(&mut self, effect: Effect) -> Result<(), Failure> {
        let (step, target, url) = match (&effect, self.client.phase()) {
            (Effect::Call(id, request), PhaseName::Discovering) => {
                (Step::Dns, Target::Call(*id), &request.url)
            }
            (Effect::Call(id, request), PhaseName::Authenticating) => {
                (Step::Token, Target::Call(*id), &request.url)
            }
            (Effect::Open(link, endpoint), PhaseName::Dialing) => {
                (Step::WebSocket, Target::Link(*link), &endpoint.url)
            }
            _ => {
                self.io.start(effect);
                return Ok(());
            }
        };
        let url = url.split('?').next().unwrap_or_default().to_owned();
        let place = Place::of(&url);
        if !self.asked.insert((step, url)) {
            self.answer(target);
            return Ok(());
        }
        self.conclude(place.as_ref())?;
        if let Some(place) = place.as_ref().filter(|place| !self.reached.contains(place)) {
            let reached = reach(place, &self.tls, self.report, self.limit).await;
            if let Err(failure) = reached {
                self.report.failed(failure.words())?;
                self.end = Some(End::Lost(Lost::new(LostKind::Unreachable, "told already")));
                self.astray = Some(failure);
                self.answer(target);
                return Ok(());
            }
            self.reached.insert(place.clone());
        }
        self.report.begin(step, place.map(|place| place.name()).as_deref());
        (self.step, self.end, self.astray) = (Some(step), None, None);
        self.io.start(effect);
        Ok(())
    }

    /// Ends what the client asks for as it ended before.
    fn answer(&mut self, target: Target) {
        let limit = self.limit;
        let late = || Lost::new(LostKind::Timeout, format!("no answer within {limit:?}"));
        let input = match (target, self.end.clone()) {
            (Target::Call(id), Some(End::Answered(answer))) => Input::Answered(id, Ok(answer)),
            (Target::Call(id), Some(End::Lost(lost))) => Input::Answered(id, Err(lost)),
            (Target::Call(id), None) => Input::Answered(id, Err(late())),
            (Target::Link(link), Some(End::Lost(lost))) => Input::Closed(link, lost),
            (Target::Link(link), _) => Input::Closed(link, late()),
        };
        self.client.handle(self.io.now(), input);
    }

    /// What an input says of the step under way.
    fn learn(&mut self, input: &Input) -> Result<(), Failure> {
        match (input, self.step) {
            (Input::Answered(_, answer), Some(Step::Dns | Step::Token)) => {
                self.end = Some(match answer {
                    Ok(answer) => End::Answered(answer.clone()),
                    Err(lost) => End::Lost(lost.clone()),
                });
            }
            (Input::Opened(_), Some(Step::WebSocket)) => {
                self.report.passed(words!("", ""))?;
                self.report.begin(Step::Provision, None);
                self.step = Some(Step::Provision);
            }
            (Input::Closed(_, lost), Some(Step::WebSocket | Step::Provision)) => {
                let by_itself = matches!(
                    self.client.phase(),
                    PhaseName::Dialing | PhaseName::Provisioning | PhaseName::Online
                );
                if by_itself {
                    self.end = Some(End::Lost(lost.clone()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Tells how the step under way ended, now that the client goes on elsewhere.
    fn conclude(&mut self, next: Option<&Place>) -> Result<(), Failure> {
        let Some(step) = self.step.take() else { return Ok(()) };
        let cause = self.client.changes().1.map(|(_, cause, _)| cause);
        match cause {
            Some(Cause::Redirected) => {
                let next = next.map(Place::name).unwrap_or_default();
                self.report.passed(words!("go on at {next}", "转到 {next}"))
            }
            Some(Cause::RequestFailed | Cause::RetryDue) => {
                self.advise_on(step);
                let why = self.why();
                self.report.failed(&why)
            }
            _ => self.report.passed(words!("", "")),
        }
    }

    /// Why a host did not serve, where the client goes on with another one and does not say.
    fn why(&self) -> Words {
        match &self.end {
            Some(End::Answered(answer)) => {
                let status = answer.status;
                words!("an unusable answer: HTTP {status}", "响应无法使用：HTTP {status}")
            }
            Some(End::Lost(lost)) => self.why_lost(lost),
            None => no_answer(self.limit),
        }
    }

    /// The end of the session before it was online.
    fn ended(&mut self, cause: OfflineCause) -> Failure {
        let Some(step) = self.step else {
            return self.astray.clone().unwrap_or_else(|| cause.into());
        };
        let why = lost(&cause).map(|lost| self.why_lost(lost));
        let failure = Failure::from(cause);
        // A portal may refuse, too.
        let exit = if self.is_a_page(step) { Exit::Network } else { failure.exit() };
        if exit == Exit::Network {
            self.advise_on(step);
        }
        Failure::new(exit, why.unwrap_or_else(|| failure.words().clone()))
    }

    fn why_lost(&self, lost: &Lost) -> Words {
        match lost.kind {
            LostKind::Timeout => no_answer(self.limit),
            _ => why_lost(lost),
        }
    }

    /// What helps where nobody refused anything.
    fn advise_on(&mut self, step: Step) {
        if self.is_a_page(step) {
            self.report.advise(advice::portal());
        } else if matches!(step, Step::Token | Step::Provision) {
            self.report.advise(advice::mute());
        }
    }

    /// Whether a web page came instead of an answer.
    fn is_a_page(&self, step: Step) -> bool {
        match &self.end {
            Some(End::Answered(answer)) if matches!(step, Step::Dns | Step::Token) => {
                answer.body.trim_ascii_start().starts_with(b"<")
            }
            _ => false,
        }
    }
}

/// The silence or the break a session ended with.
fn lost(cause: &OfflineCause) -> Option<&Lost> {
    match cause {
        OfflineCause::LoginFailed(lost)
        | OfflineCause::TokenRefused(CallFailed::Lost(lost))
        | OfflineCause::DiscoveryFailed(CallFailed::Lost(lost)) => Some(lost),
        _ => None,
    }
}
