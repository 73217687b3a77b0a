//! Translating text (rest §2.7).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
