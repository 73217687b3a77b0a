//! Logging in.

use easemob_core::error::LoginRefused;
use easemob_core::wire::{Provision, StatusCode, down};
use easemob_core::{
    CallFailed, Credentials, ErrorCode, Event, LostKind, OfflineCause, PhaseName, UserId,
};
use easemob_tests::peer::{PASSWORD, Peer, Said, TOKEN, USER, config, discovering, say, user};

/// O-13: an answer without a status is a protocol error; the login ends.
#[test]
fn o_13_an_answer_without_a_status_ends_the_attempt() {
    let mut peer = Peer::new(config());
    peer.login();
    for _ in 0..3 {
        peer.pass_to(PhaseName::Dialing);
        peer.reply(&down::Frame::Provision(Provision::default()));
    }
    assert_eq!(peer.count(|event| matches!(event, Event::Malformed(_))), 3);
    let Some(OfflineCause::LoginFailed(lost)) = peer.offline_cause() else {
        panic!("{:?}", peer.events);
    };
    assert_eq!(lost.kind, LostKind::Protocol);
}

/// O-13: an unreadable `auth_token` does not undo an acceptance.
#[test]
fn o_13_an_unreadable_expiry_is_reported_beside_the_login() {
    for text in ["not json", "7", r#"{"expires_in":"soon"}"#, r#"{"expires_in":-1}"#] {
        let mut peer = Peer::new(config());
        peer.login();
        let auth_token = Some(text.to_string());
        peer.reply(&down::Frame::Provision(Provision { auth_token, ..say::acceptance() }));
        assert_eq!(peer.phase(), PhaseName::Online, "{text}");
        assert_eq!(peer.count(|event| matches!(event, Event::Malformed(_))), 1, "{text}");
    }
}

/// O-14: an answer that is not JSON ends the exchange, and in the end the login.
#[test]
fn o_14_a_proxys_page_ends_the_exchange() {
    for status in [200, 500, 502, 503] {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        for _ in 0..3 {
            peer.pass_to(PhaseName::Authenticating);
            peer.answer(status, "<html>bad gateway</html>");
        }
        assert!(
            matches!(peer.offline_cause(), Some(OfflineCause::TokenRefused(_))),
            "{status}: {:?}",
            peer.events
        );
        peer.login_by_password();
        assert_eq!(peer.phase(), PhaseName::Authenticating, "one can log in again");
    }
}

/// O-14: 406 is an answer like any other.
#[test]
fn o_14_406_ends_the_exchange() {
    for body in ["", "{}", r#"{"error_code":90004}"#] {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        peer.answer(406, body);
        let Some(OfflineCause::TokenRefused(CallFailed::Refused(refused))) = peer.offline_cause()
        else {
            panic!("{body}: {:?}", peer.events);
        };
        assert_eq!(refused.status, 406);
    }
}

/// O-15: what is wrong with a login is found before anything changes.
#[test]
fn o_15_a_bad_login_changes_nothing() {
    assert!(UserId::new("").is_err());
    let mut peer = Peer::new(config());
    for who in [Credentials::token(user(USER), ""), Credentials::password(user(USER), "")] {
        let refused = peer.call(|client, now| client.login(now, who));
        assert_eq!(refused, Err(LoginRefused::NoProof));
        assert_eq!(peer.phase(), PhaseName::Offline);
    }
    assert_eq!(LoginRefused::NoProof.code(), ErrorCode::LoginFailed);
    peer.login();
    peer.accept();
    let refused = peer.call(|c, now| c.login(now, Credentials::password(user("bob"), PASSWORD)));
    assert_eq!(refused, Err(LoginRefused::AlreadyLoggedIn));
    assert_eq!(peer.client.user(), Some(&user(USER)));
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// O-21: a client is one device, over reconnections and restarts.
#[test]
fn o_21_the_device_stays_the_same() {
    let mut peer = Peer::new(config());
    peer.login();
    let mut devices = Vec::new();
    for _ in 0..3 {
        peer.accept();
        devices.extend(provisions(&mut peer));
        peer.lose(LostKind::Broken);
        peer.pass_to(PhaseName::Dialing);
    }
    let mut again = Peer::seeded(config(), Some(peer.client.session()), [9; 32]);
    again.login();
    again.open();
    devices.extend(provisions(&mut again));
    assert_eq!(devices.len(), 4);
    assert!(devices.iter().all(|device| *device == devices[0]), "{devices:?}");
    let other = Peer::seeded(config(), None, [9; 32]);
    assert_ne!(other.client.device(), peer.client.device(), "devices are told apart");
}

/// O-21: a device id given explicitly wins over a stored one.
#[test]
fn o_21_an_explicit_device_id_wins() {
    let stored = Peer::new(config()).client.session();
    let mut settings = config();
    settings.device_id = Some("kitchen".to_string());
    let peer = Peer::restored(settings, Some(stored));
    assert_eq!(peer.client.device().resource, "rs_kitchen");
}

/// O-28: a redirect is followed.
#[test]
fn o_28_a_redirect_is_followed() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::redirect(&[("im7.test", Some(8_080))]));
    assert_eq!(peer.dialled.last().map(String::as_str), Some("ws://im7.test:8080/websocket"));
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
}

