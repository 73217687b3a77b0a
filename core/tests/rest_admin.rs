//! What a server of the application may do with an app token, and why accounts are refused (rest
//! §1.7, §2.1).

#![cfg(all(feature = "admin", feature = "web"))]
#![allow(missing_docs)]

mod rest;

use easemob_core::error::RegistrationRefusal;
use easemob_core::rest::admin::{CreateUser, CreateUsers, FetchAppToken, NewUser};
use easemob_core::{CallFailed, ErrorCode, UnixMillis};
use rest::{Asked, TOKEN, code_of, exchange, exchange_bytes, logged_in, logged_out, refusal, user};
use serde_json::{Value, json};

fn app_token() -> FetchAppToken {
    FetchAppToken { client_id: "id".into(), client_secret: "hush".into() }
}

fn carol() -> NewUser {
    NewUser::new(user("carol"), "hush")
}

fn create(user: NewUser) -> CreateUser {
    CreateUser { token: "app-token".into(), user }
}

fn asked(asked: Asked) -> (String, Value, Option<String>) {
    (asked.line, asked.body, asked.bearer)
}

#[test]
fn an_app_token_is_made_without_a_login() {
    let answer = json!({ "access_token": "t", "expires_in": 5_184_000, "application": "uuid" });
    let body =
        json!({ "grant_type": "client_credentials", "client_id": "id", "client_secret": "hush" });
    for mut client in [logged_out(), logged_in()] {
        let (request, reply) = exchange(&mut client, app_token(), 200, &answer);
        assert_eq!(asked(request), ("POST /token".into(), body.clone(), None));
        let reply = reply.expect("a token");
        assert_eq!((reply.token.expose(), reply.expires_in), ("t", Some(5_184_000)));
    }
}

#[test]
fn a_user_is_created_with_the_app_token() {
    let answer = json!({ "entities": [{ "uuid": "u", "username": "carol", "created": 7, "activated": true }] });
    let call = create(carol().nickname("Carol"));
    for mut client in [logged_out(), logged_in()] {
        let (request, reply) = exchange(&mut client, call.clone(), 200, &answer);
        let body = json!({ "username": "carol", "password": "hush", "nickname": "Carol" });
        let bearer = Some("Bearer app-token".into());
        assert_eq!(asked(request), ("POST /users".into(), body, bearer));
        let account = reply.expect("an account");
        assert_eq!((account.user.as_str(), account.uuid.as_str()), ("carol", "u"));
        assert_eq!((account.created, account.activated), (Some(UnixMillis(7)), true));
    }
}

#[test]
fn of_several_users_those_that_exist_are_refused_alone() {
    let users = vec![carol(), NewUser::new(user("dave"), "hush")];
    let call = CreateUsers { token: "app-token".into(), users };
    let answer = json!({
        "entities": [{ "uuid": "u", "username": "carol", "activated": false }],
        "data": [{ "username": "dave", "registerUserFailReason": "the dave already exists" }],
    });
    let (request, reply) = exchange(&mut logged_out(), call.clone(), 200, &answer);
    let body = json!([
        { "username": "carol", "password": "hush" },
        { "username": "dave", "password": "hush" },
    ]);
    assert_eq!((request.line.as_str(), request.body), ("POST /users", body));
    let created = reply.expect("accounts");
    assert_eq!((created.accounts.len(), created.accounts[0].activated), (1, false));
    let refused = &created.refused[0];
    assert_eq!(
        (refused.user.as_str(), refused.why),
        ("dave", Some(RegistrationRefusal::NameTaken))
    );

    let (_, reply) = exchange(&mut logged_out(), call, 200, &json!({ "entities": [] }));
    assert_eq!(reply.expect("an answer").refused, []);
}

#[test]
fn every_refusal_of_an_account_has_a_meaning() {
    use RegistrationRefusal as R;
    let unique = "Application 8be024f0 Entity user requires that property named username be \
                  unique, value of carol exists";
    let closed = "registration is not open, please contact the app admin";
    let older = "Open registration doesn't allow, so register user need token";
    let full = "You have exceeded the limit of the community edition,Please upgrade";
    for (status, error, words, why) in [
        (400, "duplicate_unique_property_exists", unique, R::NameTaken),
        (400, "illegal_argument", "username [a b] is not legal", R::NameIllegal),
        (400, "illegal_argument", "USERNAME_TOO_LONG", R::NameIllegal),
        (400, "illegal_argument", "password or pin must provided", R::PasswordIllegal),
        (400, "illegal_argument", "NICKNAME_TOO_LONG", R::NicknameIllegal),
        (401, "unauthorized", closed, R::Closed),
        (401, "unauthorized", older, R::Closed),
        (429, "resource_limited", full, R::Full),
    ] {
        let answer = json!({ "error": error, "error_description": words });
        let (_, reply) = exchange(&mut logged_out(), create(carol()), status, &answer);
        assert_eq!(reply.expect_err("a refusal").registration(), Some(why), "{words}");
    }
    // Waiting helps against a busy server, not against this.
    let answer = json!({ "error": "resource_limited", "error_description": full });
    assert_eq!(code_of(create(carol()), 429, &answer), ErrorCode::MaxLimit);

    let other = json!({ "error": "unauthorized", "error_description": "token is illegal." });
    let (_, reply) = exchange(&mut logged_out(), create(carol()), 401, &other);
    assert_eq!(reply.expect_err("a refusal").registration(), None);
    assert_eq!(CallFailed::Busy.registration(), None);
}

