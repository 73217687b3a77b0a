//! Server events: what groups, contacts and the service itself tell a user.

use easemob_core::wire::{Jid, Namespace, RosterBody};
use prost::Message;
use serde_json::{Map, Value, json};

use super::ControlError;
use super::args::Args;
use crate::groups::Kind;
use crate::queues::QueueId;
use crate::schema::{events, muc};
use crate::server::Server;
use crate::transcode;

impl Server {
    pub(super) fn op_muc(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let id = args.name("group")?;
        let operation = args.named("operation", &muc::MUC_BODY_OPERATION)?;
        let from = args.name("from")?;
        let Some(group) = self.groups.get(id).cloned() else {
            return Err(args.unknown(format!("there is no group {id:?}")));
        };
        let queue = QueueId::of_group(id);
        let given = match args.maybe("body") {
            None => Map::new(),
            Some(body) => body.as_object().ok_or_else(|| args.wrong("body", "an object"))?.clone(),
        };
        let mut ids = Vec::new();
        for member in group.members.keys() {
            let mut body = json!({
                "mucId": shown(&queue.jid(&self.config.app_key)),
                "operation": operation,
                "from": shown(&self.user_jid(from, None)),
                "to": [shown(&self.user_jid(member, None))],
                "isChatroom": group.kind == Kind::Chatroom,
            });
            if group.kind == Kind::Thread {
                body["isThread"] = json!(true);
                body["mucParentId"] = shown(&queue.jid(&self.config.app_key));
            }
            if let Some(members) = body.as_object_mut() {
                members.extend(given.clone());
            }
            let payload = transcode::from_json(&muc::MUC_BODY, &body)
                .map_err(|error| args.wrong("body", format!("valid: {error}")))?;
            let from = queue.jid(&self.config.app_key);
            ids.push(self.tell(member, &queue, from, Namespace::Muc, payload));
        }
        Ok(json!({ "ids": ids }))
    }

    pub(super) fn op_roster(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let operation = args.named("operation", &events::ROSTER_BODY_OPERATION)?;
        let (from, user) = (args.name("from")?, args.name("user")?);
        let body = RosterBody {
            operation: Some(operation),
            from: Some(self.user_jid(from, None)),
            to: vec![self.user_jid(user, None)],
            reason: args.maybe_text("reason")?.map(Into::into),
            ..RosterBody::default()
        };
        let jid = self.user_jid(from, None);
        let queue = QueueId::of_user(from);
        let id = self.tell(user, &queue, jid, Namespace::Roster, body.encode_to_vec());
        Ok(json!({ "ids": [id] }))
    }

    pub(super) fn op_notify(&mut self, args: &Args<'_>) -> Result<Value, ControlError> {
        let user = args.name("user")?;
        let from = args.maybe_text("from")?.unwrap_or(user);
        let payload = match args.value("payload")? {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        };
        let jid = self.user_jid(from, None);
        let queue = QueueId::of_user(from);
        let id = self.tell(user, &queue, jid, Namespace::Notify, payload.into_bytes());
        Ok(json!({ "ids": [id] }))
    }
}

/// An address under the names of the control interface.
fn shown(jid: &Jid) -> Value {
    json!({ "appKey": jid.app_key, "name": jid.name, "domain": jid.domain })
}
