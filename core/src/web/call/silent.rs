//! Do not disturb, and the language of notifications (rest §2.10).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
