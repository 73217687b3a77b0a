//! What is downloaded, and what the head of an answer means for it (rest §3.4).

use alloc::string::{String, ToString};

use serde::Deserialize;

use crate::error::{CallFailed, ErrorCode};
use crate::ids::GroupId;
use crate::io::{Lost, LostKind, Request};
use crate::message::incoming;

/// A file to be fetched: the [`Attachment`](incoming::Attachment) of a message converts into it.
///
/// The token is shown to the REST host only, never to where an address or a redirect leads besides.
#[derive(Clone, PartialEq, Eq)]
pub struct Download {
    pub(super) place: Place,
    pub(super) secret: Option<String>,
    pub(super) picture: Option<Picture>,
    /// The largest file worth fetching; `Config::file_bytes_max` if nothing is said.
    pub(crate) at_most: Option<u64>,
    /// The first byte wanted.
    pub(crate) from: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Url(String),
    Group(GroupId, String),
}

/// A small picture instead of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    Thumbnail,
    Frame,
}

impl Picture {
    pub(super) fn query(self) -> &'static str {
        match self {
            Self::Thumbnail => "thumbnail=true",
            Self::Frame => "vframe=true",
        }
    }
}

impl Download {
    fn new(place: Place) -> Self {
        Self { place, secret: None, picture: None, at_most: None, from: 0 }
    }

    /// The file at an address: one of the vendor's is asked at the REST host in use, and any other
    /// as it stands, without the token.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self::new(Place::Url(url.into()))
    }

    /// A file the members of a group share, by its id.
    #[doc(alias = "downloadGroupSharedFile")]
    #[must_use]
    pub fn shared_in_group(group: GroupId, file: impl Into<String>) -> Self {
        Self::new(Place::Group(group, file.into()))
    }

    /// What is needed to fetch it (`share-secret`).
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// The small picture the server made of an image.
    #[must_use]
    pub fn thumbnail(mut self) -> Self {
        self.picture = Some(Picture::Thumbnail);
        self
    }

    /// The first picture of a film.
    #[must_use]
    pub fn frame(mut self) -> Self {
        self.picture = Some(Picture::Frame);
        self
    }

    /// Only what comes from this byte on.
    #[must_use]
    pub fn from(mut self, byte: u64) -> Self {
        self.from = byte;
        self
    }

    /// The largest file worth fetching, in bytes; a larger one is [`LostKind::TooLarge`], before any
    /// of it is read if the server says how large it is.
    #[must_use]
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.at_most = Some(bytes);
        self
    }
}

/// Neither the secret nor the query, which holds it, is shown.
impl core::fmt::Debug for Download {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let place = match &self.place {
            Place::Url(url) => incoming::shown(url),
            Place::Group(_, file) => file,
        };
        write!(f, "Download({place}, {:?})", self.picture)
    }
}

impl From<&incoming::Attachment> for Download {
    fn from(file: &incoming::Attachment) -> Self {
        let secret = Some(file.secret.to_string()).filter(|secret| !secret.is_empty());
        Self { secret, ..Self::url(file.url.to_string()) }
    }
}

/// The head of an answer, as far as a download needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// HTTP status.
    pub status: u16,
    /// `Content-Length`.
    pub length: Option<u64>,
    /// `Content-Range`.
    pub range: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// `ETag`.
    pub tag: Option<String>,
    /// `Retry-After` in milliseconds.
    pub retry_after_ms: Option<u64>,
}

/// What a head means for a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The body is of use after so many bytes that are there already.
    Body {
        /// How many.
        skip: u64,
        /// The length of the whole file, if it is known.
        total: Option<u64>,
    },
    /// All of it is there already.
    Complete,
    /// It lies elsewhere.
    Elsewhere(String),
    /// The body says why not.
    Refused,
}

impl Head {
    /// What is to be done with an answer to who asked for everything from the byte `from` on.
    ///
    /// # Errors
    /// [`LostKind::Protocol`] for an answer to another question, [`LostKind::TooLarge`] for a file
    /// beyond `at_most`.
    pub fn next(&self, from: u64, at_most: u64) -> Result<Next, Lost> {
        let protocol = |what: &str| Lost::new(LostKind::Protocol, what);
        let (skip, total) = match self.status {
            206 if from > 0 => {
                let (start, total) = self.range().ok_or_else(|| protocol("a range unasked for"))?;
                if start != Some(from) {
                    return Err(protocol("another part of the file than was asked for"));
                }
                (0, total)
            }
            206 => return Err(protocol("a part where the whole file was asked for")),
            200..=299 => (from, self.length),
            301 | 302 | 303 | 307 | 308 => {
                let location = self.location.clone().filter(|to| !to.is_empty());
                let to = location.ok_or_else(|| protocol("a redirect to nowhere"))?;
                return Ok(Next::Elsewhere(to));
            }
            416 if from > 0 && self.range() == Some((None, Some(from))) => {
                return Ok(Next::Complete);
            }
            _ => return Ok(Next::Refused),
        };
        match total {
            Some(total) if total > at_most => Err(Lost::new(
                LostKind::TooLarge,
                alloc::format!("the file has {total} bytes, {at_most} are allowed"),
            )),
            Some(total) if total < from => Err(protocol("the file is shorter than what is there")),
            total => Ok(Next::Body { skip, total }),
        }
    }

    /// Start and total of `bytes 5-9/10`, `bytes 5-9/*` or `bytes */10`.
    fn range(&self) -> Option<(Option<u64>, Option<u64>)> {
        let (range, total) = self.range.as_deref()?.strip_prefix("bytes ")?.split_once('/')?;
        let start = match range.split_once('-') {
            Some((start, _)) => Some(start.trim().parse().ok()?),
            None => None,
        };
        let total = match total.trim() {
            "*" => None,
            total => Some(total.parse().ok()?),
        };
        Some((start, total))
    }
}

