//! The terminal, taken over and given back whatever happens.

use std::io::{self, Stdout, stdout};
use std::panic;
use std::sync::Once;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

use super::state::State;
use super::view;

/// The terminal while it is ours. Dropping it gives it back; so does a panic, before it is told.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Stdout>>,
    _taken: Taken,
}

/// Gives the terminal back.
struct Taken;

impl Screen {
    pub(super) fn open() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let tell = panic::take_hook();
            panic::set_hook(Box::new(move |panic| {
                give_back();
                tell(panic);
            }));
        });
        enable_raw_mode()?;
        // From here on it is given back, also when the rest fails.
        let taken = Taken;
        let terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(Self { terminal, _taken: taken })
    }

    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        self.terminal.draw(|frame| view::draw(state, frame)).map(|_| ())
    }

    /// What is drawn next is drawn as a whole.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    // A terminal that is gone needs nothing back.
    let _gone = execute!(stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
    let _gone = disable_raw_mode();
}

#[cfg(all(test, unix))]
mod tests {
    use std::env;
    use std::io::Read as _;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::Screen;

    /// In the environment of this test where it is the one that panics.
    const PANICS: &str = "EASEMOB_TEST_PANICS";

    #[test]
    fn a_panic_gives_the_terminal_back_and_is_told_there() {
        if env::var_os(PANICS).is_some() {
            let _screen = Screen::open().expect("a terminal");
            panic!("told at the end");
        }
        let pair = native_pty_system().openpty(PtySize::default()).expect("a terminal");
        let settings = || format!("{:?}", pair.master.get_termios().expect("settings"));
        let before = settings();
        let mut command = CommandBuilder::new(env::current_exe().expect("this program"));
        command.args(["--exact", "--nocapture", "--test-threads=1"]);
        command.arg(
            "commands::chat::screen::tests::a_panic_gives_the_terminal_back_and_is_told_there",
        );
        command.env(PANICS, "1");
        let mut child = pair.slave.spawn_command(command).expect("it starts");
        let mut reader = pair.master.try_clone_reader().expect("its screen");
        let mut said = Vec::new();
        let mut chunk = [0; 4_096];
        while !String::from_utf8_lossy(&said).contains("test result") {
            let length = reader.read(&mut chunk).expect("it says more");
            said.extend_from_slice(&chunk[..length]);
        }
        assert!(!child.wait().expect("it ends").success());
        assert_eq!(settings(), before);
        let said = String::from_utf8_lossy(&said);
        let at = |what: &str| said.find(what).unwrap_or_else(|| panic!("no {what:?}: {said:?}"));
        assert!(at("\x1b[?1049h") < at("\x1b[?1049l"), "the other screen is left");
        assert!(at("\x1b[?1049l") < at("told at the end"), "it is told on the normal one");
        assert!(at("\x1b[?2004h") < at("\x1b[?2004l"), "pasting is as it was");
    }
}
