//! The request of a step: with host and token of the session, for who streams the file.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{Download, Form, SendPart, Upload, download, upload};
use crate::backoff;
use crate::config::Config;
use crate::context::redact_answer;
use crate::error::{CallFailed, ErrorCode, InvalidCall};
use crate::io::{Method, Request, Response};
use crate::message::Reader;
use crate::message::incoming::{Source, locate};
use crate::random::Random;
use crate::rest::{Answer, Asker, Endpoint, Prepared, url};
use crate::secret::Secret;

/// A step of an upload or a download whose body is a stream: an [`Upload`], a [`SendPart`] or a
/// [`Download`].
pub trait Step: Send + Sync {
    #[doc(hidden)]
    fn authorize(&self, by: &mut Authority<'_>) -> Result<Authorized, CallFailed>;
}

/// Who asks for a step, and of whom.
#[doc(hidden)]
pub struct Authority<'a> {
    pub(crate) config: &'a Config,
    pub(crate) random: &'a mut Random,
    pub(crate) token: &'a Secret,
    pub(crate) reader: Reader<'a>,
    pub(crate) tries: u32,
}

/// A step that may be taken now.
pub struct Authorized {
    /// The request without its body. The length of the body is to be said in `content-length`.
    pub request: Request,
    /// What the body begins with, before the file.
    pub head: Bytes,
    /// What it ends with.
    pub tail: Bytes,
    /// How long to wait before the step is tried again, should it fail.
    pub pause_ms: u64,
    kind: Kind,
    room: bool,
    asker: Asker,
    /// A server may repeat it; no error does.
    token: Secret,
}

/// Whose refusals they are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upload(Option<ErrorCode>),
    Download,
}

impl Authorized {
    /// What the answer to it means.
    ///
    /// # Errors
    /// [`CallFailed::Refused`] with the Web SDK's number for a file that was refused.
    pub fn answer(&self, response: Response) -> Result<Answer, CallFailed> {
        let body = response.body.clone();
        let mut answer = Answer::new(response, self.asker.clone(), self.room);
        redact_answer(core::slice::from_ref(&self.token), answer.as_mut());
        answer.map_err(|failed| match self.kind {
            Kind::Upload(code) => upload::refused(failed, code),
            Kind::Download => download::refused(failed, &body),
        })
    }
}

/// Neither headers nor form are shown: they hold the token.
impl core::fmt::Debug for Authorized {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Authorized({:?})", self.request)
    }
}

/// The bounds of transfers, from the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Terms {
    /// `Config::own_upload`.
    pub own_upload: bool,
    /// `Config::upload_parts`.
    pub parts: bool,
    /// `Config::parts_at_once`.
    pub parts_at_once: usize,
    /// `Config::upload_ms`.
    pub upload_ms: u64,
    /// `Config::stall_ms`.
    pub stall_ms: u64,
    /// `Config::file_bytes_max`.
    pub bytes_max: u64,
    /// `Config::call_attempts`.
    pub attempts: u32,
    /// `Config::redirects_max`.
    pub redirects_max: u32,
}

impl Terms {
    /// What the configuration says.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            own_upload: config.own_upload,
            parts: config.upload_parts,
            parts_at_once: config.parts_at_once,
            upload_ms: config.upload_ms,
            stall_ms: config.stall_ms,
            bytes_max: config.file_bytes_max,
            attempts: config.call_attempts,
            redirects_max: config.redirects_max,
        }
    }
}

