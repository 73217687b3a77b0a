use serde_json::json;

use crate::bench::{Bench, message_ids};

#[test]
fn a_send_is_answered_when_the_server_has_it() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    bench.line(
        r#"{"cmd":"send","id":1,"msg":{"chatType":"singleChat","type":"txt","to":"bob","msg":"hi","ext":{"z":1,"a":{"b": [1.0]}}}}"#,
    );
    let local = message_ids(&bench.sent())[0];
    assert!(bench.lines().is_empty());
    bench.acknowledge(dialed, local, 9_007_199_254_740_993);
    let text = bench.text().to_owned();
    let lines = bench.lines();
    assert_eq!(lines[0]["event"], "onReceivedMessage");
    let (id, mid) = (local.to_string(), "9007199254740993");
    assert_eq!(lines[0]["data"], json!({"id": id, "mid": mid, "to": "bob"}));
    let message = json!({
        "id": mid, "type": "txt", "chatType": "singleChat", "msg": "hi", "to": "bob",
        "from": "alice", "ext": {"z": 1, "a": {"b": [1.0]}}, "time": 5, "onlineState": 3
    });
    let data = json!({"localMsgId": id, "serverMsgId": mid, "message": message});
    assert_eq!(lines[1], json!({"result": 1, "ok": true, "data": data}));
    assert!(text.contains(r#""ext":{"z":1,"a":{"b":[1.0]}}"#), "{text}");
}

#[test]
fn answers_come_out_of_order() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    for id in [1, 2] {
        bench.line(&format!(
            r#"{{"cmd":"rawSend","id":{id},"body":{{"id":"50{id}","type":"txt","to":"bob","msg":""}}}}"#
        ));
    }
    assert_eq!(message_ids(&bench.sent()), [501, 502]);
    bench.acknowledge(dialed, 502, 12);
    bench.acknowledge(dialed, 501, 11);
    let names = bench.names();
    assert_eq!(names, ["onReceivedMessage", "=2", "onReceivedMessage", "=1"]);
}

