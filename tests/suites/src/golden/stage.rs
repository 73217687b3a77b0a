//! A client and a script, with a clock that stands still unless told.

use std::collections::VecDeque;

use bytes::Bytes;
use easemob_core::io::Request;
use easemob_core::message::outgoing::Attachment;
use easemob_core::rest::Endpoint;
use easemob_core::rest::files::{Upload, UploadFile};
use easemob_core::{
    Client, Config, Credentials, Effect, Event, Input, Instant, JoinOptions, Link, LocalId, Lost,
    LostKind, Outgoing, RoomId, UnixMillis,
};

use super::script::Script;

pub(super) struct Stage {
    pub(super) client: Client,
    pub(super) script: Script,
    /// Frames the client sent, without compression.
    pub(super) sent: Vec<Bytes>,
    /// Events the client raised.
    pub(super) told: Vec<Event>,
    /// Requests the client made.
    pub(super) asked: Vec<Request>,
    wall: u64,
    now: Instant,
    link: Option<Link>,
    inputs: VecDeque<Input>,
}

impl Stage {
    /// A client that begins at this time of day.
    pub(super) fn new(config: Config, script: Script, wall: u64) -> Self {
        let now = Instant::from_millis(0);
        let client = Client::new(config, None, [7; 32], now, UnixMillis(wall));
        Self {
            client: client.expect("the configuration of the runner"),
            script,
            sent: Vec::new(),
            told: Vec::new(),
            asked: Vec::new(),
            wall,
            now,
            link: None,
            inputs: VecDeque::new(),
        }
    }

    pub(super) fn login(&mut self, who: Credentials) {
        self.client.login(self.now, who).expect("nobody is logged in");
        self.settle();
    }

    pub(super) fn logout(&mut self) {
        self.client.logout(self.now);
        self.settle();
    }

    pub(super) fn send(&mut self, message: Outgoing) {
        self.client.send(self.now, message).expect("the message is accepted");
        self.settle();
    }

    /// Uploads a file of so many bytes, whatever they are.
    pub(super) fn upload(&mut self, mut what: UploadFile, bytes: u64) -> Attachment {
        what.measure(bytes);
        let step = self.client.authorize(self.now, &what, 0).expect("somebody is logged in");
        let response = self.script.rest(&step.request);
        self.asked.push(step.request.clone());
        let answer = step.answer(response).expect("it is taken");
        what.read(&answer).expect("an address").into()
    }

    pub(super) fn join(&mut self, room: RoomId, options: JoinOptions) -> LocalId {
        let local = self.client.join_room(self.now, room, options).expect("the join is accepted");
        self.settle();
        local
    }

    pub(super) fn leave(&mut self, room: RoomId) -> LocalId {
        let local = self.client.leave_room(self.now, room).expect("the leave is accepted");
        self.settle();
        local
    }

    pub(super) fn input(&mut self, input: Input) {
        self.inputs.push_back(input);
        self.settle();
    }

    /// A frame arrives as it is.
    pub(super) fn receive(&mut self, wire: Bytes) {
        let link = self.link.expect("a link");
        self.input(Input::Received(link, wire));
    }

    /// A frame of the script arrives.
    pub(super) fn deliver(&mut self, plain: &Bytes) {
        let wire = self.script.write(plain);
        self.receive(wire);
    }

    pub(super) fn is_linked(&self) -> bool {
        self.link.is_some()
    }

    /// Lets time pass, with a tick at every deadline.
    pub(super) fn pass(&mut self, millis: u64) {
        let end = self.now.plus(millis);
        while let Some(deadline) = self.client.next_deadline().filter(|d| d.at <= end) {
            self.now = deadline.at;
            self.input(Input::Tick);
        }
        self.now = end;
        self.input(Input::Tick);
    }

    fn settle(&mut self) {
        loop {
            if let Some(effect) = self.client.poll_effect() {
                self.act(effect);
            } else if let Some(event) = self.client.poll_event() {
                self.told.push(event);
            } else if let Some(input) = self.inputs.pop_front() {
                self.client.handle(self.now, input);
            } else {
                break;
            }
        }
    }

    fn act(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, _) => {
                self.script.connect();
                self.link = Some(link);
                self.inputs.push_back(Input::Opened(link));
            }
            Effect::Send(link, wire) => {
                assert_eq!(self.link, Some(link), "a frame for a link that is not open");
                let wall = self.wall + self.now.as_millis();
                let (plain, answers) = self.script.read(wall, &wire);
                self.sent.push(plain);
                self.inputs.extend(answers.into_iter().map(|a| Input::Received(link, a)));
            }
            Effect::Close(link) => {
                self.link = None;
                let lost = Lost::new(LostKind::Closed, "asked for");
                self.inputs.push_back(Input::Closed(link, lost));
            }
            Effect::Call(call, request) => {
                let response = self.script.rest(&request);
                self.asked.push(*request);
                self.inputs.push_back(Input::Answered(call, Ok(response)));
            }
            Effect::Cancel(_) | Effect::Keep(_) => {}
        }
    }
}
