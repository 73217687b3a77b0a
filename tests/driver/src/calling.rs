//! Calls over REST by the Web SDK's names, and who waits for their answers.

use std::collections::BTreeMap;

use easemob_core::rest::{Answer, Endpoint as _, Ticket};
use easemob_core::web::WebCall;
use easemob_core::{CallFailed, CallId};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::command::Id;
use crate::connection::Connection;
use crate::output::Output;
use crate::problem::Problem;

/// Calls under way.
#[derive(Default)]
pub(crate) struct Calling(BTreeMap<CallId, (Id, Ticket<WebCall>)>);

impl Calling {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Answers whoever waits; the name of the call when it went well.
    pub(crate) fn answered(
        &mut self,
        call: CallId,
        answer: &Result<Box<Answer>, CallFailed>,
        out: &mut Output,
    ) -> Option<&'static str> {
        let (id, ticket) = self.0.remove(&call)?;
        let result = ticket.read(answer.clone());
        match &result {
            Ok(Value::Null) => out.nothing(&id),
            result => out.answer_with(&id, result.as_ref().map_err(Problem::of)),
        }
        result.is_ok().then(|| ticket.endpoint().name())
    }

    /// Whoever still waits.
    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = Id> + use<> {
        std::mem::take(&mut self.0).into_values().map(|(id, _)| id)
    }
}

impl Connection {
    /// Makes the call of that name.
    pub(crate) fn call_by_name(
        &mut self,
        id: Id,
        method: &str,
        args: &[&RawValue],
        out: &Output,
    ) -> Result<(), Problem> {
        let args: Result<Vec<Value>, _> =
            args.iter().map(|argument| serde_json::from_str(argument.get())).collect();
        let args = args.map_err(|wrong| Problem::BadField(format!("args: {wrong}")))?;
        let call = WebCall::new(method, &args).map_err(|invalid| Problem::of(&invalid))?;
        let call = call.ok_or_else(|| Problem::NotSupportedYet(format!("the method {method}")))?;
        let ticket = self.client.call(out.now, call).map_err(|failed| Problem::of(&failed))?;
        self.calling.0.insert(ticket.id(), (id, ticket));
        Ok(())
    }
}
