//! How often the vendor's pages let one ask, with `vendorLimits` (429 beyond it).

use std::collections::BTreeMap;

/// A kind of call that is counted by itself: how many in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Everything else.
    Any,
    Token,
    Presence,
    /// Lists of joined groups and rooms.
    Joined,
    RoomCreation,
    /// Deleting a conversation, and the old lists of conversations; for each user.
    Conversation,
}

impl Class {
    fn of(method: &str, path: &[&str]) -> Self {
        match (method, path) {
            ("POST", ["token"]) => Self::Token,
            (_, ["users", _, "presence", ..]) => Self::Presence,
            ("GET", ["users", _, "joined_chatgroups" | "joined_chatrooms"]) => Self::Joined,
            ("POST", ["chatrooms"]) => Self::RoomCreation,
            ("DELETE", ["user", _, "user_channel"])
            | ("GET", ["users", _, "user_channels", ..]) => Self::Conversation,
            _ => Self::Any,
        }
    }

    /// Calls, and the milliseconds they count in.
    const fn allowed(self) -> (u32, u64) {
        match self {
            Self::Any => (100, 1_000),
            Self::Token => (300, 1_000),
            Self::Presence | Self::Joined | Self::RoomCreation => (50, 1_000),
            Self::Conversation => (5, 60_000),
        }
    }
}

/// Calls counted in windows that begin with their first call.
#[derive(Default)]
pub(crate) struct Rates {
    windows: BTreeMap<(Class, String), (u64, u32)>,
}

impl Rates {
    /// Counts a call. `false` when there have been too many.
    pub(super) fn allow(&mut self, now: u64, method: &str, path: &[&str]) -> bool {
        let class = Class::of(method, path);
        let (most, millis) = class.allowed();
        // A name that nobody has counts as well: the vendor counts before it looks.
        let user = match (class, path) {
            (Class::Conversation, [_, user, ..]) => (*user).to_owned(),
            _ => String::new(),
        };
        self.windows.retain(|(class, _), (began, _)| now < *began + class.allowed().1);
        let (began, count) = self.windows.entry((class, user)).or_insert((now, 0));
        if now >= *began + millis {
            (*began, *count) = (now, 0);
        }
        *count += 1;
        *count <= most
    }
}
