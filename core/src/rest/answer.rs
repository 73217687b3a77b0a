//! Reading answers: every status, every body, always to an end (HTTP-4, HTTP-5, O-14).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::refusal::refused;
use super::url;
use crate::error::{CallFailed, Layer, Malformed};
use crate::ids::AppKey;
use crate::io::Response;
use crate::message::Reader;

/// Bytes of an unreadable answer that are kept for diagnosis.
const KEPT: usize = 4_096;

/// The answer to a call that succeeded: any status from 200 to 299, where the official client takes
/// only 200 (rest oddity 3).
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    body: Bytes,
    asker: Asker,
    /// A secret of ours is in it, or may be.
    hushed: bool,
}

/// Who asked, and where: what the meaning of an answer may depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asker {
    user: String,
    resource: String,
    rest: String,
    app_key: Option<AppKey>,
    own_upload: bool,
    replaced_contents: bool,
}

impl Asker {
    pub(crate) fn new(reader: Reader<'_>, app_key: &AppKey) -> Self {
        Self {
            user: reader.user.into(),
            resource: reader.resource.into(),
            rest: reader.rest.into(),
            app_key: Some(app_key.clone()),
            own_upload: reader.own_upload,
            replaced_contents: reader.replaced_contents,
        }
    }
}

impl Answer {
    /// The answer a response holds, or the refusal it means.
    ///
    /// `room` says whether a chat room was asked about.
    pub(crate) fn new(response: Response, asker: Asker, room: bool) -> Result<Self, CallFailed> {
        if (200..300).contains(&response.status) {
            Ok(Self { status: response.status, body: response.body, asker, hushed: false })
        } else {
            Err(refused(&response, room))
        }
    }

    /// HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The whole body.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Who asked: reads the messages an answer holds. Empty names for calls without a login.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            user: &self.asker.user,
            resource: &self.asker.resource,
            rest: &self.asker.rest,
            own_upload: self.asker.own_upload,
            replaced_contents: self.asker.replaced_contents,
        }
    }

    /// Where it was asked: `{rest}/{org}/{app}`, for the addresses of what lies there.
    #[must_use]
    pub fn app_url(&self) -> String {
        let app_key = self.asker.app_key.as_ref();
        app_key.map_or_else(String::new, |app_key| url(&self.asker.rest, app_key, &[]))
    }

    /// The name in an address such as `org#app_bob@easemob.com`, `org#app_bob` and `bob`.
    #[cfg(any(feature = "chatroom", feature = "message"))]
    pub(crate) fn bare_name<'a>(&self, address: &'a str) -> &'a str {
        let name = address.split('@').next().unwrap_or_default();
        let app_key = self.asker.app_key.as_ref().map_or("", AppKey::as_str);
        let below = name.strip_prefix(app_key).and_then(|rest| rest.strip_prefix('_'));
        below.filter(|_| !app_key.is_empty()).unwrap_or(name)
    }

    /// Whatever the body says: it was done.
    ///
    /// # Errors
    /// None today.
    pub fn done(&self) -> Result<(), CallFailed> {
        Ok(())
    }

    /// The whole document.
    ///
    /// # Errors
    /// [`CallFailed::Malformed`] when it is no JSON, or other JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, CallFailed> {
        serde_json::from_slice(&self.body).map_err(|error| self.malformed(error))
    }

    /// The member `data` of the document.
    ///
    /// # Errors
    /// As [`Answer::json`]; also when there is no such member.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, CallFailed> {
        #[derive(Deserialize)]
        struct Document<T> {
            data: T,
        }
        self.json::<Document<T>>().map(|document| document.data)
    }

    /// The member `entities` of the document.
    ///
    /// # Errors
    /// As [`Answer::data`].
    pub fn entities<T: DeserializeOwned>(&self) -> Result<Vec<T>, CallFailed> {
        #[derive(Deserialize)]
        struct Document<T> {
            entities: Vec<T>,
        }
        self.json::<Document<T>>().map(|document| document.entities)
    }

    /// The first of the `entities`.
    ///
    /// # Errors
    /// As [`Answer::entities`]; also when there is none.
    pub fn entity<T: DeserializeOwned>(&self) -> Result<T, CallFailed> {
        let first = self.entities::<T>()?.into_iter().next();
        first.ok_or_else(|| self.malformed("no entity in the answer"))
    }

    /// Says that this is not an answer to the call. The first bytes are kept for diagnosis.
    pub fn malformed(&self, detail: impl fmt::Display) -> CallFailed {
        let body = self.body.slice(..self.body.len().min(KEPT));
        CallFailed::Malformed(self.hushed(Malformed::new(Layer::Http, detail.to_string(), body)))
    }

    /// A message that comes with something else, or what stands there instead: one that cannot be
    /// read costs nothing else. Neither where `null` or `{}` stand for no message.
    #[cfg(any(feature = "message", feature = "thread"))]
    pub(crate) fn message(
        &self,
        json: Option<&str>,
    ) -> (Option<alloc::boxed::Box<crate::message::Message>>, Option<Malformed>) {
        match json.map_or(Ok(None), |json| self.reader().json(json)) {
            Ok(message) => (message, None),
            Err(mut bad) => {
                // A copy: a slice would keep all of it.
                bad.bytes = Bytes::copy_from_slice(bad.bytes.get(..KEPT).unwrap_or(&bad.bytes));
                (None, Some(self.hushed(bad)))
            }
        }
    }

    /// What was malformed in a part of it, without what no error may repeat.
    pub(crate) fn hushed(&self, mut malformed: Malformed) -> Malformed {
        if self.hushed {
            malformed.hush();
        }
        malformed
    }

    /// A secret of ours is in it, or may be: no error may repeat what it says.
    pub(crate) fn hush(&mut self) {
        self.hushed = true;
    }
}

/// The body is not shown: it may hold a token, and is somebody's data.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {} ({} bytes)", self.status, self.body.len())
    }
}

/// The document of a success, or the refusal any other status means.
pub(crate) fn read<T: DeserializeOwned>(
    answer: Result<Response, CallFailed>,
) -> Result<T, CallFailed> {
    Answer::new(answer?, Asker::default(), false)?.json()
}
