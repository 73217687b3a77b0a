//! An emulator, and an example that talks to it as a process of its own.

use std::collections::BTreeMap;
use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use easemob_emulator::listener::{Options, Running, spawn};
use serde_json::{Value, json};

/// Nothing here takes this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// An emulator with alice and bob.
pub(crate) struct Stage(Running);

impl Stage {
    pub(crate) fn new() -> Self {
        let stage = Self(spawn(Options::default()).expect("a port"));
        for user in ["alice", "bob"] {
            stage.control(json!({ "op": "user", "user": user, "password": "rosebud" }));
        }
        stage
    }

    pub(crate) fn control(&self, operation: Value) -> Value {
        self.0.control(operation).expect("an operation the emulator knows")
    }

    pub(crate) fn token(&self, user: &str, ttl_ms: u64) -> String {
        let made = self.control(json!({ "op": "token", "user": user, "ttlMs": ttl_ms }));
        made["token"].as_str().expect("a token").to_owned()
    }

    /// Alice says something to bob, or into a group.
    pub(crate) fn alice_says(&self, text: &str, group: Option<&str>) {
        let mut said = json!({ "op": "inject", "user": "bob", "from": "alice", "text": text });
        if let Some(group) = group {
            said["group"] = json!(group);
        }
        self.control(said);
    }

    /// Waits until the server has this text from bob.
    pub(crate) fn wait_for_answer(&self, text: &str) {
        let start = Instant::now();
        loop {
            let state = self
                .control(json!({ "op": "frames", "user": "bob", "dir": "up", "explain": true }));
            if state.to_string().contains(text) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "bob never said {text:?}");
            thread::yield_now();
        }
    }

    /// An example as bob, whose secrets are in its environment.
    pub(crate) fn bob(&self, package: &str, example: &str, more: &[(&str, &str)]) -> Example {
        let mut command = Command::new(program(package, example));
        command
            .env("EASEMOB_APP_KEY", "oracle#test")
            .env("EASEMOB_WS", &self.0.ws)
            .env("EASEMOB_REST", &self.0.rest)
            .env("EASEMOB_USER", "bob")
            .envs(more.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        Example::start(command)
    }
}

pub(crate) struct Example {
    pub(crate) child: Child,
    lines: Receiver<String>,
    read: Vec<String>,
}

impl Example {
    fn start(mut command: Command) -> Self {
        let mut child = command.spawn().expect("the example starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (found, lines) = channel();
        thread::spawn(move || {
            output.lines().map_while(Result::ok).try_for_each(|line| found.send(line))
        });
        Self { child, lines, read: Vec::new() }
    }

    /// The next line that begins so.
    pub(crate) fn says(&mut self, start: &str) -> String {
        loop {
            let Ok(line) = self.lines.recv_timeout(PATIENCE) else {
                panic!("no line begins with {start:?}: {:?}", self.read);
            };
            self.read.push(line.clone());
            if line.starts_with(start) {
                return line;
            }
        }
    }

    /// All lines so far and until it ends by itself, and its exit code.
    pub(crate) fn end(mut self) -> (Option<i32>, Vec<String>) {
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.read.push(line);
        }
        let code = self.child.wait().expect("it ends").code();
        (code, std::mem::take(&mut self.read))
    }

    /// As a power cut ends it.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it has ended");
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where an example is, by `package/example`. They are built once: with the tests, as
/// `cargo test --workspace` has built them already, for other targets want other features.
fn program(package: &str, example: &str) -> PathBuf {
    static BUILT: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
    let built = BUILT.get_or_init(build);
    let name = format!("{package}/{example}");
    built.get(&name).unwrap_or_else(|| panic!("no {name} among {:?}", built.keys())).clone()
}

fn build() -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo says of this package to its tests: build scripts that look there would run again,
    // and all that depends on them with them.
    for (name, _) in env::vars().filter(|(name, _)| of_this_package(name)) {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["build", "--locked", "--workspace", "--message-format=json"])
        .args(["--lib", "--bins", "--examples", "--tests"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the examples do not build");
    let lines = String::from_utf8(output.stdout).expect("JSON");
    let messages = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter(|message| message["target"]["kind"][0] == "example")
        .filter_map(|message| {
            let program = message["executable"].as_str()?;
            let manifest = Path::new(message["manifest_path"].as_str()?);
            let folder = manifest.parent()?.file_name()?.to_str()?;
            let name = format!("{folder}/{}", message["target"]["name"].as_str()?);
            Some((name, program.into()))
        })
        .collect()
}

fn of_this_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}
