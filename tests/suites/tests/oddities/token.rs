//! The life of a token.

use easemob_core::{Credentials, Event, PhaseName};
use easemob_tests::peer::{EPOCH, Peer, TOKEN, USER, config, say, user};

const DAY: u64 = 86_400_000;

fn warned(event: &Event) -> bool {
    matches!(event, Event::TokenWillExpire { .. })
}

/// O-12: the timers of a token end with its session.
#[test]
fn o_12_an_old_tokens_timers_do_not_end_the_next_session() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::accepted_until(EPOCH + 300_000));
    peer.hear(&say::kick(2));
    assert_eq!(peer.phase(), PhaseName::Offline);
    assert_eq!(peer.client.next_deadline(), None);
    peer.events.clear();
    peer.login_as(Credentials::token(user(USER), TOKEN));
    peer.reply(&say::accepted_until(EPOCH + 10 * DAY));
    peer.pass_alive(600_000);
    assert_eq!(peer.phase(), PhaseName::Online);
    assert_eq!(peer.count(|event| warned(event) || *event == Event::TokenExpired), 0);
}

/// O-18: the warning comes once for a token, however many heartbeats follow and links break.
#[test]
fn o_18_the_warning_comes_once() {
    let mut peer = Peer::new(config());
    peer.login();
    peer.reply(&say::accepted_until(EPOCH + 1_000_000));
    for minute in 0..16 {
        peer.pass_alive(60_000);
        peer.hear(&say::unread_at(EPOCH + peer.now()));
        if minute == 14 {
            peer.lose(easemob_core::LostKind::Broken);
            peer.pass_to(PhaseName::Dialing);
            peer.reply(&say::accepted_until(EPOCH + 1_000_000));
        }
    }
    peer.pass_alive(999_999 - peer.now());
    assert_eq!(peer.phase(), PhaseName::Online);
    assert_eq!(peer.count(warned), 1);
}

/// O-23: a token of sixty days is warned about after forty-eight and ends after sixty.
#[test]
fn o_23_a_token_may_live_for_sixty_days() {
    let mut settings = config();
    settings.heartbeat_ms = 300_000;
    let mut peer = Peer::new(settings);
    peer.login();
    peer.reply(&say::accepted_until(EPOCH + 60 * DAY));
    peer.pass_alive(48 * DAY - 1);
    assert_eq!(peer.count(warned), 0);
    peer.pass_alive(1);
    assert_eq!(peer.count(warned), 1);
    peer.pass_alive(12 * DAY - 1);
    assert_eq!((peer.phase(), peer.count(|e| *e == Event::TokenExpired)), (PhaseName::Online, 0));
    peer.pass_alive(1);
    assert_eq!(peer.count(|event| *event == Event::TokenExpired), 1);
}
