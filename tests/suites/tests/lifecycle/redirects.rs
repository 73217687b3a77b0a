//! Status 5: go elsewhere (O-28, Q-9).

use easemob_core::{ErrorCode, Event, LostKind, OfflineCause, PhaseName, web};
use easemob_tests::peer::{Peer, SOCKET, config, say};

fn redirected(to: &[(&str, Option<u32>)]) -> Peer {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::redirect(to));
    peer
}

#[test]
fn scheme_and_path_stay_and_the_port_is_taken() {
    for (port, url) in [
        (Some(9_000), "ws://b.test:9000/websocket"),
        (None, "ws://b.test/websocket"),
        (Some(0), "ws://b.test/websocket"),
        (Some(70_000), "ws://b.test/websocket"),
    ] {
        let peer = redirected(&[("b.test", port)]);
        assert_eq!(peer.dialled, [SOCKET, url]);
        assert_eq!(peer.phase(), PhaseName::Dialing);
    }
}

#[test]
fn a_host_that_is_none_is_passed_over() {
    for bad in ["", "a/b", "user@host", "host:1", "h\r\nx", "hé", &"x".repeat(256)] {
        let peer = redirected(&[(bad, None), ("good.test", None)]);
        assert_eq!(peer.dialled[1], "ws://good.test/websocket", "{bad:?}");
        let peer = redirected(&[(bad, None)]);
        assert_eq!(peer.offline_cause(), Some(OfflineCause::RedirectLoop), "{bad:?}");
    }
}

#[test]
fn a_redirect_to_nowhere_or_to_itself_ends_the_login() {
    for to in [&[][..], &[("peer.test", None)]] {
        let peer = redirected(to);
        let cause = peer.offline_cause().expect("the end");
        assert_eq!(
            (&cause, cause.code()),
            (&OfflineCause::RedirectLoop, Some(ErrorCode::AuthFailed))
        );
        assert_eq!(peer.dialled.len(), 1);
        // A refusal like any other: the Web SDK's words for it come before those of the end.
        let event = Event::Offline(cause);
        let handlers: Vec<_> = web::forms(&event).iter().map(|form| form.handler).collect();
        assert_eq!(handlers, ["onError", "onDisconnected"]);
    }
}

#[test]
fn a_circle_is_noticed() {
    let mut peer = redirected(&[("b.test", None)]);
    peer.reply(&say::redirect(&[("c.test", None)]));
    peer.reply(&say::redirect(&[("b.test", None)]));
    assert_eq!(peer.offline_cause(), Some(OfflineCause::RedirectLoop));
    assert_eq!(peer.dialled.len(), 3);
}

#[test]
fn hops_are_counted() {
    for most in [0, 1, 5] {
        let mut settings = config();
        settings.redirects_max = most;
        let mut peer = Peer::new(settings);
        peer.login();
        for hop in 0..10 {
            if peer.phase() == PhaseName::Offline {
                break;
            }
            peer.reply(&say::redirect(&[(&format!("h{hop}.test"), None)]));
        }
        assert_eq!(peer.dialled.len(), 1 + most as usize);
        assert_eq!(peer.offline_cause(), Some(OfflineCause::RedirectLoop));
    }
}

/// A redirect holds for one attempt: the next one begins where the configuration says.
#[test]
fn a_redirect_that_leads_nowhere_is_forgotten() {
    let mut peer = redirected(&[("b.test", None)]);
    peer.lose(LostKind::Unreachable);
    peer.pass_to(PhaseName::Dialing);
    assert_eq!(peer.dialled.last().map(String::as_str), Some(SOCKET));
    peer.reply(&say::redirect(&[("b.test", None)]));
    peer.accept();
    assert_eq!(peer.phase(), PhaseName::Online);
    peer.cut_and_come_back();
    assert_eq!(peer.dialled.last().map(String::as_str), Some(SOCKET));
}
