//! Looking through events.

use easemob_core::{Body, Event, LocalId, OfflineCause, Outcome};

use super::Peer;

/// The texts among the events, in their order.
#[must_use]
pub fn texts(events: &[Event]) -> Vec<String> {
    let mut texts = Vec::new();
    for event in events {
        if let Event::Message(message) = event
            && let Body::Text(text) = &message.body
        {
            texts.push(text.to_string());
        }
    }
    texts
}

/// How messages ended, in the order of the events.
#[must_use]
pub fn outcomes(events: &[Event]) -> Vec<(LocalId, Outcome)> {
    let settled = events.iter().filter_map(|event| match event {
        Event::Settled { local, outcome } => Some((*local, outcome.clone())),
        _ => None,
    });
    settled.collect()
}

impl Peer {
    /// Why the last session ended, if an event says so.
    #[must_use]
    pub fn offline_cause(&self) -> Option<OfflineCause> {
        self.events.iter().rev().find_map(|event| match event {
            Event::Offline(cause) => Some(cause.clone()),
            _ => None,
        })
    }

    /// How many events fit.
    #[must_use]
    pub fn count(&self, fits: impl Fn(&Event) -> bool) -> usize {
        self.events.iter().filter(|event| fits(event)).count()
    }
}
