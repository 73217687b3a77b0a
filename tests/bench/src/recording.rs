//! What a client was told once, to be told again: with the same seed it does the same.

use bytes::Bytes;
use easemob_core::wire::down;
use easemob_core::{
    AppKey, Client, Config, Credentials, Effect, Event, Input, Instant, Link, Response, UnixMillis,
    UserId,
};
use easemob_emulator::config::Direction;
use easemob_emulator::{Answer, Peer, Push, Request, Server};
use serde_json::{Value, json};

const APP_KEY: &str = "org#bench";
const HOST: &str = "http://bench.test";
const EPOCH: u64 = 1_700_000_000_000;
const SERVER: Peer = Peer(1);

/// The inputs of a client that logs in and takes what waits for it.
#[derive(Debug)]
pub struct Recording {
    lz4: bool,
    /// Until it is online.
    login: Vec<Input>,
    /// From then on: a page, mostly.
    pub inputs: Vec<Input>,
}

impl Recording {
    /// Of `pages` pages with `per_page` texts of `size` bytes each.
    ///
    /// # Panics
    /// When client and server do not understand each other.
    #[must_use]
    pub fn of_pages(pages: usize, per_page: usize, size: usize, lz4: bool) -> Self {
        let lz4_config = lz4.then_some(Direction::Both);
        let config = easemob_emulator::Config {
            app_key: APP_KEY.into(),
            lz4: lz4_config,
            record: false,
            ..Default::default()
        };
        let mut server = Server::new(config, 1, EPOCH);
        let count = pages * per_page;
        let operate = |server: &mut Server, operation: &Value| {
            server.operate(EPOCH, operation).expect("an operation");
        };
        operate(&mut server, &json!({ "op": "user", "user": "ann", "password": "pw" }));
        operate(&mut server, &json!({ "op": "user", "user": "bob", "password": "pw" }));
        let blast = json!({
            "op": "blast", "user": "bob", "queue": "ann", "mode": "pull",
            "count": count, "perFrame": per_page, "size": size,
        });
        operate(&mut server, &blast);

        let mut recording = Self { lz4, login: Vec::new(), inputs: Vec::new() };
        let mut client = recording.new_client();
        let mut heard = 0;
        let mut online = false;
        loop {
            let mut inputs = Vec::new();
            while let Some(effect) = client.poll_effect() {
                inputs.extend(carry_out(&mut server, effect));
            }
            while let Some(event) = client.poll_event() {
                heard += usize::from(matches!(event, Event::Message(_)));
            }
            if inputs.is_empty() {
                if heard >= count {
                    break;
                }
                while let Some(effect) = client.poll_effect() {
                    inputs.extend(carry_out(&mut server, effect));
                }
                assert!(!inputs.is_empty(), "heard {heard} of {count}");
            }
            for input in inputs {
                client.handle(now(), input.clone());
                if online { &mut recording.inputs } else { &mut recording.login }.push(input);
            }
            online |= client.phase() == easemob_core::PhaseName::Online;
        }
        recording
    }

    fn new_client(&self) -> Client {
        let app_key = AppKey::parse(APP_KEY).expect("an app key");
        let mut config = Config::private(app_key, "ws://bench.test/websocket", HOST);
        config.offer_lz4 = self.lz4;
        let mut client =
            Client::new(config, None, [7; 32], now(), UnixMillis(EPOCH)).expect("a good config");
        let who = Credentials::password(UserId::new("bob").expect("a user"), "pw");
        client.login(now(), who).expect("nobody is logged in");
        client
    }

    /// A client that has just come online.
    #[must_use]
    pub fn client(&self) -> Client {
        let mut client = self.new_client();
        for input in &self.login {
            drain(&mut client);
            client.handle(now(), input.clone());
        }
        drain(&mut client);
        client
    }

    /// The pages among the inputs.
    #[must_use]
    pub fn pages(&self) -> Vec<Bytes> {
        let frame = |input: &Input| match input {
            Input::Received(_, frame) => Some(frame.clone()),
            _ => None,
        };
        let is_page = |frame: &Bytes| {
            let frame = down::Frame::decode(frame.clone());
            matches!(frame, Ok(down::Frame::Sync(page)) if !page.metas.is_empty())
        };
        self.inputs.iter().filter_map(frame).filter(is_page).collect()
    }

    /// Tells a client everything after its login; how many messages it told of.
    pub fn replay(&self, client: &mut Client) -> usize {
        self.inputs.iter().map(|input| tell(client, input.clone())).sum()
    }
}

/// One turn of a driver's loop; how many messages the client told of.
pub fn tell(client: &mut Client, input: Input) -> usize {
    client.handle(now(), input);
    drain(client)
}

fn drain(client: &mut Client) -> usize {
    let mut messages = 0;
    loop {
        while client.poll_effect().is_some() {}
        match client.poll_event() {
            Some(event) => messages += usize::from(matches!(event, Event::Message(_))),
            None => break,
        }
    }
    while client.poll_effect().is_some() {}
    messages
}

fn now() -> Instant {
    Instant::from_millis(1_000)
}

/// What the server says to an effect.
fn carry_out(server: &mut Server, effect: Effect) -> Vec<Input> {
    match effect {
        Effect::Open(link, _) => {
            server.connected(EPOCH, SERVER);
            vec![Input::Opened(link)]
        }
        Effect::Send(link, frame) => {
            server.handle(EPOCH, SERVER, frame);
            pushed(server, link)
        }
        Effect::Call(call, request) => {
            let target = request.url.strip_prefix(HOST).unwrap_or(&request.url).to_owned();
            let headers = request.headers.into_iter().map(|(name, value)| (name.to_owned(), value));
            let request = Request {
                method: request.method.as_str().into(),
                target,
                headers: headers.collect(),
                body: request.body,
            };
            match server.answer(EPOCH, &request) {
                Answer::Now(answer) => {
                    vec![Input::Answered(call, Ok(Response::new(answer.status, answer.body)))]
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

fn pushed(server: &mut Server, link: Link) -> Vec<Input> {
    let mut inputs = Vec::new();
    while let Some((_, push)) = server.poll() {
        if let Push::Binary(frame) = push {
            inputs.push(Input::Received(link, frame));
        }
    }
    inputs
}

#[cfg(test)]
mod tests {
    use super::Recording;
    use crate::floor;

    #[test]
    fn core_and_floors_read_the_same_messages() {
        for (pages, per_page) in [(3, 1), (2, 20)] {
            let recording = Recording::of_pages(pages, per_page, 32, false);
            let frames = recording.pages();
            assert_eq!(frames.len(), pages);
            assert_eq!(recording.replay(&mut recording.client()), pages * per_page);
            assert_eq!(frames.iter().map(floor::prost).sum::<usize>(), pages * per_page);
            assert_eq!(
                frames.iter().map(|page| floor::walk(page)).sum::<usize>(),
                pages * per_page
            );
        }
    }
}