#[test]
fn an_expired_app_token_is_told_and_the_session_keeps_its_own() {
    let words = "Unable to authenticate due to expired access token";
    let answer = json!({ "error": "unauthorized", "error_description": words });
    let mut client = logged_in();
    let (_, reply) = exchange(&mut client, create(carol()), 401, &answer);
    assert_eq!(reply.expect_err("a refusal").code(), ErrorCode::TokenExpired);
    assert_eq!(client.access_token().map(|token| token.expose()), Some(TOKEN));
}

#[test]
fn secrets_are_not_shown() {
    let calls = format!("{:?} {:?}", app_token(), create(carol()));
    assert!(!calls.contains("hush") && !calls.contains("app-token"), "{calls}");
    for answer in
        [r#"{"access_token":["hush"]}"#, r#"{"access_token":"hush"#, r#"{"token":"hush"}"#]
    {
        let (_, reply) = exchange_bytes(&mut logged_out(), app_token(), 200, answer);
        let failed = reply.expect_err("no token");
        assert!(!format!("{failed} {failed:?}").contains("hush"), "{failed:?}");
    }
}

#[test]
fn a_server_that_repeats_the_app_token_makes_it_no_part_of_an_error() {
    let words = json!({ "error_description": "app-token is no token" }).to_string();
    for (status, answer) in [(403, words.as_str()), (200, r#"{"entities":["app-token"]}"#)] {
        let (_, reply) = exchange_bytes(&mut logged_in(), create(carol()), status, answer);
        let failed = reply.expect_err("a failure");
        assert!(!format!("{failed} {failed:?}").contains("app-token"), "{failed:?}");
    }
}

/// The vendor's server does, where users are created twice at once.
#[test]
fn a_server_that_repeats_a_password_makes_it_no_part_of_an_error() {
    let users = vec![NewUser::new(user("dave"), "hush"), carol()];
    let echo = json!({ "error": "a hush", "error_description": "{username=dave, password=hush}" });
    for status in [200, 400, 401, 503] {
        let client = &mut logged_out();
        let all = CreateUsers { token: "app-token".into(), users: users.clone() };
        let failed = [
            exchange(client, create(carol()), status, &echo).1.expect_err("no account"),
            exchange(client, all, status, &echo).1.expect_err("no accounts"),
            exchange(client, app_token(), status, &echo).1.expect_err("no token"),
        ];
        let told = format!("{failed:?} {} {} {}", failed[0], failed[1], failed[2]);
        assert!(!told.contains("hush"), "{status}: {told}");
    }
}

/// JSON spells a character in several ways.
#[test]
fn a_password_that_json_spells_otherwise_is_not_shown() {
    let create = create(NewUser::new(user("carol"), "pa\"/ssw\u{e4}rd1"));
    for spelled in [r#"pa\"/sswärd1"#, r#"pa\"\/ssw\u00e4rd1"#, r#"\u0070a\u0022/sswärd1"#] {
        let answer = format!(r#"{{"entities":["{spelled}"]}}"#);
        let (_, reply) = exchange_bytes(&mut logged_out(), create.clone(), 200, answer);
        let Err(CallFailed::Malformed(malformed)) = reply else { panic!("{reply:?}") };
        assert_eq!(malformed.bytes.len(), 0, "{malformed:?}");
        assert!(!malformed.detail.contains("rd1"), "{malformed}");
    }
}

#[test]
fn what_cannot_be_is_refused_before_it_is_sent() {
    let user = |password: &str| NewUser::new(user("carol"), password);
    assert_eq!(refusal(create(user(""))), "password is empty");
    let long = "p".repeat(65);
    assert_eq!(refusal(create(user(&long))), "password has 65 characters, 64 are allowed");
    let nickname = carol().nickname("n".repeat(101));
    assert_eq!(refusal(create(nickname)), "nickname has 101 characters, 100 are allowed");
    let create = |users| refusal(CreateUsers { token: "app-token".into(), users });
    assert_eq!(create(vec![carol(); 61]), "users has 61 entries, 1 to 60 are allowed");
    assert_eq!(create(vec![user("p"), user("")]), "password is empty");
    let again = NewUser::new(rest::user("Carol"), "p");
    assert_eq!(create(vec![carol(), again]), "users holds a user twice");
    let nobody = FetchAppToken { client_id: String::new(), client_secret: "hush".into() };
    assert_eq!(refusal(nobody), "client_id is empty");
}
