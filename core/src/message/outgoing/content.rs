//! What a message says: one type a kind, with the fields that kind has (messages §2.8).

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bytestring::ByteString;

use super::Problem;
use crate::message::{Attribute, Attributes};
use crate::wire::{self, ContentSize, ContentSubType, ContentType};

/// What a message says: any of the types of this module converts into it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    Text(Text),
    /// An image.
    Image(Image),
    /// Recorded speech.
    Voice(Voice),
    /// A film.
    Video(Video),
    /// Any file.
    File(File),
    /// A place.
    Location(Location),
    /// Something for the other program, not for its user.
    Command(Command),
    /// Something of the application's own.
    Custom(Custom),
    /// A bundle of messages.
    Combined(Combined),
}

macro_rules! content_from {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Content {
            fn from(content: $kind) -> Self {
                Self::$kind(content)
            }
        }
    )*};
}
content_from!(Text, Image, Voice, Video, File, Location, Command, Custom, Combined);

/// A text. Empty text is allowed, as it is on the wire.
#[doc(alias = "txt")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub(super) text: ByteString,
    pub(super) translations: Vec<(String, String)>,
}

impl Text {
    /// These words.
    #[must_use]
    pub fn new(text: impl Into<ByteString>) -> Self {
        Self { text: text.into(), translations: Vec::new() }
    }

    /// Adds what it is in another language, under the code of that language such as `en`. The
    /// Web SDK asks the vendor's REST interface for these; here the application gives them.
    #[doc(alias = "translations")]
    #[doc(alias = "languages")]
    #[must_use]
    pub fn translation(mut self, code: impl Into<String>, text: impl Into<String>) -> Self {
        self.translations.push((code.into(), text.into()));
        self
    }
}

/// A file that lies on a server already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    url: String,
    secret: Option<String>,
    name: Option<String>,
    bytes: Option<u32>,
    own: bool,
}

impl Attachment {
    /// A file on the vendor's server: its URL without query, and the `share-secret` of the answer
    /// to the upload.
    #[doc(alias = "remotePath")]
    #[must_use]
    pub fn uploaded(url: impl Into<String>, secret: impl Into<String>) -> Self {
        let secret = Some(secret.into());
        Self { url: url.into(), secret, name: None, bytes: None, own: false }
    }

    /// A file on a server of the application's own: receivers take the URL as it is.
    #[doc(alias = "useOwnUploadFun")]
    #[doc(alias = "url")]
    #[must_use]
    pub fn elsewhere(url: impl Into<String>) -> Self {
        Self { url: url.into(), secret: None, name: None, bytes: None, own: true }
    }

    /// What is needed to fetch it.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Its name.
    #[doc(alias = "filename")]
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Its length in bytes, at most 2^31 - 1. The vendor's servers take 10 MiB by default.
    #[doc(alias = "file_length")]
    #[must_use]
    pub fn bytes(mut self, bytes: u32) -> Self {
        self.bytes = Some(bytes);
        self
    }

    fn check(&self) -> Result<(), Problem> {
        if self.url.is_empty() {
            return Err(Problem::invalid("attachment", "has no URL"));
        }
        match self.bytes {
            Some(bytes) if i32::try_from(bytes).is_err() => {
                Err(Problem::invalid("attachment", "is longer than 2^31 - 1 bytes"))
            }
            _ => Ok(()),
        }
    }

    fn fill(&self, kind: ContentType) -> wire::Content {
        wire::Content {
            kind: Some(kind as i32),
            display_name: self.name.clone(),
            remote_path: Some(self.url.clone()),
            secret_key: self.secret.clone(),
            file_length: self.bytes.map(u32::cast_signed),
            thumbnail_display_name: self.name.clone(),
            ..wire::Content::default()
        }
    }
}

/// An image.
#[doc(alias = "img")]
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    file: Attachment,
    size: (f64, f64),
    gif: bool,
}

impl Image {
    /// The image in this file.
    #[must_use]
    pub fn new(file: Attachment) -> Self {
        Self { file, size: (0.0, 0.0), gif: false }
    }

    /// Its width and height in pixels; 0, the default, when they are not known.
    #[doc(alias = "width")]
    #[doc(alias = "height")]
    #[must_use]
    pub fn size(mut self, width: f64, height: f64) -> Self {
        self.size = (width, height);
        self
    }

    /// It moves.
    #[doc(alias = "isGif")]
    #[must_use]
    pub fn gif(mut self) -> Self {
        self.gif = true;
        self
    }
}

