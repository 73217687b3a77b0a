//! Texts with `msgConfig.languages`: translated first, then sent.

use std::collections::BTreeMap;

use easemob_core::rest::Ticket;
use easemob_core::rest::translation::{TranslateText, Translating};
use easemob_core::web::WebError;
use easemob_core::{CallId, Outgoing};

use crate::command::Id;
use crate::connection::Connection;
use crate::output::Output;
use crate::problem::Problem;

/// A text whose translation is under way.
struct Text {
    id: Id,
    ticket: Ticket<TranslateText>,
    text: Translating,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Texts(BTreeMap<CallId, Text>);

impl Texts {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whoever still waits.
    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = Id> + use<> {
        std::mem::take(&mut self.0).into_values().map(|text| text.id)
    }
}

impl Connection {
    /// Sends a message with its translations. What is no text goes as it is, as in the Web SDK.
    pub(crate) fn send_translated(
        &mut self,
        id: Id,
        message: Outgoing,
        languages: Vec<String>,
        out: &mut Output,
    ) -> Result<(), Problem> {
        if languages.is_empty() || message.as_text().is_none() {
            self.send(id, message, out);
            return Ok(());
        }
        let text = Translating::new(message, languages).map_err(|not| Problem::of(&not))?;
        let ticket = self.client.call(out.now, text.call());
        let ticket = ticket.map_err(|failed| Problem::of(&failed))?;
        self.translating.0.insert(ticket.id(), Text { id, ticket, text });
        Ok(())
    }

    /// An answer came, maybe to one of these.
    pub(crate) fn translated(
        &mut self,
        call: CallId,
        answer: &Result<Box<easemob_core::rest::Answer>, easemob_core::CallFailed>,
        out: &mut Output,
    ) {
        let Some(Text { id, ticket, text }) = self.translating.0.remove(&call) else { return };
        match text.done(ticket.read(answer.clone())) {
            Ok(message) => self.send(id, message, out),
            Err(not) => out.failure(&id, &Problem::Client(WebError::from(&not.why))),
        }
    }
}
