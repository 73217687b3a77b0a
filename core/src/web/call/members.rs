//! What the Web SDK makes of members, of groups and chat rooms alike (rest §2.3, §2.4).

use alloc::string::String;

use serde_json::{Value, json};

use super::WebCall;
use crate::rest::members::Member;
use crate::rest::{Endpoint, Page};

/// What it adds to the entries of an answer: what was done, and where.
pub(super) struct Mark {
    /// `add_blocks`, …
    pub(super) action: &'static str,
    /// The name of the member that says where: `groupid` or `id`.
    pub(super) key: &'static str,
    /// Where.
    pub(super) id: String,
    pub(super) form: Form,
}

/// How many entries it leaves.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// The first one, alone.
    First,
    /// All of them, as a list.
    All,
    /// All of them; a single one alone (rest oddity 17).
    AllOrOne,
}

impl Mark {
    /// The call whose answer is marked.
    pub(super) fn on<E: Endpoint>(self, call: E) -> WebCall {
        WebCall::shaped(call, move |mut document, _| {
            let data = document.get_mut("data").map(Value::take);
            let data = self.mark(data.unwrap_or_default());
            if let Some(members) = document.as_object_mut() {
                members.insert("data".into(), data);
            }
            document
        })
    }

    fn mark(&self, data: Value) -> Value {
        let mut entries = match data {
            Value::Array(entries) => entries,
            entry => alloc::vec![entry],
        };
        for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
            entry.insert("action".into(), self.action.into());
            entry.insert(self.key.into(), self.id.as_str().into());
        }
        let alone = match self.form {
            Form::First => true,
            Form::All => false,
            Form::AllOrOne => entries.len() == 1,
        };
        if alone { entries.into_iter().next().unwrap_or_default() } else { entries.into() }
    }
}

/// A page of members: `{cursor, members}`, without a cursor on the last page.
pub(super) fn member_page(page: Page<Member>) -> Value {
    let member = |member: Member| {
        json!({
            "role": member.role.as_str(), "userId": member.user, "joinedTime": member.joined_at,
        })
    };
    let mut form = json!({ "members": page.items.into_iter().map(member).collect::<Value>() });
    if let (Value::Object(members), Some(next)) = (&mut form, page.next) {
        members.insert("cursor".into(), next.into());
    }
    form
}
