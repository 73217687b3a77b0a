//! Messages, receipts, recalls and edits: taken once, passed on unchanged, acknowledged.

use bytes::Bytes;
use easemob_core::wire::{
    self, BodyType, Jid, Meta, Namespace, RouteType, StatusCode, USER_DOMAIN,
};
use prost::Message;

use crate::edits::with_meta;
use crate::groups::{Group, Kind};
use crate::muc::Actor;
use crate::queues::{Audience, QueueId, Receipt};
use crate::server::Server;
use crate::sessions::Login;
use crate::sync::Verdict;

/// Bytes of a message the vendor accepts.
const MESSAGE_BYTES: usize = 5 * 1024;

/// Receivers the vendor lets a directed message have.
const DIRECTED: usize = 20;

/// What the server reads of a message: nothing else in it has to make sense to it.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Outline {
    /// `type`, a [`BodyType`] number.
    #[prost(int32, optional, tag = "1")]
    pub(crate) kind: Option<i32>,
    /// What it says; an edit brings all of it again.
    #[prost(message, repeated, tag = "4")]
    pub(crate) contents: Vec<ContentOutline>,
    /// The message a receipt or a recall is about.
    #[prost(uint64, optional, tag = "6")]
    pub(crate) ack_message_id: Option<u64>,
    /// JSON text.
    #[prost(bytes = "bytes", optional, tag = "9")]
    pub(crate) meta: Option<Bytes>,
    /// The message an edit is about.
    #[prost(uint64, optional, tag = "11")]
    pub(crate) edit_message_id: Option<u64>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct ContentOutline {
    #[prost(int32, optional, tag = "1")]
    kind: Option<i32>,
}

impl Outline {
    /// What can be read of a body, if anything.
    pub(crate) fn read(body: &Bytes) -> Self {
        Self::decode(body.clone()).unwrap_or_default()
    }

    /// Number of the kind of its first content.
    pub(crate) fn content(&self) -> Option<i32> {
        self.contents.first().map(|content| content.kind.unwrap_or_default())
    }

    pub(crate) fn is(&self, kind: BodyType) -> bool {
        self.kind == Some(kind as i32)
    }

    /// Whether it says something, rather than tell of something said.
    fn is_speech(&self) -> bool {
        use BodyType::{ChannelAck, DeliverAck, ReadAck, Recall};
        ![ReadAck, DeliverAck, Recall, ChannelAck].into_iter().any(|kind| self.is(kind))
    }

    /// Whether it says something new, rather than change what was said.
    pub(crate) fn is_new_speech(&self) -> bool {
        self.is_speech() && !self.is(BodyType::Edit)
    }
}

impl Server {
    /// Judges a meta that is not a statistic, and passes it on.
    pub(crate) fn take_content(
        &mut self,
        sender: &Login,
        meta: &Meta,
        ns: Option<Namespace>,
    ) -> Verdict {
        let id = meta.id.unwrap_or_default();
        if let Some(receipt) = self.mailboxes.of(&sender.user).receipt(id) {
            self.record.count("duplicates", 1);
            return Verdict::Accepted(receipt);
        }
        if let Some((code, reason)) = self.faults.on_send(&sender.user) {
            return Verdict::Refused(code, reason);
        }
        let receipt = self.receipt();
        let verdict = match ns {
            Some(Namespace::Chat) => self.take_chat(sender, meta, receipt),
            Some(Namespace::Muc) => self.take_muc(sender, meta, receipt),
            _ => refuse(StatusCode::Fail, "namespace is not for clients"),
        };
        if let Verdict::Accepted(receipt) = &verdict {
            self.record.count("messages", 1);
            self.mailboxes.of(&sender.user).remember(id, receipt.clone());
        }
        verdict
    }

    /// Puts a meta into a user's queue and tells the devices it is for.
    pub(crate) fn deliver(&mut self, user: &str, queue: &QueueId, meta: Meta, audience: Audience) {
        self.store(user, queue, meta, audience.clone());
        self.notice(user, queue, &audience);
    }

    /// Whether messages to a name are kept.
    pub(crate) fn exists(&self, name: &str) -> bool {
        self.config.auto_create_users || self.accounts.contains(name)
    }

