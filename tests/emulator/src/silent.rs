//! Silent mode: what a user wants to be notified of, in all and in single conversations.

use std::collections::BTreeMap;

use easemob_core::wire::Namespace;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kept::{Kept, Table};
use crate::muc::Actor;
use crate::server::Server;

/// What a setting is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Scope {
    /// Everything the user has no other setting for.
    All,
    User(String),
    Group(String),
}

/// A setting; what is not set is inherited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Setting {
    /// `ALL`, `AT` or `NONE`.
    pub(crate) kind: Option<String>,
    /// Silent until then, in Unix milliseconds.
    pub(crate) until: Option<u64>,
    /// Silent in this part of the day: `8:30-9:5`.
    pub(crate) interval: Option<String>,
}

/// All settings by user.
#[derive(Default)]
pub(crate) struct SilentModes {
    settings: Kept<String, BTreeMap<Scope, Setting>>,
    /// Language of notifications.
    languages: Kept<String, String>,
}

impl Setting {
    pub(crate) fn to_json(&self) -> Value {
        let mut shown = json!({});
        let until = self.until.map(|until| json!(until));
        let texts = [("type", &self.kind), ("ignoreInterval", &self.interval)];
        let texts = texts.map(|(name, text)| (name, text.as_ref().map(|text| json!(text))));
        for (name, value) in texts.into_iter().chain([("ignoreDuration", until)]) {
            if let Some(value) = value {
                shown[name] = value;
            }
        }
        shown
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl SilentModes {
    /// What a store keeps.
    pub(crate) fn tables(&mut self) -> [&mut dyn Table; 2] {
        [&mut self.settings, &mut self.languages]
    }

    pub(crate) fn get(&self, user: &str, scope: &Scope) -> Setting {
        let setting = self.settings.get(user).and_then(|settings| settings.get(scope));
        let default = match scope {
            Scope::All => Setting { kind: Some("ALL".into()), ..Setting::default() },
            _ => Setting::default(),
        };
        setting.cloned().unwrap_or(default)
    }

    pub(crate) fn set(&mut self, user: &str, scope: Scope, setting: Setting) {
        let settings = self.settings.entry(user.into()).or_default();
        if setting.is_empty() {
            settings.remove(&scope);
        } else {
            settings.insert(scope, setting);
        }
    }

    /// Every conversation with a kind of its own, in order.
    pub(crate) fn overridden(&self, user: &str) -> Vec<(&Scope, &str)> {
        let settings = self.settings.get(user).into_iter().flatten();
        let own = settings.filter(|(scope, _)| **scope != Scope::All);
        own.filter_map(|(scope, setting)| Some((scope, setting.kind.as_deref()?))).collect()
    }

    pub(crate) fn language(&self, user: &str) -> Option<&String> {
        self.languages.get(user)
    }

    pub(crate) fn set_language(&mut self, user: &str, language: &str) {
        self.languages.insert(user.into(), language.into());
    }

    pub(crate) fn clear(&mut self) {
        self.settings.clear();
        self.languages.clear();
    }
}

impl Server {
    /// Tells the actor's other devices of a setting. `shown` is what is in force now; nothing, if
    /// it is inherited again.
    pub(crate) fn tell_of_silence(&mut self, actor: &Actor, scope: &Scope, shown: Value) {
        let mut element = json!({ "operator_resource": actor.resource, "data": shown });
        match scope {
            // What has an interval is taken for the setting of everything.
            Scope::All => {
                let interval = element["data"]["ignoreInterval"].take();
                element["data"]["ignoreInterval"] = json!(interval.as_str().unwrap_or_default());
            }
            Scope::User(name) => element["user"] = json!(name),
            Scope::Group(id) => element["group"] = json!(id),
        }
        let notice = json!({ "type": "user_notification_mute", "values": [element] });
        self.tell_others_of(actor, Namespace::Notify, notice.to_string().into_bytes());
    }
}
