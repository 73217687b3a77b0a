//! Registering an account: hosts first where they are not known, then each host until one decides
//! (REG rows). Independent of the session.

use alloc::string::ToString;

use crate::calls::{Calls, Purpose};
use crate::context::{Context, redact_failed};
use crate::error::CallFailed;
use crate::event::{Event, Registered};
use crate::ids::{CallId, UserId};
use crate::io::Response;
use crate::rest::{self, Registration};
use crate::secret::Secret;
use crate::session::{Hosts, discovery_request, read_hosts};

pub(crate) fn begin(
    cx: &mut Context,
    calls: &mut Calls,
    hosts: Option<&Hosts>,
    user: UserId,
    password: Secret,
    nickname: &str,
) -> CallId {
    cx.registering += 1;
    let registration = Registration {
        ticket: calls.fresh_id(),
        user,
        password,
        nickname: nickname.to_string(),
        discovering: None,
        hosts: hosts.map(Hosts::rest_all).unwrap_or_default(),
    };
    let ticket = registration.ticket;
    if hosts.is_some() {
        ask(cx, calls, registration, CallFailed::Cancelled);
    } else {
        discover(cx, calls, registration, 0, CallFailed::Cancelled);
    }
    ticket
}

pub(crate) fn answered(
    cx: &mut Context,
    calls: &mut Calls,
    mut registration: Registration,
    answer: Result<Response, CallFailed>,
) {
    if let Some(seed) = registration.discovering.take() {
        match read_hosts(&mut cx.config, answer) {
            Ok(hosts) => {
                registration.hosts = hosts.rest_all();
                ask(cx, calls, registration, CallFailed::Cancelled);
            }
            Err(failed) => discover(cx, calls, registration, seed + 1, failed),
        }
        return;
    }
    match rest::registered(answer) {
        Err(failed) if failed.is_retryable() => ask(cx, calls, registration, failed),
        result => tell(cx, &registration, result),
    }
}

fn discover(
    cx: &mut Context,
    calls: &mut Calls,
    mut registration: Registration,
    seed: usize,
    last: CallFailed,
) {
    match discovery_request(&cx.config, seed, cx.wall()) {
        Some(request) => {
            registration.discovering = Some(seed);
            calls.start(cx, Purpose::Register(registration), request);
        }
        None => tell(cx, &registration, Err(last)),
    }
}

/// Asks the next host; when none is left, the last failure is the answer.
fn ask(cx: &mut Context, calls: &mut Calls, mut registration: Registration, last: CallFailed) {
    if registration.hosts.is_empty() {
        tell(cx, &registration, Err(last));
        return;
    }
    let host = registration.hosts.remove(0);
    let request = registration.request(&cx.config, &host);
    calls.start(cx, Purpose::Register(registration), request);
}

fn tell(cx: &mut Context, registration: &Registration, mut result: Result<Registered, CallFailed>) {
    if let Err(failed) = &mut result {
        redact_failed(core::slice::from_ref(&registration.password), failed);
    }
    cx.registering = cx.registering.saturating_sub(1);
    cx.tell(Event::Registered { call: registration.ticket, result });
}
