//! What is uploaded, where to, and what the answer means (rest §3.1, §2.3, §2.4, §2.8).

use alloc::string::String;

use serde::Deserialize;

use super::Form;
use crate::error::{CallFailed, ErrorCode};
use crate::ids::{GroupId, RoomId};
use crate::io::Method;
use crate::message::outgoing::Attachment;
use crate::message::{Address, Chat};
use crate::rest::shared_file::SharedFile;
use crate::rest::{Answer, Draft, Endpoint, Retry};

/// Bytes a shared file may have.
const SHARED_BYTES: u64 = 10 * 1024 * 1024;

/// Something to be done with a file: its [`Endpoint`] is the form sent at once, and reads the answer.
pub trait Upload: Endpoint + Clone {
    /// Takes note of the length of the file.
    fn measure(&mut self, bytes: u64);

    /// The form around the file.
    fn form(&self) -> Form;

    /// The type of the file, if it may go in parts.
    fn in_parts(&self) -> Option<&str> {
        None
    }

    /// Writes the query that completes it when it went in parts.
    fn complete(&self, _to: &mut Draft<'_>) {}

    /// Whether `Config::own_upload` takes this out of our hands.
    fn is_attachment(&self) -> bool {
        false
    }

    /// The Web SDK's number for a refusal, where it knows one for all of them.
    fn refusal(&self) -> Option<ErrorCode> {
        Some(ErrorCode::UploadFailed)
    }
}

/// A file for a message: what is uploaded becomes the file of an
/// [`Image`](crate::message::outgoing::Image), a `Voice`, a `Video`, a `File` or a `Combined`.
///
/// With `Config::own_upload` it is refused: the application uploads by itself and sends
/// [`Attachment::elsewhere`].
#[derive(Clone, Debug, PartialEq)]
pub struct UploadFile {
    to: Address,
    name: String,
    content_type: String,
    thumbnail: Option<(u32, u32)>,
    bundle: bool,
    bytes: u64,
}

impl UploadFile {
    /// A file for a message to somebody. The name is what receivers see.
    #[must_use]
    pub fn new(to: impl Into<Address>, name: impl Into<String>) -> Self {
        let content_type = String::new();
        let (to, name) = (to.into(), name.into());
        Self { to, name, content_type, thumbnail: None, bundle: false, bytes: 0 }
    }

    /// The file of a [`bundle`](crate::message::bundle), which goes to the vendor's server even with
    /// `Config::own_upload`, for that is where receivers look for it.
    #[must_use]
    pub fn bundle(to: impl Into<Address>) -> Self {
        Self { bundle: true, ..Self::new(to, "combine").content_type("application/octet-stream") }
    }

    /// Its type, such as `image/png`. The server makes thumbnails of images and films only, which it
    /// knows by this; `application/octet-stream` if nothing is said.
    #[doc(alias = "filetype")]
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// Width and height in pixels of the thumbnail the server makes of an image; 170 × 170 if nothing
    /// is said.
    #[doc(alias = "thumbnailWidth")]
    #[doc(alias = "thumbnailHeight")]
    #[must_use]
    pub fn thumbnail(mut self, width: u32, height: u32) -> Self {
        self.thumbnail = Some((width, height));
        self
    }

    fn purpose(&self, to: &mut Draft<'_>) {
        let (chat, target) = match &self.to {
            Address::User(user) | Address::Device(user, _) => ("CHAT", user.as_str()),
            Address::Group(group) => ("GROUP", group.as_str()),
            Address::Room(room) => ("ROOM", room.as_str()),
        };
        to.query("chat-type", chat).query("chat-target", target);
    }
}

impl Upload for UploadFile {
    fn measure(&mut self, bytes: u64) {
        self.bytes = bytes;
    }

    fn form(&self) -> Form {
        let form = Form::new("file", self.name.as_str(), &self.content_type);
        match self.thumbnail {
            Some((width, height)) => {
                form.after("thumbnail-width", width).after("thumbnail-height", height)
            }
            None => form,
        }
    }

    fn in_parts(&self) -> Option<&str> {
        Some(&self.content_type)
    }

    fn complete(&self, to: &mut Draft<'_>) {
        self.purpose(to);
        if let Some((width, height)) = self.thumbnail {
            to.query("thumbnail-width", width).query("thumbnail-height", height);
        }
    }

    fn is_attachment(&self) -> bool {
        !self.bundle
    }
}

impl Endpoint for UploadFile {
    type Reply = Uploaded;

    fn name(&self) -> &'static str {
        "uploadFile"
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn retry(&self) -> Retry {
        Retry::Never
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.require(self.bytes > 0, "file", "is empty").path(["chatfiles"]);
        self.purpose(to);
    }

    fn read(&self, answer: &Answer) -> Result<Uploaded, CallFailed> {
        #[derive(Deserialize)]
        struct File {
            uuid: String,
            #[serde(rename = "share-secret")]
            secret: Option<String>,
        }
        let file: File = answer.entity()?;
        if file.uuid.is_empty() || file.uuid.contains(['/', '?', '#']) {
            return Err(answer.malformed("the id of the file is none"));
        }
        Ok(Uploaded {
            url: alloc::format!("{}/chatfiles/{}", answer.app_url(), file.uuid),
            secret: file.secret,
            name: self.name.clone(),
            bytes: self.bytes,
        })
    }
}

/// A file that lies on the vendor's server now.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Uploaded {
    /// Where: without query.
    pub url: String,
    /// Who knows this may fetch it (`share-secret`).
    pub secret: Option<String>,
    /// Its name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
}

