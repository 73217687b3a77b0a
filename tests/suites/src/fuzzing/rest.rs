//! Every call against any answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use easemob_core::rest::admin::{CreateUser, CreateUsers, FetchAppToken, NewUser};
use easemob_core::rest::files::{
    Audio, CompleteParts, OpenParts, SendPart, ShareFile, Step, Upload, UploadFile, VoiceFileToText,
};
use easemob_core::rest::{Answer, Caller as _, Endpoint};
use easemob_core::web::{WebCall, WebError};
use easemob_core::{CallFailed, Event, GroupId, PhaseName, Response};
use serde_json::Value;

use super::tells;
use crate::peer::rooms::room;
use crate::peer::{self, PASSWORD, Peer, TOKEN, USER, user};

/// One call of each kind, as the Web SDK spells its arguments.
pub static CALLS: LazyLock<Vec<(String, Vec<Value>)>> = LazyLock::new(|| {
    let samples: BTreeMap<_, _> =
        serde_json::from_str(include_str!("../../vectors/rest-samples.json")).expect("samples");
    samples.into_iter().collect()
});

/// What is answered to whom: the number of a call, a status, whether there is a `Retry-After`, and
/// the body. Each call ends once; a status of 200 to 299 is an answer to be read or malformed, any
/// other a refusal with that status; no error holds a secret.
pub fn rest(data: &[u8]) {
    let Some((&[call, high, low, wait], body)) = data.split_first_chunk() else { return };
    let response = Response {
        retry_after_ms: (wait > 0).then(|| u64::from(wait) * 1_000),
        ..Response::new(u16::from_be_bytes([high, low]), body.to_vec())
    };
    let may_hold = may_hold(usize::from(call), response.status);
    if [TOKEN, PASSWORD].iter().any(|secret| !may_hold.contains(secret) && tells(body, secret)) {
        return;
    }
    match CALLS.get(usize::from(call)) {
        Some((method, args)) => web_call(method, args, &response),
        None => others(usize::from(call) - CALLS.len(), &response),
    }
}

/// The secrets that an answer may hold: nobody repeats what he was never told. A login is given its
/// token; who is registered by such a name has chosen it himself.
fn may_hold(call: usize, status: u16) -> &'static [&'static str] {
    let is_done = (200..300).contains(&status);
    match call.checked_sub(CALLS.len()) {
        Some(7..=9) => &[TOKEN, PASSWORD],
        Some(10) if is_done => &[],
        Some(11) if is_done => &[TOKEN, PASSWORD],
        Some(10 | 11) => &[PASSWORD],
        _ => &[TOKEN],
    }
}

fn web_call(method: &str, args: &[Value], response: &Response) {
    let call = WebCall::new(method, args).expect("good arguments").expect("a call");
    let Some(reply) = ask(call, response) else { return };
    serde_json::to_string(&reply).expect("a reply is JSON");
}

/// What is no call of the Web SDK, or goes another way.
fn others(which: usize, response: &Response) {
    let id = || "1".to_string();
    let file = || measured(UploadFile::new(user("bob"), "a.txt"));
    let group = || GroupId::new("1").expect("a group id");
    let new_user = || NewUser::new(user("carl"), PASSWORD);
    match which {
        0 => send(&file(), response),
        1 => send(&measured(ShareFile::in_group(group(), "a.txt")), response),
        2 => send(&measured(ShareFile::in_room(room("1"), "a.txt")), response),
        3 => send(&measured(VoiceFileToText::new(&user(USER), "a", Audio::default())), response),
        4 => send(&SendPart { id: id(), number: 1, content_type: "a/b".into() }, response),
        5 => drop(ask(OpenParts, response)),
        6 => drop(ask(CompleteParts { id: id(), upload: file() }, response)),
        7 => {
            let client_secret = PASSWORD.into();
            drop(ask(FetchAppToken { client_id: id(), client_secret }, response));
        }
        8 => drop(ask(CreateUser { token: TOKEN.into(), user: new_user() }, response)),
        9 => drop(ask(CreateUsers { token: TOKEN.into(), users: vec![new_user()] }, response)),
        10 => register(response),
        11 => log_in(response),
        _ => {}
    }
}

fn measured<U: Upload>(mut upload: U) -> U {
    upload.measure(7);
    upload
}

fn stage() -> Peer {
    let mut config = peer::config();
    config.call_attempts = 2;
    Peer::online(config)
}

/// Makes a call and reads what is answered.
fn ask<E: Endpoint>(endpoint: E, response: &Response) -> Option<E::Reply> {
    let mut peer = stage();
    let ticket = peer.call(|client, now| client.at(now).call(endpoint)).expect("it is asked");
    let answer = peer.end_call(&ticket, || Ok(response.clone()));
    check_status(answer.as_deref(), response);
    told(ticket.read(answer))
}

/// A step with a file, which is answered once.
fn send<E: Endpoint + Step>(endpoint: &E, response: &Response) {
    let mut peer = stage();
    let step = peer.call(|client, now| client.authorize(now, endpoint, 0)).expect("it is asked");
    let answer = step.answer(response.clone());
    check_status(answer.as_ref(), response);
    told(answer.and_then(|answer| endpoint.read(&answer)));
}

/// An answer is an answer, and everything else a refusal.
fn check_status(answer: Result<&Answer, &CallFailed>, response: &Response) {
    let is_answer = (200..300).contains(&response.status);
    match answer {
        Ok(answer) => assert!(is_answer && answer.status() == response.status),
        Err(CallFailed::Refused(refused)) => {
            assert!(!is_answer && refused.status == response.status, "{refused}");
        }
        Err(other) => panic!("{response:?} is {other}"),
    }
}

fn told<T>(read: Result<T, CallFailed>) -> Option<T> {
    let failed = match read {
        Ok(reply) => return Some(reply),
        Err(failed) => failed,
    };
    let web = serde_json::to_string(&WebError::from(&failed)).expect("an error is JSON");
    let shown = format!("{failed} {failed:?} {web}");
    assert!(!shown.contains(TOKEN) && !shown.contains(PASSWORD), "{shown}");
    None
}

/// A registration ends once, whatever is answered.
fn register(response: &Response) {
    let mut peer = Peer::new(peer::config());
    let register = |client: &mut easemob_core::Client, now| {
        client.register(now, user("carl"), PASSWORD.into(), "")
    };
    let ticket = peer.call(register).expect("there is room");
    while peer.requests() > 0 {
        let (exchange, _) = peer.request();
        peer.answer_to(exchange, Ok(response.clone()));
    }
    let ends =
        peer.count(|event| matches!(event, Event::Registered { call, .. } if *call == ticket));
    assert_eq!(ends, 1, "{:?}", peer.events);
}

/// A login by password gets a token or comes to an end.
fn log_in(response: &Response) {
    let mut peer = Peer::new(peer::config());
    peer.login_by_password();
    for _ in 0..100 {
        match peer.phase() {
            PhaseName::Dialing | PhaseName::Offline => return,
            PhaseName::Authenticating if peer.requests() == 1 => {
                let (exchange, _) = peer.request();
                peer.answer_to(exchange, Ok(response.clone()));
            }
            _ => drop(peer.pass_deadline()),
        }
    }
    panic!("the login has no end");
}
