//! The program on a terminal: a pseudo-terminal, and what it would show.

use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtyPair, PtySize, native_pty_system};
use vt100::Parser;

use crate::stage::{PATIENCE, Run};

const COLUMNS: NonZeroU16 = NonZeroU16::new(100).expect("not 0");
const ROWS: NonZeroU16 = NonZeroU16::new(24).expect("not 0");

/// A run on a terminal.
pub(crate) struct Terminal {
    pair: PtyPair,
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    shown: Arc<Mutex<Shown>>,
    reader: Option<JoinHandle<()>>,
    /// How the terminal was set before.
    settings: String,
    secrets: Vec<String>,
}

struct Shown {
    parser: Parser,
    bytes: Vec<u8>,
}

impl Run {
    /// Starts it on a terminal.
    pub(crate) fn on_terminal(self) -> Terminal {
        let size =
            PtySize { rows: ROWS.get(), cols: COLUMNS.get(), pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(self.command.get_program());
        command.env_clear();
        command.args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command.env("TERM", "xterm-256color");
        command.cwd(self.command.get_current_dir().expect("the home"));
        let settings = settings(&pair);
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let parser = Parser::new(ROWS, COLUMNS, 0);
        let shown = Arc::new(Mutex::new(Shown { parser, bytes: Vec::new() }));
        let mut screen = pair.master.try_clone_reader().expect("its screen");
        let copy = Arc::clone(&shown);
        let reader = thread::spawn(move || {
            let mut buffer = [0; 4_096];
            // An error, too, is the end of it.
            while let Ok(length @ 1..) = screen.read(&mut buffer) {
                let mut shown = copy.lock().expect("no panic");
                shown.parser.process(&buffer[..length]);
                shown.bytes.extend_from_slice(&buffer[..length]);
            }
        });
        let keyboard = pair.master.take_writer().expect("its keyboard");
        let (reader, secrets) = (Some(reader), self.secrets);
        Terminal { pair, child, keyboard, shown, reader, settings, secrets }
    }
}

impl Terminal {
    pub(crate) fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("it takes keys");
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.look(|parser| parser.screen().contents())
    }

    fn look<T>(&self, at: impl FnOnce(&Parser) -> T) -> T {
        at(&self.shown.lock().expect("no panic").parser)
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let [columns, rows] = [columns, rows].map(|size| size.try_into().expect("not 0"));
        let mut shown = self.shown.lock().expect("no panic");
        shown.parser.screen_mut().set_size(rows, columns);
        self.pair.master.resize(size).expect("a terminal has a size");
    }

    /// Waits until the screen is so.
    pub(crate) fn wait(&self, what: &str, so: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if so(&screen) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "never: {what}\n{screen}");
            thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Waits until this is on the screen.
    pub(crate) fn shows(&self, text: &str) {
        self.wait(text, |screen| screen.contains(text));
    }

    /// Waits until what is typed is not shown: a password is being asked for.
    pub(crate) fn hides_keys(&self) {
        self.wait("an echo that is off", |_| settings(&self.pair) != self.settings);
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.process_id().expect("it runs")
    }

    /// Waits for its end. The terminal is then as it was before, and says no secret.
    pub(crate) fn end(mut self) -> (u32, String) {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(begun.elapsed() < PATIENCE, "it never ends\n{}", self.screen());
            thread::park_timeout(Duration::from_millis(10));
        };
        assert_eq!(settings(&self.pair), self.settings, "the terminal is not given back");
        let Self { pair, child, keyboard, shown, reader, secrets, .. } = self;
        // With the last of who could write to it, the screen ends.
        drop((pair, child, keyboard));
        reader.into_iter().for_each(|reader| reader.join().expect("no panic"));
        let shown = shown.lock().expect("no panic");
        let screen = shown.parser.screen();
        assert!(!screen.alternate_screen(), "it is not the normal screen");
        assert!(!screen.hide_cursor() && !screen.bracketed_paste(), "a mode is left");
        let bytes = String::from_utf8_lossy(&shown.bytes);
        for secret in &secrets {
            assert!(!bytes.contains(secret), "a secret is shown: {bytes}");
        }
        (status.exit_code(), screen.contents())
    }
}

fn settings(pair: &PtyPair) -> String {
    format!("{:?}", pair.master.get_termios().expect("its settings"))
}
