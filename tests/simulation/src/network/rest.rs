//! REST exchanges: each has a connection of its own.

use easemob_core::{CallId, Lost, LostKind, Request, Response};

use super::Network;
use crate::agenda::Happening;
use crate::fault::Fault;
use crate::person::Process;

impl Network {
    pub(crate) fn ask(&mut self, now: u64, who: Process, call: CallId, request: Request) {
        let at = now + self.delay();
        if let Some(lost) = self.cannot_reach(at, who.who, &request.url) {
            return self.agenda.enter(at, Happening::Answered(who, call, Err(lost)));
        }
        if self.strikes(Fault::RestBreaks) {
            let lost = Lost::new(LostKind::Broken, "broken by the weather");
            self.agenda.enter(at, Happening::Answered(who, call, Err(lost)));
        } else if self.strikes(Fault::RestError) {
            // Something before the server refuses: nothing has been done.
            let status = [429, 503][self.random.between((0, 1)) as usize];
            let refusal = r#"{"error":"service_error","error_description":"try later"}"#;
            let refusal = Ok(Response::new(status, refusal));
            self.agenda.enter(at, Happening::Answered(who, call, refusal));
        } else if !self.strikes(Fault::RestLost) {
            self.agenda.enter(at, Happening::Asked(who, call, request));
        }
    }

    pub(crate) fn answer(&mut self, now: u64, who: Process, call: CallId, response: Response) {
        let mut at = now + self.delay();
        if self.strikes(Fault::RestLate) {
            at += self.random.between(self.weather.stall);
        }
        let response = if self.strikes(Fault::RestError) {
            // Nobody knows whether it was done.
            let status = [500, 502, 504][self.random.between((0, 2)) as usize];
            Response::new(status, r#"{"error":"service_error","error_description":"try later"}"#)
        } else if self.strikes(Fault::RestHtml) {
            let status = [200, 404, 502][self.random.between((0, 2)) as usize];
            Response::new(status, "<html><body>Please sign in to the Wi-Fi</body></html>")
        } else {
            response
        };
        if !self.strikes(Fault::RestLost) {
            self.agenda.enter(at, Happening::Answered(who, call, Ok(response)));
        }
    }
}
