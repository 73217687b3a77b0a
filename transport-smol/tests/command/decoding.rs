//! `easemob decode`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::stage::{Ended, Stage, text};

const PING: &str = "080040004a0f0a0d08d0d095ffbc312800320208005800a00181a080a0a1abfef962";
const LOGIN: &str = "080012360a076f7267236170701205616c6963651a0b656173656d6f622e636f6d2217776562696d5f7765625f313730303030303030303036301a06247424544f4b40034a7208101206342e32312e31280030004a117765625f313730303030303030303036306205776562696d6a17776562696d5f7765625f313730303030303030303036308a010476352e329201127b22746f6b656e223a22247424544f4b227da2010e313730303030303030303036303ab201010250005800a00180a080f8a0abfef962";
const TEXT: &str = "080040004a98010a020800226b089582a6efc79e849111121b0a076f7267236170701203626f621a0b656173656d6f622e636f6d1a1d0a076f7267236170701205616c6963651a0b656173656d6f622e636f6d20e8d795ffbc312801321a080112051203626f621a071205616c6963652206080012026869289582a6efc79e849111321b0a076f7267236170701203626f621a0b656173656d6f622e636f6d";

fn decode(stage: &Stage, options: &[&str], input: impl Into<Vec<u8>>) -> Ended {
    stage.bare(&[&["decode"], options].concat()).input(input).end()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    pairs.map(|byte| byte.expect("hex")).collect()
}

