//! Every option, interval and bound, each with its reason.
//!
//! Times are milliseconds, as in the vendor's SDKs. [`Config::new`] gives the defaults; change
//! fields as you like; [`Client::new`](crate::Client::new) checks them and names the bad one.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use crate::ids::AppKey;

/// How a client behaves. One value, checked once.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The application (OPT-1).
    #[doc(alias = "appKey")]
    pub app_key: AppKey,
    /// The application by its id instead: discovery tells the app key (OPT-2, DNS-8). Set by
    /// [`Config::with_app_id`].
    #[doc(alias = "appId")]
    pub app_id: Option<String>,
    /// Where the servers are (OPT-3, OPT-4, OPT-5).
    #[doc(alias = "isHttpDNS")]
    pub servers: Servers,
    /// What this client calls itself to the server (PV rows).
    pub identity: Identity,
    /// Name of this device, part of its identity; drawn at random when absent and kept for the
    /// life of the client and in its [`Session`](crate::Session). The vendor's default is the
    /// constant `webim` plus a stored time stamp (OPT-9, OPT-10, DEV rows); two clients with one
    /// device id end each other's session.
    #[doc(alias = "deviceId")]
    #[doc(alias = "isFixedDeviceId")]
    pub device_id: Option<String>,
    /// Text for the device this login displaces, at most 1,024 UTF-16 units (OPT-20).
    #[doc(alias = "setLoginInfoCustomExt")]
    pub login_ext: Option<String>,
    /// Offer LZ4 at login (COMP-2). Costs up to 128 KiB a connection when the server accepts.
    pub offer_lz4: bool,

    /// Send a delivery receipt for each message of a one-to-one chat, once the application has
    /// taken it (OPT-7, RX-12). Receipts are fire-and-forget.
    pub delivery: bool,
    /// Attachments are not uploaded; message URLs are taken as given (OPT-13).
    #[doc(alias = "useOwnUploadFun")]
    pub own_upload: bool,
    /// Say when the server replaced a message's content (OPT-16).
    #[doc(alias = "useReplacedMessageContents")]
    pub replaced_contents: bool,
    /// Received content is acknowledged by itself once the application asks for the next event
    /// (`Auto`), or only on [`Client::commit`](crate::Client::commit) (`Manual`).
    pub commit: Commit,
    /// Where a new token comes from before the old one ends.
    pub renewal: Renewal,

    /// Quiet time after which the link must prove itself, 1,000 to 300,000. The vendor's
    /// option of this name checks every so often whether 30 s were quiet, so its default really
    /// is 60 s (OPT-8, HB-3); this one means what it says.
    #[doc(alias = "heartBeatWait")]
    pub heartbeat_ms: u64,
    /// How long the proof may take before the link counts as dead (the vendor's client waits for
    /// ever, O-24). A half-open link is noticed within `heartbeat_ms + heartbeat_reply_ms`.
    pub heartbeat_reply_ms: u64,
    /// The same after a wake-up, when a dead link is likely (HB-7).
    pub probe_reply_ms: u64,
    /// Send the vendor's statistic ping after each UNREAD (SYNC-5). Its use is unknown.
    pub statistic_pings: bool,

    /// TCP, TLS and WebSocket handshake together (WS-4).
    pub dial_ms: u64,
    /// PROVISION and its answer (WS-5).
    pub provision_ms: u64,
    /// A whole login, all attempts together: an application is waiting.
    pub login_ms: u64,
    /// Attempts of one login, for connecting and for each request (LR-6).
    pub login_attempts: u32,
    /// How long LOGOUT is waited for (LO-2 does not wait).
    pub logout_ms: u64,
    /// An HTTP exchange (HTTP-3).
    pub call_ms: u64,
    /// Largest answer to an HTTP exchange, in bytes. Larger ones are refused unread.
    pub answer_bytes_max: usize,

    /// Attempts of one reconnection; `None` never gives up, which is what a program without a
    /// user in front of it wants. The vendor's default is 5 (OPT-14).
    #[doc(alias = "autoReconnectNumMax")]
    pub reconnect_max: Option<u32>,
    /// First bound of the jittered delay before an attempt; doubles with each.
    pub backoff_base_ms: u64,
    /// Last bound of that delay.
    pub backoff_cap_ms: u64,
    /// A link that lived shorter counts as a failed attempt for the delay, so that a server which
    /// accepts and drops at once is not stormed.
    pub stable_ms: u64,
    /// While the network is reported down attempts pause (O-25), but not for ever: the report may
    /// be wrong, or its end may get lost.
    pub network_down_retry_ms: u64,
    /// Redirects followed within one attempt.
    pub redirects_max: u32,

    /// Messages accepted and not yet settled: memory, and what a cut can put in doubt.
    pub outbox_max: usize,
    /// Their encoded bytes together.
    pub outbox_bytes_max: usize,
    /// One encoded message; the vendor's servers take 5 KiB with attributes (§10).
    pub message_bytes_max: usize,
    /// How long the server may take to acknowledge a send (TX-4).
    pub send_ack_ms: u64,
    /// Transmissions of one message over links that stayed alive; after the last unanswered one it
    /// is [`Outcome::Unconfirmed`](crate::Outcome::Unconfirmed). Cuts do not count.
    pub send_attempts: u32,
    /// How long a message may wait in all before it is given up, 0 for no limit.
    pub send_ttl_ms: u64,
    /// Send an unconfirmed message again under the same id after a cut (Q-7: the server drops
    /// repeats). Off: it ends as [`Outcome::Unconfirmed`](crate::Outcome::Unconfirmed) instead.
    pub resend: bool,

    /// Events waiting for the application above which no further page is asked for: the server
    /// keeps it meanwhile.
    pub events_high: usize,
    /// Events above which [`Client::wants_input`](crate::Client::wants_input) turns false: the
    /// bound against pushes nobody asked for.
    pub events_max: usize,
    /// Pulls in flight at once; more would only reorder what arrives.
    pub pulls_max: usize,
    /// Queues with something to do at once; further notices wait for the next UNREAD.
    pub queues_max: usize,
    /// How long the server may take to answer a pull (SYNC-18 waits for ever).
    pub pull_ms: u64,
    /// Ids of received content remembered against repeats (the vendor keeps 101, O-32).
    pub seen_max: usize,
    /// Largest inflated frame (COMP-6 allows 10 MiB); one link holds one at a time.
    pub frame_bytes_max: usize,
    /// Malformed frames in a row after which the link is replaced (O-20).
    pub malformed_max: u32,
}

