//! Translation, as far as a test needs it: a text comes back with the language in front of it, the
//! same for the same. It is a stand-in and translates nothing.

use serde_json::{Value, json};

use super::{Call, Response, reply};
use crate::server::Server;

/// Languages it takes for known: code, English name, own name.
const LANGUAGES: [(&str, &str, &str); 12] = [
    ("ar", "Arabic", "العربية"),
    ("de", "German", "Deutsch"),
    ("en", "English", "English"),
    ("es", "Spanish", "Español"),
    ("fr", "French", "Français"),
    ("it", "Italian", "Italiano"),
    ("ja", "Japanese", "日本語"),
    ("ko", "Korean", "한국어"),
    ("pt", "Portuguese", "Português"),
    ("ru", "Russian", "Русский"),
    ("zh-Hans", "Chinese Simplified", "中文 (简体)"),
    ("zh-Hant", "Chinese Traditional", "繁體中文 (繁體)"),
];

/// Characters a text may have.
const TEXT_CHARS: usize = 4000;

impl Server {
    /// `/users/{user}/translate…`.
    pub(super) fn serve_translation(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ["users", user, "translate", rest @ ..] = path else { return None };
        if let Err(refusal) = self.authorize(call, user) {
            return Some(refusal);
        }
        if self.config.closes("translation") {
            return Some(self.error(403, "forbidden_op", "translation service not open!"));
        }
        match (method, rest) {
            ("GET", ["support", "language"]) => {
                let shown = LANGUAGES.map(
                    |(code, name, own)| json!({ "code": code, "name": name, "nativeName": own }),
                );
                Some(reply::json(200, &json!(shown)))
            }
            ("POST", []) => Some(self.translate(call)),
            _ => None,
        }
    }

    fn translate(&mut self, call: &Call<'_>) -> Response {
        let text = call.text("text").unwrap_or_default();
        let targets = call.names("to");
        let known = |code: &String| LANGUAGES.iter().any(|(known, ..)| known == code);
        if targets.is_empty() || !targets.iter().all(known) {
            return self.error(400, "illegal_argument", "The target language is not valid.");
        }
        if text.chars().count() > TEXT_CHARS {
            return self.error(400, "illegal_argument", "The input text is too long.");
        }
        if text.trim().is_empty() {
            return self.error(500, "internal_server_error", "translte failed!");
        }
        let translations: Vec<Value> = targets
            .iter()
            .map(|code| json!({ "text": format!("[{code}] {text}"), "to": code }))
            .collect();
        let answer = json!([{
            "detectedLanguage": { "language": detect(text), "score": 1.0 },
            "translations": translations,
        }]);
        reply::json(200, &answer)
    }
}

/// A language by the first letter that tells anything.
fn detect(text: &str) -> &'static str {
    let tells = text.chars().find_map(|c| match c {
        'a'..='z' | 'A'..='Z' => Some("en"),
        '\u{3040}'..='\u{30ff}' => Some("ja"),
        '\u{ac00}'..='\u{d7af}' => Some("ko"),
        '\u{4e00}'..='\u{9fff}' => Some("zh-Hans"),
        '\u{0400}'..='\u{04ff}' => Some("ru"),
        '\u{0600}'..='\u{06ff}' => Some("ar"),
        _ => None,
    });
    tells.unwrap_or("en")
}