/// O-28: status 6 means that the token has expired.
#[test]
fn o_28_status_6_is_an_expired_token() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.refuse(StatusCode::TokenExpired, "");
    assert_eq!(peer.offline_cause().and_then(|c| c.code()), Some(ErrorCode::TokenExpired));
}

/// O-29: a refusal of the token request is final, whatever its words.
#[test]
fn o_29_a_refused_password_is_not_tried_elsewhere() {
    for status in [400, 401, 403, 404, 422] {
        let mut peer = Peer::new(discovering());
        peer.login_by_password();
        peer.answer(200, say::SERVERS);
        peer.answer(status, r#"{"error":"x","error_description":"invalid username or password"}"#);
        let cause = peer.offline_cause().expect("the end");
        assert!(matches!(cause, OfflineCause::TokenRefused(_)), "{status}: {cause}");
        assert_eq!(cause.code(), Some(ErrorCode::LoginFailed));
        peer.pass(86_400_000);
        assert_eq!((peer.requests(), peer.dialled.len()), (0, 0));
    }
}

/// O-29: silence and a server's own trouble are tried at the next host.
#[test]
fn o_29_silence_and_trouble_are_tried_elsewhere() {
    let mut peer = Peer::new(discovering());
    peer.login_by_password();
    peer.answer(200, say::SERVERS);
    let mut hosts = vec![peer.request().1.url];
    peer.answer(503, "");
    peer.pass_to(PhaseName::Authenticating);
    hosts.push(peer.request().1.url);
    assert_eq!(
        hosts,
        ["https://rest1.test/org/app/token", "https://rest2.test:8443/org/app/token"]
    );
    peer.answer(200, format!(r#"{{"access_token":"{TOKEN}"}}"#));
    assert_eq!(peer.phase(), PhaseName::Dialing);
}

/// O-31: an answer without a token is no token.
#[test]
fn o_31_a_token_answer_without_a_token_is_none() {
    for body in ["{}", r#"{"access_token":""}"#, r#"{"access_token":null}"#, "null", "[]"] {
        let mut peer = Peer::new(config());
        peer.login_by_password();
        peer.answer(200, body);
        assert_eq!((peer.phase(), peer.dialled.len()), (PhaseName::BackingOff, 0), "{body}");
    }
}

/// O-31: a token is escaped where it stands in JSON.
#[test]
fn o_31_a_token_is_escaped() {
    let token = "quote\" backslash\\ tab\t ü";
    let mut peer = Peer::new(config());
    peer.hide(token);
    peer.login_as(Credentials::token(user(USER), token));
    peer.open();
    let said = peer.take_said();
    let [Said::Provision(body, _, auth)] = &said[..] else { panic!("{said:?}") };
    let json: serde_json::Value =
        serde_json::from_str(body.auth_token.as_deref().unwrap_or_default()).expect("JSON");
    assert_eq!(json, serde_json::json!({ "token": format!("$t${token}") }));
    assert_eq!(*auth, format!("$t${token}"));
}

fn provisions(peer: &mut Peer) -> Vec<[Option<String>; 3]> {
    let devices = peer.take_said().into_iter().filter_map(|said| match said {
        Said::Provision(body, ..) => Some([body.resource, body.device_name, body.device_uuid]),
        _ => None,
    });
    devices.collect()
}
