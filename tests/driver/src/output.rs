//! Lines out: results, events, and what a tap sees.

use easemob_core::Instant;
use easemob_core::web::{Data, Form};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::command::Id;
use crate::counter::Counter;
use crate::problem::Problem;

/// The lines not yet taken, and what decides which lines there are.
pub(crate) struct Output {
    pub(crate) lines: Vec<u8>,
    pub(crate) now: Instant,
    pub(crate) muted: bool,
    pub(crate) counter: Counter,
    started: Instant,
    /// The messages of the frame at hand, as a JSON list without brackets.
    batch: Vec<u8>,
}

impl Output {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            lines: Vec::new(),
            now,
            muted: false,
            counter: Counter::default(),
            started: now,
            batch: Vec::new(),
        }
    }

    pub(crate) fn result(&mut self, id: &Id, data: &impl Serialize) {
        self.answer(&Answer { result: &id.0, ok: true, data: Some(data), error: None::<()> });
    }

    /// A result that is nothing: JavaScript's `undefined`.
    pub(crate) fn nothing(&mut self, id: &Id) {
        self.answer(&Answer { result: &id.0, ok: true, data: None::<()>, error: None::<()> });
    }

    pub(crate) fn failure(&mut self, id: &Id, problem: &Problem) {
        let error = problem.to_web();
        let error = Some(error.with_kind());
        self.answer(&Answer { result: &id.0, ok: false, data: None::<()>, error });
    }

    pub(crate) fn answer_with(&mut self, id: &Id, answer: Result<impl Serialize, Problem>) {
        match answer {
            Ok(data) => self.result(id, &data),
            Err(problem) => self.failure(id, &problem),
        }
    }

    fn answer(&mut self, answer: &impl Serialize) {
        self.write(answer);
        self.lines.push(b'\n');
    }

    /// An event of a client. Muted ones are counted all the same.
    pub(crate) fn event(&mut self, conn: &str, event: &str, data: Option<&impl Serialize>) {
        self.client_event(conn, event, data, None);
    }

    /// A call of a handler of the Web SDK; messages are kept for `onMessage`.
    pub(crate) fn form(&mut self, conn: &str, form: &Form<'_>, token: Option<u64>) {
        let data = (!form.data.is_none()).then_some(&form.data);
        let range = self.client_event(conn, form.handler, data, token);
        if let (Data::Message(_), Some((from, to))) = (&form.data, range) {
            if !self.batch.is_empty() {
                self.batch.push(b',');
            }
            self.batch.extend_from_slice(self.lines.get(from..to).unwrap_or_default());
        }
    }

    /// `onMessage` with the messages of one frame.
    pub(crate) fn end_of_frame(&mut self, conn: &str, messages: usize) {
        if messages == 0 {
            return;
        }
        self.counter.saw("onMessage", self.now);
        if !self.muted {
            self.begin(conn, "onMessage", None);
            self.lines.extend_from_slice(b",\"data\":[");
            self.lines.append(&mut self.batch);
            self.lines.extend_from_slice(b"]}\n");
        }
        self.batch.clear();
    }

    /// Prints an event, and says where its data stands.
    fn client_event(
        &mut self,
        conn: &str,
        event: &str,
        data: Option<&impl Serialize>,
        token: Option<u64>,
    ) -> Option<(usize, usize)> {
        self.counter.saw(event, self.now);
        if self.muted {
            return None;
        }
        self.begin(conn, event, token);
        let range = data.map(|data| {
            self.lines.extend_from_slice(b",\"data\":");
            let from = self.lines.len();
            self.write(data);
            (from, self.lines.len())
        });
        self.lines.extend_from_slice(b"}\n");
        range
    }

    /// An event of the driver itself: never muted, never counted.
    pub(crate) fn own(&mut self, conn: Option<&str>, event: &str, data: Option<&impl Serialize>) {
        match conn {
            Some(conn) => self.begin(conn, event, None),
            None => {
                self.lines.extend_from_slice(b"{\"event\":");
                self.write(event);
            }
        }
        if let Some(data) = data {
            self.lines.extend_from_slice(b",\"data\":");
            self.write(data);
        }
        self.lines.extend_from_slice(b"}\n");
    }

    fn begin(&mut self, conn: &str, event: &str, token: Option<u64>) {
        self.lines.extend_from_slice(b"{\"event\":");
        self.write(event);
        self.lines.extend_from_slice(b",\"conn\":");
        self.write(conn);
        self.lines.extend_from_slice(b",\"t\":");
        self.write(&self.now.since(self.started));
        if let Some(token) = token {
            self.lines.extend_from_slice(b",\"token\":");
            self.write(&token.to_string());
        }
    }

    /// Nothing written here can fail: keys are strings, and memory takes everything.
    fn write(&mut self, value: &(impl Serialize + ?Sized)) {
        if serde_json::to_writer(&mut self.lines, value).is_err() {
            self.lines.extend_from_slice(b"null");
        }
    }
}

#[derive(Serialize)]
struct Answer<'a, D, E> {
    result: &'a RawValue,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<D>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<E>,
}
