//! Files that are uploaded before the message they belong to is sent.

use std::collections::{BTreeMap, VecDeque};
use std::task::{Context, Poll};

use easemob_core::driver::{Clerk, Handle, TransferFailed};
use easemob_core::rest::files::{UploadFile, Uploaded};
use easemob_core::web::WebError;
use easemob_core::{CallFailed, ErrorCode, Instant};
use serde_json::value::RawValue;

use crate::command::Id;
use crate::connection::Connection;
use crate::driver::{ConnId, Driver};
use crate::message::{Form, languages, outgoing, outgoing_with};
use crate::output::Output;
use crate::problem::Problem;

/// A file to be uploaded by whoever has sockets.
#[derive(Debug)]
pub struct Upload {
    /// Which one, for [`Driver::uploaded`](crate::Driver::uploaded).
    pub number: u64,
    /// What it is for.
    pub what: UploadFile,
    /// Its bytes.
    pub file: Vec<u8>,
}

/// The uploads of one client.
#[derive(Default)]
pub(crate) struct Uploading {
    last: u64,
    wanted: VecDeque<Upload>,
    running: BTreeMap<u64, Waiting>,
}

/// A message that waits for its file.
struct Waiting {
    id: Id,
    json: Box<RawValue>,
    form: Form,
}

impl Uploading {
    pub(crate) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// The next file to upload.
    pub(crate) fn next(&mut self) -> Option<Upload> {
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
        let Some((what, file)) = crate::message::upload(json)? else {
            return self.send_translated(id, outgoing(json, form)?, languages(json)?, out);
        };
        if file.is_empty() {
            return Err(failed("fileSize must be greater than 0"));
        }
        self.uploading.last += 1;
        let number = self.uploading.last;
        self.uploading.wanted.push_back(Upload { number, what, file });
        self.uploading.running.insert(number, Waiting { id, json: json.to_owned(), form });
        Ok(())
    }

    /// An upload has ended: the message is sent, or is not.
    pub(crate) fn uploaded(
        &mut self,
        number: u64,
        result: Result<Uploaded, TransferFailed>,
        out: &mut Output,
    ) {
        let Some(Waiting { id, json, form }) = self.uploading.running.remove(&number) else {
            return;
        };
        let message = result
            .map_err(|error| problem(&error))
            .and_then(|file| outgoing_with(Some(file.into()), &json, form));
        match message {
            Ok(message) => self.send(id, message, out),
            Err(problem) => out.failure(&id, &problem),
        }
    }
}

impl Driver {
    /// The next file to upload for a client. [`Driver::uploaded`] tells how that ended.
    pub fn poll_upload(&mut self) -> Option<(ConnId, Upload)> {
        self.connections
            .iter_mut()
            .find_map(|(conn, connection)| Some((*conn, connection.uploading.next()?)))
    }

    /// Whether somebody still waits for an upload.
    #[must_use]
    pub fn wants(&self, conn: ConnId, upload: u64) -> bool {
        self.connections.get(&conn).is_some_and(|connection| connection.uploading.wants(upload))
    }

    /// What uploads of a client ask it through; `clerk` makes it.
    pub fn attend(&mut self, conn: ConnId, clerk: impl FnOnce() -> Clerk) -> Option<Handle> {
        let connection = self.connections.get_mut(&conn)?;
        Some(connection.clerk.get_or_insert_with(clerk).handle())
    }

    /// Ready when uploads asked for something: there may be effects and lines then.
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

    /// Takes how an upload ended.
    pub fn uploaded(
        &mut self,
        now: Instant,
        conn: ConnId,
        upload: u64,
        result: Result<Uploaded, TransferFailed>,
    ) {
        self.out.now = self.out.now.max(now);
        if let Some(connection) = self.connections.get_mut(&conn) {
            connection.uploaded(upload, result, &mut self.out);
            self.drain(conn);
        }
        self.settle();
    }
}

fn failed(message: &str) -> Problem {
    Problem::Client(WebError::new(ErrorCode::UploadFailed, "UploadFailed", message))
}

/// The Web SDK knows one number for whatever the network or the server has against a file.
fn problem(error: &TransferFailed) -> Problem {
    match error {
        TransferFailed::Call(
            call @ (CallFailed::Invalid(_) | CallFailed::NotLoggedIn | CallFailed::Cancelled),
        ) => Problem::of(call),
        error => failed(&error.to_string()),
    }
}
