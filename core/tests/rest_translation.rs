//! Translating text: requests, replies, results in the Web SDK's form, and texts that are sent with
//! their translations (rest §2.7).

#![cfg(all(feature = "translation", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::message::outgoing::{Custom, Text};
use easemob_core::rest::translation::{
    NotTranslated, SupportedLanguages, TranslateText, Translated, Translating,
};
use easemob_core::{CallFailed, ErrorCode, Outgoing, ServerId};
use rest::{check, code_of, exchange, logged_in, refusal, success, user, web};
use serde_json::{Value, json};

fn answer() -> Value {
    json!([{
        "detectedLanguage": { "language": "en", "score": 1.0 },
        "translations": [{ "text": "你好", "to": "zh-Hans" }, { "text": "salut", "to": "fr" }],
    }])
}

#[test]
fn calls_ask_and_answer_as_in_the_web_sdk() {
    let english = json!([{ "code": "en", "name": "English", "nativeName": "English" }]);
    check(&[
        (
            "getSupportedLanguages",
            json!([]),
            "GET /users/alice/translate/support/language",
            Value::Null,
            english.clone(),
            json!({ "data": english, "type": 0 }),
        ),
        (
            "translateMessage",
            json!([{ "text": "hello", "languages": ["zh-Hans", "fr"] }]),
            "POST /users/alice/translate",
            json!({ "text": "hello", "to": ["zh-Hans", "fr"] }),
            answer(),
            json!({ "data": answer(), "type": 0 }),
        ),
    ]);
}

#[test]
fn languages_come_bare_or_in_data() {
    let list = json!([{ "code": "en", "nativeName": "English" }]);
    for answer in [list.clone(), json!({ "data": list })] {
        let (_, languages) = success(SupportedLanguages {}, &answer);
        let language = &languages[0];
        assert_eq!((language.code.as_str(), language.native_name.as_str()), ("en", "English"));
    }
}

#[test]
fn a_text_without_a_translation_is_no_answer() {
    let call = TranslateText { text: "x".into(), languages: vec!["fr".into()] };
    let (_, reply) = exchange(&mut logged_in(), call, 200, &json!([]));
    assert!(matches!(reply, Err(CallFailed::Malformed(_))), "{reply:?}");
}

#[test]
fn refusals_have_codes() {
    let call = || web("translateMessage", &json!([{ "text": "x", "languages": ["ja"] }]));
    let says = |words: &str| json!({ "error_description": words });
    for (status, words, code) in [
        (400, "The input text is too long.", ErrorCode::TranslationTooLong),
        (400, "The target language is not valid.", ErrorCode::TranslationInvalid),
        (500, "translte failed!", ErrorCode::TranslationFailed),
        (429, "The request has reached the maximum limit", ErrorCode::MaxLimit),
    ] {
        assert_eq!(code_of(call(), status, &says(words)), code, "{words}");
    }
    let none = web("translateMessage", &json!([{ "text": "x", "languages": [] }]));
    assert!(refusal(none).starts_with("languages has 0 entries"));
}

fn translated() -> Translated {
    success(TranslateText { text: "hello".into(), languages: vec!["fr".into()] }, &answer()).1
}

#[test]
fn a_text_carries_its_translations() {
    let hello = Outgoing::text(user("bob"), "hello").ext("priority", 3);
    let translating = Translating::new(hello, ["zh-Hans", "fr"]).expect("a text");
    let call = translating.call();
    assert_eq!((call.text.as_str(), call.languages.len()), ("hello", 2));
    let message = translating.done(Ok(translated())).expect("a message");
    let text = Text::new("hello").translation("zh-Hans", "你好").translation("fr", "salut");
    assert_eq!(message, Outgoing::new(user("bob"), text).ext("priority", 3));
}

#[test]
fn a_text_that_cannot_be_translated_comes_back_as_it_was() {
    let hello = Outgoing::text(user("bob"), "hello");
    let translating = Translating::new(hello.clone(), ["fr"]).expect("a text");
    let (_, reply) = exchange(
        &mut logged_in(),
        translating.call(),
        400,
        &json!({ "error_description": "The input text is too long." }),
    );
    let failed: NotTranslated = translating.done(reply).expect_err("a refusal");
    assert_eq!((*failed.message.clone(), failed.code()), (hello, ErrorCode::TranslationTooLong));
    assert!(failed.to_string().starts_with("message not sent: it could not be translated: "));
}

#[test]
fn only_new_texts_are_translated() {
    let custom = Outgoing::new(user("bob"), Custom::new("dice"));
    let edit = Outgoing::edit(user("bob"), ServerId(7), Text::new("hello")).expect("an edit");
    for message in [custom, edit] {
        let refused = Translating::new(message.clone(), ["fr"]).expect_err("a refusal");
        assert_eq!(*refused.message, message);
        assert_eq!(refused.why.to_string(), "languages are for new messages with text");
    }
}
