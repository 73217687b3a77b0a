//! What a store would hold.

use easemob_core::Session;
use easemob_core::store::Record;

/// The session these records make of the one before.
///
/// # Panics
/// When something is kept before any login.
#[must_use]
pub fn fold(kept: &[Record], before: Option<Session>) -> Option<Session> {
    let first = kept.first().filter(|_| before.is_none());
    let begins = matches!(first, None | Some(Record::All(_) | Record::LoggedIn { .. }));
    assert!(begins, "{first:?} before any login");
    kept.iter().cloned().fold(before, Session::folded)
}
