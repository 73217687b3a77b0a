//! REST calls as values: a request is built, an answer is read, nothing is sent here.
//!
//! An [`Endpoint`] is one operation with its arguments, declared in the file of its concept. The
//! client asks ([`Client::call`](crate::Client::call)) and owns deadline, hosts, one renewal of the
//! token and retries; exactly one [`Event::Answered`](crate::Event::Answered) ends each call, and
//! the [`Ticket`] reads it. [`Caller`] lets the faces of the modules be written once for the client,
//! a connection and a handle.

#[macro_use]
#[cfg_attr(not(feature = "modules"), allow(unused_macros, reason = "some modules have no lists"))]
mod macros;

mod answer;
mod caller;
mod described;
mod draft;
mod endpoint;
pub(crate) mod faces;
pub mod files;
#[cfg_attr(
    not(all(feature = "group", feature = "chatroom", feature = "thread", feature = "contact")),
    allow(dead_code, reason = "members of answers of other modules")
)]
mod lenient;
#[cfg(any(feature = "group", feature = "chatroom"))]
pub(crate) mod members;
mod page;
mod prepared;
mod refusal;
mod register;
mod shared_file;
mod token;

#[cfg(feature = "admin")]
pub mod admin;
#[cfg(feature = "chatroom")]
pub mod chatroom;
#[cfg(feature = "contact")]
pub mod contact;
#[cfg(feature = "group")]
pub mod group;
#[cfg(feature = "message")]
pub mod message;
#[cfg(feature = "presence")]
pub mod presence;
#[cfg(feature = "push")]
pub mod push;
#[cfg(feature = "silent")]
pub mod silent;
#[cfg(feature = "thread")]
pub mod thread;
#[cfg(feature = "translation")]
pub mod translation;
#[cfg(feature = "user")]
pub mod user;

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use bytes::Bytes;

pub use answer::Answer;
pub(crate) use answer::{Asker, read};
pub use caller::{At, Caller, Ticket};
pub use described::{Described, described};
pub use draft::Draft;
pub use endpoint::{Endpoint, Retry};
pub use page::{Page, Paged, Walk};
pub(crate) use prepared::Prepared;
pub(crate) use register::{Registration, registered};
pub(crate) use token::{expiry, expiry_request, token, token_request};

use crate::config::Config;
use crate::ids::AppKey;
use crate::io::{Method, Request};
use crate::secret::Secret;

/// `https://host` and a path, encoded.
pub(crate) fn url(base: &str, app_key: &AppKey, path: &[&str]) -> String {
    let mut url = base.trim_end_matches('/').to_string();
    for segment in [app_key.org(), app_key.app()].iter().chain(path) {
        url.push('/');
        percent_encode(segment, &mut url);
    }
    url
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(crate) fn percent_encode(text: &str, to: &mut String) {
    const HEX: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            to.push(char::from(byte));
        } else {
            to.push('%');
            to.extend([byte >> 4, byte & 15].iter().filter_map(|n| HEX.get(usize::from(*n))));
        }
    }
}

/// A JSON request (HTTP-1).
pub(crate) fn request(
    config: &Config,
    method: Method,
    url: String,
    token: Option<&Secret>,
    body: Option<serde_json::Value>,
) -> Request {
    let mut headers: Vec<(&'static str, String)> =
        vec![("content-type", "application/json".to_string())];
    if let Some(token) = token {
        headers.push(("authorization", alloc::format!("Bearer {}", token.expose())));
    }
    let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
    Request { method, url, headers, body, answer_limit: config.answer_bytes_max }
}
