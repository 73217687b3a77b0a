//! The automaton: which phases there are, and every way from one to another.
//!
//! All transitions are in [`TABLE`]; nothing changes the phase without one. What belongs to a phase
//! lives in its variant of [`Phase`], so there is no stale field to read.

use core::fmt;

use crate::error::OfflineCause;
use crate::ids::Link;
use crate::session::heartbeat::Heartbeat;
use crate::session::pipe::Pipe;

/// Where a session is.
pub(crate) enum Phase {
    Offline,
    Discovering,
    Authenticating,
    Dialing { link: Link },
    Provisioning { link: Link },
    Online { pipe: Pipe, heartbeat: Heartbeat },
    BackingOff { then: Step },
    AwaitingToken,
    LoggingOut { pipe: Pipe, cause: OfflineCause },
}

/// What a pause is followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Discover,
    Authenticate,
    Dial,
}

/// The name of a phase: what [`Client::phase`](crate::Client::phase) shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PhaseName {
    /// Nobody is logged in, and nothing is tried.
    Offline,
    /// Asking which hosts there are.
    Discovering,
    /// Asking for a token.
    Authenticating,
    /// Opening a WebSocket.
    Dialing,
    /// Waiting for the answer to PROVISION.
    Provisioning,
    /// Logged in.
    Online,
    /// Waiting before the next attempt.
    BackingOff,
    /// Waiting for the application's new token.
    AwaitingToken,
    /// Waiting for the answer to LOGOUT.
    LoggingOut,
}

impl PhaseName {
    /// Every phase.
    pub const ALL: [Self; 9] = [
        Self::Offline,
        Self::Discovering,
        Self::Authenticating,
        Self::Dialing,
        Self::Provisioning,
        Self::Online,
        Self::BackingOff,
        Self::AwaitingToken,
        Self::LoggingOut,
    ];
}

impl fmt::Display for PhaseName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Why a phase was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The application logs in.
    LoginAsked,
    /// Hosts are known.
    HostsKnown,
    /// There is a token.
    TokenHeld,
    /// The link is open.
    LinkOpened,
    /// The server accepted the login.
    Accepted,
    /// The server names another host.
    Redirected,
    /// The link ended, or did not come about in time.
    LinkLost,
    /// A request failed in a way that may pass.
    RequestFailed,
    /// The pause is over.
    RetryDue,
    /// A new token is needed.
    TokenEnded,
    /// The server refused for good.
    Refused,
    /// No more attempts, or no more time.
    GaveUp,
    /// The server ended the session.
    Kicked,
    /// The application logs out.
    LogoutAsked,
    /// LOGOUT was answered, or not in time.
    LogoutDone,
}

/// A way from one phase to another.
pub type Transition = (PhaseName, Cause, PhaseName);

/// Every transition there is.
#[rustfmt::skip]
pub const TABLE: &[Transition] = {
    use Cause as C;
    use PhaseName as P;
    &[
        (P::Offline,        C::LoginAsked,    P::Discovering),
        (P::Offline,        C::LoginAsked,    P::Authenticating),
        (P::Offline,        C::LoginAsked,    P::Dialing),

        (P::Discovering,    C::HostsKnown,    P::Authenticating),
        (P::Discovering,    C::HostsKnown,    P::Dialing),
        (P::Discovering,    C::RequestFailed, P::Discovering),
        (P::Discovering,    C::RequestFailed, P::BackingOff),
        (P::Discovering,    C::RequestFailed, P::Dialing),
        (P::Discovering,    C::GaveUp,        P::Offline),
        (P::Discovering,    C::LogoutAsked,   P::Offline),
        (P::Discovering,    C::TokenEnded,    P::Offline),
        (P::Discovering,    C::TokenEnded,    P::AwaitingToken),

        (P::Authenticating, C::TokenHeld,     P::Dialing),
        (P::Authenticating, C::RequestFailed, P::BackingOff),
        (P::Authenticating, C::Refused,       P::Offline),
        (P::Authenticating, C::GaveUp,        P::Offline),
        (P::Authenticating, C::LogoutAsked,   P::Offline),

        (P::Dialing,        C::LinkOpened,    P::Provisioning),
        (P::Dialing,        C::LinkLost,      P::BackingOff),
        (P::Dialing,        C::GaveUp,        P::Offline),
        (P::Dialing,        C::LogoutAsked,   P::Offline),
        (P::Dialing,        C::TokenEnded,    P::Offline),
        (P::Dialing,        C::TokenEnded,    P::AwaitingToken),

        (P::Provisioning,   C::Accepted,      P::Online),
        (P::Provisioning,   C::Redirected,    P::Dialing),
        (P::Provisioning,   C::LinkLost,      P::BackingOff),
        (P::Provisioning,   C::Refused,       P::Offline),
        (P::Provisioning,   C::TokenEnded,    P::AwaitingToken),
        (P::Provisioning,   C::TokenEnded,    P::Offline),
        (P::Provisioning,   C::GaveUp,        P::Offline),
        (P::Provisioning,   C::LogoutAsked,   P::Offline),

        (P::Online,         C::LinkLost,      P::BackingOff),
        (P::Online,         C::Kicked,        P::Offline),
        (P::Online,         C::LogoutAsked,   P::LoggingOut),
        (P::Online,         C::TokenEnded,    P::LoggingOut),
        (P::Online,         C::TokenEnded,    P::AwaitingToken),

        (P::BackingOff,     C::RetryDue,      P::Discovering),
        (P::BackingOff,     C::RetryDue,      P::Authenticating),
        (P::BackingOff,     C::RetryDue,      P::Dialing),
        (P::BackingOff,     C::TokenEnded,    P::AwaitingToken),
        (P::BackingOff,     C::TokenEnded,    P::Offline),
        (P::BackingOff,     C::GaveUp,        P::Offline),
        (P::BackingOff,     C::LogoutAsked,   P::Offline),

        (P::AwaitingToken,  C::TokenHeld,     P::Dialing),
        (P::AwaitingToken,  C::TokenHeld,     P::BackingOff),
        (P::AwaitingToken,  C::GaveUp,        P::Offline),
        (P::AwaitingToken,  C::LogoutAsked,   P::Offline),

        (P::LoggingOut,     C::LogoutDone,    P::Offline),
    ]
};

impl Phase {
    pub(crate) fn name(&self) -> PhaseName {
        match self {
            Self::Offline => PhaseName::Offline,
            Self::Discovering => PhaseName::Discovering,
            Self::Authenticating => PhaseName::Authenticating,
            Self::Dialing { .. } => PhaseName::Dialing,
            Self::Provisioning { .. } => PhaseName::Provisioning,
            Self::Online { .. } => PhaseName::Online,
            Self::BackingOff { .. } => PhaseName::BackingOff,
            Self::AwaitingToken => PhaseName::AwaitingToken,
            Self::LoggingOut { .. } => PhaseName::LoggingOut,
        }
    }

    /// The link this phase lives on.
    pub(crate) fn link(&self) -> Option<Link> {
        match self {
            Self::Dialing { link } | Self::Provisioning { link } => Some(*link),
            Self::Online { pipe, .. } | Self::LoggingOut { pipe, .. } => Some(pipe.link),
            Self::Offline
            | Self::Discovering
            | Self::Authenticating
            | Self::BackingOff { .. }
            | Self::AwaitingToken => None,
        }
    }
}
