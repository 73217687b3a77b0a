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
#[cfg(all(feature = "driver", feature = "std"))]
mod probe;
mod upload;

pub use super::shared_file::SharedFile;
pub use authorized::{Authorized, Step, Terms};
pub use download::{Download, Head, Next, redirected};
pub use form::Form;
pub use parts::{AbortParts, CompleteParts, OpenParts, PART_BYTES, Parts, SendPart};
pub use upload::{Audio, ShareFile, Upload, UploadFile, Uploaded, VoiceFileToText};

use super::Described;

/// What is done with a file in between. It is made by `upload` and `download` of a handle or a
/// connection, not by a face.
pub(crate) const CALLS: &[&[Described]] = &[&[
    described("uploadGroupSharedFile", "ShareFile", "ShareFile::in_group"),
    described("uploadChatRoomSharedFile", "ShareFile", "ShareFile::in_room"),
    described("downloadGroupSharedFile", "Download", "Download::shared_in_group"),
    described("voiceFileToText", "VoiceFileToText", "VoiceFileToText::new"),
]];

const fn described(name: &'static str, endpoint: &'static str, method: &'static str) -> Described {
    Described { name, aliases: &[], endpoint, method }
}

pub(crate) use authorized::Authority;
#[cfg(all(feature = "driver", feature = "std"))]
pub(crate) use probe::Probe;
