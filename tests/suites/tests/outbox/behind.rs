//! An application that is so far behind that the driver does not read: the silence is ours.

use easemob_core::{Event, Outcome, PhaseName};
use easemob_tests::peer::{Peer, Said, config, say, texts};

#[test]
fn nobody_is_blamed_for_answers_that_are_not_read() {
    let mut settings = config();
    (settings.events_high, settings.events_max) = (2, 4);
    let mut peer = Peer::online(settings);
    peer.eager = false;
    let local = peer.send("answered, but not read");
    peer.hear(&say::notice("carl"));
    let metas: Vec<_> = (1..=4).map(|id| say::text(id, "hi")).collect();
    peer.hear(&say::page("bob", &metas, 0, true));
    assert!(!peer.client.wants_input());
    peer.said.clear();
    peer.pass(200_000);
    let again = peer.take_said();
    assert!(again.iter().all(|said| *said == Said::Unread), "nothing is sent again: {again:?}");
    assert_eq!((peer.phase(), peer.client.unsettled()), (PhaseName::Online, 1));
    // The application comes back, and the driver reads on.
    let mut events: Vec<Event> = std::iter::from_fn(|| peer.next_event()).collect();
    peer.hear(&say::ack(local, 1));
    peer.hear(&say::page("carl", &[say::text_from("carl", 9, "late")], 0, true));
    events.extend(std::iter::from_fn(|| peer.next_event()));
    assert_eq!(texts(&events).last().map(String::as_str), Some("late"));
    let sent = |event: &Event| matches!(event, Event::Settled { local: id, outcome: Outcome::Sent { .. } } if *id == local);
    assert!(events.iter().any(sent), "{events:?}");
}
