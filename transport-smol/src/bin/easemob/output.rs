//! Lines on standard output and standard error, and what may be shown there.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::words::{Lang, Words, os, words};

/// Prints a line and has it seen at once, also by a pipe.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(|error| gone(&error))
}

/// Prints a line of JSON. What would act on a terminal is escaped, and means the same.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut escaped = String::new();
    for c in serde_json::to_string(value).unwrap_or_default().chars() {
        match disturbs(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }),
            false => escaped.push(c),
        }
    }
    line(&escaped)
}

/// Prints bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| gone(&error))
}

/// Says something on standard error, under the name of the program.
pub(crate) fn warn(words: &Words, lang: Lang) {
    aside(&format!("easemob: {}", words.pick(lang)));
}

/// A line on standard error. Nobody need read it.
pub(crate) fn aside(text: &str) {
    let _nobody_reads = writeln!(io::stderr().lock(), "{}", printable(text));
}

fn gone(error: &io::Error) -> Failure {
    let gone = words!("standard output is gone: ", "标准输出已关闭：");
    Failure::new(Exit::File, gone).and(&os(error))
}

/// Text from anywhere, safe for a terminal and for one line: see [`disturbs`].
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(disturbs) {
        return text.into();
    }
    let escape = |c: char| match c {
        c if disturbs(c) => c.escape_default().to_string(),
        c => c.to_string(),
    };
    text.chars().map(escape).collect::<String>().into()
}

/// Whether a character does more than stand where it stands: a control character moves the cursor,
/// changes colours or breaks the line; a mark of direction has what is around it read in another
/// order.
pub(crate) fn disturbs(c: char) -> bool {
    let separates = matches!(c, '\u{2028}' | '\u{2029}');
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}');
    c.is_control() || separates || turns
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn control_characters_are_shown_and_do_nothing() {
        assert_eq!(printable("你好, \"Bob\""), "你好, \"Bob\"");
        assert_eq!(printable("a\nb\x1b[31m\u{9b}2J"), "a\\nb\\u{1b}[31m\\u{9b}2J");
        assert_eq!(printable("exe.\u{202e}gpj\u{2029}"), "exe.\\u{202e}gpj\\u{2029}");
    }
}
