//! Tokens of push services (rest §2.11).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