    /// The address of a user.
    pub(crate) fn user_jid(&self, name: &str, resource: Option<&str>) -> Jid {
        Jid {
            app_key: Some(self.config.app_key.clone()),
            name: Some(name.into()),
            domain: Some(USER_DOMAIN.into()),
            client_resource: resource.map(Into::into),
        }
    }

    fn take_chat(&mut self, sender: &Login, meta: &Meta, mut receipt: Receipt) -> Verdict {
        let mut payload = meta.payload.clone().unwrap_or_default();
        let Ok(body) = Outline::decode(payload.clone()) else {
            return refuse(StatusCode::PbParserError, "message body cannot be read");
        };
        if self.config.vendor_limits && payload.len() > MESSAGE_BYTES {
            return refuse(StatusCode::PermissionDenied, "Sorry, data is too large");
        }
        let named = |to: &&Jid| to.name.as_ref().is_some_and(|name| !name.is_empty());
        let Some(to) = meta.to.as_ref().filter(named) else {
            return refuse(StatusCode::MissingParameter, "receiver is missing");
        };
        let group = match QueueId::read(to).is_group() {
            true => match self.group_for(sender, meta, to) {
                Ok(group) => Some(group),
                Err(refusal) => return refusal,
            },
            false => None,
        };
        if body.is_speech() {
            let allowed = match &group {
                Some(group) => self.may_speak_in(group, &sender.user),
                None => self.may_speak_to(to.name.as_deref().unwrap_or_default(), &sender.user),
            };
            if let Err(refusal) = allowed {
                return refusal;
            }
        }
        if body.is(BodyType::Edit) {
            let chat = group.as_ref().map_or(BodyType::Chat, |group| group.kind.chat());
            match self.judge_edit(&sender.user, &payload, &body, chat, &receipt) {
                Ok(edit) => {
                    payload = edit.payload;
                    self.archive.edit(body.edit_message_id.unwrap_or_default(), &payload);
                    receipt.extra = Some(edit.notification);
                }
                Err(refusal) => return refusal,
            }
        } else if body.is(BodyType::Recall) {
            if let Err(refusal) = self.judge_recall(&sender.user, &body) {
                return refusal;
            }
            self.archive.recall(body.ack_message_id.unwrap_or_default());
        } else if body.is_speech() {
            let (id, content) = (receipt.server_id, body.content());
            self.messages.remember(id, &sender.user, receipt.at, content);
        } else {
            self.note_reading(&sender.user, &body, &QueueId::read(to));
        }
        if let Some(thread) = group.as_ref().filter(|group| group.kind == Kind::Thread) {
            payload = with_meta(&payload, &Outline::read(&payload), "thread", thread.mark());
        }
        let passed_on = Meta {
            id: Some(receipt.server_id),
            from: Some(self.user_jid(&sender.user, Some(&sender.resource))),
            timestamp: Some(receipt.at),
            ns: meta.ns,
            payload: Some(payload),
            ext: meta.ext.clone(),
            ..Meta::default()
        };
        match group {
            Some(_) if body.is(BodyType::ReadAck) => {
                let message = body.ack_message_id.unwrap_or_default();
                self.pass_on_receipt(&sender.user, message, &QueueId::read(to), passed_on);
            }
            Some(group) => {
                self.send_to_group(sender, meta, to, &group, passed_on);
                if body.is_speech() && !body.is(BodyType::Edit) {
                    let id = to.name.as_deref().unwrap_or_default();
                    self.count_in_thread(id, &Actor::device(sender), receipt.server_id);
                }
            }
            None => self.send_to_user(sender, meta, to, passed_on),
        }
        Verdict::Accepted(receipt)
    }

    /// The group a message is for, if its sender may write there.
    fn group_for(&self, sender: &Login, meta: &Meta, to: &Jid) -> Result<Group, Verdict> {
        let id = to.name.as_deref().unwrap_or_default();
        let Some(group) = self.groups.get(id) else {
            return Err(refuse(StatusCode::Fail, "group not found"));
        };
        if !group.has(&sender.user) {
            return Err(refuse(StatusCode::Fail, "not in group or chatroom"));
        }
        if self.config.vendor_limits && meta.directed_users.len() > DIRECTED {
            return Err(refuse(StatusCode::Fail, "limit directed users"));
        }
        Ok(group.clone())
    }

