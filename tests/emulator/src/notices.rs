//! What the server tells a user of its own accord, and which devices of theirs.

use easemob_core::wire::{
    BodyType, CommSyncDl, Jid, Meta, Namespace, StatisticsBody, StatusCode, down,
};
use prost::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chat::Outline;
use crate::groups::Kind;
use crate::login::status;
use crate::muc::Actor;
use crate::queues::{Audience, QueueId};
use crate::server::{Peer, Server};

impl Server {
    /// Tells a user something on every device; the id it got.
    pub(crate) fn tell(
        &mut self,
        user: &str,
        queue: &QueueId,
        from: Jid,
        ns: Namespace,
        payload: Vec<u8>,
    ) -> String {
        self.tell_devices(user, queue, from, ns, payload, Audience::All)
    }

    fn tell_devices(
        &mut self,
        user: &str,
        queue: &QueueId,
        from: Jid,
        ns: Namespace,
        payload: Vec<u8>,
        audience: Audience,
    ) -> String {
        let id = self.next_id();
        let meta = Meta {
            id: Some(id),
            from: Some(from),
            to: Some(self.user_jid(user, None)),
            timestamp: Some(self.now),
            ns: Some(ns as i32),
            payload: Some(payload.into()),
            ..Meta::default()
        };
        self.deliver(user, queue, meta, audience);
        id.to_string()
    }

    /// Pushes a statistic to one connection; nobody keeps it.
    pub(crate) fn send_statistic(&mut self, peer: Peer, body: &StatisticsBody) {
        let user = self.user_of(peer).unwrap_or_default();
        let meta = Meta {
            id: Some(self.next_id()),
            timestamp: Some(self.now),
            ns: Some(Namespace::Statistic as i32),
            payload: Some(body.encode_to_vec().into()),
            ..Meta::default()
        };
        let batch = CommSyncDl {
            status: Some(status(StatusCode::Ok as i32, None)),
            metas: vec![meta.encode_to_vec().into()],
            queue: Some(self.user_jid(&user, None)),
            is_last: Some(true),
            timestamp: Some(self.now),
            ..CommSyncDl::default()
        };
        self.send(peer, &down::Frame::Sync(batch));
    }

    /// Tells the actor's other devices of what was done; all of them, if it is not known on which
    /// one it was.
    pub(crate) fn tell_others_of(&mut self, actor: &Actor, ns: Namespace, payload: Vec<u8>) {
        let queue = QueueId::of_user(&actor.user);
        let from = self.user_jid(&actor.user, None);
        if let Some(audience) = self.others_of(actor) {
            self.tell_devices(&actor.user, &queue, from, ns, payload, audience);
        }
    }

    /// Tells all who have a part in a conversation of something the actor did in it, and the
    /// actor's other devices. Rooms tell only who is there.
    pub(crate) fn tell_party(
        &mut self,
        actor: &Actor,
        party: &Party,
        notice: impl Fn(&str) -> Value,
    ) {
        for user in self.members_of(party) {
            let audience = match user == actor.user {
                true => self.others_of(actor),
                false => Some(Audience::All),
            };
            let room = party.kind == BodyType::Chatroom;
            let away = room && self.sessions.of(&user).is_empty();
            if let Some(audience) = audience.filter(|_| !away) {
                let queue = party.queue_of(&user);
                let from = self.user_jid(&actor.user, None);
                let payload = notice(&user).to_string().into_bytes();
                self.tell_devices(&user, &queue, from, Namespace::Notify, payload, audience);
            }
        }
    }

    /// Who has a part in a conversation.
    pub(crate) fn members_of(&self, party: &Party) -> Vec<String> {
        match &party.group {
            Some(id) => self.groups.get(id).into_iter().flat_map(|it| it.names()).collect(),
            None if party.one == party.other => vec![party.one.clone()],
            None => vec![party.one.clone(), party.other.clone()],
        }
    }

    /// The conversation a message belongs to.
    pub(crate) fn party_of(&self, meta: &Meta) -> Party {
        let name = |jid: Option<&Jid>| jid.and_then(|jid| jid.name.clone()).unwrap_or_default();
        let (from, to) = (name(meta.from.as_ref()), name(meta.to.as_ref()));
        let queue = meta.to.as_ref().map(QueueId::read);
        match queue.is_some_and(|queue| queue.is_group()) {
            false => Party::of_two(&from, &to),
            true => {
                let outline = Outline::read(&meta.payload.clone().unwrap_or_default());
                let room = outline.is(BodyType::Chatroom);
                let kind = if room { BodyType::Chatroom } else { BodyType::Groupchat };
                Party { kind, group: Some(to), one: String::new(), other: String::new() }
            }
        }
    }

    /// The group or room of a conversation; none if there is no such.
    pub(crate) fn party_in(&self, id: &str) -> Option<Party> {
        let group = self.groups.get(id)?;
        let room = group.kind == Kind::Chatroom;
        let kind = if room { BodyType::Chatroom } else { BodyType::Groupchat };
        Some(Party { kind, group: Some(id.into()), one: String::new(), other: String::new() })
    }

    fn others_of(&mut self, actor: &Actor) -> Option<Audience> {
        let mailbox = self.mailboxes.of(&actor.user);
        match &actor.resource {
            None => Some(Audience::All),
            Some(resource) => {
                let others = mailbox.devices().any(|device| device != resource);
                others.then(|| Audience::Except(resource.clone()))
            }
        }
    }
}

/// A conversation as everybody in it has it: two users, or a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Party {
    #[serde(with = "body_type")]
    pub(crate) kind: BodyType,
    pub(crate) group: Option<String>,
    one: String,
    other: String,
}

impl Party {
    pub(crate) fn of_two(one: &str, other: &str) -> Self {
        let (one, other) = (one.min(other).to_owned(), one.max(other).to_owned());
        Self { kind: BodyType::Chat, group: None, one, other }
    }

    /// The name one of them has it under.
    pub(crate) fn name_for(&self, user: &str) -> &str {
        match &self.group {
            Some(id) => id,
            None if self.one == user => &self.other,
            None => &self.one,
        }
    }

    pub(crate) fn queue_of(&self, user: &str) -> QueueId {
        match &self.group {
            Some(id) => QueueId::of_group(id),
            None => QueueId::of_user(self.name_for(user)),
        }
    }

    /// Its kind, as REST and notices spell it.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            BodyType::Chatroom => "chatroom",
            BodyType::Groupchat => "groupchat",
            _ => "chat",
        }
    }
}

/// A kind of message as its number.
mod body_type {
    use easemob_core::wire::BodyType;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(kind: &BodyType, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i32(*kind as i32)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BodyType, D::Error> {
        let number = i32::deserialize(from)?;
        BodyType::try_from(number).map_err(|_| D::Error::custom("no kind of message"))
    }
}
