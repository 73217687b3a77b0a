//! Events, outcomes, errors and options in the JSON form of the Web SDK.
//!
//! For programs that speak the Web SDK's language already: handler names, member names and error
//! numbers are its own. Values are exact where JavaScript's are not: 64-bit ids are decimal
//! strings, integers keep their digits, attributes keep the sender's order. What JSON cannot say
//! is an object with one member whose name begins with `$`: `{"$number":"NaN"}`,
//! `{"$hex":"00ff"}`. What this crate says beyond the Web SDK has a name that begins with `x-`.
//!
//! ```
//! use easemob_core::{Event, web};
//!
//! for form in web::forms(&Event::SyncStarted) {
//!     assert_eq!(form.handler, "onOfflineMessageSyncStart");
//! }
//! ```

mod attributes;
#[cfg_attr(not(feature = "modules"), allow(dead_code, reason = "each module needs other helpers"))]
mod call;
mod contact;
mod error;
mod event;
mod group;
mod json;
mod local;
mod message;
mod notify;
mod options;
mod rooms;
mod sent;

pub use call::WebCall;
pub use contact::ContactForm;
pub use error::{ErrorData, WebError, WithKind};
pub use event::{Data, Form, forms, forms_of_frame};
pub use group::{GroupForm, ThreadForm};
pub use local::LocalConversationForm;
pub use message::MessageForm;
pub use notify::{DeviceForm, PinForm, PresenceForm, ReactionForm};
pub use options::{InvalidOption, apply_options};
pub use rooms::RoomResult;
pub use sent::{Received, SendResult, UnhappyOutcome};
