//! Options by the names the Web SDK gives them (OPT rows), and `x-…` for ours.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::config::{Commit, Config, Https, InvalidConfig, Renewal, SEEDS, Servers};
use crate::ids::AppKey;

/// An option with a value that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("option {option} is {value}: it {expected}")]
pub struct InvalidOption {
    /// The option, as it was given.
    pub option: String,
    /// Its value as JSON, shortened.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

impl InvalidOption {
    fn new(option: &str, value: &Value, expected: impl Into<String>) -> Self {
        let value = value.to_string().chars().take(120).collect();
        Self { option: option.to_string(), value, expected: expected.into() }
    }
}

/// Changes `config` as a JSON object of options says, `{"delivery":true,"heartBeatWait":10000}`.
///
/// Names and units are the Web SDK's. So is the rule that 0 and `""` mean the default for
/// `heartBeatWait`, `deviceId` and `autoReconnectNumMax`, where that default is 5. Absent and `null`
/// options leave `config` as it is. Bounds of [`Config`] are options under their camel-case name
/// with `x-` before it, such as `x-sendAckMs`; `x-commit` is `"auto"` or `"manual"`, `x-seeds` a
/// list of discovery services, `x-renewalMs` lets
/// [`Event::TokenWanted`](crate::Event::TokenWanted) ask for tokens.
///
/// # Errors
/// [`InvalidOption`] names the first bad option, its value and what would be right; `config` may be
/// changed in part then.
pub fn apply_options(config: &mut Config, options: &str) -> Result<(), InvalidOption> {
    let options: BTreeMap<String, Value> = serde_json::from_str(options).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let expected =
            alloc::format!("must be an object of options (line {line}, column {column})");
        InvalidOption::new("options", &Value::from("…"), expected)
    })?;
    let mut places = Places::of(config);
    for (name, value) in options.iter().filter(|(_, value)| !is_absent(value)) {
        let option = Named { name, value };
        if !(places.take(&option)? || simple(config, &option)? || own(config, &option)?) {
            // Its value may be a secret that was put in the wrong place.
            let expected = "is no option of the Web SDK, nor an x- one of this client";
            return Err(InvalidOption::new(name, &Value::from("…"), expected));
        }
    }
    config.servers = places.servers()?;
    config.validate().map_err(by_web_name)
}

struct Named<'a> {
    name: &'a str,
    value: &'a Value,
}

impl Named<'_> {
    fn wrong(&self, expected: impl Into<String>) -> InvalidOption {
        InvalidOption::new(self.name, self.value, expected)
    }

    fn flag(&self) -> Result<bool, InvalidOption> {
        self.value.as_bool().ok_or_else(|| self.wrong("must be true or false"))
    }

    fn text(&self) -> Result<&str, InvalidOption> {
        self.value.as_str().ok_or_else(|| self.wrong("must be a string"))
    }

    fn number<N: TryFrom<u64>>(&self) -> Result<N, InvalidOption> {
        let number = self.value.as_u64().and_then(|n| N::try_from(n).ok());
        number.ok_or_else(|| self.wrong("must be a whole number, not below 0"))
    }

    /// The number, or `default` for what JavaScript counts as nothing.
    fn number_or<N: TryFrom<u64>>(&self, default: N) -> Result<N, InvalidOption> {
        let nothing = match self.value {
            Value::Bool(flag) => !flag,
            Value::String(text) => text.is_empty(),
            Value::Number(number) => number.as_f64() == Some(0.0),
            _ => false,
        };
        if nothing { Ok(default) } else { self.number() }
    }
}

/// Where the servers are: four options that only make sense together.
struct Places {
    discovery: bool,
    https: Https,
    seeds: Vec<String>,
    websocket: String,
    rest: String,
}

impl Places {
    fn of(config: &Config) -> Self {
        let seeds = || SEEDS.iter().map(ToString::to_string).collect();
        match &config.servers {
            Servers::HttpDns { seeds, https } => Self {
                discovery: true,
                https: *https,
                seeds: seeds.clone(),
                websocket: String::new(),
                rest: String::new(),
            },
            Servers::Fixed { websocket, rest } => Self {
                discovery: false,
                https: Https::Only,
                seeds: seeds(),
                websocket: websocket.clone(),
                rest: rest.clone(),
            },
        }
    }

