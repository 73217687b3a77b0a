//! Presence: publishing it, subscribing to it (rest §2.6).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
