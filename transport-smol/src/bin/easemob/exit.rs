//! How the program ends: one table for the code, its documentation and the man page.

use std::fmt::Display;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use easemob_smol::core::driver::{LoginFailed, TransferFailed};
use easemob_smol::core::error::{CallFailed, ErrorCode, OfflineCause, WhyNotSent};

use crate::output;
use crate::words::{Lang, Words, os, words};

macro_rules! exits {
    ($($name:ident $code:literal $meaning:literal)*) => {
        /// The exit codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Exit {
            $(#[doc = $meaning] $name = $code,)*
        }

        impl Exit {
            /// Every code and what it means.
            pub(crate) const TABLE: &'static [(u8, &'static str)] = &[$(($code, $meaning)),*];
        }
    };
}

exits! {
    Done 0 "done"
    Failed 1 "anything else"
    Usage 2 "the command line makes no sense"
    Config 3 "the configuration file or the environment is wrong, or an account is missing"
    Network 4 "no server was reached, or none answered"
    Refused 5 "the server refused the login or the call, or ended the session"
    NotSent 6 "the message was not sent, or nobody knows whether it was"
    NotFound 7 "the server knows no such user, group, room or file"
    File 8 "a file here could not be read or written"
    Malformed 9 "what was given to decode is malformed somewhere"
    Interrupted 130 "interrupted, by Ctrl-C for example"
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    exit: Exit,
    words: Words,
}

impl Failure {
    pub(crate) fn new(exit: Exit, words: Words) -> Self {
        Self { exit, words }
    }

    /// What is wrong with a file here.
    pub(crate) fn at(path: &Path, exit: Exit, what: &Words) -> Self {
        let path = path.display();
        Self::new(exit, words!("{path}: ", "{path}：")).and(what)
    }

    /// A file here that could not be read or written.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::at(path, Exit::File, &os(error))
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// The same with more to say.
    pub(crate) fn and(mut self, more: &Words) -> Self {
        self.words.add(more);
        self
    }

    /// What the server, or the way there, is at fault for.
    fn of_code(exit: Exit, code: Option<ErrorCode>, error: &dyn Display) -> Self {
        let zh = code.map_or("操作未完成。", ErrorCode::text_zh);
        Self::new(exit, words!("{error}", "{zh}（{error}）"))
    }

    /// Says it, and gives the code. What comes from a server may hold anything.
    pub(crate) fn report(&self, lang: Lang) -> ExitCode {
        output::warn(&self.words, lang);
        self.exit.into()
    }
}

impl From<OfflineCause> for Failure {
    fn from(cause: OfflineCause) -> Self {
        let exit = match &cause {
            // Also of a user nobody knows: that is a refused login.
            OfflineCause::TokenRefused(CallFailed::Refused(refused)) if refused.status < 500 => {
                Exit::Refused
            }
            OfflineCause::DiscoveryFailed(failed) | OfflineCause::TokenRefused(failed) => {
                of_call(failed)
            }
            OfflineCause::LoginFailed(_)
            | OfflineCause::GaveUp { .. }
            | OfflineCause::RedirectLoop => Exit::Network,
            _ => Exit::Refused,
        };
        Self::of_code(exit, cause.code(), &cause)
    }
}

impl From<LoginFailed> for Failure {
    fn from(failed: LoginFailed) -> Self {
        match failed {
            LoginFailed::Offline(cause) => cause.into(),
            LoginFailed::NotBegun(refused) => {
                Self::of_code(Exit::Config, Some(refused.code()), &refused)
            }
            other => Self::of_code(Exit::Failed, None, &other),
        }
    }
}

impl From<CallFailed> for Failure {
    fn from(failed: CallFailed) -> Self {
        Self::of_code(of_call(&failed), Some(failed.code()), &failed)
    }
}

impl From<TransferFailed> for Failure {
    fn from(failed: TransferFailed) -> Self {
        let exit = match &failed {
            TransferFailed::Call(failed) => of_call(failed),
            TransferFailed::Read(_) | TransferFailed::Write(_) => Exit::File,
            _ => Exit::Refused,
        };
        Self::of_code(exit, Some(failed.code()), &failed)
    }
}

impl From<WhyNotSent> for Failure {
    fn from(why: WhyNotSent) -> Self {
        let exit = match why {
            WhyNotSent::LoggedOut => Exit::Refused,
            _ => Exit::NotSent,
        };
        Self::of_code(exit, Some(why.code()), &why)
    }
}

fn of_call(failed: &CallFailed) -> Exit {
    match failed {
        CallFailed::Lost(_) | CallFailed::Malformed(_) => Exit::Network,
        CallFailed::Refused(refused) if refused.status == 404 => Exit::NotFound,
        CallFailed::Refused(refused) if refused.status >= 500 => Exit::Network,
        CallFailed::Refused(_) => Exit::Refused,
        CallFailed::Invalid(_) => Exit::Usage,
        _ => Exit::Failed,
    }
}
