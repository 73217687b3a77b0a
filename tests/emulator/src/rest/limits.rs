//! What the vendor's pages allow in groups, rooms and threads.

use crate::groups::Kind;

/// Characters of a text, by its name in the body.
pub(super) const TEXTS: [(&str, usize); 7] = [
    ("groupname", 128),
    ("name", 128),
    ("desc", 512),
    ("description", 512),
    ("announcement", 512),
    ("custom", CUSTOM_CHARS),
    ("ext", CUSTOM_CHARS),
];

/// The newer of the two figures the pages have had.
const CUSTOM_CHARS: usize = 8 * 1024;

/// Admins of one group or room.
pub(super) const ADMINS: usize = 99;

/// Users one call can invite, remove, block or allow.
pub(super) const USERS_A_CALL: usize = 60;

/// Users one call can take out of a room.
pub(super) const REMOVED_FROM_ROOM: usize = 100;

/// Users one call can mute.
pub(super) const MUTED_A_CALL: usize = 10;

/// Groups one call can ask about.
pub(super) const GROUPS_A_CALL: usize = 100;

/// Members one can have at most; the pages name no number for groups.
pub(super) fn users(kind: Kind) -> usize {
    match kind {
        Kind::Chatroom => 10_000,
        Kind::Group | Kind::Thread => usize::MAX,
    }
}
