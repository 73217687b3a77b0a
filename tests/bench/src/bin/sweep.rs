//! What one step costs beside many others that wait, once, for counting its instructions:
//! `valgrind --tool=callgrind --toggle-collect='sweep::measured::*' sweep CASE WAITING`.
//! Prints how many steps were measured.
#![forbid(unsafe_code)]

use bytes::Bytes;
use easemob_core::wire::{
    BodyType, CommSyncDl, CommUnreadDl, Content, ContentType, Jid, MessageBody, Meta, MetaQueue,
    Namespace, Provision, Status, USER_DOMAIN, down, up,
};
use easemob_core::{
    AppKey, CallId, Client, Config, Credentials, Effect, Input, Instant, Link, Outgoing, Secret,
    UnixMillis, UserId,
};
use prost::Message as _;

const STEPS: usize = 100;
const NOW: Instant = Instant::from_millis(1_000);

fn main() {
    let mut arguments = std::env::args().skip(1);
    let case = arguments.next().unwrap_or_default();
    let waiting = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let mut world = World::logged_in(waiting);
    match case.as_str() {
        "queues" => queues(&mut world, waiting),
        "sends" => sends(&mut world, waiting),
        "calls" => calls(&mut world, waiting),
        "deadline" => deadline(&mut world, waiting),
        _ => {
            eprintln!("sweep: queues, sends, calls or deadline, and how many wait");
            std::process::exit(2);
        }
    }
    println!("{STEPS}");
}

/// A page of one message is handed over, while so many queues have more to come.
fn queues(world: &mut World, waiting: usize) {
    let unread = (0..waiting).map(|index| MetaQueue { queue: Some(queue(index)), n: Some(1_000) });
    world.receive(down::Frame::Unread(CommUnreadDl {
        status: ok(),
        unread: unread.collect(),
        timestamp: None,
    }));
    for key in 1..=STEPS as u64 {
        let pulled = world.pulls.pop().expect("a pull");
        let page = page(pulled, key);
        world.sent.clear();
        measured::receive(&mut world.client, world.link, page, &mut world.sent);
        world.note_pulls();
    }
}

/// A text is sent and acknowledged, while so many are unacknowledged.
fn sends(world: &mut World, waiting: usize) {
    for _ in 0..waiting {
        world.client.send(NOW, text()).expect("room");
    }
    world.settle();
    for _ in 0..STEPS {
        world.sent.clear();
        measured::send(&mut world.client, text(), &mut world.sent);
        let sent = up::Frame::decode(world.sent.pop().expect("a frame")).expect("ours");
        let up::Body::Sync(sync) = sent.body else { panic!("no message") };
        let acknowledgement = down::Frame::Sync(CommSyncDl {
            status: ok(),
            meta_id: sync.meta.and_then(|meta| meta.id),
            server_id: Some(1),
            ..CommSyncDl::default()
        });
        measured::receive(&mut world.client, world.link, acknowledgement.encode(), &mut world.sent);
    }
}

/// A call is made and answered, while so many are under way.
fn calls(world: &mut World, waiting: usize) {
    for _ in 0..waiting {
        register(&mut world.client);
    }
    world.settle();
    for _ in 0..STEPS {
        let call = measured::call(&mut world.client);
        world.settle();
        measured::answer(&mut world.client, call, &mut world.sent);
    }
}

/// The next deadline is asked for and a tick comes too early, while so many texts wait for theirs.
fn deadline(world: &mut World, waiting: usize) {
    for _ in 0..waiting {
        world.client.send(NOW, text()).expect("room");
    }
    world.settle();
    for _ in 0..STEPS {
        measured::tick(&mut world.client, &mut world.sent);
    }
}

mod measured {
    use bytes::Bytes;
    use easemob_core::{CallId, Client, Input, Link, Outgoing, Response};

    use super::{NOW, drain, register};

    #[inline(never)]
    pub(super) fn receive(client: &mut Client, link: Link, frame: Bytes, sent: &mut Vec<Bytes>) {
        client.handle(NOW, Input::Received(link, frame));
        drain(client, sent);
    }

    #[inline(never)]
    pub(super) fn send(client: &mut Client, text: Outgoing, sent: &mut Vec<Bytes>) {
        client.send(NOW, text).expect("room");
        drain(client, sent);
    }

    #[inline(never)]
    pub(super) fn call(client: &mut Client) -> CallId {
        register(client)
    }

