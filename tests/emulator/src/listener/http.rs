//! Everything that is not a WebSocket: the control interface and the REST face.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response as HttpResponse};
use bytes::Bytes;
use serde_json::{Value, json};

use super::guard;
use super::hub::{Hub, unix_ms};
use crate::control::{Batch, ControlError, pause};
use crate::rest::{Answer, Request, Response};

/// Largest request body.
const BODY_BYTES: usize = 64 << 20;

pub(crate) async fn serve(State(hub): State<Arc<Hub>>, request: HttpRequest) -> HttpResponse {
    let (head, body) = request.into_parts();
    let controls = head.uri.path() == "/_ctl" && head.method != Method::OPTIONS;
    if controls && let Err(refusal) = guard::check(&head.headers, hub.site.allow_remote) {
        return refusal.into_response();
    }
    let Ok(body) = to_bytes(body, BODY_BYTES).await else {
        return plain(413, json!({ "error_description": "Request Entity Too Large" }));
    };
    if controls {
        return match control(&hub, &body).await {
            Ok(answer) => plain(200, answer),
            Err(error) => plain(400, json!({ "error_description": error.to_string() })),
        };
    }
    let headers = head.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let request = Request {
        method: head.method.as_str().into(),
        target: target.into(),
        headers: headers.collect(),
        body,
    };
    let answered = hub.with(|server, now| server.answer(now, &request));
    if hub.has_failed() {
        return plain(500, json!({ "error_description": "the state cannot be written" }));
    }
    match answered {
        Answer::Now(response) => answer(response),
        Answer::At(at, response) => {
            let wait = Duration::from_millis(at.saturating_sub(unix_ms()));
            tokio::time::sleep(wait).await;
            answer(response)
        }
        Answer::Never => std::future::pending().await,
    }
}

/// Does the operations of a request one after another, waiting where they say so.
async fn control(hub: &Hub, body: &Bytes) -> Result<Value, ControlError> {
    let batch = Batch::parse(body)?;
    let mut results = Vec::new();
    for (index, operation) in batch.operations.iter().enumerate() {
        let done = hub.with(|server, now| server.operate(now, operation));
        results.push(done.map_err(|error| batch.place(index, error))?);
        if let Some(ms) = pause(operation) {
            tokio::time::sleep(Duration::from_millis(ms)).await;
        }
    }
    Ok(batch.answer(results))
}

fn plain(status: u16, body: Value) -> HttpResponse {
    let headers = vec![
        ("Content-Type", "application/json".to_owned()),
        ("Access-Control-Allow-Origin", "*".to_owned()),
    ];
    answer(Response { status, headers, body: body.to_string().into() })
}

fn answer(response: Response) -> HttpResponse {
    let mut answer = HttpResponse::new(Body::from(response.body));
    *answer.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}
