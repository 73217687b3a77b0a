//! Audio and video: tokens for channels, and the numbers users go by in them. Nothing here places
//! a call.

use serde_json::{Value, json};

use super::{Call, Response, reply};
use crate::server::Server;

/// Seconds a token lives.
const TOKEN_SECONDS: u64 = 86_400;

/// The number of the user who asks first.
const FIRST_UID: u64 = 1_000_001;

impl Server {
    /// `/users/{user}/token/rtc` and `/rtc_mapper/batch/get`.
    pub(super) fn serve_rtc(
        &mut self,
        call: &Call<'_>,
        method: &str,
        path: &[&str],
    ) -> Option<Response> {
        Some(match (method, path) {
            ("GET", ["users", user, "token", "rtc"]) => match self.authorize(call, user) {
                Err(refusal) => refusal,
                Ok(()) => self.rtc_token(call, user),
            },
            ("POST", ["rtc_mapper", "batch", "get"]) => match self.authorize_anyone(call) {
                Err(refusal) => refusal,
                Ok(()) => self.rtc_users(call),
            },
            _ => return None,
        })
    }

    fn rtc_token(&mut self, call: &Call<'_>, user: &str) -> Response {
        let known = self.rtc_uids.iter().find(|(_, known)| *known == user).map(|(place, _)| *place);
        let place = known.unwrap_or_else(|| {
            let next = self.rtc_uids.len() as u64;
            self.rtc_uids.insert(next, user.into());
            next
        });
        let answer = json!({
            "app_id": self.application(),
            "rtc_token": format!("007{}", self.random.token()),
            "channel_name": call.query("channelName").unwrap_or("*"),
            "rtcUid": FIRST_UID + place,
            "expires_in": TOKEN_SECONDS,
        });
        reply::json(200, &answer)
    }

    /// Who goes by these numbers; numbers of nobody are left out.
    fn rtc_users(&mut self, call: &Call<'_>) -> Response {
        let asked = call.body["data"].as_array().into_iter().flatten();
        let found = asked.filter_map(|uid| {
            let number = uid.as_u64().or_else(|| uid.as_str()?.parse().ok())?;
            let place = number.checked_sub(FIRST_UID)?;
            Some((number.to_string(), json!(self.rtc_uids.get(&place)?)))
        });
        let data = Value::Object(found.collect());
        self.envelope(call, json!({ "data": data }))
    }
}