/// Recorded speech.
#[doc(alias = "audio")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    file: Attachment,
    seconds: u32,
}

impl Voice {
    /// The recording in this file, and how long it is in seconds (at most 2^31 - 1).
    #[doc(alias = "length")]
    #[must_use]
    pub fn new(file: Attachment, seconds: u32) -> Self {
        Self { file, seconds }
    }
}

/// A film. Its thumbnail is its first picture, which the vendor's server makes of what was
/// uploaded there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    file: Attachment,
    seconds: u32,
}

impl Video {
    /// The film in this file, and how long it is in seconds (at most 2^31 - 1).
    #[doc(alias = "length")]
    #[must_use]
    pub fn new(file: Attachment, seconds: u32) -> Self {
        Self { file, seconds }
    }
}

/// Any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    file: Attachment,
}

impl File {
    /// This file.
    #[must_use]
    pub fn new(file: Attachment) -> Self {
        Self { file }
    }
}

/// A place.
#[doc(alias = "loc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    latitude: f64,
    longitude: f64,
    address: Option<String>,
    building: Option<String>,
}

impl Location {
    /// A place by its latitude (-90 to 90) and longitude (-180 to 180) in degrees.
    #[doc(alias = "lat")]
    #[doc(alias = "lng")]
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Self {
        Self { latitude, longitude, address: None, building: None }
    }

    /// Its address in words.
    #[doc(alias = "addr")]
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// The name of the building.
    #[doc(alias = "buildingName")]
    #[must_use]
    pub fn building(mut self, name: impl Into<String>) -> Self {
        self.building = Some(name.into());
        self
    }
}

/// Something for the other program, not for its user. Arguments travel as attributes of the
/// message. Commands can be neither recalled nor edited.
#[doc(alias = "cmd")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    action: String,
}

impl Command {
    /// This is to be done.
    #[must_use]
    pub fn new(action: impl Into<String>) -> Self {
        Self { action: action.into() }
    }
}

/// Something of the application's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Custom {
    event: String,
    exts: Attributes,
}

impl Custom {
    /// This happened.
    #[doc(alias = "customEvent")]
    #[must_use]
    pub fn new(event: impl Into<String>) -> Self {
        Self { event: event.into(), exts: Attributes::new() }
    }

    /// Adds a field of it. Clients on other platforms read only strings.
    #[doc(alias = "customExts")]
    #[must_use]
    pub fn field(mut self, key: impl Into<ByteString>, value: impl Into<Attribute>) -> Self {
        self.exts.set(key, value);
        self
    }
}

/// A bundle of messages, as a file that holds them (messages §2.10).
#[doc(alias = "combine")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combined {
    file: Attachment,
    title: String,
    summary: String,
    compatible: String,
    level: u8,
}

impl Combined {
    /// How deep bundles may lie in each other.
    pub const LEVEL_MAX: u8 = 10;

    /// The bundle in this file.
    #[must_use]
    pub fn new(file: Attachment) -> Self {
        let empty = String::new;
        Self { file, title: empty(), summary: empty(), compatible: empty(), level: 1 }
    }

    /// Its title.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// What it is about.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<String>) -> Self {
        self.summary = summary.into();
        self
    }

    /// What a client shows that does not know bundles.
    #[doc(alias = "compatibleText")]
    #[must_use]
    pub fn compatible_text(mut self, text: impl Into<String>) -> Self {
        self.compatible = text.into();
        self
    }

    /// One more than the highest level among the messages in it: 1, the default, when no bundle is
    /// among them; at most [`Combined::LEVEL_MAX`].
    #[doc(alias = "combineLevel")]
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }
}

