//! Our client in the place of the official one: the same actions send the same bytes.

use easemob_tests::golden::differences::{Direction, check};
use easemob_tests::golden::{capture, up};

#[test]
fn every_captured_action_sends_the_captured_bytes_or_stands_in_the_table() {
    let (observed, frames) = up::differences();
    assert!(frames >= 127, "only {frames} frames");
    let names: Vec<String> = capture::uplink().into_iter().flatten().map(|c| c.name).collect();
    check(Direction::Up, &observed, &names);
}
