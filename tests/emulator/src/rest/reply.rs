//! Answers in the vendor's envelope, and its errors.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{Call, Request, Response};
use crate::server::Server;

/// What a browser has to be told to let a page read the answer.
const CORS: [(&str, &str); 2] =
    [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*")];

/// The answer to a browser that asks whether it may ask.
pub(super) fn preflight(request: &Request) -> Response {
    let wanted = |name: &str, default: &str| {
        let mut headers = request.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or_else(|| default.to_owned(), |(_, value)| value.clone())
    };
    let mut response = raw(200, Bytes::new());
    response.headers.extend([
        ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, PATCH, OPTIONS".to_owned()),
        ("Access-Control-Allow-Headers", wanted("Access-Control-Request-Headers", "*")),
        ("Access-Control-Max-Age", "86400".to_owned()),
    ]);
    response
}

/// An answer as given.
pub(super) fn raw(status: u16, body: Bytes) -> Response {
    let mut headers = vec![("Content-Type", "application/json;charset=UTF-8".to_owned())];
    headers.extend(CORS.map(|(name, value)| (name, value.to_owned())));
    Response { status, headers, body }
}

/// A JSON answer.
pub(super) fn json(status: u16, body: &Value) -> Response {
    raw(status, body.to_string().into())
}

impl Server {
    /// Success in the vendor's envelope, with further members.
    pub(super) fn envelope(&mut self, call: &Call<'_>, members: Value) -> Response {
        let (org, app) = self.config.org_and_app();
        let path = format!("/{}", call.path.get(2..).unwrap_or_default().join("/"));
        let host = call.header("Host").unwrap_or("127.0.0.1");
        let mut body = Map::from_iter([
            ("action".to_owned(), json!(call.request.method.to_ascii_lowercase())),
            ("application".to_owned(), json!(self.application())),
            ("path".to_owned(), json!(path)),
            ("uri".to_owned(), json!(format!("http://{host}/{org}/{app}{path}"))),
            ("timestamp".to_owned(), json!(self.now)),
            ("duration".to_owned(), json!(0)),
            ("organization".to_owned(), json!(org)),
            ("applicationName".to_owned(), json!(app)),
            ("entities".to_owned(), json!([])),
        ]);
        if let Value::Object(members) = members {
            body.extend(members);
        }
        json(200, &Value::Object(body))
    }

    /// An error in the vendor's form.
    pub(super) fn error(&self, status: u16, error: &str, description: &str) -> Response {
        let body = json!({
            "error": error,
            "exception": "EasemobException",
            "timestamp": self.now,
            "duration": 0,
            "error_description": description,
        });
        json(status, &body)
    }

    pub(super) fn not_found(&self) -> Response {
        self.error(404, "service_resource_not_found", "Service resource not found")
    }

    pub(super) fn no_such_app(&self, org: &str, app: &str) -> Response {
        let description = format!("Could not find application for {org}/{app} from URI");
        self.error(404, "organization_application_not_found", &description)
    }

    /// The application's UUID; the same for the same app key.
    pub(super) fn application(&self) -> String {
        let sum = self.config.app_key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let hex = format!("{sum:016x}");
        format!("{}-{}-11ee-8000-{}", &hex[..8], &hex[8..12], &hex[4..16])
    }
}
