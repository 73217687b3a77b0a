//! What happened, and what is known.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ControlError;
use super::args::Args;
use crate::server::Server;
use crate::transcode::Way;

impl Server {
    pub(super) fn op_frames(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let user = args.maybe_text("user")?.filter(|user| *user != "*");
        let way = match args.maybe_text("dir")? {
            None => None,
            Some("up") => Some(Way::Up),
            Some("down") => Some(Way::Down),
            Some(_) => return Err(args.wrong("dir", "up or down")),
        };
        let since = args.maybe_number("since")?.unwrap_or_default();
        let explain = args.flag("explain", false)?;
        let clear = args.flag("clear", false)?;
        let wanted = self.record.frames.iter().filter(|frame| {
            frame.at >= since
                && way.is_none_or(|way| way == frame.way)
                && user.is_none_or(|user| frame.user.as_deref() == Some(user))
        });
        let shown = wanted.map(|frame| frame.to_json(explain)).collect();
        if clear {
            self.record.frames.clear();
        }
        Ok(shown)
    }

    pub(super) fn op_rest(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let clear = args.flag("clear", false)?;
        let calls = self.record.calls.iter().cloned().collect();
        if clear {
            self.record.calls.clear();
        }
        Ok(calls)
    }

    /// Everything known, of so many users and groups at most; what is left out is counted.
    pub(crate) fn state(&self, most: usize) -> Value {
        let names: BTreeSet<&String> = (self.accounts.iter().map(|(name, _)| name))
            .chain(self.sessions.users())
            .chain(self.mailboxes.users())
            .collect();
        let left_out = json!({
            "users": names.len().saturating_sub(most),
            "groups": self.groups.iter().count().saturating_sub(most),
        });
        let users: Map<String, Value> = names
            .into_iter()
            .take(most)
            .map(|name| (name.clone(), self.user_state(name)))
            .collect();
        let groups: Map<String, Value> = self
            .groups
            .iter()
            .take(most)
            .map(|(id, group)| {
                let shown = json!({
                    "name": group.name,
                    "owner": group.owner,
                    "members": group.names(),
                    "kind": group.kind.name(),
                    "open": group.open,
                    "created": group.created,
                });
                (id.clone(), shown)
            })
            .collect();
        json!({
            "now": self.now,
            "users": users,
            "groups": groups,
            "faults": self.faults.to_json(),
            "leftOut": left_out,
            "connections": self.sessions.peers().len(),
            "counters": self.record.counters(),
        })
    }

    fn user_state(&self, name: &str) -> Value {
        let sessions = self.sessions.of(name).into_iter().filter_map(|(peer, login)| {
            let session = self.sessions.get(peer)?;
            let lz4 = json!({ "up": session.up.is_some(), "down": session.down.is_some() });
            Some(json!({ "resource": login.resource, "link": peer.0, "lz4": lz4 }))
        });
        let mailbox = self.mailboxes.get(name);
        let queues = mailbox.into_iter().flat_map(|mailbox| mailbox.queues());
        let queues: Map<String, Value> = queues
            .map(|(id, queue)| {
                let shown = json!({
                    "domain": id.domain,
                    "messages": queue.len(),
                    "lastKey": queue.last_key().to_string(),
                    "cursors": queue.cursors().iter()
                        .map(|(device, key)| (device.clone(), json!(key.to_string())))
                        .collect::<Map<_, _>>(),
                });
                (id.name.clone(), shown)
            })
            .collect();
        let account = self.accounts.get(name);
        json!({
            "account": account.is_some(),
            "nickname": account.map(|account| account.nickname.as_str()),
            "contacts": account.map(|account| account.contacts.keys().collect::<Vec<_>>()),
            "sessions": sessions.collect::<Vec<_>>(),
            "devices": mailbox.map_or_else(Vec::new, |m| m.devices().cloned().collect()),
            "queues": queues,
        })
    }
}
