//! The Web SDK's `localCache` plugin: the conversations of whoever is logged in, as the driver saw
//! them. They outlive a logout of the connection, not the process.
//!
//! The results are `{type, data}` as its type declarations say; `type` is 0, as in every other. What
//! they do not say: setting a field of a conversation that is not known is refused, clearing or
//! removing one that is not known is done already.

use easemob_core::rest::message::ListConversations;
use easemob_core::rest::{Answer, Endpoint as _};
use easemob_core::web::LocalConversationForm;
use easemob_core::{Chat, Conversations, Event};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::command::Id;
use crate::connection::Connection;
use crate::json::{Members, string};
use crate::output::Output;
use crate::problem::Problem;

#[derive(Serialize)]
struct Resolved<T> {
    r#type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

impl Connection {
    /// Runs a method of the plugin; `false` when it is none of its.
    pub(crate) fn local(
        &mut self,
        id: &Id,
        method: &str,
        args: Option<&RawValue>,
        out: &mut Output,
    ) -> Result<bool, Problem> {
        let all = method == "getLocalConversations";
        let one = [
            "getLocalConversation",
            "setLocalConversationCustomField",
            "clearConversationUnreadCount",
            "removeLocalConversation",
        ];
        if !all && !one.contains(&method) {
            return Ok(false);
        }
        let known = self.conversations.as_mut().filter(|_| !self.client.is_offline());
        let known = known.ok_or(Problem::NotLoggedIn)?;
        if all {
            let data = known.iter().map(LocalConversationForm).collect::<Vec<_>>();
            out.result(id, &Resolved { r#type: 0, data: Some(data) });
            return Ok(true);
        }
        let (chat, name, fields) = which(args)?;
        match method {
            "getLocalConversation" => {
                let data = known.get(chat, &name).map(LocalConversationForm);
                out.result(id, &Resolved { r#type: 0, data });
                return Ok(true);
            }
            "setLocalConversationCustomField" => {
                let wrong = || Problem::BadField("Invalid parameter: \"customField\"".into());
                let custom = fields.get("customField").ok_or_else(wrong)?.get();
                let custom: Map<String, Value> =
                    serde_json::from_str(custom).map_err(|_| wrong())?;
                if !known.set_custom(chat, &name, custom) {
                    let what = format!("there is no local conversation {name:?} of that type");
                    return Err(Problem::BadField(what));
                }
            }
            "clearConversationUnreadCount" => drop(known.clear_unread(chat, &name)),
            _ => drop(known.remove(chat, &name)),
        }
        out.nothing(id);
        Ok(true)
    }

    /// The conversations hear of everything.
    pub(crate) fn observe(&mut self, event: &Event) {
        if let Event::Online(online) = event {
            let fresh = || Conversations::new(online.user.clone());
            self.conversations.get_or_insert_with(fresh);
        }
        let Some(known) = &mut self.conversations else { return };
        known.observe(event);
        if let Event::Settled { local, outcome } = event
            && let Some(message) = self.sending.get(local)
        {
            known.settled(&message.message, outcome);
        }
    }

    /// A call by name was answered: some are about conversations (rest §1.8).
    pub(crate) fn observe_answer(&mut self, call: &str, answer: &Answer) {
        let Some(known) = &mut self.conversations else { return };
        match call {
            "deleteAllMessagesAndConversations" => known.clear(),
            "getServerConversations" => {
                let list = ListConversations { limit: 1, cursor: None, include_empty: false };
                if let Ok(page) = list.read(answer) {
                    known.listed(&page.items);
                }
            }
            _ => {}
        }
    }
}

/// Which conversation is meant, and all that was said.
fn which(args: Option<&RawValue>) -> Result<(Chat, String, Members<'_>), Problem> {
    let wrong = |what: &str| Problem::BadField(format!("Invalid parameter: {what:?}"));
    let args = args.ok_or_else(|| wrong("conversationId"))?;
    let fields = Members::parse(args.get()).map_err(|_| wrong("conversationId"))?;
    let text = |name: &str| fields.get(name).and_then(string).filter(|text| !text.is_empty());
    let id = text("conversationId").ok_or_else(|| wrong("conversationId"))?;
    let chat = match text("conversationType").as_deref() {
        Some("singleChat") => Chat::Single,
        Some("groupChat") => Chat::Group,
        _ => return Err(wrong("conversationType")),
    };
    Ok((chat, id, fields))
}
