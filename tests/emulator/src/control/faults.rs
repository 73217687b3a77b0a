//! Faults, and what runs when something happens.

use easemob_core::wire::RedirectInfo;
use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use super::catalog::Takes::{Json, Named, Number, Text};
use super::catalog::{FaultKind, Member, Words, find, may, need};
use crate::agenda::Coding;
use crate::faults::{Act, Fault};
use crate::login::Refusal;
use crate::schema::envelope;
use crate::server::Server;
use crate::triggers::Trigger;

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
        for operation in &operations {
            find(Args::read(operation)?.op)?;
        }
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
pub(super) const EVENTS: [&str; 7] =
    ["login", "disconnect", "sync", "unread", "notice", "provision", "logout"];
const EVENT_NAMES: &str =
    "login, disconnect, or a command: sync, unread, notice, provision, logout";

const CODE: Member = need("code", Named(&envelope::STATUS_ERROR_CODE), r#""FAIL""#);
const REASON: Member = may("reason", Text, r#""""#);

/// Every kind of fault: on frames down, on frames up, on logins and sends, on REST.
pub(super) static KINDS: [FaultKind; 15] = [
    FaultKind {
        name: "swallow",
        does: Words("Frames to the client are lost.", "丢弃发给客户端的帧。"),
        members: &[],
        make: |_| Ok(Act::Swallow),
    },
    FaultKind {
        name: "delay",
        does: Words("Frames to the client come late.", "延迟发给客户端的帧。"),
        members: &[need("ms", Number, "1000")],
        make: |args| args.number("ms").map(Act::Delay),
    },
    FaultKind {
        name: "duplicate",
        does: Words("Frames to the client come several times.", "重复发送给客户端的帧。"),
        members: &[may("copies", Number, "1")],
        make: |args| Ok(Act::Duplicate(args.maybe_size("copies")?.unwrap_or(1).min(1000))),
    },
    FaultKind {
        name: "reorder",
        does: Words("Frames are held back, then sent last first.", "扣住若干帧，再倒序发出。"),
        members: &[may("window", Number, "2")],
        make: |args| Ok(Act::Reorder(args.maybe_size("window")?.unwrap_or(2).max(1))),
    },
    FaultKind {
        name: "truncate",
        does: Words("Frames to the client break off.", "截断发给客户端的帧。"),
        members: &[may("bytes", Number, "8")],
        make: |args| args.maybe_size("bytes").map(Act::Truncate),
    },
    FaultKind {
        name: "corrupt",
        does: Words("Random bytes stand in front of frames.", "在帧前面插入随机字节。"),
        members: &[may("bytes", Number, "4")],
        make: |args| Ok(Act::Corrupt(args.maybe_size("bytes")?.unwrap_or(4))),
    },
    FaultKind {
        name: "replace",
        does: Words("Other bytes come instead of frames.", "用指定字节替换发给客户端的帧。"),
        members: &[need("hex", Text, r#""0800""#)],
        make: |args| args.hex("hex").map(Act::Replace),
    },
    FaultKind {
        name: "ignore",
        does: Words("Frames of the client have no effect.", "忽略客户端发来的帧。"),
        members: &[],
        make: |_| Ok(Act::Ignore),
    },
    FaultKind {
        name: "hang",
        does: Words("The same as `ignore`.", "与 ignore 相同。"),
        members: &[],
        make: |_| Ok(Act::Ignore),
    },
    FaultKind {
        name: "loseAck",
        does: Words("Pulls do not acknowledge the page before.", "拉取消息时丢失对上一页的确认。"),
        members: &[],
        make: |_| Ok(Act::LoseAck),
    },
    FaultKind {
        name: "refuse",
        does: Words("Logins are refused.", "拒绝登录。"),
        members: &[CODE, REASON, may("redirect", Json, r#"["127.0.0.1:443"]"#)],
        make: |args| refusal(args).map(Act::Refuse),
    },
    FaultKind {
        name: "reject",
        does: Words("Sent messages are refused.", "拒绝客户端发送的消息。"),
        members: &[CODE, REASON],
        make: |args| args.verdict().map(|(code, reason)| Act::Reject(code, reason)),
    },
    FaultKind {
        name: "restDelay",
        does: Words("REST answers come late.", "延迟 REST 响应。"),
        members: &[need("ms", Number, "1000")],
        make: |args| args.number("ms").map(Act::RestDelay),
    },
    FaultKind {
        name: "restHang",
        does: Words("REST calls are never answered.", "REST 请求得不到响应。"),
        members: &[],
        make: |_| Ok(Act::RestHang),
    },
    FaultKind {
        name: "restError",
        does: Words("REST calls are answered with an error.", "REST 请求返回错误。"),
        members: &[need("status", Number, "500"), may("body", Json, r#"{"error":"broken"}"#)],
        make: |args| Ok(Act::RestError(http_status(args)?, http_body(args))),
    },
];

fn act(args: &Args<'_>) -> Result<Act, ControlError> {
    let name = args.text("kind")?;
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        return Err(args.wrong("kind", format!("one of {}", names.join(", "))));
    };
    (kind.make)(args)
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
