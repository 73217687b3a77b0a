//! Bars for long work: on a terminal only, on standard error, never in the output.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that goes away when it is dropped.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// How many bytes of something have moved.
    pub(crate) fn bytes(what: &str) -> Self {
        Self::new(what, "{msg}  {bar:30}  {bytes} / {total_bytes}  {bytes_per_sec}")
    }

    /// How many of something are done.
    pub(crate) fn count(what: &str) -> Self {
        Self::new(what, "{spinner} {human_pos} {msg}")
    }

    fn new(what: &str, template: &str) -> Self {
        // Standard error; hidden when that is no terminal.
        let bar = ProgressBar::no_length();
        bar.set_style(ProgressStyle::with_template(template).expect("a template that is known"));
        bar.set_message(what.to_owned());
        Self(bar)
    }

    /// How far it has come, and how far it goes if that is known.
    pub(crate) fn set(&self, done: u64, total: Option<u64>) {
        if let Some(total) = total {
            self.0.set_length(total);
        }
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
