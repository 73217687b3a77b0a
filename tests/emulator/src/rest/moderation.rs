//! Reports of messages to the moderators.

use serde_json::json;

use super::{Call, Response};
use crate::server::Server;

impl Server {
    /// `POST /user/{user}/moderation/report/message/{id}`.
    pub(super) fn serve_moderation(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        let ("POST", ["user", user, "moderation", "report", "message", id]) = (method, path) else {
            return None;
        };
        if let Err(refusal) = self.authorize(call, user) {
            return Some(refusal);
        }
        if self.config.closes("report") {
            return Some(self.error(403, "forbidden_op", "message report not open"));
        }
        let known = id.parse().is_ok_and(|id| self.archive.shows(user, id));
        if !known {
            let words = "report failed, get message by id failed";
            return Some(self.error(400, "illegal_argument", words));
        }
        self.record.count("reports", 1);
        Some(self.envelope(call, json!({ "data": { "result": "ok" } })))
    }
}
