//! A driver, and a server that does as it is told.

use bytes::Bytes;
use easemob_core::wire::{
    BodyType, CommSyncDl, Command, Content, ContentType, Jid, MSync, MessageBody, Meta, Namespace,
    Status, USER_DOMAIN, down, up,
};
use easemob_core::{AppKey, CallId, Config, Effect, Input, Instant, Link, Lost, LostKind};
use easemob_driver::testing::Still;
use easemob_driver::{ConnId, Driver, Settings};
use prost::Message as _;
use serde_json::Value;

/// A PROVISION accepted, with the resource `webim_web_vector`.
const WELCOME: &[u8] = include_bytes!("welcome.bin");

pub(crate) struct Bench {
    pub(crate) driver: Driver,
    pub(crate) now: u64,
    pub(crate) effects: Vec<(ConnId, Effect)>,
    lines: Vec<Value>,
    text: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let key = AppKey::parse("oracle#test").expect("an app key");
        let config = Config::private(key, "ws://127.0.0.1:1/websocket", "http://127.0.0.1:1");
        let mut settings = Settings::new(config);
        settings.config.offer_lz4 = false;
        change(&mut settings);
        let driver = Driver::new(settings, Box::new(Still), Instant::from_millis(0));
        let (effects, lines, text) = (Vec::new(), Vec::new(), String::new());
        let mut bench = Self { driver, now: 0, effects, lines, text };
        bench.collect();
        bench
    }

    fn at(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn collect(&mut self) {
        self.effects.extend(std::iter::from_fn(|| self.driver.poll_effect()));
        let text = String::from_utf8(self.driver.take_lines()).expect("UTF-8");
        self.lines.extend(text.lines().map(|line| serde_json::from_str(line).expect("JSON")));
        self.text.push_str(&text);
    }

    pub(crate) fn line(&mut self, line: &str) {
        self.driver.line(self.at(), line.as_bytes());
        self.collect();
    }

    pub(crate) fn input(&mut self, conn: ConnId, input: Input) {
        self.driver.input(self.at(), conn, input);
        self.collect();
    }

    pub(crate) fn wait(&mut self, ms: u64) {
        let until = self.now + ms;
        while let Some(due) = self.driver.next_deadline().map(Instant::as_millis)
            && due <= until
        {
            self.now = due;
            self.driver.tick(self.at());
            self.collect();
        }
        self.now = until;
    }

    pub(crate) fn end_of_input(&mut self) {
        self.driver.end_of_input(self.at());
        self.collect();
    }

    /// The lines printed since the last look.
    pub(crate) fn lines(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.lines)
    }

    /// The same, as names of events and ids of results.
    pub(crate) fn names(&mut self) -> Vec<String> {
        let name = |line: Value| match line.get("event") {
            Some(event) => event.as_str().unwrap_or_default().to_owned(),
            None => format!("={}", line["result"]),
        };
        self.lines().into_iter().map(name).collect()
    }

    /// The one line printed since the last look.
    pub(crate) fn answer(&mut self) -> Value {
        let lines = self.lines();
        let [line] = lines.as_slice() else { panic!("not one line: {lines:?}") };
        line.clone()
    }

    /// Everything printed so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The dials since the last look.
    pub(crate) fn dials(&mut self) -> Vec<(ConnId, Link)> {
        let dials = self.effects.iter().filter_map(|(conn, effect)| match effect {
            Effect::Open(link, _) => Some((*conn, *link)),
            _ => None,
        });
        let dials = dials.collect();
        self.effects.retain(|(_, effect)| !matches!(effect, Effect::Open(..)));
        dials
    }

    /// The newest HTTP exchange asked for.
    pub(crate) fn request(&mut self) -> (ConnId, CallId) {
        let asked = self.effects.iter().rev().find_map(|(conn, effect)| match effect {
            Effect::Call(call, _) => Some((*conn, *call)),
            _ => None,
        });
        asked.expect("a request")
    }

    /// The frames sent since the last look.
    pub(crate) fn sent(&mut self) -> Vec<up::Frame> {
        let effects = std::mem::take(&mut self.effects);
        let (sent, other) = effects.into_iter().partition(|(_, e)| matches!(e, Effect::Send(..)));
        self.effects = other;
        let frame = |(_, effect): (ConnId, Effect)| match effect {
            Effect::Send(_, bytes) => up::Frame::decode(bytes).ok(),
            _ => None,
        };
        sent.into_iter().filter_map(frame).collect::<Vec<_>>()
    }

    /// Logs a connection in with a token, and forgets what was printed and sent.
    pub(crate) fn open(&mut self, conn: &str, options: &str) -> (ConnId, Link) {
        self.line(&format!(
            r#"{{"cmd":"open","id":"o","conn":"{conn}","user":"alice","token":"T","options":{options}}}"#
        ));
        let dialed = self.welcome();
        self.forget();
        dialed
    }

    /// The server takes the call and accepts the login.
    pub(crate) fn welcome(&mut self) -> (ConnId, Link) {
        let (conn, link) = *self.dials().first().expect("a dial");
        self.input(conn, Input::Opened(link));
        self.input(conn, Input::Received(link, Bytes::from_static(WELCOME)));
        (conn, link)
    }

    pub(crate) fn forget(&mut self) {
        self.lines.clear();
        self.effects.clear();
    }

    pub(crate) fn cut(&mut self, (conn, link): (ConnId, Link)) {
        self.input(conn, Input::Closed(link, Lost::new(LostKind::Broken, "cut")));
    }

    pub(crate) fn page(&mut self, (conn, link): (ConnId, Link), page: &CommSyncDl) {
        let frame = MSync {
            command: Some(Command::Sync as i32),
            payload: Some(page.encode_to_vec().into()),
            ..MSync::default()
        };
        self.input(conn, Input::Received(link, frame.encode_to_vec().into()));
    }

    /// The server takes the message of this local id.
    pub(crate) fn acknowledge(&mut self, dialed: (ConnId, Link), local: u64, server: u64) {
        let ack = CommSyncDl {
            status: Some(Status { error_code: Some(0), ..Status::default() }),
            meta_id: Some(local),
            server_id: Some(server),
            timestamp: Some(5),
            ..CommSyncDl::default()
        };
        self.page(dialed, &ack);
    }
}