    #[inline(never)]
    pub(super) fn answer(client: &mut Client, call: CallId, sent: &mut Vec<Bytes>) {
        client.handle(NOW, Input::Answered(call, Ok(Response::new(400, Bytes::new()))));
        drain(client, sent);
    }

    #[inline(never)]
    pub(super) fn tick(client: &mut Client, sent: &mut Vec<Bytes>) {
        client.handle(NOW, Input::Tick);
        drain(client, sent);
    }
}

/// The allocator puts what was freed in order when much is asked for: here, and not in some step.
fn tidy_up() {
    drop(core::hint::black_box(Vec::<u8>::with_capacity(1 << 20)));
}

/// What a driver does after each input: events, effects, the next deadline.
fn drain(client: &mut Client, sent: &mut Vec<Bytes>) {
    while client.poll_event().is_some() {}
    while let Some(effect) = client.poll_effect() {
        if let Effect::Send(_, frame) = effect {
            sent.push(frame);
        }
    }
    core::hint::black_box(client.next_deadline());
}

struct World {
    client: Client,
    link: Link,
    sent: Vec<Bytes>,
    /// Queues that were asked for and not answered yet.
    pulls: Vec<Jid>,
}

impl World {
    /// A client with room for so many of everything.
    fn logged_in(waiting: usize) -> Self {
        let room = waiting + STEPS + 1;
        let app_key = AppKey::parse("org#bench").expect("an app key");
        let mut config = Config::private(app_key, "ws://bench.test/websocket", "http://bench.test");
        config.queues_max = config.queues_max.max(room);
        config.outbox_max = config.outbox_max.max(room);
        config.outbox_bytes_max = config.outbox_bytes_max.max(room * 1024);
        config.calls_at_once = config.calls_at_once.max(room.min(10_000));
        config.calls_max = config.calls_max.max(room);
        let mut client =
            Client::new(config, None, [7; 32], NOW, UnixMillis(1_700_000_000_000)).expect("good");
        let who = Credentials::token(UserId::new("bob").expect("a user"), "a token");
        client.login(NOW, who).expect("nobody is logged in");
        let link = loop {
            match client.poll_effect() {
                Some(Effect::Open(link, _)) => break link,
                effect => assert!(effect.is_some(), "no dial"),
            }
        };
        client.handle(NOW, Input::Opened(link));
        let mut world = Self { client, link, sent: Vec::new(), pulls: Vec::new() };
        world.receive(down::Frame::Provision(Provision { status: ok(), ..Provision::default() }));
        world.receive(down::Frame::Unread(CommUnreadDl { status: ok(), ..Default::default() }));
        world
    }

    fn receive(&mut self, frame: down::Frame) {
        self.client.handle(NOW, Input::Received(self.link, frame.encode()));
        self.settle();
    }

    fn settle(&mut self) {
        drain(&mut self.client, &mut self.sent);
        self.note_pulls();
        tidy_up();
    }

    fn note_pulls(&mut self) {
        for frame in self.sent.drain(..) {
            let frame = up::Frame::decode(frame).expect("ours");
            if let up::Body::Sync(sync) = frame.body {
                self.pulls.extend(sync.queue);
            }
        }
    }
}

fn queue(index: usize) -> Jid {
    let domain = Some(USER_DOMAIN.into());
    let (app_key, name) = (Some("org#bench".into()), Some(format!("peer{index}")));
    Jid { app_key, name, domain, client_resource: None }
}

/// A page with one text, and more to come.
fn page(queue: Jid, key: u64) -> Bytes {
    let content = Content {
        kind: Some(ContentType::Text as i32),
        text: Some("x".repeat(32)),
        ..Content::default()
    };
    let body = MessageBody {
        kind: Some(BodyType::Chat as i32),
        contents: vec![content],
        ..MessageBody::default()
    };
    let meta = Meta {
        id: Some(key),
        from: Some(queue.clone()),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    let page = CommSyncDl {
        status: ok(),
        metas: vec![meta.encode_to_vec().into()],
        next_key: Some(key),
        queue: Some(queue),
        ..CommSyncDl::default()
    };
    down::Frame::Sync(page).encode()
}

fn ok() -> Option<Status> {
    Some(Status { error_code: Some(0), ..Status::default() })
}

fn text() -> Outgoing {
    Outgoing::text(UserId::new("ann").expect("a user"), "x".repeat(32))
}

fn register(client: &mut Client) -> CallId {
    client
        .register(NOW, UserId::new("ann").expect("a user"), Secret::new("pw"), "")
        .expect("there is room")
}