/// The request of a download where a redirect leads. On another host it says neither who asks nor
/// for which file: the address there does.
///
/// # Errors
/// [`LostKind::Protocol`] for a redirect to nowhere, or out of encryption.
pub fn redirected(mut request: Request, to: &str) -> Result<Request, Lost> {
    let protocol = |what: &str| Lost::new(LostKind::Protocol, what);
    let here = origin(&request.url).unwrap_or_default();
    let url = match origin(to) {
        Some(_) => to.to_string(),
        None if to.starts_with("//") => match here.split_once("//") {
            Some((scheme, _)) => alloc::format!("{scheme}{to}"),
            None => return Err(protocol("a redirect to nowhere")),
        },
        None if to.starts_with('/') => alloc::format!("{here}{to}"),
        None => return Err(protocol("a redirect to no address")),
    };
    if here.starts_with("https://") && !url.starts_with("https://") {
        return Err(protocol("a redirect out of encryption"));
    }
    if origin(&url) != Some(here) {
        request.headers.retain(|(name, _)| !matches!(*name, "authorization" | "share-secret"));
    }
    request.url = url;
    Ok(request)
}

/// `https://host:port` of an address.
fn origin(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..url.len() - rest.len() + host)
}

/// What the server means when it refuses a file.
pub(super) fn refused(failed: CallFailed, body: &[u8]) -> CallFailed {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Complaint {
        error: Option<String>,
        error_description: Option<String>,
    }
    let CallFailed::Refused(mut refused) = failed else { return failed };
    let complaint: Complaint = serde_json::from_slice(body).unwrap_or_default();
    refused.code = match refused.status {
        401 if refused.code == ErrorCode::TokenExpired => refused.code,
        403 if complaint.error_description.as_deref() == Some("chatfile no permission") => {
            ErrorCode::DownloadNoPermission
        }
        403 => ErrorCode::PermissionDenied,
        404 if complaint.error.as_deref() == Some("file_expired") => ErrorCode::DownloadExpired,
        500 => ErrorCode::ServerUnknown,
        _ => ErrorCode::DownloadFailed,
    };
    CallFailed::Refused(refused)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Head, Next, redirected};
    use crate::io::{LostKind, Method, Request};

    fn head(status: u16, length: Option<u64>, range: &str) -> Head {
        let range = Some(range).filter(|range| !range.is_empty()).map(Into::into);
        Head { status, length, range, ..Head::default() }
    }

    #[test]
    fn heads() {
        let body = |skip, total| Ok(Next::Body { skip, total });
        for (status, length, range, from, expected) in [
            (200, Some(10), "", 0, body(0, Some(10))),
            (200, None, "", 0, body(0, None)),
            (201, Some(10), "", 0, body(0, Some(10))),
            // The range was ignored.
            (200, Some(10), "", 4, body(4, Some(10))),
            (206, Some(6), "bytes 4-9/10", 4, body(0, Some(10))),
            (206, Some(6), "bytes 4-9/*", 4, body(0, None)),
            (416, None, "bytes */10", 10, Ok(Next::Complete)),
            (416, None, "bytes */10", 12, Ok(Next::Refused)),
            (404, Some(3), "", 0, Ok(Next::Refused)),
            (206, Some(6), "bytes 5-9/10", 4, Err(LostKind::Protocol)),
            (206, Some(6), "", 4, Err(LostKind::Protocol)),
            (206, Some(6), "bytes 0-5/6", 0, Err(LostKind::Protocol)),
            (302, None, "", 0, Err(LostKind::Protocol)),
            (200, Some(10), "", 12, Err(LostKind::Protocol)),
            (200, Some(101), "", 0, Err(LostKind::TooLarge)),
            (206, Some(1), "bytes 4-100/101", 4, Err(LostKind::TooLarge)),
        ] {
            let next = head(status, length, range).next(from, 100).map_err(|lost| lost.kind);
            assert_eq!(next, expected, "{status} {range:?} from {from}");
        }
    }

    #[test]
    fn a_redirect_takes_no_secret_to_another_host() {
        let request = Request {
            method: Method::Get,
            url: "https://rest.test/o/a/chatfiles/u?x=1".into(),
            headers: ["authorization", "share-secret", "range"]
                .map(|name| (name, "v".into()))
                .into(),
            body: Bytes::new(),
            answer_limit: 1,
        };
        let names = |to: &str| {
            let request = redirected(request.clone(), to).ok()?;
            Some((request.url, request.headers.len()))
        };
        for (to, url, headers) in [
            ("https://rest.test/x?y", "https://rest.test/x?y", 3),
            ("/x", "https://rest.test/x", 3),
            ("//oss.test/x", "https://oss.test/x", 1),
            ("https://oss.test", "https://oss.test", 1),
            ("https://rest.test.evil/x", "https://rest.test.evil/x", 1),
            ("https://rest.test:444/x", "https://rest.test:444/x", 1),
        ] {
            assert_eq!(names(to), Some((url.into(), headers)), "{to}");
        }
        for to in ["http://rest.test/x", "ftp://x/", "x", ""] {
            assert_eq!(names(to), None, "{to}");
        }
    }

    #[test]
    fn redirect() {
        let head = Head { location: Some("https://oss/x".into()), ..head(302, None, "") };
        assert_eq!(head.next(0, 1), Ok(Next::Elsewhere("https://oss/x".into())));
    }
}