/// Where the servers are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Servers {
    /// Ask the vendor's discovery service (DNS rows).
    HttpDns {
        /// `https://host` of each discovery service, tried in order (DNS-3).
        seeds: Vec<String>,
        /// Which of the hosts it names are acceptable.
        https: Https,
    },
    /// A private deployment, or a test server. No discovery, no rotation (DNS-18).
    Fixed {
        /// `wss://host/websocket`; `ws://` is spoken when the URL says so (OPT-5).
        websocket: String,
        /// `https://host`; `http://` is spoken when the URL says so (OPT-4).
        rest: String,
    },
}

/// Transport security of discovered hosts (OPT-6). The vendor's documents and its client disagree
/// on `https: true`; the safer reading is the default here.
#[doc(alias = "https")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Https {
    /// Only https and wss hosts.
    Only,
    /// https and wss hosts first, plain ones after them.
    Preferred,
}

/// When received content counts as taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// When the application comes back for the next event.
    Auto,
    /// Messages when the application commits them; everything else as with `Auto`.
    Manual,
}

/// Where a new token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Nowhere: the session ends with its token (EXP-4).
    None,
    /// [`Event::TokenWanted`](crate::Event::TokenWanted) asks the application, once at a time; it
    /// answers with [`Client::renew_token`](crate::Client::renew_token) within this many
    /// milliseconds.
    Application {
        /// Time to answer.
        answer_ms: u64,
    },
}

/// What a client calls itself in PROVISION.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Scheme of the device names.
    pub naming: Naming,
    /// `os_type`: 16 is "other" (PV-1).
    pub os_type: i32,
    /// `os_custom_value`, 1 to 100, sets `os_type` 5 (OPT-11).
    #[doc(alias = "customOSPlatform")]
    pub custom_platform: Option<u32>,
    /// Name shown for the device when `custom_platform` is set (OPT-12).
    #[doc(alias = "customDeviceName")]
    pub custom_device_name: Option<String>,
    /// `version` (PV-2).
    pub version: String,
    /// `action_version`: the protocol dialect (PV-9).
    pub action_version: String,
}

/// How device names are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `rs_<device id>`.
    Own,
    /// `webim_web_<device id>`, as the Web SDK does (DEV rows).
    Web,
}

impl Identity {
    /// This crate, under its own name and version.
    #[must_use]
    pub fn own() -> Self {
        Self { naming: Naming::Own, version: env!("CARGO_PKG_VERSION").to_string(), ..Self::web() }
    }

