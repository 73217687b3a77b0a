//! Who may use the inspector and the control interface: programs and pages of this machine.
//!
//! Neither has a password. A program that reaches the port is trusted; a browser is not, for it
//! does what any page on the web tells it to. Two marks give it away: the `Host` it believes to
//! talk to, which a page cannot choose (DNS rebinding), and the `Origin` of the page that asks.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::hub::Hub;

/// Answers only requests that [`check`] lets through.
pub(crate) async fn protect(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    match check(request.headers(), hub.site.allow_remote) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// Why a request is not answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    why: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "error_description": self.why }).to_string();
        (self.status, [(CONTENT_TYPE, "application/json")], body).into_response()
    }
}

/// Whether a request comes from this machine and from no foreign page.
pub(crate) fn check(headers: &HeaderMap, allow_remote: bool) -> Result<(), Refusal> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    if !allow_remote && !is_local(host) {
        let why = format!(
            "Host {host:?} is not this machine; open 127.0.0.1, or start with --allow-remote"
        );
        return Err(Refusal { status: StatusCode::FORBIDDEN, why });
    }
    if !headers.contains_key(ORIGIN) {
        return Ok(());
    }
    let origin = text(ORIGIN).unwrap_or_default();
    let page = origin.split_once("://").map_or("", |(_, authority)| authority);
    if !is_local(page) && (page.is_empty() || !page.eq_ignore_ascii_case(host)) {
        let why = format!("a page of {origin:?} may not control this server");
        return Err(Refusal { status: StatusCode::FORBIDDEN, why });
    }
    // A form can send text without asking first, but not this.
    let is_json = text(CONTENT_TYPE).is_some_and(|it| it.starts_with("application/json"));
    if headers.contains_key(CONTENT_TYPE) && !is_json {
        let why = "a page must send Content-Type: application/json".into();
        return Err(Refusal { status: StatusCode::UNSUPPORTED_MEDIA_TYPE, why });
    }
    Ok(())
}

/// Whether a `host` or `host:port` is this machine, whatever a name server says.
fn is_local(authority: &str) -> bool {
    let name = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => authority.split_once(':').map_or(authority, |(name, _)| name),
    };
    let name = name.to_ascii_lowercase();
    name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        || name == "localhost"
        || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::{StatusCode, check};
    use axum::http::header::{HeaderMap, HeaderName, HeaderValue};

    fn asked(headers: &[(&'static str, &'static str)], allow_remote: bool) -> Option<StatusCode> {
        let pairs = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        check(&pairs.collect::<HeaderMap>(), allow_remote).err().map(|refusal| refusal.status)
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in
            ["127.0.0.1:80", "127.9.9.9", "localhost:1", "LOCALHOST", "[::1]:5", "a.localhost"]
        {
            assert_eq!(asked(&[("host", host)], false), None, "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "192.0.2.1:80",
            "[2001:db8::1]",
            "localhost.evil.example",
        ] {
            assert_eq!(asked(&[("host", host)], false), Some(StatusCode::FORBIDDEN), "{host}");
            assert_eq!(asked(&[("host", host)], true), None, "{host}");
        }
    }

    #[test]
    fn foreign_pages_are_refused_and_local_ones_send_json() {
        let host = ("host", "127.0.0.1:80");
        for origin in ["https://evil.example", "null", "", "http://127.0.0.1.evil.example"] {
            let refused = asked(&[host, ("origin", origin)], false);
            assert_eq!(refused, Some(StatusCode::FORBIDDEN), "{origin}");
        }
        let json = ("content-type", "application/json; charset=utf-8");
        let text = ("content-type", "text/plain");
        let own = ("origin", "http://127.0.0.1:80");
        assert_eq!(asked(&[host, own, json], false), None);
        assert_eq!(asked(&[host, ("origin", "http://localhost:3000"), json], false), None);
        assert_eq!(asked(&[host, own, text], false), Some(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        assert_eq!(asked(&[host, text], false), None, "a program may send what it likes");
    }

    #[test]
    fn a_remote_page_is_the_listeners_own_or_refused() {
        let host = ("host", "lab.example:80");
        assert_eq!(asked(&[host, ("origin", "http://lab.example:80")], true), None);
        let foreign = asked(&[host, ("origin", "http://other.example")], true);
        assert_eq!(foreign, Some(StatusCode::FORBIDDEN));
    }
}
