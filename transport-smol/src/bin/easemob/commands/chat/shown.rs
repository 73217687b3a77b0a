//! Text as it may be shown: the only kind the screen takes.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::output::disturbs;

/// Text that disturbs no terminal, whoever wrote it: what would move the cursor, change colours or
/// turn the order of reading is escaped, what nobody sees is left out, and there is no more of it
/// than people read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown(String);

impl Shown {
    /// Characters of a text. A message may hold more; `easemob export` writes all of it.
    const TEXT: usize = 4_000;
    /// Characters of a name, a preview or a status.
    const LINE: usize = 200;
    /// Code points of a grapheme. A family of emoji has eleven; a heap of accents has no end.
    const GRAPHEME: usize = 16;

    /// One line.
    pub(super) fn line(text: &str) -> Self {
        Self(safe(text, Self::LINE, " "))
    }

    /// Lines.
    pub(super) fn text(text: &str) -> Self {
        Self(safe(text, Self::TEXT, "\n"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn safe(text: &str, most: usize, line_break: &str) -> String {
    let mut safe = String::new();
    // Cut before anything is looked at: what follows costs nothing.
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    for grapheme in text[..end].graphemes(true) {
        match grapheme {
            "\n" | "\r\n" | "\u{2028}" | "\u{2029}" => safe.push_str(line_break),
            "\t" => safe.push_str("    "),
            _ => {
                for c in grapheme.chars().filter(|c| !hides(*c)).take(Shown::GRAPHEME) {
                    match disturbs(c) {
                        true => safe.extend(c.escape_default()),
                        false => safe.push(c),
                    }
                }
            }
        }
    }
    if end < text.len() {
        safe.push('…');
    }
    safe
}

/// Characters that take no room and join nothing: of use only to hide something.
fn hides(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
pub(super) mod tests {
    use super::Shown;

    /// What people with bad intentions call themselves.
    pub(in super::super) const HOSTILE: [&str; 10] = [
        "\x1b[2J\x1b[H\x1b[31mred",
        "\x1b]0;title\x07",
        "\u{9b}31m\u{9d}0;x\u{9c}",
        "\r\n\r\x08\x7f\0over",
        "\x1bP$q\"p\x1b\\",
        "\u{202e}gpj.exe\u{202c}",
        "\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}",
        "z\u{2028}\u{2029}\u{85}\u{c}\u{b}",
        "\u{feff}\u{200b}\u{ad}\u{e0041}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\
         \u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    ];

    /// Whether a terminal would do more than show this character.
    pub(in super::super) fn acts(c: char) -> bool {
        c.is_control()
            || matches!(c as u32, 0x61c | 0x200e..=0x200f | 0x2028..=0x202e | 0x2066..=0x2069)
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        for text in HOSTILE {
            let line = Shown::line(text);
            assert!(!line.as_str().contains(acts), "{line:?}");
            let lines = Shown::text(text);
            assert!(!lines.as_str().replace('\n', "").contains(acts), "{lines:?}");
        }
        assert_eq!(Shown::line("a\x1b[31m\u{202e}b\nc").as_str(), "a\\u{1b}[31m\\u{202e}b c");
        assert_eq!(Shown::text("a\r\nb\tc").as_str(), "a\nb    c");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["你好，世界", "👩‍👩‍👧‍👦 e\u{301}té", "שלום", "مرحبا", "ไทย"]
        {
            assert_eq!((Shown::line(text).as_str(), Shown::text(text).as_str()), (text, text));
        }
    }

    #[test]
    fn there_is_an_end_to_it() {
        let long = "é".repeat(100_000);
        assert_eq!(Shown::line(&long).as_str().chars().count(), 201);
        assert_eq!(Shown::text(&long).as_str().chars().count(), 4_001);
        let heap = format!("a{}", "\u{301}".repeat(1_000));
        assert_eq!(Shown::text(&heap).as_str().chars().count(), 16);
    }
}
