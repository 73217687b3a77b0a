//! Every option, interval and bound, each with its reason.
//!
//! Times are milliseconds, as in the vendor's SDKs. [`Config::new`] gives the defaults; change
//! fields as you like; [`Client::new`](crate::Client::new) checks them and names the bad one.

mod kinds;
mod small;
mod validate;

use alloc::string::{String, ToString};

pub use kinds::{Commit, Https, Identity, Naming, Renewal, SEEDS, Servers};
pub use validate::InvalidConfig;

use crate::ids::AppKey;

/// How a client behaves. One value, checked once.
///
/// ```
/// use easemob_core::{AppKey, Config};
///
/// let mut config = Config::new(AppKey::parse("org#app")?);
/// config.reconnect_max = Some(20);
/// config.heartbeat_ms = 20;
/// let wrong = config.validate().expect_err("too short");
/// assert_eq!((wrong.option, &*wrong.expected), ("heartbeat_ms", "must be 1000 to 300000"));
/// # Ok::<(), easemob_core::error::InvalidId>(())
/// ```
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
    /// Say every change worth keeping as an [`Effect::Keep`](crate::Effect::Keep), for a
    /// [`Store`](crate::store::Store). Transports set it when they are given one.
    pub keep: bool,
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
    /// Send the vendor's statistic ping after each UNREAD (SYNC-5). Its use is unknown (Q-4).
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
    /// A call of the application, all attempts and pauses together, and the login it may wait for.
    pub call_ttl_ms: u64,
    /// Attempts of one call, on one host after another. Only those are repeated that do no harm
    /// ([`Retry`](crate::rest::Retry)).
    pub call_attempts: u32,
    /// Exchanges of calls under way at once: the vendor's servers refuse more than 100 a second for
    /// a whole application.
    pub calls_at_once: usize,
    /// Calls accepted whose answer was not taken yet: each may hold an answer.
    pub calls_max: usize,
    /// Largest answer to an HTTP exchange, in bytes. Larger ones are refused unread.
    pub answer_bytes_max: usize,

    /// Large files are uploaded in parts, where discovery does not forbid it.
    #[doc(alias = "uploadPartEnable")]
    pub upload_parts: bool,
    /// Parts of one file under way at once: each holds a chunk or two of the file.
    pub parts_at_once: usize,
    /// One upload, or one part of a large one: 10 MiB at 35 KB a second (rest §1.5).
    pub upload_ms: u64,
    /// How long a download may stand still: its length says nothing about how long it may take in
    /// all, and the official client has no bound (rest §1.5).
    pub stall_ms: u64,
    /// Largest file worth downloading, where a download names no bound of its own: what the vendor's
    /// servers take in parts.
    pub file_bytes_max: u64,

    /// Attempts of one reconnection; `None` never gives up, which is what a program without a
    /// user in front of it wants. The vendor's default is 5 (OPT-14).
    #[doc(alias = "autoReconnectNumMax")]
    pub reconnect_max: Option<u32>,
    /// The first window in which a lost link is dialled again, at a place drawn once an outage; each
    /// further window is half as long again. A fleet whose server returns comes back at an even pace
    /// (`docs/reconnection.md`).
    pub backoff_base_ms: u64,
    /// The longest window: nobody comes back later than this after the server has, but for the time
    /// a dial may take.
    pub backoff_cap_ms: u64,
    /// A link that lived shorter counts as a failed attempt for the delay, so that a server which
    /// accepts and drops at once is not stormed.
    pub stable_ms: u64,
    /// While the network is reported down attempts pause (O-25), but not for ever: the report may
    /// be wrong, or its end may get lost.
    pub network_down_retry_ms: u64,
    /// Redirects followed within one attempt (Q-9).
    pub redirects_max: u32,

    /// Messages accepted whose outcome was not taken yet: memory, and what a cut can put in doubt.
    pub outbox_max: usize,
    /// Encoded bytes together of those that are not settled.
    pub outbox_bytes_max: usize,
    /// One encoded message; the vendor's servers take 5 KiB with attributes (messages §10).
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
    /// Chat rooms joined at once: each is joined again after a reconnection, with a frame of its
    /// own.
    pub rooms_max: usize,

    /// Events waiting for the application above which no further page is asked for: the server
    /// keeps it meanwhile.
    pub events_high: usize,
    /// Content handed over and not yet taken, above which
    /// [`Client::wants_input`](crate::Client::wants_input) turns false: the bound against pushes
    /// nobody asked for. When twice as many events of any kind wait for an application that reads
    /// none, the oldest steps of the session's story (online, reconnecting, session changed, sync,
    /// rooms joined again, a store that failed, frames that were malformed or of an unknown kind)
    /// are dropped; content, outcomes and gaps never are, nor how a login ended. That a room could
    /// not be joined again waits once a room.
    pub events_max: usize,
    /// Bytes of that content, above which no further page is asked for and reading stops; the last
    /// frame may go beyond it. Unreadable frames that wait for the application may be as many again:
    /// the oldest are dropped.
    pub events_bytes_max: usize,
    /// How often a message the application refused is handed over again, before it becomes an
    /// [`Event::DeadLetter`](crate::Event::DeadLetter): a fault that passes gets its chances, and one
    /// that stays does not hold up the queue for ever. 0 for never.
    pub refusals_max: u32,
    /// The pause before each of these hand-overs, in which what refused it may recover. What comes
    /// after it in its queue waits as long.
    pub refusal_pause_ms: u64,
    /// Pulls in flight at once; more would only reorder what arrives.
    pub pulls_max: usize,
    /// Queues with something to do at once; further notices wait for the next UNREAD.
    pub queues_max: usize,
    /// How long the server may take to answer a pull (SYNC-18 waits for ever). Then it is asked
    /// UNREAD, and a link that answers this and not the pull is replaced: asking again on the same
    /// one would acknowledge what may still come. After three links the queue waits for the next.
    pub pull_ms: u64,
    /// Ids of received content remembered against repeats (the vendor keeps 101, O-32).
    pub seen_max: usize,
    /// Streamed texts under way at once; the one without news for longest is given up, and told
    /// when the server sends its whole text.
    pub streams_max: usize,
    /// What is kept of one streamed text while it is under way; a longer one is given up likewise.
    /// Each step holds the text so far: where the steps of a page exceed `events_bytes_max`, several
    /// parts are told with one step.
    pub stream_bytes_max: usize,
    /// Largest inflated frame (COMP-6 allows 10 MiB); one link holds one at a time.
    pub frame_bytes_max: usize,
    /// Malformed frames in a row after which the link is replaced (O-20).
    pub malformed_max: u32,

    /// Lines of one kind that a log gets at once, of the kinds that a peer can cause without end: a
    /// page read, a frame ignored. As many as a login with a long backlog is worth; at least 2.
    pub log_burst: u32,
    /// How many more it gets each second: more than a person reads, and less than fills a disk. What
    /// is left out is counted and told in a line of its own.
    pub log_per_second: u32,
    /// The mistake this client makes.
    #[cfg(feature = "seeded-bugs")]
    #[doc(hidden)]
    pub seeded_bug: Option<crate::SeededBug>,
}

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
            keep: false,
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
            call_ttl_ms: 60_000,
            call_attempts: 3,
            calls_at_once: 8,
            calls_max: 256,
            answer_bytes_max: 4 * 1024 * 1024,
            upload_parts: true,
            parts_at_once: 4,
            upload_ms: 300_000,
            stall_ms: 30_000,
            file_bytes_max: 100 * 1024 * 1024,
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
            rooms_max: 100,
            events_high: 256,
            events_max: 4_096,
            events_bytes_max: 32 * 1024 * 1024,
            refusals_max: 5,
            refusal_pause_ms: 5_000,
            pulls_max: 4,
            queues_max: 1_024,
            pull_ms: 15_000,
            seen_max: 4_096,
            streams_max: 64,
            stream_bytes_max: 256 * 1024,
            frame_bytes_max: 10 * 1024 * 1024,
            malformed_max: 5,
            log_burst: 200,
            log_per_second: 10,
            #[cfg(feature = "seeded-bugs")]
            seeded_bug: None,
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
}