    fn take(&mut self, option: &Named<'_>) -> Result<bool, InvalidOption> {
        match option.name {
            "isHttpDNS" => self.discovery = option.flag()?,
            "url" => self.websocket = option.text()?.to_string(),
            "apiUrl" => self.rest = option.text()?.to_string(),
            "https" => {
                self.https = if option.flag()? { Https::Only } else { Https::Preferred };
            }
            "x-seeds" => {
                let wrong = || option.wrong("must be a list of URLs");
                let seeds = option.value.as_array().ok_or_else(wrong)?;
                let seed = |seed: &Value| seed.as_str().map(ToString::to_string).ok_or_else(wrong);
                self.seeds = seeds.iter().map(seed).collect::<Result<_, _>>()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn servers(self) -> Result<Servers, InvalidOption> {
        if self.discovery {
            return Ok(Servers::HttpDns { seeds: self.seeds, https: self.https });
        }
        for (option, value) in [("url", &self.websocket), ("apiUrl", &self.rest)] {
            if value.is_empty() {
                let expected = "must be given when isHttpDNS is false";
                return Err(InvalidOption::new(option, &Value::String(value.clone()), expected));
            }
        }
        Ok(Servers::Fixed { websocket: self.websocket, rest: self.rest })
    }
}

/// The Web SDK's other options.
fn simple(config: &mut Config, option: &Named<'_>) -> Result<bool, InvalidOption> {
    match option.name {
        "appKey" => {
            let key = AppKey::parse(option.text()?);
            config.app_key = key.map_err(|invalid| option.wrong(invalid.problem))?;
        }
        "appId" => config.app_id = Some(option.text()?.to_string()),
        "delivery" => config.delivery = option.flag()?,
        "heartBeatWait" => config.heartbeat_ms = option.number_or(30_000)?,
        "deviceId" => {
            config.device_id = Some(option.text()?.to_string()).filter(|id| !id.is_empty());
        }
        "customOSPlatform" => {
            let platform = option.value.as_u64().filter(|n| (1..=100).contains(n));
            let platform = platform.and_then(|n| u32::try_from(n).ok());
            let platform = platform.ok_or_else(|| option.wrong("must be 1 to 100"))?;
            config.identity.custom_platform = Some(platform);
        }
        "customDeviceName" => {
            let name = Some(option.text()?.to_string()).filter(|name| !name.is_empty());
            config.identity.custom_device_name = name;
        }
        "useOwnUploadFun" => config.own_upload = option.flag()?,
        "useReplacedMessageContents" => config.replaced_contents = option.flag()?,
        "autoReconnectNumMax" => config.reconnect_max = Some(option.number_or(5)?),
        // A device is fixed for the life of its client, whatever this says.
        "isFixedDeviceId" | "isAutoLogin" | "isDebug" => _ = option.flag()?,
        "uikitVersion" => _ = option.text()?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The options the Web SDK does not have.
fn own(config: &mut Config, option: &Named<'_>) -> Result<bool, InvalidOption> {
    match option.name {
        "x-commit" => {
            config.commit = match option.text()? {
                "auto" => Commit::Auto,
                "manual" => Commit::Manual,
                _ => return Err(option.wrong("must be \"auto\" or \"manual\"")),
            };
        }
        "x-renewalMs" => config.renewal = Renewal::Application { answer_ms: option.number()? },
        "x-loginExt" => config.login_ext = Some(option.text()?.to_string()),
        "x-offerLz4" => config.offer_lz4 = option.flag()?,
        "x-statisticPings" => config.statistic_pings = option.flag()?,
        "x-resend" => config.resend = option.flag()?,
        "x-heartbeatReplyMs" => config.heartbeat_reply_ms = option.number()?,
        "x-probeReplyMs" => config.probe_reply_ms = option.number()?,
        "x-dialMs" => config.dial_ms = option.number()?,
        "x-provisionMs" => config.provision_ms = option.number()?,
        "x-loginMs" => config.login_ms = option.number()?,
        "x-loginAttempts" => config.login_attempts = option.number()?,
        "x-logoutMs" => config.logout_ms = option.number()?,
        "x-callMs" => config.call_ms = option.number()?,
        "x-callTtlMs" => config.call_ttl_ms = option.number()?,
        "x-callAttempts" => config.call_attempts = option.number()?,
        "x-callsAtOnce" => config.calls_at_once = option.number()?,
        "x-callsMax" => config.calls_max = option.number()?,
        "x-backoffBaseMs" => config.backoff_base_ms = option.number()?,
        "x-backoffCapMs" => config.backoff_cap_ms = option.number()?,
        "x-stableMs" => config.stable_ms = option.number()?,
        "x-networkDownRetryMs" => config.network_down_retry_ms = option.number()?,
        "x-outboxMax" => config.outbox_max = option.number()?,
        "x-messageBytesMax" => config.message_bytes_max = option.number()?,
        "x-sendAckMs" => config.send_ack_ms = option.number()?,
        "x-sendAttempts" => config.send_attempts = option.number()?,
        "x-sendTtlMs" => config.send_ttl_ms = option.number()?,
        "x-eventsHigh" => config.events_high = option.number()?,
        "x-eventsMax" => config.events_max = option.number()?,
        "x-eventsBytesMax" => config.events_bytes_max = option.number()?,
        "x-refusalsMax" => config.refusals_max = option.number()?,
        "x-refusalPauseMs" => config.refusal_pause_ms = option.number()?,
        "x-pullsMax" => config.pulls_max = option.number()?,
        "x-pullMs" => config.pull_ms = option.number()?,
        "x-seenMax" => config.seen_max = option.number()?,
        "x-answerBytesMax" => config.answer_bytes_max = option.number()?,
        "x-partsAtOnce" => config.parts_at_once = option.number()?,
        "x-uploadMs" => config.upload_ms = option.number()?,
        "x-stallMs" => config.stall_ms = option.number()?,
        "x-fileBytesMax" => config.file_bytes_max = option.number()?,
        "x-redirectsMax" => config.redirects_max = option.number()?,
        "x-outboxBytesMax" => config.outbox_bytes_max = option.number()?,
        "x-roomsMax" => config.rooms_max = option.number()?,
        "x-queuesMax" => config.queues_max = option.number()?,
        "x-streamsMax" => config.streams_max = option.number()?,
        "x-streamBytesMax" => config.stream_bytes_max = option.number()?,
        "x-frameBytesMax" => config.frame_bytes_max = option.number()?,
        "x-malformedMax" => config.malformed_max = option.number()?,
        "x-logBurst" => config.log_burst = option.number()?,
        "x-logPerSecond" => config.log_per_second = option.number()?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// `null`, and the stand-in for `undefined`.
fn is_absent(value: &Value) -> bool {
    value.is_null() || value.get("$undefined").is_some()
}

/// A finding of [`Config::validate`] under the name the option was given by.
fn by_web_name(invalid: InvalidConfig) -> InvalidOption {
    let option = match invalid.option {
        "heartbeat_ms" => "heartBeatWait".into(),
        "device_id" => "deviceId".into(),
        "reconnect_max" => "autoReconnectNumMax".into(),
        "servers.websocket" => "url".into(),
        "servers.rest" => "apiUrl".into(),
        "servers.seeds" => "x-seeds".into(),
        "app_id" => "appId".into(),
        "login_ext" => "x-loginExt".into(),
        "renewal.answer_ms" => "x-renewalMs".into(),
        "identity.custom_platform" => "customOSPlatform".into(),
        other => own_name(other),
    };
    InvalidOption { option, value: invalid.value, expected: invalid.expected }
}

/// `send_ack_ms` as `x-sendAckMs`.
fn own_name(field: &str) -> String {
    let mut name = String::from("x-");
    for (index, word) in field.split('_').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => name.push(first.to_ascii_uppercase()),
            Some(first) => name.push(first),
            None => {}
        }
        name.push_str(letters.as_str());
    }
    name
}
