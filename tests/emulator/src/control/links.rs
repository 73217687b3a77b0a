//! What is done to connections: closing them, kicking users, odd frames.

use bytes::Bytes;
use easemob_core::wire::{CommNotice, MSync, StatisticsBody, down};
use prost::Message;
use serde_json::{Value, json};

use super::ControlError;
use super::args::Args;
use crate::agenda::Coding;
use crate::queues::QueueId;
use crate::schema::{envelope, events};
use crate::server::{Close, Peer, Push, Server};
use crate::transcode::{self, Way};

/// Bytes of garbage when nothing else is said.
const GARBAGE: usize = 16;

impl Server {
    pub(super) fn op_drop(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let polite = match args.maybe_text("how")? {
            Some("close") => true,
            None | Some("kill") => false,
            Some(_) => return Err(args.wrong("how", "\"close\" or \"kill\"")),
        };
        let code = args.maybe_number("code")?.unwrap_or(1000);
        let code = u16::try_from(code).map_err(|_| args.wrong("code", "a close code"))?;
        let reason = args.maybe_text("reason")?.unwrap_or_default();
        self.for_each_session(args, |server, peer| {
            let how = match polite {
                true => Close::Polite { code, reason: reason.into() },
                false => Close::Abrupt,
            };
            server.close(peer, how);
        })
    }

    pub(super) fn op_kick(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let operation = args.named("operation", &events::STATISTICS_BODY_OPERATION)?;
        let reason = args.maybe_text("reason")?.map(String::from);
        self.for_each_session(args, |server, peer| {
            server.kick(peer, operation, reason.clone());
        })
    }

    pub(super) fn op_garbage(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let bytes = args.maybe_size("bytes")?.unwrap_or(GARBAGE);
        self.for_each_session(args, |server, peer| {
            let garbage = server.random.garbage(bytes);
            server.emit(peer, garbage.into(), Coding::Session);
        })
    }

    /// Sends a notice that breaks off.
    pub(super) fn op_truncated(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let bytes = args.maybe_size("bytes")?;
        let queue = QueueId::of_user("truncated").jid(&self.config.app_key);
        let whole = down::Frame::Notice(CommNotice { queue: Some(queue) }).encode();
        let keep = bytes.unwrap_or(whole.len() / 2).min(whole.len() - 1);
        let part = whole.slice(..keep);
        self.for_each_session(args, |server, peer| server.emit(peer, part.clone(), Coding::Session))
    }

    pub(super) fn op_raw(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let bytes = args.hex("hex")?;
        let coding = if args.op == "wire" { Coding::Wire } else { Coding::Session };
        self.for_each_session(args, |server, peer| server.emit(peer, bytes.clone(), coding))
    }

    pub(super) fn op_text(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let text = args.text("text")?;
        self.for_each_session(args, |server, peer| {
            if server.is_open(peer) {
                let bytes = Bytes::copy_from_slice(text.as_bytes());
                server.note(Way::Down, peer, bytes, Some("a text message".into()));
                server.outbox.push_back((peer, Push::Text(text.into())));
            }
        })
    }

    pub(super) fn op_down(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let command = args.named("command", &envelope::MSYNC_COMMAND)?;
        let payload = match (args.maybe("body"), transcode::command_body(command, Way::Down)) {
            (None, _) => None,
            (Some(body), Some(message)) => {
                let encoded = transcode::from_json(message, body);
                Some(encoded.map_err(|error| args.wrong("body", format!("valid: {error}")))?.into())
            }
            (Some(_), None) => {
                return Err(args.wrong("command", "a known one if there is a body"));
            }
        };
        let envelope =
            MSync { version: Some(0), command: Some(command), payload, ..MSync::default() };
        let frame: Bytes = envelope.encode_to_vec().into();
        let coding = if command == 3 { Coding::Login } else { Coding::Session };
        self.for_each_session(args, |server, peer| server.emit(peer, frame.clone(), coding))
    }

    /// Tells a session that it is over, and ends it if that is set.
    pub(crate) fn kick(&mut self, peer: Peer, operation: i32, reason: Option<String>) {
        let body = StatisticsBody { operation: Some(operation), reason, ..Default::default() };
        self.send_statistic(peer, &body);
        if self.config.close_on_kick {
            self.close_soon(peer, "kicked");
        }
    }

    /// Does something to every connection of `user`; how many there were.
    pub(super) fn for_each_session(
        &mut self,
        args: &Args<'_>,
        mut what: impl FnMut(&mut Self, Peer),
    ) -> Result<Value, ControlError> {
        let peers = self.sessions.named(args.name("user")?);
        for peer in &peers {
            what(self, *peer);
        }
        Ok(json!({ "sessions": peers.len() }))
    }
}
