//! An emulator with two users, an empty home, and the program in it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use easemob_emulator::listener::{Options, Running, spawn};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Nothing here takes this long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    pub(crate) emulator: Running,
    /// A token of bob's.
    pub(crate) token: String,
    home: TempDir,
}

/// The password of a user.
pub(crate) fn password(user: &str) -> String {
    format!("{user}-has-a-secret")
}

impl Stage {
    pub(crate) fn new() -> Self {
        let emulator = spawn(Options::default()).expect("a port");
        let home = TempDir::new().expect("a folder");
        let mut stage = Self { emulator, token: String::new(), home };
        for user in ["alice", "bob"] {
            stage.control(json!({"op": "user", "user": user, "password": password(user)}));
        }
        let token = stage.control(json!({"op": "token", "user": "bob"}));
        stage.token = token["token"].as_str().expect("a token").to_owned();
        stage
    }

    pub(crate) fn control(&self, operation: Value) -> Value {
        self.emulator.control(operation).expect("an operation the emulator knows")
    }

    /// Writes a file into the home.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program in the home, with nothing in its environment.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_easemob"));
        command.args(arguments).env_clear().current_dir(self.home.path());
        command.env("XDG_CONFIG_HOME", self.path("config")).env("HOME", self.home.path());
        let secrets = vec![password("alice"), password("bob"), self.token.clone()];
        Run { command, input: Vec::new(), deaf: false, mute: false, secrets }
    }

    /// The program as a user of the emulator, who stands in the environment.
    pub(crate) fn user(&self, user: &str, arguments: &[&str]) -> Run {
        self.servers(arguments)
            .variable("EASEMOB_USER", user)
            .variable("EASEMOB_PASSWORD", &password(user))
    }

    /// The program where the emulator stands in the environment, and nobody besides.
    pub(crate) fn servers(&self, arguments: &[&str]) -> Run {
        self.bare(arguments)
            .variable("EASEMOB_APP_KEY", "oracle#test")
            .variable("EASEMOB_WS", &self.emulator.ws)
            .variable("EASEMOB_REST", &self.emulator.rest)
    }

    /// A token that opens everything the application has.
    pub(crate) fn app_token(&self) -> String {
        let proof = json!({"grant_type": "client_credentials", "client_id": "emulator",
            "client_secret": "emulator"});
        let answer = self.post("/oracle/test/token", &proof.to_string());
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// An HTTP call of the simplest kind.
    fn post(&self, path: &str, body: &str) -> Value {
        let mut stream = TcpStream::connect(self.emulator.address).expect("it listens");
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all((head + body).as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
        serde_json::from_str(body).expect("JSON")
    }

    /// Files in the home, also those a command has left.
    pub(crate) fn left(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.home.path()).expect("the home");
        let names = entries.map(|entry| entry.expect("one").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    }

    /// How many messages wait on the server for a user.
    pub(crate) fn waiting(&self, user: &str) -> u64 {
        let state = self.control(json!({"op": "state"}));
        let queues = state["users"][user]["queues"].as_object().cloned().unwrap_or_default();
        queues.values().filter_map(|queue| queue["messages"].as_u64()).sum()
    }

    /// The frames a user has sent, in words.
    pub(crate) fn frames(&self, user: &str) -> String {
        self.control(json!({"op": "frames", "user": user, "dir": "up", "explain": true}))
            .to_string()
    }

    /// Waits until something is so.
    pub(crate) fn wait(&self, so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !so(self) {
            assert!(begun.elapsed() < PATIENCE, "it never is so");
            thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// That nobody has a connection any longer.
    pub(crate) fn nobody_is_left(&self) {
        assert_eq!(self.control(json!({"op": "state"}))["connections"], 0);
    }
}

/// A run that is being prepared.
pub(crate) struct Run {
    pub(crate) command: Command,
    input: Vec<u8>,
    deaf: bool,
    mute: bool,
    pub(crate) secrets: Vec<String>,
}

impl Run {
    /// Nobody reads what it prints.
    pub(crate) fn deaf(mut self) -> Self {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        self.command.stdout(writer);
        self.deaf = true;
        self
    }

    /// Started so that it does not hear when its terminal goes away.
    pub(crate) fn without_hangups(self) -> Self {
        self.through(&["sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""])
    }

    /// Started so that it hears it, also where these tests do not.
    pub(crate) fn with_hangups(self) -> Self {
        self.through(&["env", "--default-signal=HUP"])
    }

    /// Started by another program, which becomes it.
    fn through(mut self, starter: &[&str]) -> Self {
        let mut command = Command::new(starter[0]);
        command.args(&starter[1..]).arg(self.command.get_program()).args(self.command.get_args());
        command.env_clear();
        command.envs(self.command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.current_dir(self.command.get_current_dir().expect("the home"));
        self.command = command;
        self
    }

    /// Nobody reads what it prints, nor what it says of that.
    pub(crate) fn mute(mut self) -> Self {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        self.command.stderr(writer);
        self.mute = true;
        self.deaf()
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Starts it and takes its lines as they come.
    pub(crate) fn start(mut self) -> Process {
        self.command.stdin(Stdio::piped());
        if !self.deaf {
            self.command.stdout(Stdio::piped());
        }
        if !self.mute {
            self.command.stderr(Stdio::piped());
        }
        let mut child = self.command.spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("its input");
        // It may end without having read this.
        let _unread = input.write_all(&self.input);
        drop(input);
        let (out, lines) = channel();
        let stdout = child.stdout.take();
        thread::spawn(move || {
            let lines = stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
            lines.map_while(Result::ok).try_for_each(|line| out.send(line))
        });
        let (said, errors) = channel();
        let stderr = child.stderr.take();
        thread::spawn(move || {
            let mut text = Vec::new();
            let _all = stderr.map(|mut stderr| stderr.read_to_end(&mut text));
            said.send(String::from_utf8_lossy(&text).into_owned())
        });
        Process { child, lines, errors, secrets: self.secrets, read: String::new() }
    }

    /// Runs it to its end.
    pub(crate) fn end(self) -> Ended {
        self.start().end()
    }
}

/// A run under way.
pub(crate) struct Process {
    child: Child,
    lines: Receiver<String>,
    errors: Receiver<String>,
    pub(crate) secrets: Vec<String>,
    read: String,
}

impl Process {
    /// The next line it prints; `None` at the end.
    pub(crate) fn line(&mut self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => {
                self.read.push_str(&line);
                self.read.push('\n');
                Some(line)
            }
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {
                panic!("no line came after {:?}", self.read)
            }
        }
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        signal("-INT", self.child.id());
    }

    /// Its terminal goes away.
    pub(crate) fn hang_up(&self) {
        signal("-HUP", self.child.id());
    }

    pub(crate) fn end(mut self) -> Ended {
        while self.line().is_some() {}
        let errors = self.errors.recv_timeout(PATIENCE).expect("its errors end");
        let code = self.child.wait().expect("it ends").code();
        let ended = Ended { code, out: std::mem::take(&mut self.read), errors };
        for secret in &self.secrets {
            let shown = ended.out.contains(secret) || ended.errors.contains(secret);
            assert!(!shown, "a secret is shown: {ended:?}");
        }
        ended
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A run that has ended. None of the secrets in play is in what it printed.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) errors: String,
}

impl Ended {
    /// What it printed, when it did what it was asked for and had nothing to complain of.
    pub(crate) fn done(self) -> String {
        assert_eq!((self.code, &*self.errors), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// That it ended with this code, these words and nothing on its output.
    pub(crate) fn failed(&self, code: i32, words: &[&str]) {
        assert_eq!((self.code, &*self.out), (Some(code), ""), "{self:?}");
        for word in words {
            assert!(self.errors.contains(word), "{word:?} is not in {:?}", self.errors);
        }
    }
}

pub(crate) fn signal(name: &str, process: u32) {
    let killed = Command::new("kill").args([name, &process.to_string()]).status();
    assert!(killed.expect("kill runs").success());
}

pub(crate) fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}
