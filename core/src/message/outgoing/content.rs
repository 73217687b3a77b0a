//! What a message says: one type a kind, with the fields that kind has (messages §2.8).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytestring::ByteString;

use crate::message::incoming::shown;
use crate::message::{Attribute, Attributes};

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
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub(super) url: String,
    pub(super) secret: Option<String>,
    pub(super) name: Option<String>,
    pub(super) bytes: Option<u32>,
    pub(super) own: bool,
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
}

/// Neither the secret nor the query, which may hold it, is shown.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, name, bytes, own, .. } = self;
        f.debug_struct("Attachment")
            .field("url", &shown(url))
            .field("name", name)
            .field("bytes", bytes)
            .field("own", own)
            .finish_non_exhaustive()
    }
}

/// An image.
#[doc(alias = "img")]
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub(super) file: Attachment,
    pub(super) size: (f64, f64),
    pub(super) gif: bool,
}

impl Image {
    /// The image in this file.
    #[must_use]
    pub fn new(file: impl Into<Attachment>) -> Self {
        Self { file: file.into(), size: (0.0, 0.0), gif: false }
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
    pub(super) file: Attachment,
    pub(super) seconds: u32,
}

impl Voice {
    /// The recording in this file, and how long it is in seconds (at most 2^31 - 1).
    #[doc(alias = "length")]
    #[must_use]
    pub fn new(file: impl Into<Attachment>, seconds: u32) -> Self {
        Self { file: file.into(), seconds }
    }
}

/// A film. Its thumbnail is its first picture, which the vendor's server makes of what was
/// uploaded there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    pub(super) file: Attachment,
    pub(super) seconds: u32,
}

impl Video {
    /// The film in this file, and how long it is in seconds (at most 2^31 - 1).
    #[doc(alias = "length")]
    #[must_use]
    pub fn new(file: impl Into<Attachment>, seconds: u32) -> Self {
        Self { file: file.into(), seconds }
    }
}

/// Any file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub(super) file: Attachment,
}

impl File {
    /// This file.
    #[must_use]
    pub fn new(file: impl Into<Attachment>) -> Self {
        Self { file: file.into() }
    }
}

/// A place.
#[doc(alias = "loc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) address: Option<String>,
    pub(super) building: Option<String>,
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
    pub(super) action: String,
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
    pub(super) event: String,
    pub(super) exts: Attributes,
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

/// A bundle of messages, as a file that holds them (messages §2.10). The module
/// [`bundle`](crate::message::bundle) makes the file.
#[doc(alias = "combine")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Combined {
    pub(super) file: Attachment,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) compatible: String,
    pub(super) level: u8,
}

impl Combined {
    /// How deep bundles may lie in each other.
    pub const LEVEL_MAX: u8 = 10;

    /// The bundle in this file.
    #[must_use]
    pub fn new(file: impl Into<Attachment>) -> Self {
        let empty = String::new;
        Self { file: file.into(), title: empty(), summary: empty(), compatible: empty(), level: 1 }
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

#[cfg(test)]
mod tests {
    use super::{Attachment, File};
    use crate::ids::UserId;
    use crate::message::Outgoing;

    #[test]
    fn secrets_of_files_are_not_shown() {
        for file in [
            Attachment::uploaded("https://h/o/a/chatfiles/f", "hush"),
            Attachment::elsewhere("https://h/o/a/chatfiles/f?share-secret=hush").secret("hush"),
        ] {
            let to = UserId::new("bob").expect("a user");
            let shown = alloc::format!("{:?}", Outgoing::new(to, File::new(file.name("f.png"))));
            assert!(
                shown.contains("https://h/o/a/chatfiles/f") && shown.contains("f.png"),
                "{shown}"
            );
            assert!(!shown.contains("hush"), "{shown}");
        }
    }
}
