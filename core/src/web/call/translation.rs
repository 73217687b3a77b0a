//! Translating text (rest §2.7).

use alloc::string::String;

use super::{Args, Found, WebCall};
use crate::rest::translation::{SupportedLanguages, TranslateText};

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getSupportedLanguages" => WebCall::raw(SupportedLanguages {}),
        "translateMessage" => WebCall::raw(TranslateText {
            text: args.get("text").string()?,
            languages: args.get("languages").texts()?.into_iter().map(String::from).collect(),
        }),
        _ => return Ok(None),
    }))
}
