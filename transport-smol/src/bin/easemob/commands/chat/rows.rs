//! The rows a conversation makes on a screen of some width.

use jiff::tz::TimeZone;

use super::line::{Line, Mark};
use super::shown::Shown;
use super::talk::Talk;
use super::wrap::{width, wrap};
use crate::time;
use crate::words::{Lang, words};

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Row {
    /// What follows was said on this day.
    Day(String),
    /// A row of what was said.
    Said {
        /// Time and name, on the first row of a message.
        head: Option<(String, Shown)>,
        text: String,
        own: bool,
        taken_back: bool,
        /// On the last row: that it was changed, and how far it has come.
        edited: bool,
        mark: Option<Mark>,
    },
}

/// How the rows are made.
#[derive(Clone, Debug)]
pub(super) struct Form<'a> {
    pub(super) columns: usize,
    pub(super) lang: Lang,
    pub(super) zone: &'a TimeZone,
}

impl Form<'_> {
    /// Columns of the time.
    pub(super) const TIME: usize = 6;

    /// The last rows of a conversation, so many or all there are.
    pub(super) fn last(&self, talk: &Talk, most: usize) -> Vec<Row> {
        let names = self.names(talk);
        // From the last message back: those far above are not looked at.
        let mut backwards = vec![];
        let lines = talk.lines();
        for (index, line) in lines.iter().enumerate().rev() {
            if backwards.len() >= most {
                break;
            }
            backwards.extend(self.rows(line, names).into_iter().rev());
            let day = self.day(line);
            if index == 0 || self.day(&lines[index - 1]) != day {
                backwards.push(Row::Day(day));
            }
        }
        backwards.truncate(most);
        backwards.reverse();
        backwards
    }

    /// Columns of the names.
    pub(super) fn names(&self, talk: &Talk) -> usize {
        let widest = talk.lines().iter().map(|line| width(line.from.as_str())).max();
        widest.unwrap_or_default().clamp(3, (self.columns / 5).clamp(3, 14))
    }

    fn rows(&self, line: &Line, names: usize) -> Vec<Row> {
        let room = self.columns.saturating_sub(Self::TIME + names + 1).max(1);
        let mut texts = wrap(line.text.as_str(), room);
        let tail = width(&tail(line.edited, line.mark, self.lang));
        if tail > 0 && texts.last().is_some_and(|last| width(last) + tail > room) {
            texts.push(String::new());
        }
        let last = texts.len() - 1;
        let at = time::formatted(line.at, "%H:%M", self.zone).unwrap_or_default();
        let row = |(index, text)| Row::Said {
            head: (index == 0).then(|| (at.clone(), line.from.clone())),
            text,
            own: line.mark.is_some(),
            taken_back: line.taken_back,
            edited: line.edited && index == last,
            mark: line.mark.filter(|_| index == last),
        };
        texts.into_iter().enumerate().map(row).collect()
    }

    fn day(&self, line: &Line) -> String {
        time::formatted(line.at, "%Y-%m-%d", self.zone).unwrap_or_default()
    }
}

/// What follows a message.
pub(super) fn tail(edited: bool, mark: Option<Mark>, lang: Lang) -> String {
    let mut tail = String::new();
    if edited {
        tail.push_str(words!(" (edited)", "（已修改）").pick(lang));
    }
    let mark = mark.map(|mark| match mark {
        Mark::Failed => words!(" ✗ not sent", " ✗ 未发送"),
        Mark::Sending => words!(" …", " …"),
        Mark::Sent => words!(" ✓", " ✓"),
        Mark::Delivered => words!(" ✓✓", " ✓✓"),
        Mark::Read => words!(" ✓✓ read", " ✓✓ 已读"),
    });
    mark.iter().for_each(|mark| tail.push_str(mark.pick(lang)));
    tail
}
