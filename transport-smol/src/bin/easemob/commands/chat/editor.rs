//! The line that is being written.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

/// A text and a cursor in it, which stands between graphemes.
#[derive(Clone, Debug, Default)]
pub(super) struct Editor {
    text: String,
    at: usize,
}

impl Editor {
    /// Bytes of a text: what is longer no server takes.
    pub(super) const MOST: usize = 5_000;

    /// The text before the cursor and the text behind it.
    pub(super) fn parts(&self) -> (&str, &str) {
        self.text.split_at(self.at)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes the text out.
    pub(super) fn take(&mut self) -> String {
        self.at = 0;
        std::mem::take(&mut self.text)
    }

    /// Writes at the cursor; `false` when some of it finds no room. Of the control characters a text
    /// keeps line breaks and tabs.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for c in text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()) {
            if self.text.len() + c.len_utf8() > Self::MOST {
                return false;
            }
            self.text.insert(self.at, c);
            self.at += c.len_utf8();
        }
        true
    }

    pub(super) fn left(&mut self) {
        self.at = self.before();
    }

    pub(super) fn right(&mut self) {
        self.at = self.behind();
    }

    pub(super) fn home(&mut self) {
        self.at = 0;
    }

    pub(super) fn end(&mut self) {
        self.at = self.text.len();
    }

    pub(super) fn backspace(&mut self) {
        self.cut(self.before(), self.at);
    }

    pub(super) fn delete(&mut self) {
        self.cut(self.at, self.behind());
    }

    /// Takes away the word before the cursor.
    pub(super) fn cut_word(&mut self) {
        let (before, _) = self.parts();
        let mut words = before.trim_end().split_word_bound_indices();
        let from = words.next_back().map_or(0, |(at, _)| at);
        self.cut(from, self.at);
    }

    pub(super) fn cut_to_home(&mut self) {
        self.cut(0, self.at);
    }

    pub(super) fn cut_to_end(&mut self) {
        self.text.truncate(self.at);
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
    }

    fn before(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.at, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn behind(&self) -> usize {
        let mut cursor = GraphemeCursor::new(self.at, self.text.len(), true);
        cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Editor;

    fn written(text: &str) -> Editor {
        let mut editor = Editor::default();
        assert!(editor.insert(text));
        editor
    }

    #[test]
    fn the_cursor_goes_by_what_people_see() {
        let mut editor = written("é👨‍👩‍👧你");
        editor.left();
        editor.backspace();
        assert_eq!(editor.parts(), ("é", "你"));
        editor.delete();
        editor.delete();
        editor.right();
        assert_eq!(editor.parts(), ("é", ""));
        editor.home();
        editor.left();
        editor.backspace();
        assert_eq!(editor.parts(), ("", "é"));
    }

    #[test]
    fn words_and_ends_are_cut() {
        let mut editor = written("one two  ");
        editor.cut_word();
        assert_eq!(editor.text, "one ");
        editor.cut_word();
        editor.cut_word();
        assert_eq!(editor.text, "");
        let mut editor = written("before|behind");
        editor.home();
        (0..6).for_each(|_| editor.right());
        editor.cut_to_end();
        assert_eq!(editor.text, "before");
        editor.cut_to_home();
        assert_eq!(editor.text, "");
    }

    #[test]
    fn pasted_text_is_text_and_has_an_end() {
        let mut editor = written("a\r\nb\x1b[31m\u{9b}c\0");
        assert_eq!(editor.take(), "a\nb[31mc");
        assert!(!editor.insert(&"你".repeat(2_000)));
        assert!((Editor::MOST - 3..=Editor::MOST).contains(&editor.text.len()));
    }
}
