//! Profiles, devices, tokens of audio and video (rest §2.1).

use super::{Args, Found};

pub(super) fn call(_method: &str, _args: &Args<'_>) -> Found {
    Ok(None)
}
