//! Our client in the place of the official one: the same bytes are told the same way.

use easemob_tests::golden::differences::{Direction, check};
use easemob_tests::golden::{capture, down};

#[test]
fn every_captured_frame_is_told_as_captured_or_stands_in_the_table() {
    let (observed, frames) = down::differences();
    assert!(frames >= 233, "only {frames} frames");
    let names: Vec<String> = capture::downlink().into_iter().flatten().map(|c| c.name).collect();
    check(Direction::Down, &observed, &names);
}
