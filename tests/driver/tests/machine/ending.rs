use serde_json::json;

use crate::bench::{Bench, message_ids};

#[test]
fn exit_ends_at_once() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    bench.line(r#"{"cmd":"exit","id":1}"#);
    assert_eq!(bench.driver.exit_code(), Some(0));
}

#[test]
fn the_end_of_input_finishes_what_runs() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.line(r#"{"cmd":"send","id":1,"msg":{"type":"txt","to":"bob","msg":"x"}}"#);
    let local = message_ids(&bench.sent())[0];
    bench.end_of_input();
    bench.wait(1_000);
    assert_eq!(bench.driver.exit_code(), None);
    bench.acknowledge(dialed, local, 9);
    assert_eq!(bench.names(), ["onReceivedMessage", "=1"]);
    bench.wait(2_500);
    assert_eq!(bench.driver.exit_code(), Some(0));
    assert_eq!(bench.names(), ["onDisconnected"]);
}

#[test]
fn the_end_of_input_waits_five_seconds_at_most() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    bench.line(r#"{"cmd":"count","id":2,"n":1}"#);
    bench.line(r#"{"cmd":"send","id":1,"msg":{"type":"txt","to":"bob","msg":"x"}}"#);
    bench.forget();
    bench.end_of_input();
    bench.wait(4_900);
    assert!(bench.lines().is_empty());
    bench.wait(200);
    let answers = bench.lines();
    let answers: Vec<_> =
        answers.iter().map(|line| (&line["result"], &line["error"]["kind"])).collect();
    // A count is waited for like any other command, and answered like one.
    assert_eq!(answers, [(&json!(2), &json!("Ended")), (&json!(1), &json!("Ended"))]);
    bench.wait(2_500);
    assert_eq!(bench.driver.exit_code(), Some(0));
}

#[test]
fn nothing_to_finish_is_the_end() {
    let mut bench = Bench::new();
    bench.end_of_input();
    assert_eq!(bench.driver.exit_code(), Some(0));
}
