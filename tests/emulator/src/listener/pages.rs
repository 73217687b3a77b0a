//! The inspector's pages and what they ask for, under `/_inspector`.
//!
//! The pages are files of this crate, served as they are. They load nothing from elsewhere, and
//! the headers they come with see to it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use axum::middleware;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde_json::{Value, json};

use super::guard;
use super::hub::Hub;
use crate::control;
use crate::inspector::Place;

/// A file of the pages.
struct File {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

macro_rules! file {
    ($name:literal, $kind:expr) => {
        File {
            name: $name,
            kind: $kind,
            content: include_str!(concat!("../inspector/page/", $name)),
        }
    };
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

const FILES: [File; 14] = [
    file!("index.html", HTML),
    file!("inspector.css", CSS),
    file!("main.js", SCRIPT),
    file!("words.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("sequence.js", SCRIPT),
    file!("detail.js", SCRIPT),
    file!("controls.js", SCRIPT),
    file!("tables.js", SCRIPT),
    file!("clients.html", HTML),
    file!("clients.js", SCRIPT),
    file!("demo.html", HTML),
    file!("demo.js", SCRIPT),
    file!("icon.svg", "image/svg+xml"),
];

const POLICY_HEADER: HeaderName = HeaderName::from_static("content-security-policy");

/// Scripts, styles and requests of this server and nothing else; no page may frame it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// The same where the official Web SDK runs: it makes functions from text.
const DEMO_POLICY: &str = "default-src 'none'; script-src 'self' 'unsafe-eval'; \
     style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Entries of each log a new viewer is shown of the past.
const PAST: u64 = 500;

/// Entries of one event of the stream.
const BATCH: usize = 200;

/// How long a viewer waits for more to come before it is told.
const GATHER: Duration = Duration::from_millis(30);

/// The routes of the inspector.
pub(crate) fn routes(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route("/_inspector", get(|| page("index.html".into())))
        .route("/_inspector/", get(|| page("index.html".into())))
        .route("/_inspector/about", get(about))
        .route("/_inspector/operations", get(|| async { json_of(&control::operations()) }))
        .route("/_inspector/state", get(state))
        .route("/_inspector/entries", get(entries))
        .route("/_inspector/web-sdk.js", get(web_sdk))
        .route("/_inspector/{file}", get(|Path(name): Path<String>| page(name)))
        .layer(middleware::from_fn_with_state(Arc::clone(hub), guard::protect))
}

async fn page(name: String) -> Response<Body> {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => {
            let mut answer = with_headers(file.kind, file.content.into());
            if file.name == "demo.html" {
                answer.headers_mut().insert(POLICY_HEADER, HeaderValue::from_static(DEMO_POLICY));
            }
            answer
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The official Web SDK, where the options say where it lies.
async fn web_sdk(State(hub): State<Arc<Hub>>) -> Response<Body> {
    match &hub.site.web_sdk {
        Some(sdk) => with_headers(SCRIPT, sdk.clone().into()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn about(State(hub): State<Arc<Hub>>) -> Response<Body> {
    let app_key = hub.with(|server, _| server.config().app_key.clone());
    json_of(&json!({
        "appKey": app_key,
        "version": env!("CARGO_PKG_VERSION"),
        "webSdk": hub.site.web_sdk.is_some(),
    }))
}

async fn state(State(hub): State<Arc<Hub>>) -> Response<Body> {
    json_of(&hub.with(|server, _| server.snapshot()))
}

/// Server-sent events: everything from where the viewer was, or from a little before now.
async fn entries(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let seen = headers.get("last-event-id").and_then(|id| Place::parse(id.to_str().ok()?));
    let place = seen.unwrap_or_else(|| hub.with(|server, _| server.last_entries(PAST)));
    let log = hub.follow_log();
    let events = stream::unfold((hub, place, log), |(hub, place, mut log)| async move {
        loop {
            log.mark_unchanged();
            let entries = hub.with(|server, _| server.entries(place, BATCH));
            if !entries.is_empty() {
                let next = entries.next;
                let data = entries.to_json().to_string();
                let event = Event::default().id(next.to_text()).data(data);
                return Some((Ok(event), (hub, next, log)));
            }
            log.changed().await.ok()?;
            tokio::time::sleep(GATHER).await;
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

fn json_of(value: &Value) -> Response<Body> {
    with_headers("application/json", value.to_string().into())
}

fn with_headers(kind: &'static str, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    let headers = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, "no-store"),
        (POLICY_HEADER, POLICY),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("referrer-policy"), "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}
