//! Checking options: which one, what it is, and what would be right.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{Config, Renewal, Servers};

impl Config {
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
            ("call_ttl_ms", self.call_ttl_ms, 1, DAY),
            ("call_attempts", self.call_attempts.into(), 1, 1_000),
            ("calls_at_once", self.calls_at_once as u64, 1, 10_000),
            ("calls_max", self.calls_max as u64, 1, 1_000_000),
            ("answer_bytes_max", self.answer_bytes_max as u64, 1_024, u64::MAX),
            ("parts_at_once", self.parts_at_once as u64, 1, 100),
            ("upload_ms", self.upload_ms, 1, DAY),
            ("stall_ms", self.stall_ms, 1, DAY),
            ("file_bytes_max", self.file_bytes_max, 1, u64::MAX),
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
            ("rooms_max", self.rooms_max as u64, 1, 10_000),
            ("events_max", self.events_max as u64, 1, 1_000_000),
            ("events_high", self.events_high as u64, 1, self.events_max as u64),
            ("events_bytes_max", self.events_bytes_max as u64, 1_024, u64::MAX),
            ("refusals_max", self.refusals_max.into(), 0, 1_000),
            ("refusal_pause_ms", self.refusal_pause_ms, 0, DAY),
            ("pulls_max", self.pulls_max as u64, 1, 1_000),
            ("queues_max", self.queues_max as u64, 1, 1_000_000),
            ("pull_ms", self.pull_ms, 1, DAY),
            ("seen_max", self.seen_max as u64, 1, 10_000_000),
            ("streams_max", self.streams_max as u64, 1, 1_000_000),
            ("stream_bytes_max", self.stream_bytes_max as u64, 1_024, u64::MAX),
            ("frame_bytes_max", self.frame_bytes_max as u64, 1_024, 10 * 1024 * 1024),
            ("malformed_max", self.malformed_max.into(), 1, 1_000_000),
            ("log_burst", self.log_burst.into(), 2, 1_000_000),
            ("log_per_second", self.log_per_second.into(), 1, 1_000_000),
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
    let wrong = |expected: &str| Err(InvalidConfig::new(option, &without_user(url), expected));
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
    // What is no number may be a password with a slash in it.
    let port = host.rsplit_once(':').map_or("", |(_, port)| port);
    if !port.is_empty() && !port.ends_with(']') && port.parse::<u16>().is_err() {
        return wrong("must name its port by a number");
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return wrong("must not hold spaces");
    }
    Ok(())
}

/// The URL without what stands before an `@`, which may be a password.
fn without_user(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (alloc::format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    // Up to the last one: not every password is encoded as it should be.
    match rest.rsplit_once('@') {
        Some((_, host)) => alloc::format!("{scheme}…@{host}"),
        None => url.to_string(),
    }
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
