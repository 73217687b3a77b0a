//! Texts that grow (messages §3.7).

use bytes::Bytes;
use easemob_core::message::incoming::{StreamPart, StreamStage};
use easemob_core::wire::{Content, ContentSubType, MessageBody, Stream, Value, ValueType};
use easemob_core::{Body, Event, web};
use easemob_tests::peer::{Peer, Said, config, say};
use proptest::prelude::*;

use crate::bodies::{body, hear, meta, meta_with, pair, text};

pub(crate) const START: i32 = 0;
const START_AND_END: i32 = 1;
pub(crate) const MORE: i32 = 2;
const END: i32 = 3;
const WHOLE: i32 = 4;

fn part(seq: u64, status: i32, words: &str) -> MessageBody {
    let streamed = Content { sub_type: Some(ContentSubType::Stream as i32), ..text(words) };
    let stream = Stream {
        stream_type: Some("markdown".into()),
        stream_seq: Some(seq),
        stream_status: Some(status),
        ..Stream::default()
    };
    MessageBody { stream: Some(stream), ..body(vec![streamed]) }
}

pub(crate) fn chunk(id: u64, seq: u64, status: i32, words: &str) -> Bytes {
    meta(id, &part(seq, status, words))
}

fn steps(events: &[Event]) -> Vec<&StreamPart> {
    fn step(event: &Event) -> Option<&StreamPart> {
        if let Event::Stream(part) = event { Some(part) } else { None }
    }
    events.iter().filter_map(step).collect()
}

/// The text so far and what is new, of each step.
fn said(events: &[Event]) -> Vec<(String, String)> {
    let text = |part: &&StreamPart| match &part.message.body {
        Body::Text(text) => text.to_string(),
        other => panic!("{other:?}"),
    };
    steps(events).iter().map(|part| (text(part), part.text.to_string())).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(so_far, news)| ((*so_far).into(), (*news).into())).collect()
}

/// RX-10: parts share an id, and none is a repeat of another.
#[test]
fn parts_come_in_any_order_and_are_told_in_their_own() {
    let mut peer = Peer::online(config());
    assert_eq!(said(&hear(&mut peer, &[chunk(9, 0, START, "a")])), pairs(&[("a", "a")]));
    assert_eq!(hear(&mut peer, &[chunk(9, 3, END, "d"), chunk(9, 2, MORE, "c")]), []);
    let events = hear(&mut peer, &[chunk(9, 1, MORE, "b"), chunk(9, 1, MORE, "b")]);
    assert_eq!(said(&events), pairs(&[("ab", "b"), ("abc", "c"), ("abcd", "d")]));
    let stages: Vec<_> = steps(&events).iter().map(|part| part.state.stage).collect();
    assert_eq!(stages, [StreamStage::InProgress, StreamStage::InProgress, StreamStage::Completed]);
}

/// A start that comes late is waited for.
#[test]
fn nothing_is_told_before_the_start() {
    let mut peer = Peer::online(config());
    assert_eq!(hear(&mut peer, &[chunk(9, 8, MORE, "b")]), []);
    assert_eq!(
        said(&hear(&mut peer, &[chunk(9, 7, START, "a")])),
        pairs(&[("a", "a"), ("ab", "b")])
    );
}

/// Messages oddity 32: a finished stream does not start again, neither by a part nor by its whole
/// text.
#[test]
fn o_32_a_finished_stream_is_over() {
    for ends in [
        vec![chunk(9, 0, START, "a"), chunk(9, 1, END, "b")],
        vec![chunk(9, 0, START_AND_END, "ab")],
        vec![chunk(9, 5, WHOLE, "ab")],
    ] {
        let mut peer = Peer::online(config());
        assert!(!hear(&mut peer, &ends).is_empty());
        let again = [chunk(9, 0, START, "a"), chunk(9, 1, END, "b"), chunk(9, 2, WHOLE, "ab")];
        assert_eq!(hear(&mut peer, &again), []);
        peer.cut_and_come_back();
        assert_eq!(hear(&mut peer, &again), []);
    }
}

/// Messages oddity 32: a part released late keeps its own attributes.
#[test]
fn o_32_each_part_has_its_own_attributes() {
    let with = |seq, status, words| {
        let mut body = part(seq, status, words);
        body.ext = vec![pair("seq", ValueType::Uint, Value::Varint(seq.cast_signed()))];
        meta(9, &body)
    };
    let mut peer = Peer::online(config());
    let events = hear(&mut peer, &[with(0, START, "a"), with(2, END, "c"), with(1, MORE, "b")]);
    let of = |part: &&StreamPart| part.message.ext.get("seq").cloned();
    let seqs: Vec<_> = steps(&events).iter().map(of).collect();
    assert_eq!(seqs, [Some(0_u64.into()), Some(1_u64.into()), Some(2_u64.into())]);
}

