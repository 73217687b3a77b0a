//! A client that is logged in without a server, and what it asks for.

#![allow(dead_code, reason = "no module needs all of it")]

use easemob_core::rest::Endpoint;
use easemob_core::web::WebCall;
use easemob_core::{
    AppKey, CallFailed, Client, Config, Credentials, Effect, ErrorCode, Event, Input, Instant,
    Request, Response, UnixMillis, UserId,
};
use serde_json::{Value, json};

const REST: &str = "https://rest.test/org/app";
const T0: Instant = Instant::from_millis(0);
/// The token of the session.
pub(crate) const TOKEN: &str = "session-token";

/// What was asked.
#[derive(Debug, PartialEq)]
pub(crate) struct Asked {
    /// `POST /users/alice/contacts?limit=1`.
    pub(crate) line: String,
    /// The JSON body, or its text when it is none.
    pub(crate) body: Value,
    /// `Bearer …`.
    pub(crate) bearer: Option<String>,
    /// `application/json`.
    pub(crate) content_type: Option<String>,
}

impl Asked {
    fn new(request: &Request) -> Self {
        // What lies elsewhere shows whole.
        let target = request.url.strip_prefix(REST).unwrap_or(&request.url);
        let text = std::str::from_utf8(&request.body).expect("UTF-8");
        let header = |name| {
            let header = request.headers.iter().find(|(header, _)| *header == name);
            header.map(|(_, value)| value.clone())
        };
        Self {
            line: format!("{} {target}", request.method.as_str()),
            body: serde_json::from_str(text).unwrap_or_else(|_| match text {
                "" => Value::Null,
                text => json!(text),
            }),
            bearer: header("authorization"),
            content_type: header("content-type"),
        }
    }
}

/// `alice` on the device `rs_phone`.
pub(crate) fn logged_in() -> Client {
    let mut client = logged_out();
    client.login(T0, Credentials::token(user("alice"), TOKEN)).expect("a login");
    client
}

pub(crate) fn logged_out() -> Client {
    let app_key = AppKey::parse("org#app").expect("an app key");
    let mut config = Config::private(app_key, "wss://socket.test/ws", "https://rest.test");
    config.device_id = Some("phone".into());
    config.call_attempts = 1;
    let wall = UnixMillis(1_700_000_000_000);
    Client::new(config, None, [1; 32], T0, wall).expect("a client")
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

/// Makes a call, answers it, and gives what was asked and what the answer means.
pub(crate) fn exchange<E: Endpoint>(
    client: &mut Client,
    endpoint: E,
    status: u16,
    answer: &Value,
) -> (Asked, Result<E::Reply, CallFailed>) {
    exchange_bytes(client, endpoint, status, answer.to_string())
}

/// The same with any answer.
pub(crate) fn exchange_bytes<E: Endpoint>(
    client: &mut Client,
    endpoint: E,
    status: u16,
    answer: impl Into<String>,
) -> (Asked, Result<E::Reply, CallFailed>) {
    let ticket = client.call(T0, endpoint).expect("a call");
    let (id, asked) = std::iter::from_fn(|| client.poll_effect())
        .find_map(|effect| match effect {
            Effect::Call(id, request) => Some((id, Asked::new(&request))),
            _ => None,
        })
        .expect("a request");
    let response = Response { status, body: answer.into().into(), retry_after_ms: None };
    client.handle(T0, Input::Answered(id, Ok(response)));
    let answered = std::iter::from_fn(|| client.poll_event())
        .find_map(|event| match event {
            Event::Answered { call, result } if call == ticket.id() => Some(result),
            _ => None,
        })
        .expect("an answer");
    (asked, ticket.read(answered))
}

/// The same for a call that succeeds.
pub(crate) fn success<E: Endpoint>(endpoint: E, answer: &Value) -> (Asked, E::Reply) {
    let (asked, reply) = exchange(&mut logged_in(), endpoint, 200, answer);
    (asked, reply.expect("a reply"))
}

/// A call of the Web SDK.
pub(crate) fn web(method: &str, args: &Value) -> WebCall {
    let args = args.as_array().expect("arguments");
    WebCall::new(method, args).expect("valid arguments").expect("a call")
}

/// One call: `(Web SDK method, arguments, "METHOD /target", body, answer, result)`.
pub(crate) type Row = (&'static str, Value, &'static str, Value, Value, Value);

/// Holds the calls of a module in the Web SDK's form against a table.
pub(crate) fn check(rows: &[Row]) {
    for (method, args, line, body, answer, result) in rows {
        let (asked, reply) = success(web(method, args), answer);
        assert_eq!((asked.line.as_str(), &asked.body), (*line, body), "{method}");
        assert_eq!(asked.bearer, Some(format!("Bearer {TOKEN}")), "{method}");
        assert_eq!(reply, *result, "{method}");
        withstands_garbage(method, args);
    }
}

/// Answers that are none, or hold something else than they should, end the call like any other.
fn withstands_garbage(method: &str, args: &Value) {
    let inside = ["null", "7", "\"x\"", "[]", "{}", "[7]", "[null]", "[[]]", "[{}]", "{\"a\":7}"];
    let members = ["data", "entities", "result"];
    let documents = members.iter().flat_map(|member| {
        inside.iter().map(move |inside| format!("{{\"{member}\":{inside},\"cursor\":{inside}}}"))
    });
    let bare = inside.iter().map(|bare| (*bare).to_owned());
    let broken = ["", "<html>", "{\"data\":"].map(str::to_owned);
    for answer in documents.chain(bare).chain(broken) {
        let (_, reply) = exchange_bytes(&mut logged_in(), web(method, args), 200, answer.as_str());
        let read = matches!(reply, Ok(_) | Err(CallFailed::Malformed(_)));
        assert!(read, "{method} {answer}: {reply:?}");
    }
}

/// The field and the words of the refusal of a call that cannot be: `limit: is 0, …`.
pub(crate) fn refusal(call: impl Endpoint) -> String {
    let mut client = logged_in();
    while client.poll_effect().is_some() {}
    match client.call(T0, call).map(|_| ()) {
        Err(CallFailed::Invalid(invalid)) => {
            assert!(client.poll_effect().is_none(), "nothing is sent");
            format!("{} {}", invalid.field, invalid.problem)
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The same for arguments of the Web SDK that are no call at all.
pub(crate) fn wrong(method: &str, args: &Value) -> String {
    let args = args.as_array().expect("arguments");
    let invalid = WebCall::new(method, args).expect_err("an error");
    assert_eq!(invalid.call, method);
    format!("{} {}", invalid.field, invalid.problem)
}

/// The code of a call that the server refuses.
pub(crate) fn code_of(call: impl Endpoint, status: u16, answer: &Value) -> ErrorCode {
    match exchange(&mut logged_in(), call, status, answer) {
        (_, Err(failed)) => failed.code(),
        (_, Ok(_)) => panic!("not refused"),
    }
}
