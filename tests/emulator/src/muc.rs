//! What members of a group, room or thread are told about it.

use easemob_core::wire::{Meta, MucBody, MucOperation, Namespace};
use prost::Message;

use crate::groups::Kind;
use crate::queues::{Audience, QueueId};
use crate::server::Server;
use crate::sessions::Login;

/// Members up to which a room tells how many it has.
const COUNTED: usize = 2000;

/// Who did something, and on which device if that is known.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub(crate) user: String,
    pub(crate) resource: Option<String>,
}

impl Actor {
    /// Somebody to whom it happened, on no device in particular.
    pub(crate) fn named(user: &str) -> Self {
        Self { user: user.into(), resource: None }
    }

    pub(crate) fn device(login: &Login) -> Self {
        Self { user: login.user.clone(), resource: Some(login.resource.clone()) }
    }
}

impl Server {
    /// The body of an event of a group.
    pub(crate) fn muc_body(&self, id: &str, from: &str, operation: MucOperation) -> MucBody {
        let group = self.groups.get(id);
        let mut body = MucBody {
            muc_id: Some(QueueId::of_group(id).jid(&self.config.app_key)),
            operation: Some(operation as i32),
            from: Some(self.user_jid(from, None)),
            is_chatroom: Some(group.is_some_and(|group| group.kind == Kind::Chatroom)),
            ..MucBody::default()
        };
        if let Some(thread) = group.filter(|group| group.kind == Kind::Thread) {
            let parent = thread.parent.as_ref().map_or(id, |parent| parent.group.as_str());
            body.is_thread = Some(true);
            body.muc_name = Some(thread.name.clone());
            body.muc_parent_id = Some(QueueId::of_group(parent).jid(&self.config.app_key));
        }
        body
    }

    /// A MUC meta from a group, without addresses.
    pub(crate) fn muc_meta(&self, id: u64, body: &MucBody) -> Meta {
        Meta {
            id: Some(id),
            timestamp: Some(self.now),
            ns: Some(Namespace::Muc as i32),
            payload: Some(body.encode_to_vec().into()),
            ..Meta::default()
        }
    }

    /// Tells everybody in `audience` of an event. Who did it learns of it on the other devices;
    /// what happens in a room is not kept for those who are away.
    pub(crate) fn announce(
        &mut self,
        actor: &Actor,
        audience: impl IntoIterator<Item = String>,
        body: &MucBody,
    ) {
        let name = body.muc_id.as_ref().and_then(|jid| jid.name.clone()).unwrap_or_default();
        let queue = QueueId::of_group(&name);
        for member in audience {
            let devices = if member == actor.user {
                let Some(resource) = actor.resource.clone() else { continue };
                let mailbox = self.mailboxes.of(&member);
                if !mailbox.devices().any(|device| *device != resource) {
                    continue;
                }
                Audience::Except(resource)
            } else {
                Audience::All
            };
            if body.is_chatroom == Some(true) && self.sessions.of(&member).is_empty() {
                continue;
            }
            let server_id = self.next_id();
            let mut meta = self.muc_meta(server_id, body);
            meta.from = Some(queue.jid(&self.config.app_key));
            meta.to = Some(self.user_jid(&member, None));
            self.deliver(&member, &queue, meta, devices);
        }
    }

    /// Tells the others that somebody came or went.
    pub(crate) fn tell_of_membership(
        &mut self,
        id: &str,
        actor: &Actor,
        came: bool,
        ext: Option<String>,
    ) {
        let Some(group) = self.groups.get(id) else { return };
        let operation = match (group.kind, came) {
            (Kind::Thread, true) => MucOperation::ThreadPresence,
            (Kind::Thread, false) => MucOperation::ThreadAbsence,
            (_, true) => MucOperation::Presence,
            (_, false) => MucOperation::Absence,
        };
        let mut others = group.names();
        let crowd = group.kind == Kind::Chatroom && others.len() > COUNTED;
        let count = i32::try_from(others.len()).ok().filter(|_| !crowd);
        others.remove(&actor.user);
        let body = self.muc_body(id, &actor.user, operation);
        let body = MucBody { ext, muc_member_count: count, ..body };
        self.announce(actor, others, &body);
        if !came {
            self.drop_attributes(id, &actor.user);
        }
    }
}
