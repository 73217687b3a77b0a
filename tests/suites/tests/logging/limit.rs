//! What a peer can make a client say without end is said at a bounded rate, and the rest counted.

use bytes::Bytes;
use easemob_core::rest::thread::LastMessagesOfThreads;
use easemob_core::wire::{BodyType, Jid, MessageBody, Meta, Namespace, Provision, down};
use easemob_core::{GroupId, Input, Instant, Link, LocalId, LostKind, PhaseName, Response};
use easemob_tests::peer::{Peer, USER, config, say};
use prost::Message as _;
use tracing::Level;

use crate::recorder::Recorder;

const BURST: usize = 20;
const PER_SECOND: u32 = 4;
const FLOOD: usize = 1_000;

/// Before a login; the bounds are small.
fn peer() -> Peer {
    let mut config = config();
    (config.log_burst, config.log_per_second) = (BURST as u32, PER_SECOND);
    Peer::new(config)
}

fn online() -> Peer {
    let mut peer = peer();
    peer.login();
    peer.accept();
    peer.settle_in();
    peer
}

/// The lines of a run, without where they were said.
fn lines(run: impl FnOnce()) -> Vec<String> {
    let ((), notes) = Recorder::listen(Level::TRACE, run);
    let line = |note: &String| note.split_once("> ").map(|(_, line)| line.to_owned());
    notes.iter().filter_map(line).collect()
}

