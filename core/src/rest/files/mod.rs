//! Files: up as a form or in parts, down by address and secret (rest §3).
//!
//! Files never pass through the core. It plans: an [`Upload`] says where a file goes and what the
//! answer means, a [`Download`] where one lies; [`Client::authorize`](crate::Client::authorize)
//! gives the request of a step with host and token, and the bytes around the file. Who has sockets
//! streams the file itself; the transports do so in
//! [`driver`](crate::driver): `handle.upload(…)`, `handle.download(…)`.
//!
//! ```text
//! large ─► OpenParts ─► SendPart × n, some at once ─► CompleteParts ─► the reply
//!              │ refused          │ failed: AbortParts
//! small ───────┴─────► one form ──┴──────────────────────────────────► the reply
//! ```

mod authorized;
mod download;
mod form;
mod parts;
mod upload;

pub use authorized::{Authorized, Step, Terms};
pub use download::{Download, Head, Next};
pub use form::Form;
pub use parts::{AbortParts, CompleteParts, OpenParts, PART_BYTES, Parts, SendPart};
pub use upload::{Audio, ShareFile, Shared, Upload, UploadFile, Uploaded, VoiceFileToText};

pub(crate) use authorized::Authority;
#[cfg(feature = "driver")]
pub(crate) use download::redirected;
