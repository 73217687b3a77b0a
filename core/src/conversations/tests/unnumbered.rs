//! What the server gives no number: the wire may leave it out.

use super::*;

fn unnumbered(at: u64, said: &str) -> Box<Message> {
    let mut message = text(0, "bob", ME);
    message.sent_at = UnixMillis(at);
    message.body = Body::Text(said.into());
    message
}

/// There is nothing to know a repeat by, so each is taken for a new one.
#[test]
fn each_message_is_shown_and_counts() {
    let known = of([unnumbered(1, "first"), unnumbered(2, "second")]);
    assert_eq!(list(&known), [("bob", 2, "second")]);
}

/// The steps of a text that grows are still one message.
#[test]
fn a_growing_text_counts_once() {
    let mut known = known();
    let stages = [StreamStage::Started, StreamStage::InProgress, StreamStage::Completed];
    for (stage, said) in stages.into_iter().zip(["gr", "grow", "grown"]) {
        let state = StreamState { kind: "".into(), stage, error: 0, finish_reason: 0 };
        let message = *unnumbered(1, said);
        let part = StreamPart { message, text: "".into(), state, whole: false };
        known.observe(&Event::Stream(Box::new(part)));
    }
    assert_eq!(list(&known), [("bob", 1, "grown")]);
}
