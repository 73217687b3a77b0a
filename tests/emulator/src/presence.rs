//! Presence: who subscribed to whom, and what subscribers are told.

use std::collections::BTreeMap;

use easemob_core::wire::Namespace;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::kept::{Kept, Table};
use crate::queues::QueueId;
use crate::server::Server;

/// Seconds for which a status counts.
const STATUS_SECONDS: u64 = 86_400 * 3;

/// What is known of everybody's presence.
#[derive(Default)]
pub(crate) struct Presences {
    /// Target, then subscriber and until when, in Unix milliseconds.
    subscribers: Kept<String, BTreeMap<String, u64>>,
    /// What users published of themselves, and when anything of theirs changed.
    published: Kept<String, Published>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Published {
    ext: String,
    changed: u64,
}

impl Presences {
    /// What a store keeps.
    pub(crate) fn tables(&mut self) -> [&mut dyn Table; 2] {
        [&mut self.subscribers, &mut self.published]
    }

    pub(crate) fn subscribe(&mut self, subscriber: &str, target: &str, until: u64) {
        self.subscribers.entry(target.into()).or_default().insert(subscriber.into(), until);
    }

    pub(crate) fn unsubscribe(&mut self, subscriber: &str, target: &str) {
        if let Some(subscribers) = self.subscribers.get_mut(target) {
            subscribers.remove(subscriber);
        }
    }

    /// Whom a user is subscribed to, and until when.
    pub(crate) fn of(&self, subscriber: &str, now: u64) -> Vec<(&String, u64)> {
        let all = self.subscribers.iter();
        let own = all.filter_map(|(target, who)| Some((target, *who.get(subscriber)?)));
        own.filter(|(_, until)| *until > now).collect()
    }

    pub(crate) fn publish(&mut self, user: &str, ext: &str) {
        self.published.entry(user.into()).or_default().ext = ext.into();
    }

    pub(crate) fn clear(&mut self) {
        self.subscribers.clear();
        self.published.clear();
    }
}

impl Server {
    /// A user's presence as the vendor shows it: numbers are texts.
    pub(crate) fn presence_of(&self, user: &str, expiry: Option<u64>) -> Value {
        let published = self.presences.published.get(user).cloned().unwrap_or_default();
        let sessions = self.sessions.of(user).into_iter();
        let status: Map<_, _> =
            sessions.map(|(_, login)| (login.resource.clone(), json!("1"))).collect();
        json!({
            "uid": user,
            "last_time": (published.changed / 1000).to_string(),
            "expiry": expiry.unwrap_or(self.now / 1000 + STATUS_SECONDS).to_string(),
            "ext": published.ext,
            "status": status,
        })
    }

    /// Tells those who subscribed and are there that something changed. Nothing is kept for the
    /// others: they ask when they come.
    pub(crate) fn presence_changed(&mut self, user: &str) {
        self.presences.published.entry(user.into()).or_default().changed = self.now;
        let Some(subscribers) = self.presences.subscribers.get(user).cloned() else { return };
        let values = json!([self.presence_of(user, None)]);
        let notice = json!({ "type": "presence", "data": { "values": values } }).to_string();
        let queue = QueueId::of_user(user);
        for (subscriber, until) in subscribers {
            if until > self.now && !self.sessions.of(&subscriber).is_empty() {
                let from = self.user_jid(user, None);
                let notice = notice.clone().into_bytes();
                self.tell(&subscriber, &queue, from, Namespace::Notify, notice);
            }
        }
    }
}
