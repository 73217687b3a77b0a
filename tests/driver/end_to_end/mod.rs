//! One conversation with a driver process, an emulator on the other side: what every program made
//! from this crate must do. A transport's own tests include this file.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use easemob_emulator::listener::{Options, Running, spawn};
use serde_json::{Value, json};

/// No line takes this long.
const PATIENCE: Duration = Duration::from_secs(30);

struct Process {
    child: Child,
    commands: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Lines read on the way to another one.
    passed: Vec<Value>,
}

impl Process {
    fn start(program: &Path, emulator: &Running) -> Self {
        let mut child = Command::new(program)
            .args(["chat", "--json", "--ws", &emulator.ws, "--rest", &emulator.rest])
            .env("EASEMOB_TEST_PASSWORD", "bob-pw")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let commands = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (found, lines) = channel();
        thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| found.send(line))
        });
        Self { child, commands, lines, passed: Vec::new() }
    }

    fn say(&mut self, command: &Value) {
        let commands = self.commands.as_mut().expect("its input is open");
        writeln!(commands, "{command}").expect("it reads");
    }

    fn read(&mut self) -> Value {
        self.line().unwrap_or_else(|| panic!("its output has ended"))
    }

    fn line(&mut self) -> Option<Value> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(serde_json::from_str(&line).expect("a line of JSON")),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("no line came; before: {:?}", self.passed),
        }
    }

    /// The next line of this kind, whether it came before or is still to come.
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.passed.iter().position(&wanted) {
            return self.passed.remove(at);
        }
        loop {
            let line = self.read();
            if wanted(&line) {
                return line;
            }
            self.passed.push(line);
        }
    }

    fn event(&mut self, conn: &str, name: &str) -> Value {
        self.wait(|line| line["event"] == name && line["conn"] == conn)["data"].take()
    }

    /// A command and its answer.
    fn ask(&mut self, mut command: Value) -> Value {
        let id = json!(command.to_string());
        command["id"] = id.clone();
        self.say(&command);
        self.wait(|line| line["result"] == id)
    }

    fn done(&mut self, command: Value) -> Value {
        let mut answer = self.ask(command);
        assert_eq!(answer["ok"], true, "{answer}");
        answer["data"].take()
    }

    /// Closes its input, and takes what it says to that.
    fn finish(mut self) -> (Option<i32>, Vec<Value>) {
        self.commands = None;
        while let Some(line) = self.line() {
            self.passed.push(line);
        }
        let code = self.child.wait().expect("it ends").code();
        (code, std::mem::take(&mut self.passed))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn emulator() -> Running {
    let emulator = spawn(Options::default()).expect("a port");
    for user in ["alice", "bob"] {
        control(&emulator, json!({"op": "user", "user": user, "password": format!("{user}-pw")}));
    }
    emulator
}

fn control(emulator: &Running, operation: Value) -> Value {
    emulator.control(operation).expect("an operation the emulator knows")
}

fn text(to: &str, msg: &str) -> Value {
    json!({"chatType": "singleChat", "type": "txt", "to": to, "msg": msg})
}

/// Two users of one process talk; one loses its link; one is kicked; the input ends.
pub(crate) fn conversation(program: &Path, sdk: &str) {
    let emulator = emulator();
    let mut process = Process::start(program, &emulator);
    let ready = process.read();
    assert_eq!(ready["event"], "_ready");
    assert!(ready["data"]["sdk"].as_str().is_some_and(|said| said.starts_with(sdk)), "{ready}");
    assert_eq!(ready["data"]["pid"], process.child.id());

    let login = json!({"cmd": "open", "conn": "a", "user": "alice", "pwd": "alice-pw"});
    let opened = process.done(login.clone());
    assert!(opened["resource"].as_str().is_some_and(|name| name.starts_with("webim_web_")));
    assert!(opened["accessToken"].is_string());
    process.event("a", "onConnected");
    assert_eq!(process.ask(login)["error"]["type"], 208);
    process.done(json!({
        "cmd": "open", "conn": "b", "user": "bob", "pwd_env": "EASEMOB_TEST_PASSWORD",
        "options": {"delivery": true}
    }));

    let sent = process.done(json!({"cmd": "send", "conn": "a", "msg": text("bob", "hello")}));
    let heard = process.event("b", "onTextMessage");
    assert_eq!((&heard["msg"], &heard["from"]), (&json!("hello"), &json!("alice")));
    assert_eq!(heard["id"], sent["serverMsgId"]);
    assert_eq!(process.event("b", "onMessage")[0], heard);
    assert_eq!(process.event("a", "onReceivedMessage")["mid"], sent["serverMsgId"]);
    assert_eq!(process.event("a", "onDeliveredMessage")["mid"], sent["serverMsgId"]);

    control(&emulator, json!({"op": "drop", "user": "bob"}));
    process.event("b", "onReconnecting");
    process.done(json!({"cmd": "send", "conn": "a", "msg": text("bob", "meanwhile")}));
    assert_eq!(process.event("b", "onTextMessage")["msg"], "meanwhile");

    let kick = json!({"op": "kick", "user": "alice", "operation": "USER_KICKED_BY_OTHER_DEVICE"});
    control(&emulator, kick);
    assert_eq!(process.event("a", "onError")["type"], 217);
    assert_eq!(process.event("a", "onDisconnected")["type"], 217);
    let late = process.ask(json!({"cmd": "send", "conn": "a", "msg": text("bob", "late")}));
    assert_eq!(late["error"]["type"], 39);
    assert_eq!(process.ask(json!({"cmd": "call", "method": "dance"}))["error"]["type"], 53);
    #[cfg(target_os = "linux")]
    assert!(process.done(json!({"cmd": "stats"}))["rss"].as_u64().is_some_and(|rss| rss > 0));

    let (code, last) = process.finish();
    assert_eq!(code, Some(0));
    let left = |line: &Value| line["conn"] == "b" && line["event"] == "onDisconnected";
    assert!(last.iter().any(left), "{last:?}");
    let state = control(&emulator, json!({"op": "state"}));
    assert_eq!(state["users"]["bob"]["sessions"], json!([]));
}

/// Many messages in and out, none lost, none twice.
pub(crate) fn many_messages(program: &Path) {
    const MANY: usize = 2_000;
    let emulator = emulator();
    let mut process = Process::start(program, &emulator);
    for user in ["alice", "bob"] {
        let password = format!("{user}-pw");
        process.done(json!({"cmd": "open", "conn": user, "user": user, "pwd": password}));
    }
    process.say(&json!({"cmd": "count", "id": "count", "n": MANY}));
    process.wait(|line| line["event"] == "_counting");
    for n in 0..MANY {
        let msg = text("bob", &n.to_string());
        process.say(&json!({"cmd": "send", "id": n, "conn": "alice", "msg": msg}));
    }
    let counted = process.wait(|line| line["result"] == "count");
    assert_eq!(counted["data"]["n"], MANY, "{counted}");
    process.done(json!({"cmd": "close", "conn": "bob"}));
    let (code, lines) = process.finish();
    assert_eq!(code, Some(0));
    let heard = lines.iter().filter(|line| line["event"] == "onTextMessage");
    let heard: Vec<_> = heard.map(|line| line["data"]["msg"].clone()).collect();
    let expected: Vec<_> = (0..MANY).map(|n| json!(n.to_string())).collect();
    assert_eq!(heard, expected);
    let answered = lines.iter().filter(|line| line["result"].is_u64() && line["ok"] == true);
    assert_eq!(answered.count(), MANY);
}

/// A message with a file is uploaded first: whole or in parts, or not at all.
pub(crate) fn files(program: &Path) {
    let emulator = emulator();
    let mut process = Process::start(program, &emulator);
    for user in ["alice", "bob"] {
        let password = format!("{user}-pw");
        process.done(json!({"cmd": "open", "conn": user, "user": user, "pwd": password}));
    }
    for (kind, event, file, length) in [
        ("img", "onImageMessage", json!({"filename": "p.png", "type": "image/png"}), 16),
        ("audio", "onAudioMessage", json!({"filename": "v.amr", "base64": "YWJj"}), 3),
        ("video", "onVideoMessage", json!({"filename": "m.mp4", "size": 48}), 48),
        ("file", "onFileMessage", json!({"filename": "d.pdf", "size": 8 << 20}), 8 << 20),
    ] {
        let msg = json!({
            "chatType": "singleChat", "type": kind, "to": "bob", "file": file, "length": 7,
            "width": 640, "height": 480,
        });
        let sent = process.done(json!({"cmd": "send", "conn": "alice", "msg": msg}));
        let heard = process.event("bob", event);
        assert_eq!(heard["id"], sent["serverMsgId"]);
        assert_eq!(heard["file_length"], length, "{heard}");
        let url = heard["url"].as_str().expect("an address");
        assert!(url.starts_with(&format!("{}/oracle/test/chatfiles/", emulator.rest)), "{url}");
        assert!(url.contains("share-secret="), "{url}");
    }
    let rest = control(&emulator, json!({"op": "rest"}));
    let parts = rest.as_array().expect("a list").iter().filter(|call| call["method"] == "PUT");
    assert_eq!(parts.count(), 8);

    let file = |size: u32| {
        json!({
            "chatType": "singleChat", "type": "file", "to": "bob", "file": {"size": size},
        })
    };
    let failure = json!({"op": "fault", "kind": "restError", "match": "POST .*chatfiles",
        "status": 413, "times": 1, "body": "{\"error\":\"Request Entity Too Large\"}"});
    control(&emulator, failure);
    for size in [9, 0] {
        let failed = process.ask(json!({"cmd": "send", "conn": "alice", "msg": file(size)}));
        assert_eq!(failed["error"]["type"], 101, "{failed}");
    }
    calls_with_files(&mut process);
    // The session has ended before the file was there.
    control(&emulator, json!({"op": "fault", "kind": "restHang", "match": "POST .*chatfiles"}));
    process.say(&json!({"cmd": "send", "id": "hangs", "conn": "alice", "msg": file(9)}));
    process.done(json!({"cmd": "close", "conn": "alice"}));
    assert_eq!(process.wait(|line| line["result"] == "hangs")["ok"], false);
    control(&emulator, json!({"op": "clearFaults"}));

    process.done(json!({
        "cmd": "open", "conn": "own", "user": "alice", "pwd": "alice-pw",
        "options": {"useOwnUploadFun": true},
    }));
    let mut msg = file(9);
    let refused = process.ask(json!({"cmd": "send", "conn": "own", "msg": msg}));
    let why = refused["error"]["message"].as_str().expect("a reason");
    assert!(why.contains("own_upload"), "{why}");
    msg["file"] = Value::Null;
    msg["body"] = json!({"url": "http://own.test/f", "type": "file", "filename": "f"});
    process.done(json!({"cmd": "send", "conn": "own", "msg": msg}));
    assert_eq!(process.event("bob", "onFileMessage")["url"], "http://own.test/f");
    assert_eq!(process.finish().0, Some(0));
}

/// Calls that are about a file.
fn calls_with_files(process: &mut Process) {
    let call = |method: &str, args: Value| json!({"cmd": "call", "conn": "alice", "method": method, "args": args});
    let create = json!([{"data": {
        "groupname": "g", "desc": "", "members": ["bob"], "public": true, "approval": false,
        "allowinvites": true, "inviteNeedConfirm": false, "maxusers": 10,
    }}]);
    let group = process.done(call("createGroup", create))["data"]["groupid"].take();
    let file = json!({"filename": "a.txt", "base64": "YWJj"});
    let args = json!([{"groupId": group, "file": file}]);
    let shared = process.done(call("uploadGroupSharedFile", args));
    assert_eq!((&shared["type"], &shared["data"]["file_size"]), (&json!(0), &json!(3)), "{shared}");
    let id = &shared["data"]["file_id"];
    let args = json!([{"groupId": group, "fileId": id}]);
    let there = process.done(call("downloadGroupSharedFile", args));
    assert_eq!(there, json!({"$hex": "616263"}));
    let gone =
        process.ask(call("downloadGroupSharedFile", json!([{"groupId": group, "fileId": "x"}])));
    assert_eq!(gone["error"]["type"], 200, "{gone}");
    let heard = process.done(call("voiceFileToText", json!([file, {"format": "wav"}])));
    assert!(heard["data"]["text"].as_str().is_some_and(|text| text.contains("3 bytes")), "{heard}");
    let lost = process.ask(call("utils.download", json!([{"url": "http://127.0.0.1:9/x"}])));
    assert_eq!(lost["error"]["type"], 200, "{lost}");
    let wrong = process.ask(call("uploadGroupSharedFile", json!([{"file": file}])));
    assert_eq!(wrong["ok"], false);
}

/// Flags that make no sense are code 2 and a sentence.
pub(crate) fn flags(program: &Path) {
    let run = |flags: &[&str]| {
        let output = Command::new(program).args(flags).output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, said) = run(&["chat", "--json", "--ws", "nonsense", "--rest", "http://h"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(said.contains("--ws"), "{said}");
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("--app-key"), "{out}");
}
