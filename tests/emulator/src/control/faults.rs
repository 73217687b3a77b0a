//! Faults, and what runs when something happens.

use easemob_core::wire::RedirectInfo;
use serde_json::{Value, json};

use super::args::Args;
use super::{ControlError, exists};
use crate::agenda::Coding;
use crate::faults::{Act, Fault};
use crate::login::Refusal;
use crate::server::Server;
use crate::triggers::Trigger;

/// Every kind of fault, for the one who mistyped.
const KINDS: &str = "swallow, delay, duplicate, reorder, truncate, corrupt, replace, ignore, hang, \
     loseAck, reject, refuse, restDelay, restHang or restError";

impl Server {
    pub(super) fn op_hang(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let mut fault = Fault::new(Act::Ignore, args.name("user")?);
        fault.pattern = args.pattern("match")?;
        fault.after = args.maybe_number("after")?.unwrap_or_default();
        fault.times = args.maybe_number("times")?;
        self.faults.add(fault);
        Ok(json!({}))
    }

    pub(super) fn op_refuse(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let mut fault = Fault::new(Act::Refuse(refusal(args)?), args.name("user")?);
        fault.times = args.maybe_number("times")?;
        self.faults.add(fault);
        Ok(json!({}))
    }

    pub(super) fn op_fault(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let mut fault = Fault::new(act(args)?, args.maybe_text("user")?.unwrap_or("*"));
        fault.pattern = args.pattern("match")?;
        fault.after = args.maybe_number("after")?.unwrap_or_default();
        fault.times = args.maybe_number("times")?;
        Ok(json!({ "faults": self.faults.add(fault) }))
    }

    pub(super) fn op_clear_faults(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        for (peer, frame) in self.faults.clear(args.maybe_text("user")?) {
            self.send_after(None, peer, frame, Coding::Session);
        }
        Ok(json!({}))
    }

    pub(super) fn op_on(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let operations = match args.value("do")? {
            Value::Array(operations) => operations.clone(),
            one => vec![one.clone()],
        };
        operations.iter().try_for_each(|operation| exists(&Args::read(operation)?))?;
        let event = args.name("event")?.to_ascii_lowercase();
        if !EVENTS.contains(&&*event) {
            return Err(args.wrong("event", EVENT_NAMES));
        }
        self.triggers.add(Trigger {
            event,
            user: args.maybe_text("user")?.unwrap_or("*").into(),
            after: args.maybe_number("after")?.unwrap_or_default(),
            times: args.maybe_number("times")?,
            operations,
        });
        Ok(json!({}))
    }
}

/// What `on` can wait for.
const EVENTS: [&str; 7] =
    ["login", "disconnect", "sync", "unread", "notice", "provision", "logout"];
const EVENT_NAMES: &str =
    "login, disconnect, or a command: sync, unread, notice, provision, logout";

fn act(args: &Args<'_>) -> Result<Act, ControlError> {
    Ok(match args.text("kind")? {
        "swallow" => Act::Swallow,
        "delay" => Act::Delay(args.number("ms")?),
        "duplicate" => Act::Duplicate(args.maybe_size("copies")?.unwrap_or(1).min(1000)),
        "reorder" => Act::Reorder(args.maybe_size("window")?.unwrap_or(2).max(1)),
        "truncate" => Act::Truncate(args.maybe_size("bytes")?),
        "corrupt" => Act::Corrupt(args.maybe_size("bytes")?.unwrap_or(4)),
        "replace" => Act::Replace(args.hex("hex")?),
        "ignore" | "hang" => Act::Ignore,
        "loseAck" => Act::LoseAck,
        "refuse" => Act::Refuse(refusal(args)?),
        "reject" => args.verdict().map(|(code, reason)| Act::Reject(code, reason))?,
        "restDelay" => Act::RestDelay(args.number("ms")?),
        "restHang" => Act::RestHang,
        "restError" => Act::RestError(http_status(args)?, http_body(args)),
        _ => return Err(args.wrong("kind", KINDS)),
    })
}

/// A verdict, and where to go instead: `redirect`, a list of `host:port`.
fn refusal(args: &Args<'_>) -> Result<Refusal, ControlError> {
    let (code, reason) = args.verdict()?;
    let hosts = if args.maybe("redirect").is_some() { args.names("redirect")? } else { vec![] };
    let redirect = hosts.into_iter().map(|host| {
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        let port = port.parse().map_err(|_| args.wrong("redirect", "a list of host:port"))?;
        Ok(RedirectInfo { host: Some(name.into()), port: Some(port) })
    });
    Ok(Refusal { code, reason, redirect: redirect.collect::<Result<_, _>>()? })
}

fn http_status(args: &Args<'_>) -> Result<u16, ControlError> {
    let status = u16::try_from(args.number("status")?).ok();
    let status = status.filter(|status| (200..1000).contains(status));
    status.ok_or_else(|| args.wrong("status", "an HTTP status"))
}

/// A text is sent as it is, anything else as JSON.
fn http_body(args: &Args<'_>) -> bytes::Bytes {
    match args.maybe("body") {
        None => bytes::Bytes::new(),
        Some(Value::String(text)) => text.clone().into(),
        Some(json) => json.to_string().into(),
    }
}