fn json_of(ended: &Ended) -> Vec<Value> {
    ended.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn vectors(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/suites/vectors").join(name)
}

fn count(name: &str) -> usize {
    let text = std::fs::read_to_string(vectors(name)).expect("vectors");
    // Each stands on a line. Not as JSON: some texts in it are no Unicode.
    let captures = text.lines().filter(|line| line.starts_with("{\"name\""));
    captures.filter(|line| !line.contains("\"frame_hex\": null")).count()
}

#[test]
fn every_layer_is_shown() {
    let stage = Stage::new();
    let shown = decode(&stage, &[], TEXT).done();
    for said in [
        "line 1  SYNC  server → client",
        "  payload: SYNC",
        "    metas:",
        "      ns: CHAT",
        "      payload: CHAT",
        "        contents:",
        "          text: \"hi\"",
    ] {
        assert!(shown.contains(said), "{said:?} is missing:\n{shown}");
    }
    let chinese = decode(&stage, &["--lang", "zh"], TEXT).done();
    assert!(chinese.contains("服务器 → 客户端") && chinese.contains("字节"), "{chinese}");
}

#[test]
fn every_form_is_found_out() {
    let stage = Stage::new();
    let expected = |ended: Ended| {
        let frames = json_of(&ended);
        assert_eq!((ended.code, frames.len()), (Some(0), 1), "{ended:?}");
        assert_eq!(
            (&frames[0]["command"], &frames[0]["direction"]),
            (&json!("SYNC"), &json!("up"))
        );
        assert_eq!(frames[0]["problems"], json!([]));
    };
    let spaced: Vec<String> = bytes(PING).iter().map(|byte| format!("0x{byte:02X}")).collect();
    expected(decode(&stage, &["--json"], PING));
    expected(decode(&stage, &["--json", "-"], spaced.join(", ")));
    expected(decode(&stage, &["--json", "--hex"], format!("\n{PING}\n")));
    let (first, second) = PING.split_at(60);
    expected(decode(&stage, &["--json"], format!("{first}\n{second}\n")));
    let base64 = "CABAAEoPCg0I0NCV/7wxKAAyAggAWACgAYGggKChq/75Yg==";
    expected(decode(&stage, &["--json"], base64));
    expected(decode(&stage, &["--json", "--base64"], base64));
    expected(decode(&stage, &["--json", "--raw"], bytes(PING)));
    expected(decode(&stage, &["--json"], bytes(PING)));
    let line = json!({"event": "_frame", "conn": "c", "t": 1, "data": {"dir": "out", "hex": PING}});
    let trace = format!("{}\n{line}\n", json!({"event": "onConnected", "conn": "c"}));
    expected(decode(&stage, &["--json"], trace.clone()));
    expected(decode(&stage, &["--json", "--jsonl"], trace));
    expected(decode(&stage, &["--json"], json!([{"name": "p", "frame_hex": PING}]).to_string()));
    let file = stage.file("ping", bytes(PING));
    expected(decode(&stage, &["--json", &text(&file)], ""));
}

/// Whether a field or one in it has no name.
fn is_unknown(field: &Value) -> bool {
    let inside = field["fields"].as_array();
    field["name"].is_null() || inside.is_some_and(|inside| inside.iter().any(is_unknown))
}

#[test]
fn what_was_captured_from_the_official_client_is_known_but_for_what_was_made_strange() {
    let stage = Stage::new();
    let malformed_up = ["text/lone-surrogate"];
    let malformed_down =
        ["sync/broken-chat-payload", "msync/empty-frame", "msync/garbage", "msync/truncated"];
    for (name, way, malformed) in [
        ("client-to-server.json", "up", &malformed_up as &[&str]),
        ("server-to-client.json", "down", &malformed_down),
    ] {
        let ended = decode(&stage, &["--json", &text(&vectors(name))], "");
        let frames = json_of(&ended);
        assert_eq!(frames.len(), count(name));
        let (good, bad): (Vec<_>, Vec<_>) =
            frames.iter().partition(|frame| frame["problems"] == json!([]));
        let bad: Vec<_> = bad.into_iter().map(|frame| &frame["place"]).collect();
        assert_eq!(bad, malformed);
        for frame in good {
            let place = &frame["place"];
            assert_eq!(frame["direction"], way, "{place}");
            let unknown = frame["fields"].as_array().expect("fields").iter().any(is_unknown);
            assert_eq!(unknown, *place == "sync/unknown-fields-everywhere", "{place}");
        }
        for secret in ["$t$", "YWMt", "\"pw\""] {
            assert!(!ended.out.contains(secret), "{name} shows {secret}");
        }
    }
}

#[test]
fn frames_of_a_connection_are_unpacked_in_their_order() {
    let stage = Stage::new();
    let ended = decode(&stage, &["--json", &text(&vectors("described-lz4.json"))], "");
    let frames = json_of(&ended);
    assert_eq!((ended.code, frames.len()), (Some(0), 4), "{ended:?}");
    assert!(frames.iter().all(|frame| frame["compressed"].is_number()), "{ended:?}");
    // The last refers to the one before it.
    let alone = decode(&stage, &[], "7a10929ada057a001ff07a00549081a080d0afabfef962");
    assert_eq!(alone.code, Some(9), "{alone:?}");
    assert!(alone.errors.contains("frames before it"), "{alone:?}");
}

#[test]
fn a_trace_of_our_client_is_read() {
    let stage = Stage::new();
    let open = json!({"cmd": "open", "id": 1, "user": "alice", "pwd_env": "PASSWORD"});
    // It shows tokens: that is what the tap is for.
    let (ws, rest) = (&*stage.emulator.ws, &*stage.emulator.rest);
    let run = stage.bare(&["chat", "--json", "--ws", ws, "--rest", rest, "--tap"]);
    let run = run.variable("PASSWORD", &crate::stage::password("alice"));
    let trace = run.input(format!("{open}\n")).end().out;
    assert!(trace.contains("_frame"), "{trace}");
    let ended = decode(&stage, &["--json"], trace);
    let frames = json_of(&ended);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let said: Vec<_> = frames.iter().map(|it| (&it["direction"], &it["command"])).collect();
    let pair = |way, command| (json!(way), json!(command));
    for (way, command) in [pair("up", "PROVISION"), pair("down", "PROVISION"), pair("up", "UNREAD")]
    {
        assert!(said.contains(&(&way, &command)), "{way} {command}: {said:?}");
    }
    assert!(!ended.out.contains("$t$") && !ended.out.contains("YWMt"), "{ended:?}");
}

#[test]
fn secrets_are_never_shown_however_broken_the_login_is() {
    let stage = Stage::new();
    let login = bytes(LOGIN);
    let whole = decode(&stage, &[], LOGIN).done();
    assert!(whole.contains("PROVISION  client → server"), "{whole}");
    assert!(whole.contains("auth: ***") && whole.contains("authToken: ***"), "{whole}");
    // Every end and many changed bytes.
    let mut all: Vec<Vec<u8>> = (0..login.len()).map(|end| login[..end].to_vec()).collect();
    for at in 0..login.len() {
        for byte in [0, 1, 2, 4, 0x7f, 0xff] {
            let mut broken = login.clone();
            broken[at] = byte;
            all.push(broken);
        }
    }
    // A change within the token itself leaves less of it than counts.
    let hex: String =
        all.iter().filter(|frame| !frame.is_empty()).fold(String::new(), |out, frame| {
            out + &frame.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n"
        });
    for options in [&["--hex"] as &[&str], &["--hex", "--json"]] {
        let ended = decode(&stage, options, &*hex);
        assert_eq!(ended.code, Some(9));
        for line in ended.out.lines() {
            assert!(!line.contains("$TOK") && !line.contains("t$TOK"), "{line}");
        }
    }
}

#[test]
fn what_is_unknown_is_shown_with_its_wire_type() {
    let stage = Stage::new();
    // Fields 30 and 31 of the envelope and 40 of the page.
    let shown = decode(&stage, &[], "08004000f00107fa01026869").done();
    assert!(shown.contains("#30 (varint): 7"), "{shown}");
    assert!(shown.contains("#31 (length-delimited): *** (2 bytes)"), "{shown}");
    let shown = decode(&stage, &[], "080040004a090a020800c202026869").done();
    assert!(shown.contains("#40 (length-delimited): \"hi\""), "{shown}");
}

#[test]
fn what_is_malformed_says_where_and_shows_the_rest() {
    let stage = Stage::new();
    let cut = &TEXT[..TEXT.len() - 60];
    let ended = decode(&stage, &[], cut);
    assert_eq!(ended.code, Some(9), "{ended:?}");
    assert!(ended.out.contains("text: \"hi\""), "the rest is shown: {ended:?}");
    assert!(
        ended.errors.contains("line 1: envelope, byte 4: field 9 states 152 bytes"),
        "{ended:?}"
    );
    // In the chat body of the meta: the text has another length.
    let broken = TEXT.replace("120268692895", "120968692895");
    let ended = decode(&stage, &["--json"], broken);
    let frames = json_of(&ended);
    let problem = &frames[0]["problems"][0];
    assert_eq!(problem["layer"], "SYNC.metas[0].CHAT.contents[0]", "{problem}");
    assert_eq!(problem["at"], TEXT.find("12026869").expect("it is there") / 2, "{problem}");
    assert_eq!(ended.errors.lines().count(), 1, "{ended:?}");
}

#[test]
fn one_bad_frame_does_not_hide_the_next() {
    let stage = Stage::new();
    let ended = decode(&stage, &["--json"], format!("{PING}\n08zz\n{TEXT}\nff\n"));
    let frames = json_of(&ended);
    assert_eq!((ended.code, frames.len()), (Some(9), 3), "{ended:?}");
    assert_eq!((&frames[0]["direction"], &frames[1]["direction"]), (&json!("up"), &json!("down")));
    assert!(ended.errors.contains("2 places"), "{ended:?}");
}

#[test]
fn garbage_is_an_error_of_one_line() {
    let stage = Stage::new();
    let rows: [(&[&str], &[u8], i32, &str); 10] = [
        (&[], b"", 9, "no frame"),
        (&["/nowhere"], b"", 8, "/nowhere"),
        (&["."], b"", 8, "directory"),
        (&["--hex", "--raw"], b"", 2, "--raw"),
        (&["--hex"], b"xyz", 9, "line 1: not hex"),
        (&["--base64"], b"a b", 9, "line 1: not base64"),
        (&["--hex"], b"\xff\xfe", 9, "no text"),
        (&["--jsonl"], b"{\"a\":", 9, "line 1: not JSON"),
        (&["--jsonl"], b"[1]", 9, "line 1: no object"),
        (&[], b"{\"dir\":\"in\",\"hex\":\"xx\"}", 9, "not hex"),
    ];
    for (options, input, code, said) in rows {
        let ended = decode(&stage, options, input);
        assert_eq!((ended.code, &*ended.out), (Some(code), ""), "{options:?}: {ended:?}");
        assert!(ended.errors.contains(said), "{said}: {ended:?}");
        assert!(code == 2 || ended.errors.lines().count() == 1, "{ended:?}");
    }
    for garbage in [b"\xff\xff\xff" as &[u8], b"\0\0\0\0", b"GET / HTTP/1.1\r\n\r\n", &[7; 500]] {
        let ended = decode(&stage, &["--raw"], garbage);
        assert_eq!((ended.code, ended.errors.lines().count()), (Some(9), 1), "{ended:?}");
    }
    let noise = json!({"dir": "in", "hex": "0800\u{1b}[2J"}).to_string();
    assert!(!decode(&stage, &[], noise).errors.contains('\u{1b}'));
    let strange = format!("{}\n", json!({"name": "\u{1b}[2J", "frame_hex": PING}));
    assert!(!decode(&stage, &[], strange).out.contains('\u{1b}'));
}

/// Two whole frames that are as wide as what `xxd -p` and `base64` print.
#[test]
fn frames_of_one_width_are_not_one_frame() {
    let stage = Stage::new();
    // With a field nobody knows.
    let wide = format!("{PING}7a020000");
    assert_eq!(wide.len(), 76);
    for options in [&["--json"] as &[&str], &["--json", "--hex"]] {
        let ended = decode(&stage, options, format!("{wide}\n{wide}\n"));
        assert_eq!((ended.code, json_of(&ended).len()), (Some(0), 2), "{ended:?}");
    }
}

#[test]
fn json_does_nothing_to_a_terminal() {
    let stage = Stage::new();
    let capture = json!([{"name": "gpj\u{202e}\u{9b}", "frame_hex": PING}]);
    let ended = decode(&stage, &["--json"], capture.to_string());
    assert!(ended.out.contains(r#""gpj\u202e\u009b""#), "{ended:?}");
    assert_eq!(json_of(&ended)[0]["place"], json!("gpj\u{202e}\u{9b}"));
}
