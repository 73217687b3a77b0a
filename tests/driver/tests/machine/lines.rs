use crate::bench::Bench;

#[test]
fn the_first_line_says_who_speaks() {
    let ready = Bench::new().answer();
    assert_eq!(ready["event"], "_ready");
    assert!(ready["data"]["sdk"].as_str().is_some_and(|sdk| sdk.contains('@')));
    assert_eq!(ready["data"]["pid"], 7);
}

#[test]
fn a_malformed_line_names_the_column() {
    let mut bench = Bench::new();
    bench.forget();
    for (line, said) in [
        (r#"{"cmd":"stats","id":1"#, "column 21"),
        (r#"{"cmd": nonsense}"#, "column 10"),
        ("[1]", "column"),
        (r#"{"cmd":5}"#, "column 1"),
    ] {
        bench.line(line);
        let answer = bench.answer();
        assert_eq!(answer["result"], serde_json::Value::Null, "{line}");
        assert_eq!(answer["ok"], false);
        assert_eq!(answer["error"]["kind"], "MalformedLine");
        let message = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(said), "{line}: {message}");
    }
    bench.driver.line(easemob_core::Instant::from_millis(0), b"{\"cmd\":\"\xff\"}");
    bench.line(r#"{"cmd":"stats","id":{"any":["value"]}}"#);
    let lines = bench.lines();
    assert!(lines[0]["error"]["message"].as_str().is_some_and(|m| m.contains("column 9")));
    assert_eq!(lines[1]["result"]["any"][0], "value");
    assert_eq!(lines[1]["ok"], true);
}

/// A secret of the wrong type, or in the wrong place, is still a secret.
#[test]
fn no_answer_repeats_a_secret() {
    let mut bench = Bench::new();
    bench.forget();
    for line in [
        r#"{"cmd":"open","conn":"c0","user":"alice","token":5556667778}"#,
        r#"{"cmd":"open","conn":"c1","user":"alice","pwd":["5556667778"]}"#,
        r#"{"cmd":"open","conn":"c2","user":"alice","pwd":{"is":"5556667778"}}"#,
        r#"{"cmd":"open","conn":"c3","user":"alice","pwd_env":"5556667778"}"#,
        r#"{"cmd":"open","conn":"c4","user":"alice","pwd":"x","options":{"pwd":"5556667778"}}"#,
        r#"{"cmd":"open","conn":"c5","user":"alice","pwd":"x","options":"5556667778"}"#,
        r#""5556667778""#,
        "5556667778",
    ] {
        bench.line(line);
        let answer = bench.answer();
        assert_eq!(answer["ok"], false, "{line}");
        assert!(!answer.to_string().contains("5556667778"), "{answer}");
    }
}

#[test]
fn blank_lines_are_nothing() {
    let mut bench = Bench::new();
    bench.forget();
    bench.line("  \t");
    assert!(bench.lines().is_empty());
}

#[test]
fn the_tap_shows_frames_before_their_events() {
    let mut bench = Bench::with(|settings| settings.tap = true);
    bench.forget();
    bench.line(r#"{"cmd":"open","id":1,"user":"alice","token":"T"}"#);
    bench.welcome();
    let lines = bench.lines();
    let socket = |what: &str| {
        lines.iter().position(|l| l["event"] == "_socket" && l["data"]["what"] == what)
    };
    assert!(socket("connect") < socket("open"), "{lines:?}");
    assert_eq!(lines[0]["data"]["url"], "ws://127.0.0.1:1/websocket");
    let frame =
        |dir: &str| lines.iter().position(|l| l["event"] == "_frame" && l["data"]["dir"] == dir);
    let connected = lines.iter().position(|l| l["event"] == "onConnected");
    assert!(frame("out") < frame("in"), "{lines:?}");
    assert!(frame("in") < connected, "{lines:?}");
    let hex = lines[frame("in").expect("a frame")]["data"]["hex"].as_str().expect("text");
    assert!(hex.starts_with("08004003"), "{hex}");
}

#[test]
fn the_tap_shows_exchanges_with_their_query() {
    let mut bench = Bench::with(|settings| settings.tap = true);
    bench.forget();
    bench.line(r#"{"cmd":"open","id":1,"user":"alice","pwd_env":"PASSWORD"}"#);
    let (conn, call) = bench
        .effects
        .iter()
        .find_map(|(conn, effect)| match effect {
            easemob_core::Effect::Call(call, request) => {
                assert!(request.body.windows(6).any(|w| w == b"secret"));
                Some((*conn, *call))
            }
            _ => None,
        })
        .expect("a request");
    let response = easemob_core::Response::new(400, "{}");
    bench.input(conn, easemob_core::Input::Answered(call, Ok(response)));
    let lines = bench.lines();
    assert_eq!(lines[0]["event"], "_rest", "{lines:?}");
    assert_eq!(lines[0]["data"]["path"], "/oracle/test/token");
    assert_eq!(lines[0]["data"]["method"], "POST");
    assert_eq!(lines[0]["data"]["status"], 400);
    assert_eq!((&lines[1]["ok"], &lines[1]["error"]["type"]), (&false.into(), &1.into()));
    assert_eq!(lines[1]["error"]["kind"], "TokenRefused");
    assert_eq!(lines.len(), 2);
}

/// Whatever a line holds, it is answered or ignored, and the next one works.
#[test]
fn no_line_stops_anything() {
    let mut bench = Bench::new();
    bench.open("main", "{}");
    let lines = [
        r#"{"cmd":"send","id":1,"msg":{"type":"txt","to":"bob/x","msg":"é","ext":{"a":{"$bigint":"1"}}}}"#,
        r#"{"cmd":"open","id":[1],"user":"alice","pwd":"x","options":{"heartBeatWait":-1e9}}"#,
        r#"{"cmd":"call","id":null,"method":"registerUser","args":[{"username":"u","password":""}]}"#,
        r#"{"cmd":"count","n":1e3,"event":"x","timeout_ms":0}"#,
        r#"{"cmd":"rawSend","body":{"id":"99999999999999999999","type":"read","ackId":-1,"to":"b"}}"#,
    ];
    for line in lines {
        for end in 0..=line.len() {
            let now = easemob_core::Instant::from_millis(0);
            bench.driver.line(now, &line.as_bytes()[..end]);
            let mut changed = line.as_bytes().to_vec();
            for byte in [0, b'"', b'{', b'9', b'\\', 0xff] {
                if let Some(at) = changed.get_mut(end) {
                    let old = std::mem::replace(at, byte);
                    bench.driver.line(now, &changed);
                    changed[end] = old;
                }
            }
        }
    }
    let deep = format!(r#"{{"cmd":"send","msg":{}1{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    bench.line(&deep);
    bench.forget();
    bench.line(r#"{"cmd":"stats","id":1}"#);
    assert_eq!(bench.answer()["ok"], true);
}
