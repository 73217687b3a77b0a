//! Who an example is, and where: from the environment, as the command `easemob` reads it.

use std::env;
use std::error::Error;

use easemob_tokio::core::{AppKey, Config, Credentials, UserId};

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// EASEMOB_APP_KEY, and EASEMOB_WS with EASEMOB_REST for a private deployment or the emulator.
pub(crate) fn config() -> Result<Config, Failure> {
    let app_key = AppKey::parse(&variable("EASEMOB_APP_KEY")?)?;
    Ok(match (env::var("EASEMOB_WS"), env::var("EASEMOB_REST")) {
        (Ok(websocket), Ok(rest)) => Config::private(app_key, websocket, rest),
        _ => Config::new(app_key),
    })
}

/// EASEMOB_USER.
pub(crate) fn user() -> Result<UserId, Failure> {
    Ok(UserId::new(variable("EASEMOB_USER")?)?)
}

/// EASEMOB_USER with EASEMOB_PASSWORD.
#[allow(dead_code, reason = "not every example logs in with a password")]
pub(crate) fn credentials() -> Result<Credentials, Failure> {
    Ok(Credentials::password(user()?, variable("EASEMOB_PASSWORD")?))
}

pub(crate) fn variable(name: &str) -> Result<String, Failure> {
    env::var(name).map_err(|_| format!("{name} is not set").into())
}
