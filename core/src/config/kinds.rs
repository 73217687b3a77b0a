//! The choices an option can have.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

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

/// The vendor's discovery services (connection §1).
pub const SEEDS: [&str; 2] = ["https://rs.easemob.com", "https://rs.chat.agora.io"];