/// Messages oddity 32: what is new in the whole text is found by comparing texts.
#[test]
fn o_32_a_lost_part_is_made_good_by_the_whole_text() {
    let mut peer = Peer::online(config());
    let events = hear(&mut peer, &[chunk(9, 0, START, "ä𝄞"), chunk(9, 2, END, "c")]);
    assert_eq!(said(&events), pairs(&[("ä𝄞", "ä𝄞")]));
    let events = hear(&mut peer, &[chunk(9, 3, WHOLE, "ä𝄞bc")]);
    assert_eq!(said(&events), pairs(&[("ä𝄞bc", "bc")]));
    assert!(steps(&events)[0].whole);
    let names: Vec<_> = web::forms_of_frame(&events).iter().map(|form| form.handler).collect();
    assert_eq!(names, ["onStreamMessage", "onMessage"], "listed, unlike parts");

    // One that says something else replaces all.
    let events = hear(&mut peer, &[chunk(8, 0, START, "x"), chunk(8, 3, WHOLE, "other")]);
    assert_eq!(said(&events)[1], ("other".into(), "other".into()));
}

/// The numbers of messages §3.7, not those of the vendor's schema; failures are told with the Web
/// SDK's.
#[test]
fn failures_are_told() {
    for (error, number) in [(512, 513), (513, 514), (7, 7)] {
        let mut body = part(0, START, "a");
        body.stream.as_mut().expect("a stream").stream_error = Some(error);
        let mut peer = Peer::online(config());
        let events = hear(&mut peer, &[meta(9, &body)]);
        let part = steps(&events)[0];
        assert_eq!((part.state.stage, part.state.error), (StreamStage::Failed, number));
    }
}

/// The time of a stream is that of its first part.
#[test]
fn a_stream_has_one_time() {
    let at = |seq, status, time| {
        meta_with(9, &part(seq, status, "x"), |meta| meta.timestamp = Some(time))
    };
    let mut peer = Peer::online(config());
    let events = hear(&mut peer, &[at(0, START, 100), at(1, MORE, 200), at(9, WHOLE, 300)]);
    assert!(steps(&events).iter().all(|part| part.message.sent_at.0 == 100));
}

/// Streams under way are bounded in number; the one without news for longest is told at its end.
#[test]
fn streams_are_bounded_in_number() {
    let mut settings = config();
    settings.streams_max = 2;
    let mut peer = Peer::online(settings);
    hear(&mut peer, &[chunk(1, 0, START, "a"), chunk(2, 0, START, "a"), chunk(1, 1, MORE, "b")]);
    hear(&mut peer, &[chunk(3, 0, START, "a")]);
    assert_eq!(said(&hear(&mut peer, &[chunk(1, 2, MORE, "c")])), pairs(&[("abc", "c")]));
    assert_eq!(hear(&mut peer, &[chunk(2, 1, MORE, "b")]), [], "its start is forgotten");
    assert_eq!(said(&hear(&mut peer, &[chunk(2, 2, WHOLE, "ab")])), pairs(&[("ab", "ab")]));
}

/// A stream is bounded in length; a longer one is reported once, and told at its end.
#[test]
fn streams_are_bounded_in_length() {
    let mut settings = config();
    settings.stream_bytes_max = 2_000;
    let mut peer = Peer::online(settings);
    let long = "x".repeat(1_500);
    assert_eq!(hear(&mut peer, &[chunk(1, 0, START, &long)]).len(), 1);
    let events = hear(&mut peer, &[chunk(1, 1, MORE, &long), chunk(1, 2, MORE, &long)]);
    assert!(matches!(&events[..], [Event::Malformed(_)]), "{events:?}");
    let whole = long.repeat(3);
    let events = hear(&mut peer, &[chunk(1, 3, WHOLE, &whole)]);
    assert_eq!(said(&events), pairs(&[(&whole, &whole)]));
    // Parts that wait count too, also empty ones.
    let waiting: Vec<_> = (1..20).map(|seq| chunk(2, seq, MORE, "")).collect();
    let events = hear(&mut peer, &waiting);
    assert!(matches!(&events[..], [Event::Malformed(_)]), "{events:?}");
}

