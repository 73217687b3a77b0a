//! The rows of the chosen conversation, and which of them are on the screen.

use super::rows::Form;
use super::state::State;
use super::view::Areas;

impl State {
    /// How its rows are made, and how many of them are on the screen.
    pub(super) fn form(&self) -> (Form<'_>, usize) {
        let areas = Areas::new(self.size);
        let form = Form { columns: areas.history.width.into(), lang: self.lang, zone: &self.zone };
        (form, areas.history.height.into())
    }

    /// Shows earlier messages, and asks for those before them.
    pub(super) fn back(&mut self) {
        let Some(talk) = self.talk() else { return };
        let (form, height) = self.form();
        let wanted = talk.scroll + height.saturating_sub(1).max(1);
        let rows = form.last(talk, wanted + height).len();
        let scroll = wanted.min(rows.saturating_sub(height));
        let at_the_top = rows < wanted + height;
        if let Some(talk) = self.talk_mut() {
            talk.scroll = scroll;
        }
        if at_the_top {
            self.ask();
        }
    }

    /// Shows later messages.
    pub(super) fn forth(&mut self) {
        let (_, height) = self.form();
        let by = height.saturating_sub(1).max(1);
        match self.talk_mut() {
            Some(talk) if talk.scroll > by => talk.scroll -= by,
            _ => self.latest(),
        }
    }
}
