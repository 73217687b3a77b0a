//! Do not disturb, and the language of notifications (rest §2.10).

mod setting;

pub use setting::{Daily, Remind, Setting, Silence, TimeOfDay};

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::{Answer, Draft, Page};
use crate::error::CallFailed;
use crate::json::Object;
use crate::message::{Address, Chat};

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// Conversations a call can ask about.
const CONVERSATIONS_MAX: usize = 20;

/// What is set for some conversations. Those that have nothing of their own are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Settings {
    /// By user.
    #[serde(default, rename = "user")]
    pub users: BTreeMap<String, Setting>,
    /// By group or room.
    #[serde(default, rename = "group")]
    pub groups: BTreeMap<String, Setting>,
}

/// A conversation that has a setting of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reminded {
    /// The other user, the group or the room.
    pub conversation: String,
    /// The kind of conversation. Rooms are among the groups (rest oddity 19).
    pub chat: Chat,
    /// Which messages one is notified of.
    pub remind: Option<Remind>,
}

impl<'de> Deserialize<'de> for Reminded {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Object::deserialize(from)?;
        let (chat, name) = match it.text("user") {
            Some(user) => (Chat::Single, user),
            None => (Chat::Group, it.text_or_empty("group")),
        };
        let remind = it.text("value").and_then(|name| Remind::read(&name));
        Ok(Self { conversation: String::from(&*name), chat, remind })
    }
}

endpoints! {
    /// Do not disturb, and the language of notifications: `client.silent()`.
    ///
    /// ```
    /// use easemob_core::rest::silent::{Daily, Silence, TimeOfDay};
    /// # use easemob_core::rest::{Caller, silent::SilentModes};
    ///
    /// # fn sleep<C: Caller>(silent: SilentModes<C>) {
    /// let night = Daily { from: TimeOfDay::new(22, 30), to: TimeOfDay::new(7, 0) };
    /// silent.set_for_all(Silence::Every(night));
    /// # }
    /// ```
    ///
    /// What is set here, this user's other devices are told by
    /// [`DeviceChange::SilentMode`](crate::event::DeviceChange::SilentMode). Replies say what is set
    /// afterwards.
    pub face SilentModes;

    /// Sets what holds for everything that has no setting of its own.
    set_for_all = SetSilentForAll {
        /// What is to be set.
        silence: Silence,
    } -> Setting;
    Put safe "setSilentModeForAll",
    |to| {
        silence.check(to);
        everything(to).acting().json(silence.body())
    },
    |answer| setting(answer)

    /// What holds for everything that has no setting of its own.
    for_all = SilentForAll {} -> Setting;
    Get safe "getSilentModeForAll",
    |to| everything(to),
    |answer| setting(answer)

    /// Sets what holds for a conversation.
    set_for = SetSilentFor {
        /// Which conversation.
        conversation: Address,
        /// What is to be set.
        silence: Silence,
    } -> Setting;
    Put safe "setSilentModeForConversation",
    |to| {
        silence.check(to);
        one(to, conversation).acting().json(silence.body())
    },
    |answer| setting(answer)

    /// Notifies of the messages of a conversation as of all others again. A silence that was set
    /// for a time or for times of the day stays.
    clear_remind = ClearRemind {
        /// Which conversation.
        conversation: Address,
    } -> Setting;
    Put safe "clearRemindTypeForConversation",
    |to| one(to, conversation).acting().json(json!({ "type": "DEFAULT" })),
    |answer| setting(answer)

    /// What holds for a conversation.
    of = SilentOf {
        /// Which conversation.
        conversation: Address,
    } -> Setting;
    Get safe "getSilentModeForConversation",
    |to| one(to, conversation),
    |answer| setting(answer)

    /// What holds for some conversations.
    of_many = SilentOfMany {
        /// Which; 20 at most.
        conversations: Vec<Address>,
    } -> Settings;
    Get safe "getSilentModeForConversations",
    |to| {
        to.count("conversations", conversations, 1, CONVERSATIONS_MAX).mine(["notification"]);
        for (name, single) in [("user", true), ("group", false)] {
            let of_kind = |it: &&Address| (it.chat() == Chat::Single) == single;
            let names: Vec<&str> = conversations.iter().filter(of_kind).map(Address::name).collect();
            if !names.is_empty() {
                to.query_list(name, names);
            }
        }
    },
    |answer| data(answer)

    /// A page of the conversations of which one is notified otherwise than of all.
    reminded = ListReminded {
        /// Conversations a page, at least 1.
        limit: u32,
        /// Where the page begins; `None` for the first.
        cursor: Option<String>,
    } -> Page<Reminded>;
    Get safe "getSilentModeRemindTypeConversations",
    |to| to
        .within("limit", u64::from(*limit), 1, u64::from(u32::MAX))
        .mine(["notification", "mute", "type"])
        .query("limit", limit)
        .query_some("cursor", cursor.as_deref().filter(|cursor| !cursor.is_empty())),
    |answer| {
        #[derive(Deserialize)]
        struct Document {
            data: Option<Vec<Reminded>>,
            cursor: Option<String>,
        }
        let Document { data, cursor } = answer.json()?;
        Ok(Page::with_cursor(data.unwrap_or_default(), cursor))
    }

    /// Sets the language notifications are translated to.
    set_language = SetPushLanguage {
        /// Its code: `en`, `zh-Hans`.
        language: String,
    } -> ();
    Put safe "setPushPerformLanguage",
    |to| to
        .require(!language.is_empty(), "language", "is empty: a code such as en is needed")
        .mine(["notification", "language"])
        .json(json!({ "translationLanguage": language })),
    |answer| answer.done()

    /// The language notifications are translated to, if one was set.
    language = PushLanguage {} -> Option<String>;
    Get safe "getPushPerformLanguage",
    |to| to.mine(["notification", "language"]),
    |answer| {
        #[derive(Default, Deserialize)]
        struct Data {
            language: Option<String>,
        }
        let Data { language } = data(answer)?;
        Ok(language.filter(|language| !language.is_empty()))
    }
}

paged! { ListReminded => Reminded, cursor cursor; }

fn everything<'t, 'a>(to: &'t mut Draft<'a>) -> &'t mut Draft<'a> {
    let me = to.me();
    to.mine(["notification", "user", me])
}

fn one<'t, 'a>(to: &'t mut Draft<'a>, conversation: &Address) -> &'t mut Draft<'a> {
    let kind = if conversation.chat() == Chat::Single { "user" } else { "chatgroup" };
    to.mine(["notification", kind, conversation.name()])
}

fn setting(answer: &Answer) -> Result<Setting, CallFailed> {
    data(answer)
}

/// The member `data`; nothing is set where there is none.
fn data<T: Default + serde::de::DeserializeOwned>(answer: &Answer) -> Result<T, CallFailed> {
    answer.json::<Document<T>>().map(|document| document.data.unwrap_or_default())
}

#[derive(Deserialize)]
struct Document<T> {
    data: Option<T>,
}
