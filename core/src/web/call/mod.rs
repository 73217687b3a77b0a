//! Calls by the Web SDK's names, with its arguments and results: for whoever comes from there, and
//! for holding our modules against what was captured from the official client.

mod args;
#[cfg(feature = "chatroom")]
mod chatroom;
#[cfg(feature = "contact")]
mod contact;
#[cfg(feature = "group")]
mod group;
#[cfg(any(feature = "group", feature = "chatroom"))]
mod members;
#[cfg(feature = "message")]
mod message;
#[cfg(feature = "presence")]
mod presence;
#[cfg(feature = "push")]
mod push;
#[cfg(feature = "silent")]
mod silent;
#[cfg(feature = "thread")]
mod thread;
#[cfg(feature = "translation")]
mod translation;
#[cfg(feature = "user")]
mod user;

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use args::Args;
use serde_json::{Value, json};

use crate::error::{CallFailed, InvalidCall};
use crate::io::Method;
use crate::rest::{Answer, Draft, Endpoint, Retry};

/// A call of the Web SDK. Sizes and counts are judged by the server, as there. Its answer is what
/// the promise there resolves with, `null` for nothing.
///
#[cfg_attr(feature = "contact", doc = "```")]
#[cfg_attr(not(feature = "contact"), doc = "```ignore")]
/// use easemob_core::web::WebCall;
/// use serde_json::json;
///
/// let call = WebCall::new("addContact", &[json!("bob"), json!("it is me")])?;
/// assert!(call.is_some());
/// assert!(WebCall::new("noSuchCall", &[])?.is_none());
/// assert!(WebCall::new("addContact", &[json!(7)]).is_err());
/// # Ok::<(), easemob_core::error::InvalidCall>(())
/// ```
pub struct WebCall(Box<dyn Endpoint<Reply = Value>>);

impl WebCall {
    /// The call of that name, by whichever of its names; `None` when it is not a REST call, or its
    /// module was not compiled in.
    ///
    /// # Errors
    /// [`InvalidCall`] names the argument that cannot be.
    pub fn new(method: &str, args: &[Value]) -> Result<Option<Self>, InvalidCall> {
        let args = Args::new(method, args);
        let modules: &[fn(&str, &Args<'_>) -> Found] = &[
            #[cfg(feature = "contact")]
            contact::call,
            #[cfg(feature = "group")]
            group::call,
            #[cfg(feature = "chatroom")]
            chatroom::call,
            #[cfg(feature = "thread")]
            thread::call,
            #[cfg(feature = "presence")]
            presence::call,
            #[cfg(feature = "translation")]
            translation::call,
            #[cfg(feature = "message")]
            message::call,
            #[cfg(feature = "user")]
            user::call,
            #[cfg(feature = "silent")]
            silent::call,
            #[cfg(feature = "push")]
            push::call,
        ];
        for module in modules {
            if let Some(call) = module(method, &args)? {
                return Ok(Some(call));
            }
        }
        Ok(None)
    }

    /// The promise resolves with nothing.
    fn void<E: Endpoint>(endpoint: E) -> Self {
        Self::shaped(endpoint, |_, _| Value::Null)
    }

    /// It resolves with the document of the server (rest §1.6).
    fn raw<E: Endpoint>(endpoint: E) -> Self {
        Self::shaped(endpoint, |document, _| document)
    }

    /// It resolves with something made of the document and of the reply we read from it.
    fn shaped<E: Endpoint>(
        endpoint: E,
        shape: impl Fn(Value, E::Reply) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(Shaped { endpoint, shape }))
    }

    /// It resolves with `{type: 0, data}`.
    fn data<E: Endpoint>(
        endpoint: E,
        data: impl Fn(E::Reply) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self::shaped(endpoint, move |_, reply| json!({ "type": 0, "data": data(reply) }))
    }
}

/// What a module says of a name.
type Found = Result<Option<WebCall>, InvalidCall>;

impl fmt::Debug for WebCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WebCall").field(&self.0.name()).finish()
    }
}

impl Endpoint for WebCall {
    type Reply = Value;

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn method(&self) -> Method {
        self.0.method()
    }

    fn retry(&self) -> Retry {
        self.0.retry()
    }

    fn write(&self, to: &mut Draft<'_>) {
        self.0.write(to.without_limits());
    }

    fn read(&self, answer: &Answer) -> Result<Value, CallFailed> {
        self.0.read(answer)
    }
}

/// An endpoint whose answer is given the Web SDK's shape. The typed reading comes first: what it
/// refuses is refused here.
struct Shaped<E, S> {
    endpoint: E,
    shape: S,
}

impl<E, S> Endpoint for Shaped<E, S>
where
    E: Endpoint,
    S: Fn(Value, E::Reply) -> Value + Send + Sync + 'static,
{
    type Reply = Value;

    fn name(&self) -> &'static str {
        self.endpoint.name()
    }

    fn method(&self) -> Method {
        self.endpoint.method()
    }

    fn retry(&self) -> Retry {
        self.endpoint.retry()
    }

    fn write(&self, to: &mut Draft<'_>) {
        self.endpoint.write(to);
    }

    fn read(&self, answer: &Answer) -> Result<Value, CallFailed> {
        let reply = self.endpoint.read(answer)?;
        Ok((self.shape)(document(answer), reply))
    }
}

/// The document of an answer with `type: 0`; an array becomes its `data` (rest §1.6).
fn document(answer: &Answer) -> Value {
    match answer.json::<Value>() {
        Ok(Value::Object(mut members)) => {
            members.insert(String::from("type"), json!(0));
            Value::Object(members)
        }
        Ok(data @ Value::Array(_)) => json!({ "type": 0, "data": data }),
        _ => Value::Null,
    }
}

/// A message that was told in JSON, which says nothing of how it arrived.
#[cfg(any(feature = "message", feature = "thread"))]
fn listed(message: &crate::message::Message) -> Value {
    let mut form = serde_json::to_value(super::MessageForm(message)).unwrap_or_default();
    if let Value::Object(members) = &mut form {
        members.remove("onlineState");
    }
    form
}
