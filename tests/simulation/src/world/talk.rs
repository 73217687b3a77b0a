//! What people say and do to each other, over the socket.

use easemob_core::message::outgoing::Text;
use easemob_core::{Address, GroupId, JoinOptions, LocalId, Outgoing, RoomId};
use serde_json::json;

use super::{Who, World};
use crate::oracle::Said;

/// Where several people talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Circle(usize);

/// What a circle is to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CircleKind {
    /// A group: what is said waits for who is away.
    Group,
    /// A thread, which goes by the rules of its group.
    Thread,
    /// A chat room: who is away misses what is said.
    Room,
}

pub(crate) struct CircleOf {
    kind: CircleKind,
    id: String,
    members: Vec<Who>,
}

impl World {
    /// A group, a thread or a room with these people in it.
    ///
    /// # Panics
    /// When the name cannot be an id.
    pub fn circle(&mut self, kind: CircleKind, id: &str, members: &[Who]) -> Circle {
        let name = match kind {
            CircleKind::Group => "group",
            CircleKind::Thread => "thread",
            CircleKind::Room => "chatroom",
        };
        let names: Vec<&str> = members.iter().map(|who| &*self.people[who.0].name).collect();
        let make = json!({
            "op": "group", "kind": name, "id": id, "owner": names.first(), "members": names,
        });
        self.operate(&make).expect("an id that can be a group's");
        self.circles.push(CircleOf { kind, id: id.into(), members: members.into() });
        Circle(self.circles.len() - 1)
    }

    /// One writes to another. The id, unless the client does not accept it.
    pub fn say(&mut self, from: Who, to: Who) -> Option<LocalId> {
        let to_user = Address::User(self.people[to.0].user.clone());
        let text = self.new_text(from, &self.people[to.0].name.clone());
        let said = Said { text, to: to_user, ears: vec![to], is_fleeting: false };
        self.speak(from, said, |said| Some(Outgoing::text(said.to.clone(), said.text.as_str())))
    }

    /// One says something to all others of a circle. The same.
    pub fn say_in(&mut self, from: Who, circle: Circle) -> Option<LocalId> {
        let CircleOf { kind, id, members } = &self.circles[circle.0];
        let (kind, id) = (*kind, id.clone());
        let ears = members.iter().copied().filter(|who| *who != from).collect();
        let text = self.new_text(from, &id);
        let is_fleeting = kind == CircleKind::Room;
        let said = Said { text, to: address(kind, &id), ears, is_fleeting };
        self.speak(from, said, |said| {
            let message = Outgoing::text(said.to.clone(), said.text.as_str());
            Some(if kind == CircleKind::Thread { message.in_thread() } else { message })
        })
    }

    /// One takes back what he said last, if the server has it.
    pub fn take_back(&mut self, who: Who) -> Option<LocalId> {
        let (id, to, words) = self.oracle.last_sent(who)?;
        let said = self.deed(who, &format!("recall of {words:?}"), to);
        self.speak(who, said, |said| Some(Outgoing::recall(said.to.clone(), id)))
    }

    /// One changes what he said last, if the server has it.
    pub fn change(&mut self, who: Who) -> Option<LocalId> {
        let (id, to, words) = self.oracle.last_sent(who)?;
        let said = self.deed(who, &format!("edit of {words:?}"), to);
        let new = || Text::new("something else");
        self.speak(who, said, |said| Outgoing::edit(said.to.clone(), id, new()).ok())
    }

    /// One says that he has read what he heard last from somebody.
    pub fn mark_read(&mut self, who: Who) -> Option<LocalId> {
        let (id, from) = self.oracle.last_heard(who)?;
        let to = Address::User(self.people[from.0].user.clone());
        let said = self.deed(who, "receipt", to);
        self.speak(who, said, |said| Some(Outgoing::read_ack(said.to.clone(), id)))
    }

    /// One asks to be let into a room. Only who is in hears what is said.
    pub fn enter(&mut self, who: Who, room: Circle) -> Option<LocalId> {
        let room = RoomId::new(self.circles[room.0].id.clone()).ok()?;
        if !self.people[who.0].is_awake() {
            return None;
        }
        let asked = self.with_client(who, |person, now| {
            person.client.join_room(now, room.clone(), JoinOptions::default()).ok()
        });
        let local = asked?;
        self.note(who, format_args!("asks to enter room {room}"));
        self.oracle.asked_room(who, local);
        self.settle(who);
        Some(local)
    }

    fn new_text(&mut self, from: Who, to: &str) -> String {
        let person = &mut self.people[from.0];
        person.written += 1;
        format!("{} to {to} {}", person.name, person.written)
    }

    /// Something nobody hears as a message.
    fn deed(&mut self, who: Who, what: &str, to: Address) -> Said {
        let text = self.new_text(who, what);
        Said { text, to, ears: Vec::new(), is_fleeting: false }
    }

    /// The message is made where the client is weighed, so that the client has all of it.
    fn speak(
        &mut self,
        from: Who,
        said: Said,
        message: impl FnOnce(&Said) -> Option<Outgoing>,
    ) -> Option<LocalId> {
        let local = self.accept(from, said, message)?;
        self.settle(from);
        Some(local)
    }

    pub(super) fn accept(
        &mut self,
        from: Who,
        said: Said,
        message: impl FnOnce(&Said) -> Option<Outgoing>,
    ) -> Option<LocalId> {
        if !self.people[from.0].is_awake() {
            return None;
        }
        let accepted =
            self.with_client(from, |person, now| person.client.send(now, message(&said)?).ok());
        let Some(local) = accepted else {
            self.note(from, format_args!("cannot write now"));
            return None;
        };
        self.note(from, format_args!("writes {:?}", said.text));
        self.oracle.accepted(from, local, said);
        Some(local)
    }
}

fn address(kind: CircleKind, id: &str) -> Address {
    match kind {
        CircleKind::Room => RoomId::new(id.to_owned()).expect("an id").into(),
        CircleKind::Group | CircleKind::Thread => {
            GroupId::new(id.to_owned()).expect("an id").into()
        }
    }
}
