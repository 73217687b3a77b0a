//! Silent mode and the language of notifications.

use serde_json::{Value, json};

use super::{Call, Response};
use crate::muc::Actor;
use crate::server::Server;
use crate::silent::{Scope, Setting};

/// The longest silence the vendor accepts, in milliseconds.
const LONGEST: u64 = 604_800_000;

/// Conversations the vendor lets one call ask about.
const ASKED: usize = 20;

/// Conversations of a page when nothing else is asked for.
const PAGE: usize = 10;

impl Server {
    /// `/users/{user}/notification…`.
    pub(super) fn serve_silence(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["users", user, "notification", rest @ ..] = path else { return None };
        let actor = match self.acting(call, user) {
            Ok(actor) => actor,
            Err(refusal) => return Some(refusal),
        };
        let scope = || match *rest {
            ["user", name] if name == actor.user => Some(Scope::All),
            ["user", name] => Some(Scope::User(name.into())),
            ["chatgroup", id] => Some(Scope::Group(id.into())),
            _ => None,
        };
        Some(match (method, rest) {
            ("GET", []) => self.silences_of(call, &actor),
            ("GET", ["mute", "type"]) => self.overridden_silences(call, &actor),
            ("PUT", ["language"]) => {
                let language = call.text("translationLanguage").unwrap_or_default();
                self.silent.set_language(&actor.user, language);
                self.envelope(call, json!({ "data": { "language": language } }))
            }
            ("GET", ["language"]) => {
                let language = self.silent.language(&actor.user).cloned();
                self.envelope(call, json!({ "data": { "language": language.unwrap_or_default() } }))
            }
            ("GET", _) => {
                let shown = self.silence_of(&actor.user, &scope()?).to_json();
                self.envelope(call, json!({ "data": shown }))
            }
            ("PUT", _) => self.set_silence(call, &actor, scope()?),
            _ => return None,
        })
    }

    /// What is in force; a silence that has passed is none.
    fn silence_of(&self, user: &str, scope: &Scope) -> Setting {
        let mut setting = self.silent.get(user, scope);
        setting.until = setting.until.filter(|until| *until > self.now);
        setting
    }

    fn set_silence(&mut self, call: &Call<'_>, actor: &Actor, scope: Scope) -> Response {
        let mut setting = self.silence_of(&actor.user, &scope);
        match change(&mut setting, call, self.now) {
            Err(words) => self.error(400, "illegal_argument", words),
            Ok(()) => {
                let shown = setting.to_json();
                self.silent.set(&actor.user, scope.clone(), setting);
                self.tell_of_silence(actor, &scope, shown.clone());
                self.envelope(call, json!({ "data": shown }))
            }
        }
    }

    fn silences_of(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let asked = |name: &str| {
            let names = call.query(name).unwrap_or_default().split(',');
            names.filter(|name| !name.is_empty()).map(String::from).collect::<Vec<_>>()
        };
        let (users, groups) = (asked("user"), asked("group"));
        if users.len() + groups.len() > ASKED {
            return self.too_many();
        }
        let shown = |names: Vec<String>, scope: fn(String) -> Scope| {
            let settings = names.into_iter().filter_map(|name| {
                let shown = self.silence_of(&actor.user, &scope(name.clone())).to_json();
                (shown != json!({})).then_some((name, shown))
            });
            Value::Object(settings.collect())
        };
        let data =
            json!({ "user": shown(users, Scope::User), "group": shown(groups, Scope::Group) });
        self.envelope(call, json!({ "data": data }))
    }

    /// Conversations with a kind of their own, page by page.
    fn overridden_silences(&mut self, call: &Call<'_>, actor: &Actor) -> Response {
        let size = call.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(PAGE).max(1);
        let start = call.query("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(0_usize);
        let all = self.silent.overridden(&actor.user);
        let page: Vec<Value> = all
            .iter()
            .skip(start)
            .take(size)
            .map(|(scope, kind)| match scope {
                Scope::Group(id) => json!({ "group": id, "value": kind }),
                Scope::User(name) => json!({ "user": name, "value": kind }),
                Scope::All => json!({ "value": kind }),
            })
            .collect();
        let next = start.saturating_add(page.len());
        let mut members = json!({ "data": page });
        if next < all.len() {
            members["cursor"] = json!(next.to_string());
        }
        self.envelope(call, members)
    }
}

/// Takes over what a call sets; what cannot be set, in words.
fn change(setting: &mut Setting, call: &Call<'_>, now: u64) -> Result<(), &'static str> {
    let given = |name: &str| call.body.get(name).filter(|value| !value.is_null());
    if let Some(kind) = given("type") {
        setting.kind = match kind.as_str() {
            Some("DEFAULT") => None,
            Some(kind @ ("ALL" | "AT" | "NONE")) => Some(kind.into()),
            _ => return Err("type must be ALL, AT, NONE or DEFAULT"),
        };
    }
    if let Some(duration) = given("ignoreDuration") {
        let duration = duration.as_u64().filter(|duration| *duration <= LONGEST);
        let duration = duration.ok_or("ignoreDuration must be 0 to 604800000")?;
        setting.until = (duration > 0).then(|| now.saturating_add(duration));
    }
    if let Some(interval) = given("ignoreInterval") {
        let interval = interval.as_str().filter(|text| text.is_empty() || is_interval(text));
        let interval = interval.ok_or("ignoreInterval must be like 21:30-08:00")?;
        setting.interval = (!interval.is_empty()).then(|| interval.into());
    }
    Ok(())
}

fn is_interval(text: &str) -> bool {
    let is_time = |text: &str| {
        text.split_once(':').is_some_and(|(hours, minutes)| {
            let below = |text: &str, end: u8| text.parse::<u8>().is_ok_and(|number| number < end);
            below(hours, 24) && below(minutes, 60)
        })
    };
    text.split_once('-').is_some_and(|(start, end)| is_time(start) && is_time(end))
}
