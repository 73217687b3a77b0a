//! Lines with the time and a name; coloured on a terminal only.

use std::io::{IsTerminal, stdout};
use std::time::Instant;

/// What is printed to. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Screen {
    start: Instant,
    coloured: bool,
}

impl Screen {
    pub(crate) fn new() -> Self {
        let coloured = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { start: Instant::now(), coloured }
    }

    /// Somebody does or learns something.
    pub(crate) fn say(&self, who: &str, what: &str) {
        let colour = match who {
            "alice" => "36",
            "bob" => "35",
            "server" => "33",
            _ => "0",
        };
        self.line(colour, who, what);
    }

    pub(crate) fn good(&self, what: &str) {
        self.line("32", "", what);
    }

    pub(crate) fn bad(&self, what: &str) {
        self.line("31", "", what);
    }

    fn line(&self, colour: &str, who: &str, what: &str) {
        let time = self.start.elapsed().as_secs_f64();
        if self.coloured {
            println!("\x1b[90m{time:7.3}\x1b[0m  \x1b[{colour}m{who:<8}{what}\x1b[0m");
        } else {
            println!("{time:7.3}  {who:<8}{what}");
        }
    }
}
