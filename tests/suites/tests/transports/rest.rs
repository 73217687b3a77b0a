//! HTTP answers that are none, too many, or elsewhere.

use std::time::Duration;

use easemob_core::driver::LoginFailed;
use easemob_core::error::Layer;
use easemob_core::{CallFailed, LostKind, OfflineCause};
use serde_json::{Value, json};

use crate::ground::{Ground, within};
use crate::stage::{Stage, by_password};

/// Why a login by password fails when the token call meets this fault.
async fn refused_with<G: Ground>(stage: &Stage, mut fault: Value) -> CallFailed {
    fault["op"] = json!("fault");
    fault["match"] = json!("token");
    stage.control(fault);
    let mut config = stage.config();
    config.login_attempts = 2;
    config.call_ms = 700;
    config.answer_bytes_max = 1 << 20;
    let mut connection = crate::stage::open::<G>(config, None);
    let login = connection.log_in(by_password("alice"));
    let failed = within::<G, _>("the login", Duration::from_secs(20), login).await;
    stage.control(json!({ "op": "clearFaults" }));
    // It is none the worse for it.
    connection.log_in(by_password("alice")).await.expect("a login");
    match failed.expect_err("no token") {
        LoginFailed::Offline(OfflineCause::TokenRefused(failed)) => failed,
        other => panic!("{other:?}"),
    }
}

async fn answered<G: Ground>(stage: &Stage, status: u16, body: &str) -> CallFailed {
    refused_with::<G>(stage, json!({ "kind": "restError", "status": status, "body": body })).await
}

pub(crate) async fn absurd_answers<G: Ground>() {
    let stage = Stage::new();
    let html = "<html><body>Welcome to the airport</body></html>";
    for body in [html, "", "[]", "{\"access_token\":7}", "null"] {
        let failed = answered::<G>(&stage, 200, body).await;
        let CallFailed::Malformed(malformed) = &failed else { panic!("{body:?}: {failed:?}") };
        assert_eq!(malformed.layer, Layer::Http);
    }
    for (status, body) in [(406, ""), (404, html), (401, "{}"), (500, html), (503, "")] {
        let failed = answered::<G>(&stage, status, body).await;
        let CallFailed::Refused(refused) = &failed else { panic!("{status}: {failed:?}") };
        assert_eq!(refused.status, status);
    }
}

pub(crate) async fn answer_too_large<G: Ground>() {
    let stage = Stage::new();
    let failed = answered::<G>(&stage, 200, &"x".repeat(10 << 20)).await;
    let CallFailed::Lost(lost) = &failed else { panic!("{failed:?}") };
    assert_eq!(lost.kind, LostKind::TooLarge);
}

pub(crate) async fn no_answer<G: Ground>() {
    let stage = Stage::new();
    let failed = refused_with::<G>(&stage, json!({ "kind": "restHang" })).await;
    let CallFailed::Lost(lost) = &failed else { panic!("{failed:?}") };
    assert_eq!(lost.kind, LostKind::Timeout);
}

pub(crate) async fn redirect_is_not_followed<G: Ground>() {
    let stage = Stage::new();
    let failed = answered::<G>(&stage, 302, "").await;
    assert!(
        matches!(&failed, CallFailed::Refused(refused) if refused.status == 302)
            || matches!(&failed, CallFailed::Malformed(_)),
        "{failed:?}"
    );
    let calls = stage.control(json!({ "op": "rest" }));
    let paths = calls.as_array().expect("a list").iter().map(|call| call["path"].clone());
    assert!(paths.into_iter().all(|path| path.as_str().is_some_and(|path| path.contains("token"))));
}
