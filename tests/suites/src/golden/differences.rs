//! The table of `docs/differences.md`, and the rule that it tells the whole truth.

use std::fmt;

/// The document, as it is committed.
const DOCUMENT: &str = include_str!("../../../../docs/differences.md");

/// Which way the frames of a capture went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The client sent them.
    Up,
    /// The client received them.
    Down,
    /// Not a frame: a call over REST, and what came of it.
    Rest,
}

/// One capture that does not come out as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its direction.
    pub direction: Direction,
    /// Its name.
    pub vector: String,
    /// What differs, a word each: `-X` only the official client, `+X` only ours, `~X` both, but
    /// not the same.
    pub what: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.direction {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Rest => "rest",
        };
        write!(f, "| {direction} | `{}` | `{}` |", self.vector, self.what.join("` `"))
    }
}

/// One row: names of captures, what differs in each, and why.
#[derive(Clone, Debug)]
struct Row {
    direction: Direction,
    vectors: Vec<String>,
    what: Vec<String>,
    line: &'static str,
}

/// Holds what was observed to the table, both ways. `all` are the names of everything compared.
///
/// # Panics
/// When something differs that no row names, or a row names something that does not differ.
pub fn check(direction: Direction, observed: &[Difference], all: &[String]) {
    let rows: Vec<Row> = rows().into_iter().filter(|row| row.direction == direction).collect();
    let unexplained = observed.iter().filter(|difference| {
        let explaining = rows.iter().filter(|row| row.explains(difference));
        explaining.count() != 1
    });
    let stale = rows.iter().filter(|row| !row.is_alive(observed, all));
    let complaints: Vec<String> = unexplained
        .map(|difference| format!("no row, or several: {difference}"))
        .chain(stale.map(|row| format!("not so any more:     {}", row.line)))
        .collect();
    assert!(complaints.is_empty(), "docs/differences.md:\n{}", complaints.join("\n"));
}

impl Row {
    fn explains(&self, difference: &Difference) -> bool {
        self.vectors.iter().any(|pattern| matches(pattern, &difference.vector))
            && self.says(&difference.what)
    }

    fn says(&self, what: &[String]) -> bool {
        match self.what.split_first() {
            // Whatever the official client tells, also nothing.
            Some((any, rest)) if any == "-*" => {
                let theirs = what.iter().take_while(|word| word.starts_with('-')).count();
                &what[theirs..] == rest
            }
            _ => self.what == what,
        }
    }

    /// Every name of the row stands for something, and all it stands for differs as it says.
    fn is_alive(&self, observed: &[Difference], all: &[String]) -> bool {
        self.vectors.iter().all(|pattern| {
            let mut named = all.iter().filter(|name| matches(pattern, name)).peekable();
            named.peek().is_some()
                && named
                    .all(|name| observed.iter().any(|d| d.vector == *name && self.says(&d.what)))
        })
    }
}

/// A `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            (0..=rest.len())
                .filter(|at| rest.is_char_boundary(*at))
                .any(|at| matches(tail, &rest[at..]))
        }),
    }
}

/// The rows of the document: lines of a table whose first cell is `up` or `down`.
fn rows() -> Vec<Row> {
    DOCUMENT.lines().filter_map(row).collect()
}

fn row(line: &'static str) -> Option<Row> {
    let cells: Vec<&str> = line.trim().strip_prefix('|')?.split('|').map(str::trim).collect();
    let [direction, vectors, what, reason, ..] = cells.as_slice() else { return None };
    let direction = match *direction {
        "up" => Direction::Up,
        "down" => Direction::Down,
        "rest" => Direction::Rest,
        _ => return None,
    };
    assert!(!reason.is_empty(), "a row without a reason: {line}");
    let words = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(String::from).collect()
    };
    Some(Row { direction, vectors: words(vectors), what: words(what), line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        assert!(matches("login/*#4", "login/token#4"));
        assert!(matches("muc/*", "muc/x"));
        assert!(!matches("login/*#4", "login/token#5"));
        assert!(!matches("muc", "muc/x"));
    }

    fn names() -> Vec<String> {
        super::super::capture::uplink().into_iter().flatten().map(|c| c.name).collect()
    }

    #[test]
    #[should_panic(expected = "not so any more")]
    fn a_row_without_its_difference_fails() {
        check(Direction::Up, &[], &names());
    }

    #[test]
    #[should_panic(expected = "no row, or several: | up | `text/plain` | `-CONTENT` |")]
    fn a_difference_without_a_row_fails() {
        let what = vec!["-CONTENT".into()];
        let difference = Difference { direction: Direction::Up, vector: "text/plain".into(), what };
        check(Direction::Up, &[difference], &names());
    }
}