/// A page with these texts from bob.
pub(crate) fn texts(ids: std::ops::Range<u64>) -> CommSyncDl {
    let jid = |name: &str| Jid {
        app_key: Some("oracle#test".into()),
        name: Some(name.into()),
        domain: Some(USER_DOMAIN.into()),
        ..Jid::default()
    };
    let meta = |id: u64| {
        let body = MessageBody {
            kind: Some(BodyType::Chat as i32),
            from: Some(jid("bob")),
            to: Some(jid("alice")),
            contents: vec![Content {
                kind: Some(ContentType::Text as i32),
                text: Some(format!("text {id}")),
                ..Content::default()
            }],
            ..MessageBody::default()
        };
        Meta {
            id: Some(id),
            from: Some(jid("bob")),
            to: Some(jid("alice")),
            timestamp: Some(5),
            ns: Some(Namespace::Chat as i32),
            payload: Some(body.encode_to_vec().into()),
            ..Meta::default()
        }
    };
    CommSyncDl {
        status: Some(Status { error_code: Some(0), ..Status::default() }),
        metas: ids.map(|id| meta(id).encode_to_vec().into()).collect(),
        queue: Some(jid("bob")),
        is_last: Some(true),
        timestamp: Some(5),
        ..CommSyncDl::default()
    }
}

/// The ids of the messages among frames.
pub(crate) fn message_ids(frames: &[up::Frame]) -> Vec<u64> {
    let id = |frame: &up::Frame| match &frame.body {
        up::Body::Sync(sync) => {
            sync.meta.as_ref().filter(|meta| meta.ns == Some(Namespace::Chat as i32))?.id
        }
        _ => None,
    };
    frames.iter().filter_map(id).collect()
}

#[test]
fn the_welcome_is_one() {
    let frame = down::Frame::decode(Bytes::from_static(WELCOME)).expect("a frame");
    assert!(matches!(frame, down::Frame::Provision(_)), "{frame:?}");
}
