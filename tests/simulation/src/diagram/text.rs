//! The diagram for a terminal.

use std::fmt::Write as _;

use super::{Diagram, Mark, Mood, clock};
use crate::network::Way;

/// Columns from one lane to the next.
const LANE: usize = 34;

impl Diagram {
    /// The diagram as text, a line for every row. A frame is drawn when it arrives, with the
    /// milliseconds it took; one that never does where it leaves, with a cross.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{:>9}  server", "");
        for name in &self.names {
            let _ = write!(text, "{name:>LANE$}");
        }
        text.push('\n');
        for row in &self.rows {
            let lane = row.lane.unwrap_or_default();
            let drawn = match &row.mark {
                Mark::Note(mood, what) => {
                    let sign = match mood {
                        Mood::Plain => "·",
                        Mood::Good => "●",
                        Mood::Fault => "✗",
                        Mood::Broken => "!!",
                    };
                    match row.lane {
                        Some(_) => format!("{}{sign} {what}", self.bars(lane + 1)),
                        None => format!("{sign} {what}"),
                    }
                }
                Mark::Sent { way, name, arrives: None } => arrow(lane, *way, name, "✗"),
                Mark::Sent { .. } => continue,
                Mark::Arrived(from) => match &self.rows[*from].mark {
                    Mark::Sent { way, name, .. } => {
                        let took = row.at - self.rows[*from].at;
                        arrow(lane, *way, &format!("{name} +{took}"), "")
                    }
                    _ => continue,
                },
            };
            let _ = writeln!(text, "{:>9}  {drawn}", clock(row.at));
        }
        text
    }

    /// The lanes left of one.
    fn bars(&self, lanes: usize) -> String {
        let gap = " ".repeat(LANE - 1);
        format!("│{gap}").repeat(lanes)
    }
}

/// An arrow between the server and a lane, in a line of that length.
fn arrow(lane: usize, way: Way, name: &str, cross: &str) -> String {
    let length = (lane + 1) * LANE - 3;
    let dashes = length.saturating_sub(name.chars().count() + cross.chars().count() + 2);
    let (left, right) = ("─".repeat(dashes / 2), "─".repeat(dashes - dashes / 2));
    match (way, cross.is_empty()) {
        (Way::Up, true) => format!("│◀{left} {name} {right}┤"),
        (Way::Down, true) => format!("├{left} {name} {right}▶│"),
        (Way::Up, false) => format!("│ {cross}{left} {name} {right}┤"),
        (Way::Down, false) => format!("├{left} {name} {right}{cross} │"),
    }
}
