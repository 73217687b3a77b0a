//! What the application cannot take.

use super::Event;

/// Content the application has refused more often than `Config::refusals_max` says. It was not
/// told once more as what it is, so [`Event::message`] does not find it; like any other event it is
/// acknowledged when the application comes back from it, and its queue goes on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// The [`Event::Message`], [`Event::Edited`] or [`Event::Stream`] that was refused.
    pub event: Event,
    /// How often.
    pub refused: u32,
}
