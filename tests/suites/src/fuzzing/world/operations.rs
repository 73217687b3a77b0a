//! What the server of a world is told to do to somebody.

use arbitrary::Arbitrary;
use serde_json::{Value, json};

/// An operation of the emulator's control interface. Those of which the oracle has to know before are
/// the weather's.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Operation {
    /// His next logins are refused: with this code, in these words.
    Refuse(u8, u8, Times),
    /// His next logins are sent elsewhere.
    Redirect(u8, Times),
    ExpireToken,
    /// Tokens given from now on live for so many seconds.
    ShortenTokens(u8),
    LoseAcks(Times),
    PageAgain,
    Swallow(Times),
    /// So many tenths of a second.
    Delay(u8, Times),
    Double(u8, Times),
    Reorder(u8, Times),
    HangRest(Times),
    DelayRest(u8, Times),
    FailRest(u16, Times),
    Kick(u8),
    Close(u8),
    /// So many messages a page.
    Pages(u8),
    ClearFaults,
}

/// How often something happens: once to four times.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) struct Times(u8);

impl Times {
    fn number(self) -> u8 {
        1 + self.0 % 4
    }
}

const REASONS: &[&str] = &[
    "Sorry",
    "Sorry, token expired",
    "Sorry, user not found",
    "Sorry, token or password does not match login info",
    "Sorry, user register rate limit",
    "Sorry, the app online count limit",
    "busy",
    "",
];

const WAYS: &[&[&str]] =
    &[&[], &["other.test:443"], &["gone.test:443", "other.test:8443"], &["gone.test:443"]];

const CLOSE_CODES: &[u16] = &[1000, 1001, 1008, 1011, 1013, 4000];

impl Operation {
    /// In the words of the interface. A server that flags its last page takes the next pull for an
    /// acknowledgement, so that nobody can tell a stale double of a page from the answer.
    pub(super) fn words(self, user: &str, flags_last_page: bool) -> Value {
        match self {
            Self::Refuse(code, reason, times) => {
                json!({ "op": "refuse", "user": user, "code": 1 + code % 30, "times": times.number(),
                    "reason": pick(REASONS, reason) })
            }
            Self::Redirect(way, times) => {
                json!({ "op": "refuse", "user": user, "code": 5, "reason": "REDIRECT",
                    "redirect": pick(WAYS, way), "times": times.number() })
            }
            Self::ExpireToken => json!({ "op": "expireToken", "user": user }),
            Self::ShortenTokens(seconds) => {
                let life = 2_000 + 1_000 * u32::from(seconds);
                json!({ "op": "config", "set": { "tokenTtlMs": life } })
            }
            Self::LoseAcks(times) => {
                json!({ "op": "fault", "kind": "loseAck", "user": user, "times": times.number() })
            }
            Self::PageAgain => json!({ "op": "again", "user": user }),
            Self::Swallow(times) => {
                json!({ "op": "fault", "kind": "swallow", "user": user, "times": times.number() })
            }
            Self::Delay(tenths, times) => {
                json!({ "op": "fault", "kind": "delay", "user": user, "ms": 100 * u32::from(tenths),
                    "times": times.number() })
            }
            Self::Double(copies, times) => {
                let doubled = if flags_last_page { "NOTICE" } else { "SYNC|UNREAD|NOTICE" };
                json!({ "op": "fault", "kind": "duplicate", "user": user, "match": doubled,
                    "copies": 1 + copies % 3, "times": times.number() })
            }
            Self::Reorder(window, times) => {
                json!({ "op": "fault", "kind": "reorder", "user": user, "match": "SYNC",
                    "window": 2 + window % 3, "times": times.number() })
            }
            Self::HangRest(times) => {
                json!({ "op": "fault", "kind": "restHang", "times": times.number() })
            }
            Self::DelayRest(tenths, times) => {
                json!({ "op": "fault", "kind": "restDelay", "ms": 100 * u32::from(tenths),
                    "times": times.number() })
            }
            Self::FailRest(status, times) => {
                json!({ "op": "fault", "kind": "restError", "status": 400 + status % 200,
                    "body": "<html>", "times": times.number() })
            }
            Self::Kick(operation) => {
                json!({ "op": "kick", "user": user, "operation": 1 + operation % 4 })
            }
            Self::Close(code) => {
                json!({ "op": "drop", "user": user, "how": "close", "code": pick(CLOSE_CODES, code) })
            }
            Self::Pages(size) => json!({ "op": "config", "set": { "pageSize": 1 + size % 20 } }),
            Self::ClearFaults => json!({ "op": "clearFaults" }),
        }
    }
}

fn pick<T: Copy>(from: &[T], which: u8) -> T {
    from[usize::from(which) % from.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::mem::discriminant;

    use arbitrary::{Arbitrary, Unstructured};
    use easemob_simulation::World;

    use super::Operation;

    #[test]
    fn every_operation_is_understood() {
        let mut world = World::new(1);
        world.client("ann");
        let mut names = BTreeSet::new();
        for n in 0..2_000_u32 {
            let bytes = n.wrapping_mul(0x9E37_79B9).to_be_bytes().repeat(2);
            let operation = Operation::arbitrary(&mut Unstructured::new(&bytes)).expect("bytes");
            names.insert(format!("{:?}", discriminant(&operation)));
            let words = operation.words("ann", n % 2 == 0);
            world.operate(&words).unwrap_or_else(|wrong| panic!("{words}: {wrong}"));
        }
        assert_eq!(names.len(), 17);
    }
}