impl Content {
    pub(super) fn as_text(&self) -> Option<&Text> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether more of it than its attributes may be changed later.
    pub(super) fn is_editable(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Custom(_))
    }

    pub(super) fn check(&self) -> Result<(), Problem> {
        let duration = |seconds: u32| match i32::try_from(seconds) {
            Ok(_) => Ok(()),
            Err(_) => Err(Problem::invalid("duration", "is longer than 2^31 - 1 seconds")),
        };
        match self {
            Self::Text(_) | Self::Command(_) | Self::Custom(_) => Ok(()),
            Self::Image(Image { file, size: (width, height), .. }) => {
                let sound = |n: f64| n.is_finite() && n >= 0.0;
                if !sound(*width) || !sound(*height) {
                    return Err(Problem::invalid("size", "must be finite and not negative"));
                }
                file.check()
            }
            Self::Voice(Voice { file, seconds }) | Self::Video(Video { file, seconds }) => {
                duration(*seconds)?;
                file.check()
            }
            Self::File(File { file }) => file.check(),
            Self::Location(Location { latitude, longitude, .. }) => {
                if !(-90.0..=90.0).contains(latitude) {
                    return Err(Problem::invalid("latitude", "must be -90 to 90 degrees"));
                }
                if !(-180.0..=180.0).contains(longitude) {
                    return Err(Problem::invalid("longitude", "must be -180 to 180 degrees"));
                }
                Ok(())
            }
            Self::Combined(Combined { file, level, .. }) => {
                if *level == 0 {
                    return Err(Problem::invalid("level", "begins with 1"));
                }
                if *level > Combined::LEVEL_MAX {
                    return Err(Problem::TooMany {
                        field: "levels of bundles",
                        count: usize::from(*level),
                        limit: usize::from(Combined::LEVEL_MAX),
                    });
                }
                file.check()
            }
        }
    }

    pub(super) fn to_wire(&self) -> wire::Content {
        match self {
            Self::Text(Text { text, .. }) => wire::Content {
                kind: Some(ContentType::Text as i32),
                text: Some(text.to_string()),
                ..wire::Content::default()
            },
            Self::Image(Image { file, size: (width, height), gif }) => wire::Content {
                size: Some(ContentSize { width: Some(*width), height: Some(*height) }),
                sub_type: gif.then_some(ContentSubType::Gif as i32),
                ..file.fill(ContentType::Image)
            },
            Self::Voice(Voice { file, seconds }) => wire::Content {
                duration: Some(seconds.cast_signed()),
                ..file.fill(ContentType::Voice)
            },
            Self::Video(Video { file, seconds }) => {
                let (path, secret) = if file.own {
                    (String::new(), Some(String::new()))
                } else {
                    (format!("{}?vframe=true", file.url), file.secret.clone())
                };
                wire::Content {
                    duration: Some(seconds.cast_signed()),
                    thumbnail_remote_path: Some(path),
                    thumbnail_secret_key: secret,
                    ..file.fill(ContentType::Video)
                }
            }
            Self::File(File { file }) => file.fill(ContentType::File),
            Self::Location(Location { latitude, longitude, address, building }) => wire::Content {
                kind: Some(ContentType::Location as i32),
                latitude: Some(*latitude),
                longitude: Some(*longitude),
                address: address.clone(),
                building_name: building.clone(),
                ..wire::Content::default()
            },
            Self::Command(Command { action }) => wire::Content {
                kind: Some(ContentType::Command as i32),
                action: Some(action.clone()),
                ..wire::Content::default()
            },
            Self::Custom(Custom { event, exts }) => wire::Content {
                kind: Some(ContentType::Custom as i32),
                custom_event: Some(event.clone()),
                custom_exts: exts.to_wire(),
                ..wire::Content::default()
            },
            Self::Combined(bundle) => bundle.to_wire(),
        }
    }

    /// What an edit repeats of it: an attachment stays as it is, so its fields are left out.
    pub(super) fn to_wire_edited(&self) -> wire::Content {
        let whole = self.to_wire();
        match self {
            Self::Image(_) | Self::Voice(_) | Self::Video(_) | Self::File(_) => wire::Content {
                kind: whole.kind,
                sub_type: whole.sub_type,
                ..wire::Content::default()
            },
            Self::Combined(_) => wire::Content {
                display_name: None,
                remote_path: None,
                secret_key: None,
                file_length: None,
                ..whole
            },
            _ => whole,
        }
    }
}

impl Combined {
    /// A bundle is a text to clients that do not know it.
    fn to_wire(&self) -> wire::Content {
        let Self { file, title, summary, compatible, level } = self;
        let path = match &file.secret {
            _ if file.own => file.url.clone(),
            Some(secret) => format!("{}?em-redirect=true&share-secret={secret}", file.url),
            None => file.url.to_owned() + "?em-redirect=true",
        };
        wire::Content {
            text: Some(compatible.clone()),
            remote_path: Some(path),
            thumbnail_display_name: None,
            sub_type: Some(ContentSubType::Combine as i32),
            title: Some(title.clone()),
            summary: Some(summary.clone()),
            combine_level: Some(i32::from(*level)),
            ..file.fill(ContentType::Text)
        }
    }
}
