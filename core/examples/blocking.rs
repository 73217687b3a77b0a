//! A runtime of your own: the core on one thread, with blocking sockets of `std` and no `async`. An
//! echo bot in some 150 lines, all of it the driver.
//!
//! EASEMOB_APP_KEY, EASEMOB_USER, EASEMOB_TOKEN, EASEMOB_WS and EASEMOB_REST; plain `ws://` and
//! `http://`, as the emulator speaks them. `wss://` is the same over a stream of your TLS library.

#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "clocks, sockets and the terminal are what a driver is for"
)]

use std::collections::VecDeque;
use std::error::Error;
use std::io;
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, process};

use easemob_core::{
    AppKey, Body, Client, Config, Credentials, Effect, Event, Input, Instant, Link, Lost, LostKind,
    Method, Outgoing, Request, Response, UnixMillis, UserId,
};
use tungstenite::{Message, WebSocket};

type Failure = Box<dyn Error>;

/// What the core cannot do itself.
struct World {
    start: std::time::Instant,
    socket: Option<(Link, WebSocket<TcpStream>)>,
    http: ureq::Agent,
    /// What happened while effects were started.
    happened: VecDeque<Input>,
}

impl World {
    fn new() -> Self {
        let http = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        let start = std::time::Instant::now();
        Self { start, socket: None, http: http.into(), happened: VecDeque::new() }
    }

    /// A monotonic clock. It should count sleep as well: see `docs/guide/driving-the-core.md`.
    fn now(&self) -> Instant {
        Instant::from_millis(u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    fn start(&mut self, effect: Effect) {
        match effect {
            Effect::Open(link, endpoint) => {
                let input = match dial(&endpoint.url) {
                    Ok(socket) => {
                        self.socket = Some((link, socket));
                        Input::Opened(link)
                    }
                    Err(failed) => {
                        Input::Closed(link, Lost::new(LostKind::Unreachable, failed.to_string()))
                    }
                };
                self.happened.push_back(input);
            }
            Effect::Send(link, bytes) => {
                if let Some((open, socket)) = &mut self.socket
                    && *open == link
                    && let Err(failed) = socket.send(Message::Binary(bytes))
                {
                    self.close(link, Lost::new(LostKind::Broken, failed.to_string()));
                }
            }
            Effect::Close(link) => {
                if let Some((_, socket)) = &mut self.socket {
                    let (_goodbye, _flushed) = (socket.close(None), socket.flush());
                }
                self.close(link, Lost::new(LostKind::Closed, "closed by this side"));
            }
            // It blocks everything else for so long; whoever minds makes it on a thread.
            Effect::Call(call, request) => {
                let answer = exchange(&self.http, *request)
                    .map_err(|failed| Lost::new(LostKind::Unreachable, failed.to_string()));
                self.happened.push_back(Input::Answered(call, answer));
            }
            // The exchange above is over; its answer is ignored.
            Effect::Cancel(_) => {}
            Effect::Keep(_) => unreachable!("only with `Config::keep`"),
        }
    }

    /// Exactly one end for each link.
    fn close(&mut self, link: Link, why: Lost) {
        if self.socket.as_ref().is_some_and(|(open, _)| *open == link) {
            self.socket = None;
            self.happened.push_back(Input::Closed(link, why));
        }
    }

    /// Blocks until something happens, or until `until`.
    fn wait(&mut self, read: bool, until: Option<Instant>) -> Input {
        if let Some(input) = self.happened.pop_front() {
            return input;
        }
        let now = self.now();
        let patience = until.map_or(Duration::from_secs(60), |until| until.after(now));
        let patience = patience.max(Duration::from_millis(1));
        match &mut self.socket {
            Some((link, socket)) if read => {
                let link = *link;
                let got = socket.get_ref().set_read_timeout(Some(patience)).map_err(Into::into);
                match got.and_then(|()| socket.read()) {
                    Ok(Message::Binary(bytes)) => Input::Received(link, bytes),
                    Ok(Message::Text(text)) => Input::Stray(link, text.into()),
                    Ok(_) => Input::Tick,
                    Err(tungstenite::Error::Io(failed)) if is_time_out(&failed) => Input::Tick,
                    Err(failed) => {
                        self.close(link, Lost::new(LostKind::Broken, failed.to_string()));
                        self.happened.pop_front().unwrap_or(Input::Tick)
                    }
                }
            }
            _ => {
                std::thread::park_timeout(patience);
                Input::Tick
            }
        }
    }
}

fn is_time_out(failed: &io::Error) -> bool {
    matches!(failed.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn dial(url: &str) -> Result<WebSocket<TcpStream>, Failure> {
    let address = url.strip_prefix("ws://").ok_or("this example has no TLS")?;
    let host = address.split('/').next().unwrap_or(address);
    let stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    Ok(tungstenite::client(url, stream).map_err(|failed| failed.to_string())?.0)
}

fn exchange(http: &ureq::Agent, request: Request) -> Result<Response, Failure> {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
        Method::Patch => "PATCH",
    };
    let mut asked = ureq::http::Request::builder().method(method).uri(&request.url);
    for (name, value) in &request.headers {
        asked = asked.header(*name, value);
    }
    let mut answer = http.run(asked.body(&request.body[..])?)?;
    let retry_after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok());
    let retry_after_ms = retry_after.and_then(|text| text.parse::<u64>().ok()).map(|s| s * 1000);
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(request.answer_limit as u64).read_to_vec()?;
    Ok(Response { retry_after_ms, ..Response::new(status, body) })
}

/// What the application does with what it is told; `Err` ends it.
fn hear(client: &mut Client, now: Instant, event: Event) -> Result<(), Failure> {
    match event {
        Event::Online(online) => println!("online as {}", online.user),
        Event::Message(message) => {
            let Body::Text(text) = &message.body else { return Ok(()) };
            println!("{}: {text}", message.from.name);
            let Ok(from) = UserId::new(message.from.name.clone()) else { return Ok(()) };
            if Some(&from) != client.user()
                && let Err(refused) = client.send(now, Outgoing::text(from, text.clone()))
            {
                println!("not sent: {}", refused.why);
            }
        }
        Event::Offline(why) => return Err(why.into()),
        _ => {}
    }
    Ok(())
}

fn run() -> Result<(), Failure> {
    let mut world = World::new();
    let config = Config::private(
        AppKey::parse(&env::var("EASEMOB_APP_KEY")?)?,
        env::var("EASEMOB_WS")?,
        env::var("EASEMOB_REST")?,
    );
    // Names of devices and the places in the windows of reconnection come from it.
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    let wall = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let wall = UnixMillis(u64::try_from(wall.as_millis())?);
    let mut client = Client::new(config, None, seed, world.now(), wall)?;
    let user = UserId::new(env::var("EASEMOB_USER")?)?;
    client.login(world.now(), Credentials::token(user, env::var("EASEMOB_TOKEN")?))?;
    loop {
        // Coming back for the next event acknowledges the last one, so effects come after events.
        while let Some(event) = client.poll_event() {
            hear(&mut client, world.now(), event)?;
        }
        while let Some(effect) = client.poll_effect() {
            world.start(effect);
        }
        let input = world.wait(client.wants_input(), client.next_deadline().map(|due| due.at));
        client.handle(world.now(), input);
    }
}

fn main() {
    if let Err(failed) = run() {
        eprintln!("{failed}");
        process::exit(1);
    }
}
