use easemob_core::wire::{CommSyncDl, Meta, Namespace, StatisticsBody};
use prost::Message as _;
use serde_json::json;

use crate::bench::Bench;

#[test]
fn two_names_are_two_clients() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(r#"{"cmd":"open","id":1,"conn":"a","user":"alice","token":"T"}"#);
    let a = bench.dials()[0];
    bench.line(r#"{"cmd":"open","id":2,"conn":"b","user":"alice","token":"T"}"#);
    let b = bench.dials()[0];
    assert_ne!(a.0, b.0);
    assert!(bench.lines().is_empty());
}

#[test]
fn a_second_login_is_refused_and_the_first_goes_on() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(r#"{"cmd":"open","id":1,"user":"alice","token":"T"}"#);
    bench.line(r#"{"cmd":"open","id":2,"user":"alice","token":"T"}"#);
    let answer = bench.answer();
    assert_eq!((&answer["result"], &answer["error"]["type"]), (&json!(2), &json!(1)));
    bench.welcome();
    assert_eq!(bench.names(), ["onConnected", "=1"]);
    bench.line(r#"{"cmd":"open","id":3,"user":"alice","token":"T"}"#);
    assert_eq!(bench.answer()["error"]["type"], 208);
}

#[test]
fn closing_is_answered_when_the_session_has_ended() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.line(r#"{"cmd":"close","id":1}"#);
    assert!(bench.lines().is_empty());
    bench.wait(2_500);
    let lines = bench.lines();
    assert_eq!(lines[0]["event"], "onDisconnected");
    assert!(lines[0].get("data").is_none());
    assert_eq!(lines[1], json!({"result": 1, "ok": true, "data": {}}));
    bench.cut(dialed);
    bench.line(r#"{"cmd":"close","id":2}"#);
    assert_eq!(bench.answer()["data"], json!({}));

    bench.line(r#"{"cmd":"open","id":3,"user":"alice","token":"T"}"#);
    bench.welcome();
    assert_eq!(bench.names(), ["onConnected", "=3"]);
}

#[test]
fn closing_while_logging_in_answers_both() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(r#"{"cmd":"open","id":1,"user":"alice","token":"T"}"#);
    bench.line(r#"{"cmd":"close","id":2}"#);
    let lines = bench.lines();
    assert_eq!(lines[1]["error"]["kind"], "Ended", "{lines:?}");
    assert_eq!(lines[2]["ok"], true);
}

#[test]
fn a_lost_link_comes_back() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.cut(dialed);
    assert_eq!(bench.names(), ["onReconnecting"]);
    bench.wait(5_000);
    bench.welcome();
    assert_eq!(bench.names(), ["onConnected"]);
}

#[test]
fn a_kick_is_an_error_and_the_end() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    let body = StatisticsBody {
        operation: Some(2),
        reason: Some("kiosk 7".into()),
        ..StatisticsBody::default()
    };
    let meta = Meta {
        id: Some(1),
        ns: Some(Namespace::Statistic as i32),
        payload: Some(body.encode_to_vec().into()),
        ..Meta::default()
    };
    let page = CommSyncDl { metas: vec![meta.encode_to_vec().into()], ..CommSyncDl::default() };
    bench.page(dialed, &page);
    let lines = bench.lines();
    let error = json!({
        "type": 206,
        "message": "the user is already logged on another device",
        "data": {"loginInfoCustomExt": "kiosk 7"}
    });
    assert_eq!((&lines[0]["event"], &lines[0]["data"]), (&json!("onError"), &error));
    assert_eq!((&lines[1]["event"], &lines[1]["data"]), (&json!("onDisconnected"), &error));
    bench.wait(60_000);
    assert!(bench.dials().is_empty());
}

#[test]
fn a_login_gives_up_after_three_attempts() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line(
        r#"{"cmd":"open","id":1,"user":"alice","token":"T","options":{"autoReconnectNumMax":9}}"#,
    );
    let mut attempts = 0;
    while let Some(dialed) = bench.dials().first().copied() {
        attempts += 1;
        bench.cut(dialed);
        bench.wait(10_000);
    }
    assert_eq!(attempts, 3);
    let lines = bench.lines();
    let answer = lines.last().expect("an answer");
    assert_eq!((&answer["result"], &answer["error"]["kind"]), (&json!(1), &json!("LoginFailed")));
}
