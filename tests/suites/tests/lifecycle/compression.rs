//! Agreeing on LZ4, and losing faith in it (COMP rows; the format itself has its own suite).

use bytes::Bytes;
use easemob_core::wire::{CompressDirection as D, Provision, down};
use easemob_core::{Config, Event, LostKind, PhaseName};
use easemob_tests::peer::{Peer, Said, config, outcomes, say, texts};

fn offering() -> Config {
    let mut config = config();
    config.offer_lz4 = true;
    config
}

/// What the last login offered.
fn offered(peer: &mut Peer) -> Vec<i32> {
    let offers = peer.take_said().into_iter().filter_map(|said| match said {
        Said::Provision(body, ..) => Some(body.protocol_compress_type),
        _ => None,
    });
    offers.last().expect("a login")
}

fn compressed() -> Peer {
    let mut peer = Peer::new(offering());
    peer.login();
    peer.reply(&say::accepted_compressed());
    peer.settle_in();
    peer
}

/// COMP-2.
#[test]
fn compression_is_offered_when_configured() {
    for (settings, expected) in [(offering(), vec![2]), (config(), vec![])] {
        let mut peer = Peer::new(settings);
        peer.login();
        peer.open();
        assert_eq!(offered(&mut peer), expected);
    }
}

/// COMP-3, COMP-4: the answer's first type and its direction decide; absent means upwards only.
#[test]
fn the_answer_decides_on_the_directions() {
    let directions = [None, Some(D::OnlyUp as i32), Some(D::OnlyDown as i32), Some(D::Bi as i32)];
    for direction in directions {
        let mut peer = Peer::new(offering());
        peer.login();
        peer.reply(&down::Frame::Provision(Provision {
            protocol_compress_type: vec![2],
            protocol_compress_direction: direction,
            ..say::acceptance()
        }));
        peer.settle_in();
        // The peer compresses and restores as it was agreed: a conversation is possible.
        let local = peer.send("up");
        assert_eq!(peer.take_sent(), [local], "{direction:?}");
        peer.hear(&say::ack(local, 1));
        peer.hear(&say::page("bob", &[say::text(1, "down")], 0, true));
        assert_eq!((outcomes(&peer.events).len(), texts(&peer.events)), (1, vec!["down".into()]));
    }
}

/// COMP-3: no LZ4 in the first place of the answer is no compression.
#[test]
fn another_answer_is_no_agreement() {
    for (types, direction) in [(vec![], 2), (vec![0, 2], 2), (vec![1], 2)] {
        let mut peer = Peer::new(offering());
        peer.login();
        peer.reply(&down::Frame::Provision(Provision {
            protocol_compress_type: types,
            protocol_compress_direction: Some(direction),
            ..say::acceptance()
        }));
        peer.settle_in();
        let local = peer.send("plain");
        assert_eq!(peer.take_sent(), [local]);
    }
}

/// COMP-7: histories begin anew with each link.
#[test]
fn each_link_has_its_own_history() {
    let mut peer = compressed();
    for round in 1..5 {
        for id in 0..20 {
            let text = format!("the same words again and again {round} {id}");
            peer.send(&text);
            peer.hear(&say::page("bob", &[say::text(round * 100 + id, &text)], 0, true));
        }
        peer.lose(LostKind::Broken);
        peer.pass_to(PhaseName::Dialing);
        peer.reply(&say::accepted_compressed());
    }
    assert_eq!(texts(&peer.events).len(), 80);
}

/// COMP-9: a frame that cannot be restored ends the link; compression is offered again only by the
/// next login.
#[test]
fn a_broken_frame_ends_the_link_and_the_offer() {
    for broken in [&b""[..], b"\x05", b"\x11\0\0\0\0\x10\x08", b"\xff\xff\xff\xff\xff\xff\xff\xff"]
    {
        let mut peer = compressed();
        peer.hear_bytes(Bytes::copy_from_slice(broken));
        assert!(matches!(peer.events.first(), Some(Event::Malformed(_))), "{broken:?}");
        assert_eq!((peer.phase(), peer.has_link()), (PhaseName::BackingOff, false));
        peer.come_back();
        assert_eq!(offered(&mut peer), [0; 0]);
        peer.hear(&say::unread(&[]));
        peer.logout();
        peer.hear(&say::goodbye());
        peer.login();
        peer.open();
        assert_eq!(offered(&mut peer), [2]);
    }
}

/// COMP-6: what claims to be too large is not inflated.
#[test]
fn a_frame_that_would_be_too_large_is_refused() {
    let mut settings = offering();
    settings.frame_bytes_max = 1_024;
    let mut peer = Peer::new(settings);
    peer.login();
    peer.reply(&say::accepted_compressed());
    peer.settle_in();
    peer.hear(&say::page("bob", &[say::text(1, &"x".repeat(2_000))], 0, true));
    assert_eq!((texts(&peer.events).len(), peer.phase()), (0, PhaseName::BackingOff));
}
