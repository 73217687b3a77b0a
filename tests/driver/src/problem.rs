//! Why a command failed.

use easemob_core::ErrorCode;
use easemob_core::web::WebError;

/// Why a command failed: a finding of the client, or one of these of the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The line is no command.
    MalformedLine(String),
    /// A field of the command is missing or wrong.
    BadField(String),
    /// There is no such command.
    UnknownCommand(String),
    /// The client cannot do this yet.
    NotSupportedYet(String),
    /// The environment variable a field names is not set.
    NotInEnvironment(String),
    /// Nobody to log in, or nothing to log in with.
    NoCredentials {
        /// What is missing.
        what: &'static str,
        /// The Web SDK's number for it.
        code: ErrorCode,
    },
    /// Nobody is logged in.
    NotLoggedIn,
    /// A message that cannot be sent.
    InvalidMessage(String),
    /// A `count` runs already.
    Counting,
    /// A `count` took too long.
    CountTimeout(String),
    /// The system does not tell.
    Unavailable(String),
    /// The connection ended, or the process is about to.
    Ended(&'static str),
    /// The client said no.
    Client(WebError),
}

impl Problem {
    pub(crate) fn of(error: impl Into<WebError>) -> Self {
        Self::Client(error.into())
    }

    /// The Web SDK's form of it, with this variant as its `kind`.
    #[must_use]
    pub fn to_web(&self) -> WebError {
        use ErrorCode as E;
        let new = |code, kind, message: &str| WebError::new(code, kind, message);
        match self {
            Self::MalformedLine(what) => new(E::RequestParameter, "MalformedLine", what),
            Self::BadField(what) => new(E::RequestParameter, "BadField", what),
            Self::UnknownCommand(name) => {
                let message = format!("there is no command {name:?}");
                new(E::OperationUnsupported, "UnknownCommand", &message)
            }
            Self::NotSupportedYet(what) => {
                let message = format!("{what} is not supported yet");
                new(E::OperationUnsupported, "NotSupportedYet", &message)
            }
            Self::NotInEnvironment(field) => {
                let message = format!("the environment variable that {field} names is not set");
                new(E::LoginFailed, "NotInEnvironment", &message)
            }
            Self::NoCredentials { what, code } => new(*code, "NoCredentials", what),
            Self::NotLoggedIn => new(E::NotLoggedIn, "NotLoggedIn", "not login"),
            Self::InvalidMessage(what) => new(E::MessageParameter, "InvalidMessage", what),
            Self::Counting => new(E::OperationNotAllowed, "Counting", "a count is running already"),
            Self::CountTimeout(what) => new(E::RequestTimeout, "CountTimeout", what),
            Self::Unavailable(what) => new(E::OperationUnsupported, "Unavailable", what),
            Self::Ended(what) => new(E::Disconnected, "Ended", what),
            Self::Client(error) => error.clone(),
        }
    }
}
