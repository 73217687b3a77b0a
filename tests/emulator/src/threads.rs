//! Threads: groups that hang on a message of another, whose members hear what happens in them.

use easemob_core::wire::{MucOperation, Namespace};
use serde_json::{Value, json};

use crate::groups::{Group, Kind, Parent};
use crate::message_json::message_json;
use crate::muc::Actor;
use crate::queues::QueueId;
use crate::server::Server;

impl Server {
    /// Hangs a thread on a message; the thread that hangs there already is the error.
    pub(crate) fn create_thread(
        &mut self,
        actor: &Actor,
        name: &str,
        parent: Parent,
    ) -> Result<String, String> {
        let hangs = |group: &Group| group.parent.as_ref() == Some(&parent);
        let there = self.groups.iter().find(|(_, group)| hangs(group)).map(|(id, _)| id.clone());
        if let Some(id) = there {
            return Err(id);
        }
        let id = self.groups.free_id();
        let mut thread = Group {
            name: name.into(),
            owner: actor.user.clone(),
            kind: Kind::Thread,
            open: true,
            created: self.now,
            parent: Some(parent),
            ..Group::default()
        };
        thread.admit(&actor.user, self.now);
        self.groups.put(id.clone(), thread);
        self.tell_own_devices(actor, &id, MucOperation::ThreadCreate);
        self.tell_of_thread(&id, actor, "create");
        Ok(id)
    }

    /// Tells the members of the group it hangs in what happened to a thread.
    pub(crate) fn tell_of_thread(&mut self, id: &str, actor: &Actor, operation: &str) {
        let Some(thread) = self.groups.get(id) else { return };
        let Some(parent) = thread.parent.clone() else { return };
        let mut notice = json!({ "type": "thread", "data": {
            "operation": operation,
            "id": id,
            "name": thread.name,
            "muc_parent_id": parent.group,
            "msg_parent_id": parent.message,
            "timestamp": self.now,
            "from": actor.user,
            "message_count": thread.said.len(),
        } });
        if operation == "update_msg"
            && let Some(last) = self.last_in_thread(id)
        {
            notice["data"]["last_message"] = last;
        }
        let notice = notice.to_string();
        let members = self.groups.get(&parent.group).map(Group::names);
        let queue = QueueId::of_group(&parent.group);
        for member in members.unwrap_or_default() {
            let from = self.user_jid(&actor.user, None);
            let notice = notice.clone().into_bytes();
            self.tell(&member, &queue, from, Namespace::Notify, notice);
        }
    }

    /// Tells the actor's other devices of what was done to a thread.
    pub(crate) fn tell_own_devices(&mut self, actor: &Actor, id: &str, operation: MucOperation) {
        let body = self.muc_body(id, &actor.user, operation);
        self.announce(actor, [actor.user.clone()], &body);
    }

    /// Counts a message in a thread and tells the group of it.
    pub(crate) fn count_in_thread(&mut self, id: &str, actor: &Actor, message: u64) {
        let thread = self.groups.get_mut(id).filter(|group| group.kind == Kind::Thread);
        if let Some(thread) = thread {
            thread.said.push(message);
            self.tell_of_thread(id, actor, "update_msg");
        }
    }

    /// The last message of a thread that nobody has recalled.
    pub(crate) fn last_in_thread(&self, id: &str) -> Option<Value> {
        let said = self.groups.get(id)?.said.iter().rev();
        said.filter_map(|message| self.archive.get(*message)).next().map(message_json)
    }

    /// A thread as the vendor shows one.
    pub(crate) fn thread_details(&self, id: &str) -> Value {
        let Some(thread) = self.groups.get(id) else { return Value::Null };
        let parent = thread.parent.clone().unwrap_or_default();
        json!({
            "id": id,
            "name": thread.name,
            "owner": thread.owner,
            "created": thread.created,
            "msgId": parent.message,
            "groupId": parent.group,
        })
    }
}