    /// The Web SDK 4.21.1, byte for byte: for comparisons, and for servers that know nothing else.
    #[must_use]
    pub fn web() -> Self {
        Self {
            naming: Naming::Web,
            os_type: 16,
            custom_platform: None,
            custom_device_name: None,
            version: "4.21.1".to_string(),
            action_version: "v5.2".to_string(),
        }
    }
}

/// The vendor's discovery services (§1).
pub const SEEDS: [&str; 2] = ["https://rs.easemob.com", "https://rs.chat.agora.io"];

impl Config {
    /// The defaults: the vendor's public cloud over TLS.
    #[must_use]
    pub fn new(app_key: AppKey) -> Self {
        Self {
            app_key,
            app_id: None,
            servers: Servers::HttpDns {
                seeds: SEEDS.iter().map(ToString::to_string).collect(),
                https: Https::Only,
            },
            identity: Identity::own(),
            device_id: None,
            login_ext: None,
            offer_lz4: cfg!(feature = "lz4"),
            delivery: false,
            own_upload: false,
            replaced_contents: false,
            commit: Commit::Auto,
            renewal: Renewal::None,
            heartbeat_ms: 30_000,
            heartbeat_reply_ms: 10_000,
            probe_reply_ms: 8_000,
            statistic_pings: true,
            dial_ms: 10_000,
            provision_ms: 10_000,
            login_ms: 32_000,
            login_attempts: 3,
            logout_ms: 3_000,
            call_ms: 15_000,
            answer_bytes_max: 4 * 1024 * 1024,
            reconnect_max: None,
            backoff_base_ms: 1_000,
            backoff_cap_ms: 30_000,
            stable_ms: 10_000,
            network_down_retry_ms: 300_000,
            redirects_max: 5,
            outbox_max: 1_000,
            outbox_bytes_max: 4 * 1024 * 1024,
            message_bytes_max: 5 * 1024,
            send_ack_ms: 15_000,
            send_attempts: 3,
            send_ttl_ms: 300_000,
            resend: true,
            events_high: 256,
            events_max: 4_096,
            pulls_max: 4,
            queues_max: 1_024,
            pull_ms: 15_000,
            seen_max: 4_096,
            frame_bytes_max: 10 * 1024 * 1024,
            malformed_max: 5,
        }
    }

    /// The defaults, for an application known by its id: the app key comes from discovery, so
    /// nothing can be sent before a first login.
    #[must_use]
    pub fn with_app_id(app_id: impl Into<String>) -> Self {
        Self { app_id: Some(app_id.into()), ..Self::new(AppKey::unknown()) }
    }

    /// A private deployment or a test server at these URLs.
    #[must_use]
    pub fn private(app_key: AppKey, websocket: impl Into<String>, rest: impl Into<String>) -> Self {
        let servers = Servers::Fixed { websocket: websocket.into(), rest: rest.into() };
        Self { servers, ..Self::new(app_key) }
    }

    /// Checks every option.
    ///
    /// # Errors
    /// [`InvalidConfig`] names the first bad option, its value and what would be right.
    pub fn validate(&self) -> Result<(), InvalidConfig> {
        self.validate_servers()?;
        self.validate_texts()?;
        for (option, value, least, most) in self.numbers() {
            if !(least..=most).contains(&value) {
                let expected = alloc::format!("must be {least} to {most}");
                return Err(InvalidConfig { option, value: value.to_string(), expected });
            }
        }
        Ok(())
    }

    fn validate_servers(&self) -> Result<(), InvalidConfig> {
        match &self.servers {
            Servers::HttpDns { seeds, .. } => {
                if seeds.is_empty() {
                    return Err(InvalidConfig::new(
                        "servers.seeds",
                        "[]",
                        "must name one at least",
                    ));
                }
                seeds.iter().try_for_each(|seed| url("servers.seeds", seed, "https", "http"))
            }
            Servers::Fixed { websocket, rest } => {
                url("servers.websocket", websocket, "wss", "ws")?;
                url("servers.rest", rest, "https", "http")
            }
        }
    }

    fn validate_texts(&self) -> Result<(), InvalidConfig> {
        if self.app_id.is_none() && !self.app_key.is_known() {
            return Err(InvalidConfig::new("app_key", "", "must be given, or the app id"));
        }
        if let Some(id) = &self.app_id {
            if id.is_empty() || id.chars().any(char::is_control) {
                return Err(InvalidConfig::new("app_id", id, "must not be empty"));
            }
            if matches!(self.servers, Servers::Fixed { .. }) {
                let expected = "needs discovery, which knows its app key; give the app key";
                return Err(InvalidConfig::new("app_id", id, expected));
            }
        }
        if let Some(ext) = &self.login_ext
            && ext.encode_utf16().count() > 1_024
        {
            return Err(InvalidConfig::new("login_ext", ext, "must not exceed 1,024 UTF-16 units"));
        }
        if let Some(id) = &self.device_id
            && (id.is_empty() || id.len() > 128 || id.chars().any(|c| c.is_control() || c == '/'))
        {
            let expected = "must be 1 to 128 bytes without '/' and control characters";
            return Err(InvalidConfig::new("device_id", id, expected));
        }
        if self.offer_lz4 && cfg!(not(feature = "lz4")) {
            return Err(InvalidConfig::new("offer_lz4", "true", "needs the feature `lz4`"));
        }
        Ok(())
    }