    fn send_to_user(&mut self, sender: &Login, meta: &Meta, to: &Jid, mut passed_on: Meta) {
        let receiver = to.name.clone().unwrap_or_default();
        let device = to.client_resource.clone().filter(|device| !device.is_empty());
        passed_on.to = Some(self.user_jid(&receiver, device.as_deref()));
        self.keep_message(&passed_on, meta.routetype);
        let id = passed_on.id.unwrap_or_default();
        self.archive.list(&sender.user, &QueueId::of_user(&receiver), id, false);
        if receiver != sender.user && self.exists(&receiver) {
            self.archive.list(&receiver, &QueueId::of_user(&sender.user), id, true);
        }
        if receiver != sender.user {
            let queue = QueueId::of_user(&receiver);
            self.copy_to_other_devices(sender, &queue, passed_on.clone());
        }
        let wanted = self.exists(&receiver) && self.reachable(meta, &receiver);
        if wanted {
            let audience = match device {
                Some(device) => Audience::Only(device),
                None if receiver == sender.user => Audience::Except(sender.resource.clone()),
                None => Audience::All,
            };
            self.deliver(&receiver, &QueueId::of_user(&sender.user), passed_on, audience);
        }
    }

    fn send_to_group(
        &mut self,
        sender: &Login,
        meta: &Meta,
        to: &Jid,
        group: &Group,
        mut passed_on: Meta,
    ) {
        let queue = QueueId::read(to);
        passed_on.to = Some(queue.jid(&self.config.app_key));
        let room = group.kind == Kind::Chatroom;
        let paced = room && self.config.vendor_limits && !is_urgent(meta);
        if paced && !self.groups.keeps_pace(&queue.name, self.now) {
            return self.record.count("droppedInRooms", 1);
        }
        self.keep_message(&passed_on, meta.routetype);
        let id = passed_on.id.unwrap_or_default();
        self.archive.list(&sender.user, &queue, id, false);
        let directed = meta.routetype == Some(RouteType::Direct as i32);
        for member in group.members.keys().filter(|member| **member != sender.user) {
            let named = !directed || meta.directed_users.contains(member);
            let wanted = !group.shielding.contains(member);
            if named && wanted {
                self.archive.list(member, &queue, id, true);
            }
            let online = !room || !self.sessions.of(member).is_empty();
            if named && wanted && online && self.reachable(meta, member) {
                self.deliver(member, &queue, passed_on.clone(), Audience::All);
            }
        }
        if room && self.config.echo_chatroom {
            self.deliver(&sender.user, &queue, passed_on, Audience::All);
        } else {
            self.copy_to_other_devices(sender, &queue, passed_on);
        }
    }

    /// The sender's other devices find the message in the conversation it was sent in.
    fn copy_to_other_devices(&mut self, sender: &Login, queue: &QueueId, passed_on: Meta) {
        let mailbox = self.mailboxes.of(&sender.user);
        if mailbox.devices().any(|device| *device != sender.resource) {
            let audience = Audience::Except(sender.resource.clone());
            self.deliver(&sender.user, queue, passed_on, audience);
        }
    }

    /// Messages for online receivers only are not kept for others.
    fn reachable(&self, meta: &Meta, receiver: &str) -> bool {
        let online_only = meta.routetype == Some(RouteType::Online as i32);
        !online_only || !self.sessions.of(receiver).is_empty()
    }
}

/// Whether a room message has the highest priority.
fn is_urgent(meta: &Meta) -> bool {
    let tag = meta.ext.iter().find(|entry| entry.key.as_deref() == Some("chatroom_msg_tag"));
    tag.is_some_and(|tag| tag.value == Some(wire::Value::Varint(0)))
}

/// A refusal in words.
pub(crate) fn refuse(code: StatusCode, reason: &str) -> Verdict {
    Verdict::Refused(code as i32, reason.into())
}
