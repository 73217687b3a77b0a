//! Who an `open` logs in, and with what.

use easemob_core::web::WebError;
use easemob_core::{Credentials, ErrorCode, Secret, UserId};

use crate::command::Command;
use crate::host::Host;
use crate::problem::Problem;

/// The credentials, and whether they are a password. A token wins over one (TOK-1).
pub(crate) fn credentials(
    command: &Command<'_>,
    host: &dyn Host,
) -> Result<(Credentials, bool), Problem> {
    let missing = |what, code| Problem::NoCredentials { what, code };
    let user = command.text("user").ok().flatten().filter(|user| !user.is_empty());
    let user =
        user.ok_or_else(|| missing("the user is empty or type is not string", ErrorCode::Success))?;
    let token = secret(command, host, "token")?;
    let password = secret(command, host, "pwd")?;
    let user = UserId::new(user).map_err(|invalid| {
        Problem::of(WebError { code: ErrorCode::LoginFailed, ..WebError::from(&invalid) })
    })?;
    match (token, password) {
        (Some(token), _) if token.is_empty() => {
            Err(missing("the accessToken is illegal", ErrorCode::LoginFailed))
        }
        (Some(token), _) => Ok((Credentials::token(user, Secret::new(token)), false)),
        (None, Some(password)) if !password.is_empty() => {
            Ok((Credentials::password(user, Secret::new(password)), true))
        }
        _ => Err(missing("the accessToken or pwd is illegal", ErrorCode::LoginFailed)),
    }
}

/// A secret as it stands there, or from the environment.
fn secret(command: &Command<'_>, host: &dyn Host, field: &str) -> Result<Option<String>, Problem> {
    match command.text(&format!("{field}_env"))? {
        None => command.text(field),
        Some(name) => match host.variable(&name) {
            Some(secret) => Ok(Some(secret)),
            // The name itself may be a secret that was put in the wrong field.
            None => Err(Problem::NotInEnvironment(format!("{field}_env"))),
        },
    }
}
