//! Files on their way: those of messages, which are sent afterwards, and those of calls.

use std::collections::{BTreeMap, VecDeque};
use std::task::{Context, Poll};

use easemob_core::driver::{Clerk, Handle, TransferFailed};
use easemob_core::message::bundle;
use easemob_core::web::{MessageForm, WebError};
use easemob_core::{CallFailed, ErrorCode, Instant};
use serde_json::value::RawValue;

use crate::command::Id;
use crate::connection::Connection;
use crate::driver::{ConnId, Driver};
use crate::message::{Form, languages, outgoing, outgoing_with};
use crate::output::Output;
use crate::problem::Problem;
use crate::transfer::{Done, Job, Transfer, Transferred, called};

/// The uploads of one client.
#[derive(Default)]
pub(crate) struct Uploading {
    last: u64,
    wanted: VecDeque<Transfer>,
    running: BTreeMap<u64, Waiting>,
}

/// What waits for a file.
struct Waiting {
    id: Id,
    /// The message it belongs to, if it is one's.
    message: Option<(Box<RawValue>, Form)>,
    /// The number of what goes wrong on the way.
    code: ErrorCode,
}

impl Uploading {
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The next one to begin.
    pub(crate) fn next(&mut self) -> Option<Transfer> {
        self.wanted.pop_front()
    }

    /// Whether somebody still waits for it.
    pub(crate) fn wants(&self, number: u64) -> bool {
        self.running.contains_key(&number)
    }

    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = Id> + use<> {
        self.wanted.clear();
        std::mem::take(&mut self.running).into_values().map(|waiting| waiting.id)
    }
}

impl Connection {
    /// Sends a message, after its file has been uploaded if it comes with one.
    pub(crate) fn send_with_file(
        &mut self,
        id: Id,
        json: &RawValue,
        form: Form,
        out: &mut Output,
    ) -> Result<(), Problem> {
        let me = self.client.user().ok_or(Problem::NotLoggedIn)?;
        let upload = crate::message::upload(json, me, &self.client.config().app_key)?;
        let Some((what, file)) = upload else {
            return self.send_translated(id, outgoing(json, form)?, languages(json)?, out);
        };
        if file.is_empty() {
            return Err(failed(UPLOAD, "fileSize must be greater than 0"));
        }
        let message = Some((json.to_owned(), form));
        self.transfer(Job::Message(what, file), Waiting { id, message, code: UPLOAD });
        Ok(())
    }

    /// Makes the call of that name if it is about a file; otherwise gives the id back.
    pub(crate) fn call_with_file(
        &mut self,
        id: Id,
        method: &str,
        args: &[&RawValue],
    ) -> Result<Option<Id>, Problem> {
        let Some(job) = called(method, args, self.client.user())? else { return Ok(Some(id)) };
        if !self.is_logged_in() {
            return Err(Problem::NotLoggedIn);
        }
        let download = matches!(job, Job::Download(_) | Job::Bundle(_));
        let code = if download { ErrorCode::DownloadFailed } else { UPLOAD };
        self.transfer(job, Waiting { id, message: None, code });
        Ok(None)
    }

    fn transfer(&mut self, job: Job, waiting: Waiting) {
        self.uploading.last += 1;
        let number = self.uploading.last;
        self.uploading.wanted.push_back(Transfer { number, job });
        self.uploading.running.insert(number, waiting);
    }

    /// It has ended: the message is sent, or is not; the call is answered.
    pub(crate) fn transferred(
        &mut self,
        number: u64,
        result: Result<Transferred, TransferFailed>,
        out: &mut Output,
    ) {
        let Some(Waiting { id, message, code }) = self.uploading.running.remove(&number) else {
            return;
        };
        match (result.map_err(|error| problem(&error, code)), message) {
            (Err(problem), _) => out.failure(&id, &problem),
            (Ok(Transferred(Done::File(file))), Some((json, form))) => {
                match outgoing_with(Some(file.into()), &json, form) {
                    Ok(message) => self.send(id, message, out),
                    Err(problem) => out.failure(&id, &problem),
                }
            }
            (Ok(Transferred(Done::Result(value))), _) => out.result(&id, &value),
            (Ok(Transferred(Done::File(file))), None) => out.result(&id, &file.url),
            (Ok(Transferred(Done::Bundle(file))), _) => {
                let messages = bundle::read(&file, self.client.reader());
                let messages = messages.as_deref().map_err(Problem::of);
                let forms = messages.map(|all| all.iter().map(MessageForm).collect::<Vec<_>>());
                out.answer_with(&id, forms);
            }
        }
    }
}

impl Driver {
    /// The next file to move for a client. [`Driver::transferred`] tells how that ended.
    pub fn poll_transfer(&mut self) -> Option<(ConnId, Transfer)> {
        self.connections
            .iter_mut()
            .find_map(|(conn, connection)| Some((*conn, connection.uploading.next()?)))
    }

    /// Whether somebody still waits for a transfer.
    #[must_use]
    pub fn wants(&self, conn: ConnId, transfer: u64) -> bool {
        self.connections.get(&conn).is_some_and(|connection| connection.uploading.wants(transfer))
    }

    /// What transfers of a client ask it through; `clerk` makes it.
    pub fn attend(&mut self, conn: ConnId, clerk: impl FnOnce() -> Clerk) -> Option<Handle> {
        let connection = self.connections.get_mut(&conn)?;
        Some(connection.clerk.get_or_insert_with(clerk).handle())
    }

    /// Ready when transfers asked for something: there may be effects and lines then.
    pub fn poll_clerks(&mut self, cx: &mut Context<'_>, now: Instant) -> Poll<()> {
        self.out.now = self.out.now.max(now);
        let mut served = Vec::new();
        for (conn, connection) in &mut self.connections {
            if let Some(clerk) = &mut connection.clerk
                && clerk.poll(cx, self.out.now, &mut connection.client).is_ready()
            {
                served.push(*conn);
            }
        }
        if served.is_empty() {
            return Poll::Pending;
        }
        for conn in served {
            self.drain(conn);
        }
        self.settle();
        Poll::Ready(())
    }

    /// Takes how a transfer ended.
    pub fn transferred(
        &mut self,
        now: Instant,
        conn: ConnId,
        transfer: u64,
        result: Result<Transferred, TransferFailed>,
    ) {
        self.out.now = self.out.now.max(now);
        if let Some(connection) = self.connections.get_mut(&conn) {
            connection.transferred(transfer, result, &mut self.out);
            self.drain(conn);
        }
        self.settle();
    }
}

const UPLOAD: ErrorCode = ErrorCode::UploadFailed;

fn failed(code: ErrorCode, message: &str) -> Problem {
    let kind = if code == UPLOAD { "UploadFailed" } else { "DownloadFailed" };
    Problem::Client(WebError::new(code, kind, message))
}

/// The Web SDK knows one number for whatever goes wrong on the way.
fn problem(error: &TransferFailed, code: ErrorCode) -> Problem {
    match error {
        TransferFailed::Call(CallFailed::Lost(_) | CallFailed::Malformed(_)) => {
            failed(code, &error.to_string())
        }
        TransferFailed::Call(call) => Problem::of(call),
        error => failed(code, &error.to_string()),
    }
}
