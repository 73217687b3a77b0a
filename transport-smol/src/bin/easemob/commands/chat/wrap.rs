//! Text in lines of a width, as terminals measure it.

use ratatui::buffer::CellWidth as _;
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation as _;

/// Columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.graphemes(true).map(cells).sum()
}

fn cells(grapheme: &str) -> usize {
    grapheme.cell_width().into()
}

/// The lines of a text that take no more columns than these, broken where the script allows it and,
/// when it does not, between two graphemes. Only a grapheme wider than a whole line is wider.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![];
    let (mut line, mut used, mut from) = (String::new(), 0, 0);
    for (to, opportunity) in linebreaks(text) {
        let piece = text[from..to].trim_end_matches('\n');
        from = to;
        if used > 0 && used + width(piece.trim_end()) > columns {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for grapheme in piece.graphemes(true) {
            let blank = grapheme.chars().all(char::is_whitespace);
            if used > 0 && !blank && used + cells(grapheme) > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += cells(grapheme);
        }
        if opportunity == BreakOpportunity::Mandatory {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
    }
    if lines.is_empty() {
        lines.push(line);
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_end().len()));
    lines
}

/// As much of a text as these columns hold, and `…` when that is not all of it.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut room = columns.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(left) = room.checked_sub(cells(grapheme)) else { break };
        room = left;
        cut.push_str(grapheme);
    }
    if columns > 0 {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::{cut, width, wrap};

    #[test]
    fn lines_break_between_words_and_between_han() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("早上好，今天吃什么？", 8), ["早上好，", "今天吃什", "么？"]);
        assert_eq!(wrap("早上好，今天吃什么？", 7), ["早上", "好，今", "天吃什", "么？"]);
        assert_eq!(wrap("a\n\nb", 8), ["a", "", "b"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("x ", 8), ["x"]);
    }

    #[test]
    fn what_has_no_break_is_broken_anywhere() {
        assert_eq!(wrap("https://example", 6), ["https:", "//", "exampl", "e"]);
        assert_eq!(wrap("👨‍👩‍👧👨‍👩‍👧", 3), ["👨‍👩‍👧", "👨‍👩‍👧"]);
        assert_eq!(wrap("你", 1), ["你"]);
        assert_eq!(wrap("ﾊﾞﾊﾞ", 3), ["ﾊﾞ", "ﾊﾞ"]);
        assert_eq!(wrap("ab", 0), ["a", "b"]);
    }

    #[test]
    fn no_line_is_too_wide() {
        let text =
            "mixed 中文 and 👩🏽‍🚀 emoji，e\u{301}\u{302} ทดสอบ — long-hyphenated-words\u{3000}x";
        for columns in 2..40 {
            for line in wrap(text, columns) {
                assert!(width(&line) <= columns, "{columns}: {line:?}");
            }
        }
    }

    #[test]
    fn a_cut_says_so() {
        assert_eq!((cut("hello", 5), cut("hello", 4)), ("hello".into(), "hel…".into()));
        assert_eq!((cut("你好吗", 5), cut("你好吗", 4)), ("你好…".into(), "你…".into()));
        assert_eq!((cut("ab", 1), cut("ab", 0)), ("…".into(), String::new()));
    }
}