    fn numbers(&self) -> Vec<(&'static str, u64, u64, u64)> {
        const DAY: u64 = 86_400_000;
        let mut rows = vec![
            ("heartbeat_ms", self.heartbeat_ms, 1_000, 300_000),
            ("heartbeat_reply_ms", self.heartbeat_reply_ms, 100, DAY),
            ("probe_reply_ms", self.probe_reply_ms, 100, DAY),
            ("dial_ms", self.dial_ms, 1, DAY),
            ("provision_ms", self.provision_ms, 1, DAY),
            ("login_ms", self.login_ms, 1, DAY),
            ("login_attempts", self.login_attempts.into(), 1, 1_000),
            ("logout_ms", self.logout_ms, 1, DAY),
            ("call_ms", self.call_ms, 1, DAY),
            ("answer_bytes_max", self.answer_bytes_max as u64, 1_024, u64::MAX),
            ("backoff_base_ms", self.backoff_base_ms, 1, DAY),
            ("backoff_cap_ms", self.backoff_cap_ms, self.backoff_base_ms, DAY),
            ("stable_ms", self.stable_ms, 0, DAY),
            ("network_down_retry_ms", self.network_down_retry_ms, 1_000, DAY),
            ("redirects_max", self.redirects_max.into(), 0, 100),
            ("outbox_max", self.outbox_max as u64, 1, 1_000_000),
            ("outbox_bytes_max", self.outbox_bytes_max as u64, 1_024, u64::MAX),
            ("message_bytes_max", self.message_bytes_max as u64, 64, self.outbox_bytes_max as u64),
            ("send_ack_ms", self.send_ack_ms, 1, DAY),
            ("send_attempts", self.send_attempts.into(), 1, 1_000),
            ("events_max", self.events_max as u64, 1, 1_000_000),
            ("events_high", self.events_high as u64, 1, self.events_max as u64),
            ("pulls_max", self.pulls_max as u64, 1, 1_000),
            ("queues_max", self.queues_max as u64, 1, 1_000_000),
            ("pull_ms", self.pull_ms, 1, DAY),
            ("seen_max", self.seen_max as u64, 1, 10_000_000),
            ("frame_bytes_max", self.frame_bytes_max as u64, 1_024, 10 * 1024 * 1024),
            ("malformed_max", self.malformed_max.into(), 1, 1_000_000),
        ];
        if let Some(n) = self.identity.custom_platform {
            rows.push(("identity.custom_platform", n.into(), 1, 100));
        }
        if let Some(n) = self.reconnect_max {
            rows.push(("reconnect_max", n.into(), 1, u64::from(u32::MAX)));
        }
        if let Renewal::Application { answer_ms } = self.renewal {
            rows.push(("renewal.answer_ms", answer_ms, 1, DAY));
        }
        rows
    }
}

fn url(option: &'static str, url: &str, secure: &str, plain: &str) -> Result<(), InvalidConfig> {
    let wrong = |expected: &str| Err(InvalidConfig::new(option, url, expected));
    let Some((scheme, rest)) = url.split_once("://") else {
        return wrong(&alloc::format!("must begin with {secure}:// (or {plain}://)"));
    };
    if scheme != secure && scheme != plain {
        return wrong(&alloc::format!("must begin with {secure}:// (or {plain}://)"));
    }
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    if host.is_empty() || host.starts_with(':') {
        return wrong("must name a host");
    }
    if host.contains('@') {
        return wrong("must not hold a user or a password");
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return wrong("must not hold spaces");
    }
    Ok(())
}

/// An option with an impossible value. Nothing was started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("option {option} is {value:?}: it {expected}")]
pub struct InvalidConfig {
    /// The option.
    pub option: &'static str,
    /// Its value, shortened.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

impl InvalidConfig {
    fn new(option: &'static str, value: &str, expected: &str) -> Self {
        Self { option, value: value.chars().take(120).collect(), expected: expected.into() }
    }
}
