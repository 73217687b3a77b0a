//! A call as a value: how it is asked, and how its answer is read.

use crate::error::CallFailed;
use crate::io::Method;
use crate::rest::{Answer, Draft};

/// One operation of the REST API, with its arguments.
///
/// An endpoint does nothing by itself: [`Client::call`](crate::Client::call) asks, and the
/// [`Ticket`](super::Ticket) it gives reads the answer. Those of this crate are found in the modules
/// of [`rest`](crate::rest); one of a private service is written by hand:
///
/// ```
/// use easemob_core::rest::{Answer, Draft, Endpoint, Retry};
/// use easemob_core::{CallFailed, Method};
///
/// struct Weather { city: String }
///
/// impl Endpoint for Weather {
///     type Reply = f64;
///     fn name(&self) -> &'static str { "weather" }
///     fn method(&self) -> Method { Method::Get }
///     fn retry(&self) -> Retry { Retry::Safe }
///     fn write(&self, to: &mut Draft<'_>) { to.path(["weather"]).query("city", &self.city); }
///     fn read(&self, answer: &Answer) -> Result<f64, CallFailed> { answer.data() }
/// }
/// ```
pub trait Endpoint: Send + Sync + 'static {
    /// What a successful answer says.
    type Reply: Send + 'static;

    /// The Web SDK's name of it: for logs and errors.
    fn name(&self) -> &'static str;

    /// The HTTP method.
    fn method(&self) -> Method;

    /// Whether asking twice is the same as asking once.
    fn retry(&self) -> Retry;

    /// Writes path, query and body, and refuses arguments that cannot be.
    fn write(&self, to: &mut Draft<'_>);

    /// Reads an answer with a status of 200 to 299.
    ///
    /// # Errors
    /// [`CallFailed::Malformed`] for what is not an answer to this call; [`CallFailed::Refused`]
    /// where the server says no in the body of a successful answer.
    fn read(&self, answer: &Answer) -> Result<Self::Reply, CallFailed>;
}

/// What may be done about a call that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Asking twice is asking once: repeated on the next host after silence, 429, 502, 503 and 504,
    /// within `Config::call_attempts`.
    Safe,
    /// It might be done twice: repeated only where the server surely did not begin, which are an
    /// unreachable host and 429.
    Never,
}
