//! What is refused comes again as it was, whatever has ended in between.

use easemob_core::wire::{ContentType, Jid};
use easemob_core::{Commit, Event};
use easemob_tests::peer::{Peer, USER, config, say};

use crate::bodies::{attachment, body, meta_with, name};
use crate::streams::{MORE, START, chunk};

/// The user and the REST host are those of the inbox, not of a session: a picture that this user
/// sends itself from another device keeps that device and its addresses after a logout.
#[test]
fn content_reads_as_before_when_the_session_is_over() {
    let mut settings = config();
    settings.commit = Commit::Manual;
    let mut peer = Peer::online(settings);
    peer.eager = false;
    let picture = attachment(ContentType::Image, "/org/app/chatfiles/one");
    let mut own = body(vec![picture]);
    own.from = Some(name(USER));
    let other_device = Jid { client_resource: Some("other".into()), ..name(USER) };
    let own = meta_with(1, &own, |meta| meta.from = Some(other_device));
    let metas = [own, chunk(2, 0, START, "a"), chunk(2, 1, MORE, "b"), say::text(3, "c")];
    peer.hear(&say::page("bob", &metas, 30, false));
    let content = |peer: &mut Peer| {
        let events = std::iter::from_fn(|| peer.next_event());
        events.filter(|event| event.delivery().is_some()).collect::<Vec<_>>()
    };
    let first = content(&mut peer);
    assert_eq!(first.len(), 4);
    let Event::Message(own) = &first[0] else { panic!("{first:?}") };
    assert_eq!(own.from.resource.as_deref(), Some("other"));
    assert!(format!("{:?}", own.body).contains("http://peer.test/org"), "{own:?}");

    for again in 0..2 {
        match again {
            0 => {
                peer.logout();
                peer.hear(&say::goodbye());
            }
            _ => peer.login(),
        }
        for event in &first {
            let delivery = event.delivery().expect("content");
            assert!(peer.call(|client, now| client.refuse(now, delivery)));
        }
        peer.pass(5_000);
        assert_eq!(content(&mut peer), first, "{again}");
    }
}
