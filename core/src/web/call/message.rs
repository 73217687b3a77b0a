//! History, conversations, reactions, pins, and speech to text (rest §2.8).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