/// The secret is not shown.
impl core::fmt::Debug for Uploaded {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { url, name, bytes, .. } = self;
        write!(f, "Uploaded({url}, {name:?}, {bytes} bytes)")
    }
}

impl From<Uploaded> for Attachment {
    fn from(file: Uploaded) -> Self {
        let attachment = Self::uploaded(file.url, file.secret.unwrap_or_default()).name(file.name);
        match u32::try_from(file.bytes) {
            Ok(bytes) => attachment.bytes(bytes),
            Err(_) => attachment,
        }
    }
}

/// A file all members of a group or a room may fetch, at most 10 MiB. They are told by the event
/// `UploadFile` of the group or room.
#[doc(alias = "uploadGroupSharedFile")]
#[doc(alias = "uploadChatRoomSharedFile")]
#[derive(Clone, Debug, PartialEq)]
pub struct ShareFile {
    with: Address,
    name: String,
    content_type: String,
    bytes: u64,
}

impl ShareFile {
    /// For the members of a group.
    #[must_use]
    pub fn in_group(group: GroupId, name: impl Into<String>) -> Self {
        Self {
            with: Address::Group(group),
            name: name.into(),
            content_type: String::new(),
            bytes: 0,
        }
    }

    /// For the members of a chat room.
    #[must_use]
    pub fn in_room(room: RoomId, name: impl Into<String>) -> Self {
        Self { with: Address::Room(room), name: name.into(), content_type: String::new(), bytes: 0 }
    }

    /// Its type, such as `application/pdf`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

impl Upload for ShareFile {
    fn measure(&mut self, bytes: u64) {
        self.bytes = bytes;
    }

    fn form(&self) -> Form {
        Form::new("file", self.name.as_str(), &self.content_type)
    }
}

impl Endpoint for ShareFile {
    type Reply = SharedFile;

    fn name(&self) -> &'static str {
        match self.with.chat() {
            Chat::Room => "uploadChatRoomSharedFile",
            _ => "uploadGroupSharedFile",
        }
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn retry(&self) -> Retry {
        Retry::Never
    }

    fn write(&self, to: &mut Draft<'_>) {
        let problem = alloc::format!("has {} bytes, 1 to {SHARED_BYTES} are allowed", self.bytes);
        to.require((1..=SHARED_BYTES).contains(&self.bytes), "file", problem);
        match &self.with {
            Address::Room(room) => to.path(["chatrooms", room.as_str()]),
            Address::Group(group) => to.path(["chatgroups", group.as_str()]),
            Address::User(_) | Address::Device(..) => to,
        };
        to.path(["share_files"]).acting();
    }

    fn read(&self, answer: &Answer) -> Result<SharedFile, CallFailed> {
        answer.data()
    }
}

/// What is said in a recording of at most 60 s.
#[doc(alias = "voiceFileToText")]
#[derive(Clone, Debug, PartialEq)]
pub struct VoiceFileToText {
    user: String,
    name: String,
    content_type: String,
    audio: Audio,
    bytes: u64,
}

/// How a recording is made; what is not said the service finds out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audio {
    /// `wav`, `mp3`, `pcm`, `amr` and the like.
    pub format: Option<String>,
    /// Samples a second.
    pub sample_rate: Option<u32>,
    /// Bits of a sample.
    pub bits_per_sample: Option<u32>,
    /// Channels.
    pub channels: Option<u32>,
}

impl VoiceFileToText {
    /// A recording by this user, who is the one logged in.
    #[must_use]
    pub fn new(user: &crate::ids::UserId, name: impl Into<String>, audio: Audio) -> Self {
        let content_type = String::new();
        Self { user: user.as_str().into(), name: name.into(), content_type, audio, bytes: 0 }
    }

    /// Its type, such as `audio/wav`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }
}

impl Upload for VoiceFileToText {
    fn measure(&mut self, bytes: u64) {
        self.bytes = bytes;
    }

    fn form(&self) -> Form {
        let Audio { format, sample_rate, bits_per_sample, channels } = &self.audio;
        let mut form = Form::new("file", self.name.as_str(), &self.content_type);
        form = form.before("username", &self.user);
        if let Some(format) = format {
            form = form.before("audio.format", format);
        }
        let numbers = [
            ("audio.sampleRate", sample_rate),
            ("audio.bitsPerSample", bits_per_sample),
            ("audio.channels", channels),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                form = form.before(name, value);
            }
        }
        form
    }

    fn refusal(&self) -> Option<ErrorCode> {
        None
    }
}

impl Endpoint for VoiceFileToText {
    type Reply = String;

    fn name(&self) -> &'static str {
        "voiceFileToText"
    }

    fn method(&self) -> Method {
        Method::Post
    }

    /// It leaves nothing behind.
    fn retry(&self) -> Retry {
        Retry::Safe
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.require(self.bytes > 0, "file", "is empty").speech().path(["speech", "recognitions"]);
    }

    fn read(&self, answer: &Answer) -> Result<String, CallFailed> {
        #[derive(Deserialize)]
        struct Heard {
            text: String,
        }
        answer.data::<Heard>().map(|heard| heard.text)
    }
}

/// What the server means when it refuses a file: the Web SDK knows one number for it (rest oddity
/// 20: for anything but 400 not even that). A token that has ended is told apart.
pub(super) fn refused(failed: CallFailed, code: Option<ErrorCode>) -> CallFailed {
    match (failed, code) {
        (CallFailed::Refused(mut refused), Some(code))
            if refused.code != ErrorCode::TokenExpired =>
        {
            refused.code = code;
            CallFailed::Refused(refused)
        }
        (failed, _) => failed,
    }
}