/// Each step holds the text so far. What is told of one page is bounded all the same: beyond that a
/// step holds the news of several parts, and the last one is always told.
#[test]
fn a_page_of_many_parts_is_told_in_few_steps() {
    let mut settings = config();
    settings.events_bytes_max = 64 * 1_024;
    settings.stream_bytes_max = 4 * 1_024 * 1_024;
    let bound = settings.events_bytes_max + 2 * 200_000;
    let words = |seq| if seq % 2 == 0 { "" } else { "words" };
    let start = chunk(9, 0, START, &"a".repeat(100_000));
    let rest: Vec<_> = (1..2_000).map(|seq| chunk(9, seq, MORE, words(seq))).collect();
    let in_order = [std::slice::from_ref(&start), &rest[..]].concat();
    let start_last = [&rest[..], &[start]].concat();
    for page in [in_order, start_last] {
        let mut peer = Peer::online(settings.clone());
        let told = said(&hear(&mut peer, &page));
        let held: usize = told.iter().map(|(so_far, _)| so_far.len()).sum();
        assert!(held < bound, "{held} bytes of text in {} steps", told.len());

        // The first failure is told, and so is the end, with all that was not.
        let mut failed = part(2_000, MORE, "!");
        failed.stream.as_mut().expect("a stream").stream_error = Some(7);
        let metas = [&page, &[meta(9, &failed), chunk(9, 2_001, END, ".")][..]].concat();
        let mut peer = Peer::online(settings.clone());
        let events = hear(&mut peer, &metas);
        let stages: Vec<_> = steps(&events).iter().map(|part| part.state.stage).collect();
        assert_eq!(stages[stages.len() - 2..], [StreamStage::Failed, StreamStage::Completed]);
        let told = said(&events);
        let news: String = told.iter().map(|(_, news)| news.as_str()).collect();
        assert_eq!(news, format!("{}{}!.", "a".repeat(100_000), "words".repeat(1_000)));
        assert_eq!(told.last().map(|(so_far, _)| so_far), Some(&news));
    }
}

/// The beginning may have been told to an earlier process, or given up: that nothing follows is said.
#[test]
fn an_end_without_a_beginning_is_told() {
    let mut peer = Peer::online(config());
    let events = hear(&mut peer, &[chunk(9, 1, MORE, "b"), chunk(9, 2, END, "c")]);
    let [Event::Malformed(malformed)] = &events[..] else { panic!("{events:?}") };
    assert!(malformed.detail.contains("without its beginning"), "{malformed:?}");
    assert_eq!(hear(&mut peer, &[chunk(9, 2, END, "c")]), [], "once");
    // The server may send the whole text.
    assert_eq!(said(&hear(&mut peer, &[chunk(9, 3, WHOLE, "abc")])), pairs(&[("abc", "abc")]));
}

/// A part that comes again while its step is in the application's hands holds its page back.
#[test]
fn a_repeated_part_is_not_acknowledged_before_it_was_taken() {
    let mut peer = Peer::online(config());
    peer.eager = false;
    peer.hear(&say::notice("bob"));
    peer.hear(&say::page("bob", &[chunk(9, 0, START, "a")], 10, false));
    peer.cut_and_come_back();
    peer.hear(&say::unread(&["bob"]));
    peer.said.clear();
    peer.hear(&say::page("bob", &[chunk(9, 0, START, "a")], 10, false));
    assert_eq!(peer.take_pulls(), []);
    let mut told = 0;
    while let Some(event) = peer.next_event() {
        told += usize::from(matches!(event, Event::Stream(_)));
    }
    assert_eq!(told, 1);
    assert_eq!(peer.take_pulls(), [Said::pull_after("bob", 10)]);
}

/// Subtype 10 without stream data is a plain text.
#[test]
fn a_stream_without_its_data_is_a_text() {
    let mut plain = part(0, START, "plain");
    plain.stream = None;
    let mut peer = Peer::online(config());
    let events = hear(&mut peer, &[meta(1, &plain)]);
    assert!(matches!(&events[..], [Event::Message(it)] if it.body == Body::Text("plain".into())));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the order and however often parts come: each is told once, in its place.
    #[test]
    fn any_order_is_told_in_order(
        seqs in Just((0..8_u64).collect::<Vec<_>>()).prop_shuffle(),
        again in proptest::collection::vec(0..8_usize, 0..8),
    ) {
        let part = |seq: u64| {
            let status = if seq == 0 { START } else if seq == 7 { END } else { MORE };
            chunk(9, seq, status, &seq.to_string())
        };
        let mut metas = Vec::new();
        for (n, seq) in seqs.iter().enumerate() {
            metas.push(part(*seq));
            metas.extend(again.get(n).and_then(|at| seqs.get(*at)).map(|seq| part(*seq)));
        }
        let mut peer = Peer::online(config());
        let told = said(&hear(&mut peer, &metas));
        let news: String = told.iter().map(|(_, news)| news.as_str()).collect();
        prop_assert_eq!(news, "01234567");
        prop_assert_eq!(told.len(), 8);
        prop_assert_eq!(told.last().map(|(text, _)| text.as_str()), Some("01234567"));
    }
}
