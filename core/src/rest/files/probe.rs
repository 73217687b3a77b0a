//! Asks something of no interest, so that the call machine finds a host that answers and a token
//! that is good: what it does for calls, uploads and downloads get in this way.

use crate::error::CallFailed;
use crate::io::Method;
use crate::rest::{Answer, Draft, Endpoint, Retry};

/// When does our token end? (EXP-8)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Probe;

impl Endpoint for Probe {
    type Reply = ();

    fn name(&self) -> &'static str {
        "getTokenExpireTimestamp"
    }

    fn method(&self) -> Method {
        Method::Get
    }

    fn retry(&self) -> Retry {
        Retry::Safe
    }

    fn write(&self, to: &mut Draft<'_>) {
        let me = to.me();
        to.path(["sdk", "users", me, "token", "expires"]);
    }

    fn read(&self, answer: &Answer) -> Result<(), CallFailed> {
        answer.done()
    }
}
