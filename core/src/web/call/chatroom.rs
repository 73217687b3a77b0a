//! Chat rooms: their members, roles, rules, files and attributes (rest §2.4).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