#[test]
fn receipts_are_sent_and_have_no_message() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", "{}");
    for message in [
        r#"{"type":"read","id":"18446744073709551615","to":"bob"}"#,
        r#"{"type":"delivery","ackId":"7","to":"bob/webim_x"}"#,
        r#"{"type":"channel","to":"bob"}"#,
        r#"{"type":"read","chatType":"groupChat","id":{"$bigint":"7"},"to":"259","ackContent":"x"}"#,
    ] {
        bench.line(&format!(r#"{{"cmd":"send","id":1,"msg":{message}}}"#));
        let local = message_ids(&bench.sent())[0];
        bench.acknowledge(dialed, local, 9);
        let lines = bench.lines();
        let data = json!({"localMsgId": local.to_string(), "serverMsgId": "9"});
        assert_eq!(lines[1]["data"], data, "{message}");
    }
}

#[test]
fn what_cannot_be_sent_says_why() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    for (message, kind, code) in [
        (r#"{"type":"txt","msg":"x"}"#, "InvalidMessage", 205),
        (r#"{"type":"txt","to":"","msg":"x"}"#, "InvalidMessage", 205),
        (r#"{"type":"txt","to":"b b","msg":"x"}"#, "InvalidMessage", 205),
        (r#"{"type":"txt","to":"bob"}"#, "InvalidMessage", 205),
        (r#"{"type":"txt","to":"bob","msg":"\ud800"}"#, "InvalidMessage", 205),
        (r#"{"type":"txt","to":"bob","msg":"x","ext":[]}"#, "InvalidMessage", 205),
        (r#"{"type":"poem","to":"bob"}"#, "InvalidMessage", 205),
        (r#"{"type":"read","to":"bob","id":"abc"}"#, "InvalidMessage", 205),
        (r#"{"type":"img","to":"bob"}"#, "InvalidMessage", 205),
        (r#"{"type":"img","to":"bob","file":{"size":0}}"#, "UploadFailed", 101),
        (r#"{"type":"video","to":"bob","url":"u","length":"x"}"#, "InvalidMessage", 205),
        (r#"{"type":"loc","to":"bob","lat":1}"#, "InvalidMessage", 205),
        (r#"{"type":"loc","to":"bob","lat":91,"lng":0}"#, "InvalidMessage", 205),
        (r#"{"type":"custom","to":"bob"}"#, "InvalidMessage", 205),
        (r#"{"type":"combine","to":"bob","messageList":[]}"#, "TooMany", 50),
        (
            r#"{"type":"combine","to":"bob","url":"u","messageList":[{"combineLevel":10}]}"#,
            "TooMany",
            50,
        ),
        (
            r#"{"type":"txt","to":"1/2","chatType":"chatRoom","msg":"x","receiverList":[7]}"#,
            "InvalidMessage",
            205,
        ),
        (
            r#"{"type":"txt","to":"bob","msg":"x","msgConfig":{"languages":"en"}}"#,
            "InvalidMessage",
            205,
        ),
        ("7", "InvalidMessage", 205),
    ] {
        bench.line(&format!(r#"{{"cmd":"send","id":1,"msg":{message}}}"#));
        let answer = bench.answer();
        assert_eq!(answer["error"]["kind"], kind, "{message}: {answer}");
        assert_eq!(answer["error"]["type"], code, "{message}: {answer}");
    }
    bench.line(r#"{"cmd":"rawSend","id":1,"body":{"type":"txt","to":"bob","msg":"x"}}"#);
    let said = bench.answer()["error"]["message"].clone();
    assert_eq!(said, r#"Missing required parameter: "id""#);
    assert!(message_ids(&bench.sent()).is_empty());
}

#[test]
fn a_text_with_languages_is_translated_and_then_sent() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    let message = r#"{"type":"txt","to":"bob","msg":"hi","msgConfig":{"languages":["fr"]}}"#;
    for (status, sent) in [(200, 1), (500, 0)] {
        bench.line(&format!(r#"{{"cmd":"send","id":1,"msg":{message}}}"#));
        assert!(message_ids(&bench.sent()).is_empty(), "nothing goes before its translation");
        let (conn, call) = bench.request();
        let body = r#"[{"translations":[{"text":"salut","to":"fr"}]}]"#;
        let response = easemob_core::Response::new(status, body);
        bench.input(conn, easemob_core::Input::Answered(call, Ok(response)));
        assert_eq!(message_ids(&bench.sent()).len(), sent);
    }
    let answer = bench.answer();
    assert_eq!((&answer["result"], &answer["ok"]), (&json!(1), &json!(false)), "{answer}");
}

#[test]
fn more_than_the_outbox_holds_waits_in_order() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", r#"{"x-outboxMax":2}"#);
    for n in 1..=5 {
        bench.line(&format!(
            r#"{{"cmd":"rawSend","id":{n},"body":{{"id":"{n}","type":"txt","to":"bob","msg":"{n}"}}}}"#
        ));
    }
    let mut sent = message_ids(&bench.sent());
    assert_eq!(sent, [1, 2]);
    for n in 1..=5 {
        bench.acknowledge(dialed, n, 100 + n);
        sent.extend(message_ids(&bench.sent()));
    }
    assert_eq!(sent, [1, 2, 3, 4, 5]);
    let results: Vec<_> = bench.names().into_iter().filter(|name| name.starts_with('=')).collect();
    assert_eq!(results, ["=1", "=2", "=3", "=4", "=5"]);
}

#[test]
fn every_send_is_answered_when_the_session_ends() {
    let mut bench = Bench::new();
    let dialed = bench.open("main", r#"{"x-outboxMax":1}"#);
    for n in 1..=3 {
        bench.line(&format!(
            r#"{{"cmd":"send","id":{n},"msg":{{"type":"txt","to":"bob","msg":"{n}"}}}}"#
        ));
    }
    bench.line(r#"{"cmd":"close","id":9}"#);
    bench.cut(dialed);
    let mut results: Vec<_> =
        bench.names().into_iter().filter(|name| name.starts_with('=')).collect();
    results.sort();
    assert_eq!(results, ["=1", "=2", "=3", "=9"]);
}
