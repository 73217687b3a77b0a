//! Translating text (rest §2.7), and texts that are sent with their translations.
//!
//! The Web SDK translates by itself what is sent with `msgConfig.languages`. Here it is two steps,
//! and a [`Translating`] keeps the message in between:
//!
//! ```
//! use easemob_core::rest::translation::{NotTranslated, Translated, Translating};
//! use easemob_core::{CallFailed, Outgoing, UserId};
//!
//! # fn ask(_: easemob_core::rest::translation::TranslateText) -> Result<Translated, CallFailed> { Err(CallFailed::Busy) }
//! # fn send(_: Outgoing) {}
//! let hello = Outgoing::text(UserId::new("bob")?, "hello");
//! let translating = Translating::new(hello, ["fr", "ja"])?;
//! let reply = ask(translating.call()); // `client.at(now).call(…)`, `connection.call(…).await`
//! match translating.done(reply) {
//!     Ok(message) => send(message),
//!     Err(NotTranslated { message, why }) => {
//!         println!("not sent, for it could not be translated: {why}");
//!         send(*message); // or not: it is as it was
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;
use serde_json::json;

use super::{Answer, lenient};
use crate::error::{CallFailed, ErrorCode, NotSent, WhyNotSent};
use crate::message::Outgoing;

/// The calls of this module.
pub(crate) const CALLS: &[&[super::Described]] = &[DECLARED];

/// A language texts can be translated to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Language {
    /// What calls take: `zh-Hans`.
    #[serde(deserialize_with = "lenient::id")]
    pub code: String,
    /// Its name in English.
    #[serde(default, deserialize_with = "lenient::id")]
    pub name: String,
    /// What its speakers call it.
    #[serde(default, rename = "nativeName", deserialize_with = "lenient::id")]
    pub native_name: String,
}

/// A text in other languages.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Translated {
    /// The language it was taken for.
    #[serde(rename = "detectedLanguage")]
    pub detected: Option<Detected>,
    /// One a language that was asked for.
    #[serde(default)]
    pub translations: Vec<Translation>,
}

/// The language a text was taken for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Detected {
    /// Its code.
    pub language: String,
    /// How sure the server is, from 0 to 1.
    #[serde(default)]
    pub score: f64,
}

/// A text in another language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Translation {
    /// The language.
    #[serde(rename = "to")]
    pub language: String,
    /// The text.
    pub text: String,
}

endpoints! {
    /// Translating text: `client.translation()`.
    pub face Translations;

    /// The languages texts can be translated to.
    languages = SupportedLanguages {} -> Vec<Language>;
    Get safe "getSupportedLanguages",
    |to| to.mine(["translate", "support", "language"]),
    |answer| list(answer)

    /// Translates a text. See [`Translating`] for one that is to be sent.
    ///
    /// Refused with [`ErrorCode::TranslationTooLong`], [`ErrorCode::TranslationInvalid`] (no such
    /// language), [`ErrorCode::TranslationFailed`], [`ErrorCode::MaxLimit`] when the application has
    /// used up what it may, or [`ErrorCode::ServiceNotEnabled`].
    translate = TranslateText {
        /// What is to be translated.
        text: String,
        /// Codes of languages, at least one: see [`Translations::languages`].
        languages: Vec<String>,
    } -> Translated;
    Post safe "translateMessage",
    |to| to
        .count("languages", languages, 1, usize::MAX)
        .mine(["translate"])
        .json(json!({ "text": text, "to": languages })),
    |answer| {
        let first = list(answer)?.into_iter().next();
        first.ok_or_else(|| answer.malformed("no translation in the answer"))
    }
}

/// A bare array, or the member `data` of an object.
fn list<T: serde::de::DeserializeOwned>(answer: &Answer) -> Result<Vec<T>, CallFailed> {
    match answer.body().trim_ascii_start().first() {
        Some(b'[') => answer.json(),
        _ => answer.data(),
    }
}

/// A text that is to be sent with its translations, which are asked for first: see the
/// [module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct Translating {
    message: Box<Outgoing>,
    call: TranslateText,
}

/// A text that was not sent, for it could not be translated. It comes back as it was: the official
/// client loses it (rest oddity 27).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("message not sent: it could not be translated: {why}")]
pub struct NotTranslated {
    /// The message.
    pub message: Box<Outgoing>,
    /// The reason.
    pub why: CallFailed,
}

impl NotTranslated {
    /// The Web SDK's number.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.why.code()
    }
}

impl Translating {
    /// `message` is to be translated to these languages.
    ///
    /// # Errors
    /// [`NotSent`] with the message when it is no new text.
    #[doc(alias = "languages")]
    #[doc(alias = "msgConfig")]
    pub fn new<L: Into<String>>(
        message: Outgoing,
        languages: impl IntoIterator<Item = L>,
    ) -> Result<Self, NotSent> {
        let message = Box::new(message);
        match message.as_text().filter(|_| message.edits().is_none()) {
            Some(text) => {
                let languages = languages.into_iter().map(Into::into).collect();
                let call = TranslateText { text: text.into(), languages };
                Ok(Self { message, call })
            }
            None => {
                let why = WhyNotSent::invalid("languages", "are for new messages with text");
                Err(NotSent { message, why })
            }
        }
    }

    /// The call that translates it.
    #[must_use]
    pub fn call(&self) -> TranslateText {
        self.call.clone()
    }

    /// The message with what the call was answered.
    ///
    /// # Errors
    /// [`NotTranslated`] with the message as it was.
    pub fn done(self, reply: Result<Translated, CallFailed>) -> Result<Outgoing, NotTranslated> {
        match reply {
            Ok(translated) => {
                let translations = translated.translations.into_iter();
                Ok(translations
                    .fold(*self.message, |message, it| message.translation(it.language, it.text)))
            }
            Err(why) => Err(NotTranslated { message: self.message, why }),
        }
    }
}