impl Authority<'_> {
    fn upload(
        &mut self,
        endpoint: &impl Endpoint,
        form: &Form,
        refusal: Option<ErrorCode>,
    ) -> Result<Authorized, CallFailed> {
        let prepared = self.prepare(endpoint)?;
        let mut request = prepared.request(self.config, self.reader.rest, Some(self.token));
        let boundary = format!("easemob-{:016x}{:016x}", self.random.next(), self.random.next());
        let (head, tail) = form.frame(&boundary);
        request.headers.retain(|(name, _)| *name != "content-type");
        request.headers.extend([
            ("content-type", format!("multipart/form-data; boundary={boundary}")),
            ("restrict-access", "true".to_string()),
            ("accept", "*/*".to_string()),
        ]);
        Ok(self.authorized(Kind::Upload(refusal), prepared.is_about_a_room(), request, head, tail))
    }

    fn prepare(&self, endpoint: &impl Endpoint) -> Result<Prepared, CallFailed> {
        Prepared::new(endpoint, self.reader.user, self.reader.resource)
    }

    fn authorized(
        &mut self,
        kind: Kind,
        room: bool,
        request: Request,
        head: Bytes,
        tail: Bytes,
    ) -> Authorized {
        let asker = Asker::new(self.reader, &self.config.app_key);
        let pause_ms = backoff::delay(self.config, self.random, self.tries);
        let token = self.token.clone();
        Authorized { request, head, tail, pause_ms, kind, room, asker, token }
    }

    /// Where a file lies that is not fetched by an address of its own.
    fn app_url(&self, path: &[&str]) -> String {
        url(self.reader.rest.trim_end_matches('/'), &self.config.app_key, path)
    }

    /// The address, moved to the host in use where it is the vendor's.
    fn located(&self, url: &str, secret: Option<&str>) -> String {
        locate(url, Some(secret.unwrap_or_default()), self.reader, Source::Sender).to_string()
    }
}

impl<U: Upload> Step for U {
    fn authorize(&self, by: &mut Authority<'_>) -> Result<Authorized, CallFailed> {
        if by.config.own_upload && self.is_attachment() {
            return Err(invalid(
                self.name(),
                "is uploaded by the application, as Config::own_upload says: \
                 send Attachment::elsewhere with its URL",
            ));
        }
        by.upload(self, &self.form(), self.refusal())
    }
}

impl Step for SendPart {
    fn authorize(&self, by: &mut Authority<'_>) -> Result<Authorized, CallFailed> {
        by.upload(self, &self.form(), Some(ErrorCode::UploadFailed))
    }
}

impl Step for Download {
    fn authorize(&self, by: &mut Authority<'_>) -> Result<Authorized, CallFailed> {
        let Self { place, secret, picture, .. } = self;
        let secret = secret.as_deref().filter(|secret| !secret.is_empty());
        if let download::Place::Group(_, file) = place
            && matches!(file.as_str(), "" | "." | "..")
        {
            return Err(invalid("download", "has an id that is empty or a dot"));
        }
        let mut url = match place {
            download::Place::Url(url) => by.located(url, secret),
            download::Place::Group(group, file) => {
                by.app_url(&["chatgroups", group.as_str(), "share_files", file])
            }
        };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            return Err(invalid("download", "has no http or https address"));
        }
        if let Some(picture) = picture.filter(|picture| !url.contains(picture.query())) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(picture.query());
        }
        let mut headers: Vec<(&'static str, String)> =
            [("accept", "application/octet-stream".to_string())].into();
        if is_below(&url, by.reader.rest) {
            headers.push(("authorization", format!("Bearer {}", by.token.expose())));
        }
        if let Some(secret) = secret {
            headers.push(("share-secret", secret.to_string()));
        }
        if self.from > 0 {
            headers.push(("range", format!("bytes={}-", self.from)));
        }
        let answer_limit = by.config.answer_bytes_max;
        let request =
            Request { method: Method::Get, url, headers, body: Bytes::new(), answer_limit };
        Ok(by.authorized(Kind::Download, false, request, Bytes::new(), Bytes::new()))
    }
}

/// Whether an address is on the host of a base: only there the token is shown.
fn is_below(url: &str, base: &str) -> bool {
    let base = base.trim_end_matches('/');
    !base.is_empty() && url.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

fn invalid(call: &str, problem: &str) -> CallFailed {
    let problem = problem.to_string();
    CallFailed::Invalid(InvalidCall { call: call.to_string(), field: "file", problem })
}

impl fmt::Debug for Authority<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}
