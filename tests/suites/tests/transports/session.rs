//! Logging in and out, by will and by force.

use easemob_core::driver::LoginFailed;
use easemob_core::{
    CallFailed, Credentials, Event, Kick, LoginRefused, OfflineCause, Online, Secret,
};
use serde_json::json;

use crate::ground::{Ground, maybe_within};
use crate::stage::{PASSWORD, Stage, by_password, deliver, find, hear, offline, user};

pub(crate) async fn login_by_password<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.open::<G>();
    let online = alice.log_in(by_password("alice")).await.expect("a login");
    let resource = stage.state()["users"]["alice"]["sessions"][0]["resource"].clone();
    assert_eq!(
        online,
        Online { user: user("alice"), again: false, resource: online.resource.clone() }
    );
    assert_eq!(online.resource, resource);
}

pub(crate) async fn login_by_token<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.open::<G>();
    let who = Credentials::token(user("alice"), stage.token("alice"));
    alice.login(who.clone()).expect("nobody is logged in");
    assert_eq!(alice.login(who), Err(LoginRefused::InProgress));
    let online = find::<G, _>(&mut alice, |event| match event {
        Event::Online(online) => Some(online.user.clone()),
        _ => None,
    });
    assert_eq!(online.await, user("alice"));
}

pub(crate) async fn login_refused<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.open::<G>();
    let wrong = Credentials::password(user("alice"), "wrong");
    let failed = alice.log_in(wrong).await.expect_err("a wrong password");
    let LoginFailed::Offline(OfflineCause::TokenRefused(CallFailed::Refused(refused))) = failed
    else {
        panic!("{failed:?}")
    };
    assert_eq!(refused.status, 400);

    let wrong = Credentials::token(user("alice"), "made up");
    let failed = alice.log_in(wrong).await.expect_err("a wrong token");
    assert!(matches!(&failed, LoginFailed::Offline(OfflineCause::Refused(_))), "{failed:?}");

    alice.log_in(by_password("alice")).await.expect("the right password");
}

pub(crate) async fn registration<G: Ground>() {
    let stage = Stage::new();
    let mut carol = stage.open::<G>();
    let secret = || Secret::new(PASSWORD);
    let account = carol.register(user("carol"), secret(), "Carol").await.expect("an account");
    assert_eq!((account.username.as_str(), account.nickname.as_str()), ("carol", "Carol"));
    let again = carol.register(user("carol"), secret(), "Carol").await;
    assert!(matches!(again, Err(CallFailed::Refused(_))), "{again:?}");
    carol.log_in(by_password("carol")).await.expect("a login");
}

pub(crate) async fn logout<G: Ground>() {
    let stage = Stage::new();
    let mut alice = stage.online::<G>("alice").await;
    alice.logout();
    assert_eq!(offline::<G>(&mut alice).await, OfflineCause::LoggedOut);
    assert_eq!(stage.state()["users"]["alice"]["devices"], json!([]), "LOGOUT arrived");
    let session = alice.shutdown().await;
    assert_eq!(session.user.as_deref(), Some("alice"));
    assert_eq!(stage.connections(), 0);

    let bob = stage.online::<G>("bob").await;
    bob.shutdown().await;
    assert_eq!(stage.state()["users"]["bob"]["devices"], json!([]), "LOGOUT arrived");
    assert_eq!(stage.connections(), 0);
}

pub(crate) async fn kick<G: Ground>() {
    let stage = Stage::new();
    for (operation, kick) in [
        ("USER_KICKED_BY_OTHER_DEVICE", Kick::KickedByOtherDevice),
        ("USER_KICKED_BY_CHANGE_PASSWORD", Kick::PasswordChanged),
        ("USER_LOGIN_ANOTHER_DEVICE", Kick::LoggedInElsewhere { ext: None }),
        ("USER_REMOVED", Kick::UserRemoved),
    ] {
        let mut bob = stage.online::<G>("bob").await;
        let dialed = stage.counter("connections");
        stage.control(json!({ "op": "kick", "user": "bob", "operation": operation }));
        assert_eq!(offline::<G>(&mut bob).await, OfflineCause::Kicked(kick));
        // It stays offline: nothing more is told, nothing is dialed.
        let more = maybe_within::<G, _>(
            300,
            find::<G, _>(&mut bob, |event| match event {
                Event::SessionChanged => None,
                other => Some(other.clone()),
            }),
        );
        assert_eq!(more.await, None);
        assert_eq!(stage.counter("connections"), dialed);
    }
}

pub(crate) async fn two_sessions_on_one_connection<G: Ground>() {
    let stage = Stage::new();
    let mut connection = stage.online::<G>("alice").await;
    assert_eq!(connection.login(by_password("bob")), Err(LoginRefused::AlreadyLoggedIn));
    connection.logout();
    offline::<G>(&mut connection).await;
    stage.inject("bob", "alice", 1);
    connection.log_in(by_password("bob")).await.expect("a login");
    assert_eq!(hear::<G>(&mut connection, 1).await, ["text"]);
}

pub(crate) async fn compression<G: Ground>() {
    let stage = Stage::new();
    stage.control(json!({ "op": "config", "set": { "lz4": "BI" } }));
    let mut alice = stage.online::<G>("alice").await;
    let mut bob = stage.online::<G>("bob").await;
    let lz4 = stage.state()["users"]["alice"]["sessions"][0]["lz4"].clone();
    assert_eq!(lz4, json!({ "up": true, "down": true }));
    let long = "once more ".repeat(300);
    deliver::<G>(&mut alice, "bob", long.clone()).await;
    deliver::<G>(&mut alice, "bob", "short").await;
    assert_eq!(hear::<G>(&mut bob, 2).await, [long, "short".to_owned()]);
    // What is agreed on one link is not on the next.
    stage.control(json!({ "op": "config", "set": { "lz4": null } }));
    stage.control(json!({ "op": "drop", "user": "alice" }));
    deliver::<G>(&mut alice, "bob", "plain").await;
    assert_eq!(hear::<G>(&mut bob, 1).await, ["plain"]);
}
