//! What may be missing of the history.

use crate::ids::QueueId;

/// Messages that waited while this user was away may be missing.
///
/// The wire never says that something was dropped. What can be known is told: how many metas the
/// server announced for a queue at login, and how many it handed over until nothing was left. A
/// server that keeps more or less than the vendor's usual numbers, or that drops silently below
/// them, goes unnoticed. The REST history of the conversation fills a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryGap {
    /// The queue: of this user for single chats, of a group for its messages.
    pub queue: QueueId,
    /// How many metas the server announced at login, if it did.
    pub announced: Option<u32>,
    /// How many it handed over.
    pub delivered: u32,
    /// What points to a gap.
    pub sign: GapSign,
}

/// What points to a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GapSign {
    /// The server handed over less than it announced.
    Undelivered,
    /// Exactly as many waited as the vendor keeps ([`HistoryGap::KEPT_SINGLE`],
    /// [`HistoryGap::KEPT_GROUP`]): older ones may have been dropped.
    AtLimit,
}

impl HistoryGap {
    /// How many messages of single chats the vendor keeps for a user who is away.
    pub const KEPT_SINGLE: u32 = 500;
    /// How many messages of a group the vendor keeps for a user who is away.
    pub const KEPT_GROUP: u32 = 200;

    /// The gap a queue shows once it is fetched. `announced_all` unless the announcement may count
    /// what was handed over before.
    pub(crate) fn of(
        queue: &QueueId,
        announced: Option<u32>,
        announced_all: bool,
        delivered: u32,
    ) -> Option<Self> {
        let kept = match queue.domain == crate::wire::GROUP_DOMAIN {
            true => Self::KEPT_GROUP,
            false => Self::KEPT_SINGLE,
        };
        let sign = if announced_all && announced.is_some_and(|announced| announced > delivered) {
            GapSign::Undelivered
        } else if announced.unwrap_or(delivered) == kept {
            GapSign::AtLimit
        } else {
            return None;
        };
        Some(Self { queue: queue.clone(), announced, delivered, sign })
    }
}