/// A page of what this device has said in a room.
fn echoes(count: u64) -> down::Frame {
    let me = || Jid { client_resource: Some("assigned_1".into()), ..say::queue(USER) };
    let body = MessageBody { kind: Some(BodyType::Chatroom as i32), ..MessageBody::default() };
    let meta = |id| Meta {
        id: Some(id),
        from: Some(me()),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    let metas: Vec<Bytes> = (1..=count).map(|id| meta(id).encode_to_vec().into()).collect();
    say::page("room", &metas, 1, true)
}

/// What can be repeated: what it is called, to whom, and how it is done.
type Flood = (&'static str, Peer, fn(&mut Peer));

fn floods() -> Vec<Flood> {
    let mut waiting = peer();
    waiting.login();
    waiting.open();
    let mut moved = online();
    moved.cut_and_come_back();
    vec![
        ("pages", online(), |peer| peer.hear(&say::end("bob"))),
        ("pages ignored", waiting, |peer| peer.hear(&say::end("bob"))),
        ("frames ignored", online(), |peer| peer.hear(&say::accepted())),
        ("acknowledgements of something nobody waits for", online(), |peer| {
            peer.hear(&say::ack(LocalId(7), 7))
        }),
        ("inputs of older links", moved, |peer| {
            peer.handle(Input::Received(Link(1), Bytes::from_static(b"late")))
        }),
    ]
}

#[test]
fn a_flood_is_cut_to_the_burst_and_counted_when_it_is_over() {
    for (what, mut peer, flood) in floods() {
        let said = lines(|| (0..FLOOD).for_each(|_| flood(&mut peer)));
        assert_eq!(said.len(), BURST, "{what}: {said:#?}");
        let said = lines(|| peer.leap(500));
        let count = format!("left out {} lines: {what}", FLOOD - BURST);
        assert_eq!(said.len(), 1, "{what}: {said:#?}");
        assert!(said[0].ends_with(&count), "{what}: {said:#?}");
    }
}

#[test]
fn a_flood_of_one_kind_keeps_no_other_back() {
    let mut peer = online();
    (0..FLOOD).for_each(|_| peer.hear(&say::end("bob")));
    let said = lines(|| {
        (0..FLOOD).for_each(|_| peer.hear(&say::end("bob")));
        peer.hear(&say::accepted());
        peer.lose(LostKind::Broken);
    });
    assert!(said.contains(&"DEBUG frame ignored while Online".to_owned()), "{said:#?}");
    assert!(said.iter().any(|line| line.starts_with("DEBUG link lost: ")), "{said:#?}");
}

#[test]
fn the_count_comes_once_with_the_first_input_after_the_bucket_opens() {
    let mut peer = online();
    let flood = |peer: &mut Peer, times| (0..times).for_each(|_| peer.hear(&say::end("bob")));
    assert_eq!(lines(|| flood(&mut peer, FLOOD)).len(), BURST);
    // Two lines' worth of time: the count, and the next one is a line again.
    assert_eq!(lines(|| peer.leap(499)), [""; 0]);
    let count = format!("TRACE left out {} lines: pages", FLOOD - BURST);
    assert_eq!(lines(|| peer.leap(1)), [count]);
    assert_eq!(lines(|| flood(&mut peer, FLOOD)), ["TRACE page of 0 metas"]);
    // The burst comes back with time.
    let count = format!("TRACE left out {} lines: pages", FLOOD - 1);
    assert_eq!(lines(|| peer.leap(20_000)), [count]);
    assert_eq!(lines(|| flood(&mut peer, FLOOD)).len(), BURST - 1);
}

/// What was said and what was left out are together what happened, at any pace.
#[test]
fn nothing_is_lost_without_being_counted() {
    let mut peer = online();
    let mut happened = 0;
    let said = lines(|| {
        for step in 0..400_u64 {
            for _ in 0..step % 5 {
                peer.hear(&say::end("bob"));
                happened += 1;
            }
            peer.leap(step * 7 % 90);
        }
        peer.leap(1_000);
    });
    let left_out = |line: &String| {
        let rest = line.strip_prefix("TRACE left out ")?;
        rest.split(' ').next()?.parse::<usize>().ok()
    };
    let pages = said.iter().filter(|line| line.starts_with("TRACE page of")).count();
    let counts: Vec<usize> = said.iter().filter_map(left_out).collect();
    assert!(counts.len() > 5 && pages > BURST + 20, "{said:#?}");
    assert_eq!(pages + counts.iter().sum::<usize>(), happened);
    // In all, no more than the bucket held and got.
    assert!(said.len() <= BURST + peer.now() as usize * PER_SECOND as usize / 1_000);
}

/// One frame may be worth many lines.
#[test]
fn the_metas_of_one_page_are_many_lines() {
    let mut peer = online();
    let said = lines(|| peer.hear(&echoes(500)));
    let own = said.iter().filter(|line| *line == "TRACE own doing dropped").count();
    assert_eq!((own, said.len()), (BURST, BURST + 1), "{said:#?}");
}

/// A session that ends tells what it had left out, whatever the bucket says.
#[test]
fn the_end_of_a_session_tells_what_is_left_out() {
    let mut peer = online();
    let said = lines(|| {
        (0..FLOOD).for_each(|_| peer.hear(&say::end("bob")));
        peer.hear(&say::kick(2));
    });
    let count = format!("TRACE left out {} lines: pages", FLOOD + 1 - BURST);
    assert!(said.contains(&count), "{said:#?}");
}

/// Lines nobody wants cost nothing, also of what may be said later.
#[test]
fn what_is_below_the_level_uses_nothing_up() {
    let mut peer = online();
    let ((), notes) = Recorder::listen(Level::INFO, || {
        (0..FLOOD).for_each(|_| peer.hear(&say::end("bob")));
    });
    assert_eq!(notes, [""; 0]);
    assert_eq!(lines(|| (0..FLOOD).for_each(|_| peer.hear(&say::end("bob")))).len(), BURST);
}

/// The server's name for a device is as long as it likes, and may be anything it was sent.
#[test]
fn what_a_server_calls_this_device_is_not_repeated() {
    let name = "what it was sent, ".repeat(10_000);
    let accepted = Provision { resource: Some(name.clone()), ..say::acceptance() };
    let said = lines(|| {
        let mut peer = peer();
        peer.login();
        peer.reply(&down::Frame::Provision(accepted));
        assert_eq!(peer.phase(), PhaseName::Online);
    });
    assert!(said.iter().any(|line| line.starts_with("INFO alice is online as ")), "{said:#?}");
    assert!(said.iter().all(|line| line.len() < 200 && !line.contains("sent")), "{said:#?}");
}

/// What a server closes a link with is as long as it likes, and may be anything it was sent.
#[test]
fn what_a_server_closes_with_is_not_repeated() {
    let said = lines(|| online().lose_saying(LostKind::Closed, "4001 what it was sent"));
    assert!(said.iter().any(|line| line.starts_with("DEBUG link lost: closed")), "{said:#?}");
    assert!(said.iter().all(|line| !line.contains("sent")), "{said:#?}");
}

/// An answer is read where there is no clock: what is odd in it is no line each.
#[test]
fn what_a_list_holds_says_nothing() {
    let mut peer = online();
    let threads = vec![GroupId::new("1").expect("an id")];
    let call = LastMessagesOfThreads { threads };
    let ticket = peer.call(|client, now| client.call(now, call)).expect("accepted");
    let entity = r#"{"thread_id":"1","last_message":{"odd":true}}"#;
    let body = format!(r#"{{"entities":[{}]}}"#, [entity; 500].join(","));
    let said = lines(|| {
        let answer =
            || Ok(Response { status: 200, retry_after_ms: None, body: body.clone().into() });
        let read = ticket.read(peer.end_call(&ticket, answer)).expect("a list");
        assert_eq!((read.len(), &read[499].message), (500, &None));
    });
    assert_eq!(said, [""; 0]);
}

/// Whatever a peer repeats, in whatever phase: lines are bounded while no time passes.
#[test]
fn no_frame_is_a_line_each_in_any_phase() {
    let frames: Vec<Bytes> = [
        say::end("bob"),
        echoes(20),
        say::accepted(),
        say::status(1, "no"),
        say::redirect(&[("elsewhere", None)]),
        say::goodbye(),
        say::unread(&["bob", "carol"]),
        say::unread_at(5),
        say::notice("bob"),
        say::page("bob", &[say::text(1, "x"), say::read_receipt(2, 1)], 2, true),
        say::page("bob", &[say::statistic(3, 99, "odd")], 2, true),
        say::page("bob", &[Bytes::from_static(b"\xff\xff")], 2, true),
        say::kick(2),
        say::ack(LocalId(7), 7),
        say::nack(LocalId(7), 1, "no"),
    ]
    .iter()
    .map(down::Frame::encode)
    .chain([Bytes::new(), Bytes::from_static(b"\xff\xff"), Bytes::from_static(b"{}")])
    .collect();
    let phases: [fn() -> Peer; 4] = [
        || {
            let mut peer = peer();
            peer.login();
            peer.open();
            peer
        },
        online,
        || {
            let mut peer = online();
            peer.lose(LostKind::Broken);
            peer
        },
        || {
            let mut peer = online();
            peer.logout();
            peer
        },
    ];
    for begin in phases {
        for frame in &frames {
            let mut peer = begin();
            let link = *peer.links().last().expect("a link");
            let mut phase = PhaseName::Offline;
            let said = lines(|| {
                phase = peer.phase();
                let now: Instant = peer.instant();
                for _ in 0..FLOOD {
                    peer.client.handle(now, Input::Received(link, frame.clone()));
                    peer.client.handle(now, Input::Stray(link, frame.clone()));
                }
            });
            // Two kinds may meet, and a session that ends says a few lines.
            assert!(said.len() <= 2 * BURST + 10, "{phase} {frame:?}: {said:#?}");
        }
    }
}
