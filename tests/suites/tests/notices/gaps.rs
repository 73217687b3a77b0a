//! What may be missing of the history.

use easemob_core::Event;
use easemob_core::event::{GapSign, HistoryGap};
use easemob_core::wire::{CommUnreadDl, MetaQueue, down};
use easemob_tests::peer::{Peer, config, say};

/// A login after which so many metas are announced, and so many come.
fn gap(announced: Option<u32>, delivered: u64) -> Option<HistoryGap> {
    let mut peer = Peer::new(config());
    peer.login();
    peer.accept();
    let line = MetaQueue { queue: Some(say::queue("bob")), n: announced };
    let unread = CommUnreadDl { unread: vec![line], ..CommUnreadDl::default() };
    peer.hear(&down::Frame::Unread(unread));
    for id in 1..=delivered {
        peer.hear(&say::page("bob", &[say::text(id, "x")], id, false));
    }
    assert_eq!(peer.count(|event| matches!(event, Event::HistoryGap(_))), 0);
    peer.hear(&say::end("bob"));
    let events = peer.take_events();
    let place = |fits: fn(&Event) -> bool| events.iter().position(fits);
    let finished = place(|event| matches!(event, Event::SyncFinished)).expect("the end");
    let told = place(|event| matches!(event, Event::HistoryGap(_)))?;
    assert!(told < finished);
    match &events[told] {
        Event::HistoryGap(gap) => Some(gap.clone()),
        _ => None,
    }
}

#[test]
fn less_than_announced() {
    let gap = gap(Some(5), 3).expect("a gap");
    assert_eq!((gap.announced, gap.delivered), (Some(5), 3));
    assert_eq!((gap.sign, &*gap.queue.name), (GapSign::Undelivered, "bob"));
}

#[test]
fn as_much_as_announced_or_more() {
    assert_eq!(gap(Some(3), 3), None);
    assert_eq!(gap(Some(3), 4), None);
    assert_eq!(gap(None, 3), None);
}

#[test]
fn exactly_as_much_as_the_vendor_keeps() {
    let kept = HistoryGap::KEPT_SINGLE;
    let gap_at = |announced| gap(announced, u64::from(kept)).map(|gap| gap.sign);
    assert_eq!(gap_at(Some(kept)), Some(GapSign::AtLimit));
    assert_eq!(gap_at(None), Some(GapSign::AtLimit));
    assert_eq!(gap(Some(kept + 1), u64::from(kept) + 1), None);
}

/// After a reconnection the server may count what is in the application's hands already.
#[test]
fn a_resumed_queue_proves_nothing() {
    let mut peer = Peer::online(config());
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[say::text(1, "x")], 1, false));
    peer.cut_and_come_back();
    peer.events.clear();
    peer.hear(&say::unread(&["bob"]));
    peer.hear(&say::end("bob"));
    assert_eq!(peer.count(|event| matches!(event, Event::HistoryGap(_))), 0);
}
