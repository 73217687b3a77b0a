//! Errors, one type per question, each naming the guilty party.
//!
//! | question | type | guilty |
//! | --- | --- | --- |
//! | why was this command refused? | [`NotSent`], [`LoginRefused`], [`InvalidConfig`], [`InvalidId`] | the caller |
//! | what was wrong with these bytes? | [`Malformed`] | the server |
//! | why did this exchange fail? | [`CallFailed`] | whoever the variant names |
//! | why is there no account? | [`RegistrationRefusal`] | the caller, or the application's settings |
//! | why is this session over? | [`OfflineCause`] | whoever the variant names |

mod call;
mod code;
mod malformed;
mod offline;
mod registration;
mod send;

pub use call::{CallFailed, InvalidCall, Refused};
pub use code::ErrorCode;
pub use malformed::{Layer, Malformed};
pub use offline::{Kick, LoginRefused, OfflineCause, Refusal};
pub use registration::RegistrationRefusal;
pub use send::{InvalidMessage, NotSent, WhyNotSent};

pub use crate::config::InvalidConfig;
pub use crate::ids::InvalidId;
