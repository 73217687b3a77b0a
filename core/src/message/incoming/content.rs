//! What a message says: one body for each `Content` (messages §2.8, §3.5).

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;
use bytestring::ByteString;

use super::Reader;
use super::url::{Source, locate, shown, thumbnail};
use crate::message::Attributes;
use crate::wire::view::{Content, ContentSize, Text, View as _};
use crate::wire::{ContentSubType, ContentType};

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// A text.
    #[doc(alias = "txt")]
    Text(ByteString),
    /// An image.
    #[doc(alias = "img")]
    Image(Image),
    /// A video.
    Video(Video),
    /// A voice message.
    #[doc(alias = "audio")]
    Voice(Voice),
    /// A file of any kind.
    File(Attachment),
    /// A place.
    #[doc(alias = "loc")]
    Location(Location),
    /// An order for the program rather than for its user.
    #[doc(alias = "cmd")]
    Command(Command),
    /// Whatever the application wants.
    Custom(Custom),
    /// A bundle of forwarded messages.
    #[doc(alias = "combine")]
    Combined(Combined),
    /// Content of a type this version has no name for.
    Unknown(UnknownContent),
}

impl Body {
    /// The text, of a message that is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A file that lies on a server.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// Where to fetch it, empty when the sender did not say. It holds no token: one's own goes
    /// into the `Authorization` header, and only to the REST host, for a sender may name any other.
    pub url: ByteString,
    /// What else the server asks of who fetches it; part of `url` where that is the vendor's.
    pub secret: ByteString,
    /// Its name.
    #[doc(alias = "filename")]
    pub name: ByteString,
    /// Its size in bytes, 0 when the sender did not say.
    #[doc(alias = "file_length")]
    pub size: u32,
    /// How long it plays, in seconds; 0 for what does not.
    #[doc(alias = "length")]
    pub seconds: u32,
}

/// Neither the secret nor the query, which holds it, is shown.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, name, size, seconds, .. } = self;
        f.debug_struct("Attachment")
            .field("url", &shown(url))
            .field("name", name)
            .field("size", size)
            .field("seconds", seconds)
            .finish_non_exhaustive()
    }
}

/// An image.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Image {
    /// The image itself.
    pub file: Attachment,
    /// Where to fetch a small one; empty when there is none. The secret is the image's.
    #[doc(alias = "thumb")]
    pub thumbnail: ByteString,
    /// Pixels, 0 when the sender did not say.
    pub width: f64,
    /// Pixels, 0 when the sender did not say.
    pub height: f64,
    /// It moves.
    #[doc(alias = "isGif")]
    pub gif: bool,
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, thumbnail, width, height, gif } = self;
        f.debug_struct("Image")
            .field("file", file)
            .field("thumbnail", &shown(thumbnail))
            .field("width", width)
            .field("height", height)
            .field("gif", gif)
            .finish()
    }
}

/// A video.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Video {
    /// The video itself.
    pub file: Attachment,
    /// Where to fetch a picture of it; empty when there is none.
    #[doc(alias = "thumb")]
    pub thumbnail: ByteString,
    /// The secret of that picture.
    #[doc(alias = "thumb_secret")]
    pub thumbnail_secret: ByteString,
    /// Pixels, 0 when the sender did not say.
    pub width: f64,
    /// Pixels, 0 when the sender did not say.
    pub height: f64,
}

impl fmt::Debug for Video {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, thumbnail, width, height, .. } = self;
        f.debug_struct("Video")
            .field("file", file)
            .field("thumbnail", &shown(thumbnail))
            .field("width", width)
            .field("height", height)
            .finish_non_exhaustive()
    }
}

/// A voice message: a file, and how long it plays.
pub type Voice = Attachment;

/// A place.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Location {
    /// Degrees north.
    #[doc(alias = "lat")]
    pub latitude: f64,
    /// Degrees east.
    #[doc(alias = "lng")]
    pub longitude: f64,
    /// Its address.
    #[doc(alias = "addr")]
    pub address: ByteString,
    /// What stands there.
    #[doc(alias = "buildingName")]
    pub building: ByteString,
}

/// An order for the program.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Command {
    /// What to do.
    pub action: ByteString,
    /// Arguments, as old clients send them; others use [`Message::ext`](super::Message::ext).
    pub params: Attributes,
}

/// Whatever the application wants.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Custom {
    /// What happened.
    #[doc(alias = "customEvent")]
    pub event: ByteString,
    /// Its details.
    #[doc(alias = "customExts")]
    pub exts: Attributes,
    /// Its details, as old clients send them.
    pub params: Attributes,
}

/// A bundle of forwarded messages.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Combined {
    /// What it is called.
    pub title: ByteString,
    /// What is in it, in short.
    pub summary: ByteString,
    /// What clients show that know no bundles.
    #[doc(alias = "compatibleText")]
    pub fallback: ByteString,
    /// How deep bundles lie in bundles; 1 holds none.
    #[doc(alias = "combineLevel")]
    pub level: u32,
    /// The messages.
    pub file: Attachment,
}

/// Content of a type this version has no name for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownContent {
    /// Its type number; [`UnknownContent::JSON`] where the message came as JSON.
    pub number: i32,
    /// The content as it came, a `MessageBody.Content` or JSON.
    pub bytes: Bytes,
}

impl UnknownContent {
    /// The number of content in JSON, which has a name instead.
    pub const JSON: i32 = -1;
}

/// Whether content is part of a streamed text.
pub(super) fn is_streamed(content: &Content<'_>) -> bool {
    content.sub_type == Some(ContentSubType::Stream as i32)
}

/// Reads contents from their bytes, whose texts are slices of `of`.
pub(super) fn read_all<'a>(
    contents: impl Iterator<Item = &'a [u8]>,
    of: &Bytes,
    reader: Reader<'_>,
) -> Vec<Body> {
    let body = |raw| read(&Content::read(raw).unwrap_or_default(), raw, of, reader);
    contents.map(body).collect()
}

/// Reads a content. `raw` is what it was read from, `of` what its texts are slices of.
pub(super) fn read(content: &Content<'_>, raw: &[u8], of: &Bytes, reader: Reader<'_>) -> Body {
    let number = content.kind.unwrap_or_default();
    let Ok(kind) = ContentType::try_from(number) else {
        return Body::Unknown(UnknownContent { number, bytes: of.slice_ref(raw) });
    };
    match kind {
        ContentType::Text if content.sub_type != Some(ContentSubType::Combine as i32) => {
            Body::Text(text(content.text, of))
        }
        // Both spellings: its own type, and a text that old clients can show.
        ContentType::Text | ContentType::Combine => Body::Combined(combined(content, of, reader)),
        ContentType::Image => Body::Image(image(content, of, reader)),
        ContentType::Video => Body::Video(video(content, of, reader)),
        ContentType::Voice => Body::Voice(attachment(content, of, reader, Source::Sender)),
        ContentType::File => Body::File(attachment(content, of, reader, Source::Sender)),
        ContentType::Location => Body::Location(Location {
            latitude: content.latitude.unwrap_or_default(),
            longitude: content.longitude.unwrap_or_default(),
            address: text(content.address, of),
            building: text(content.building_name, of),
        }),
        ContentType::Command => Body::Command(Command {
            action: text(content.action, of),
            params: Attributes::from_wire(content.params, of),
        }),
        ContentType::Custom => Body::Custom(Custom {
            event: text(content.custom_event, of),
            exts: Attributes::from_wire(content.custom_exts, of),
            params: Attributes::from_wire(content.params, of),
        }),
    }
}

fn image(content: &Content<'_>, of: &Bytes, reader: Reader<'_>) -> Image {
    let (width, height) = pixels(content.size);
    let gif = content.sub_type == Some(ContentSubType::Gif as i32);
    let file = attachment(content, of, reader, Source::Sender);
    Image { thumbnail: thumbnail(&file.url, reader), file, width, height, gif }
}

fn video(content: &Content<'_>, of: &Bytes, reader: Reader<'_>) -> Video {
    let (width, height) = pixels(content.size);
    let path = content.thumbnail_remote_path.unwrap_or_default();
    Video {
        thumbnail: locate(path.as_str(), None, reader, Source::Sender),
        thumbnail_secret: text(content.thumbnail_secret_key, of),
        file: attachment(content, of, reader, Source::Sender),
        width,
        height,
    }
}

fn combined(content: &Content<'_>, of: &Bytes, reader: Reader<'_>) -> Combined {
    Combined {
        title: text(content.title, of),
        summary: text(content.summary, of),
        fallback: text(content.text, of),
        level: natural(content.combine_level),
        // Clients upload it to the vendor's server even where the application has its own.
        file: attachment(content, of, reader, Source::Vendor),
    }
}

fn attachment(content: &Content<'_>, of: &Bytes, reader: Reader<'_>, source: Source) -> Attachment {
    let secret = text(content.secret_key, of);
    let path = content.remote_path.unwrap_or_default();
    Attachment {
        url: locate(path.as_str(), Some(&secret), reader, source),
        secret,
        name: text(content.display_name, of),
        size: natural(content.file_length),
        seconds: natural(content.duration),
    }
}

fn pixels(size: Option<ContentSize>) -> (f64, f64) {
    let size = size.unwrap_or_default();
    (size.width.unwrap_or_default(), size.height.unwrap_or_default())
}

/// A count; a negative one says nothing.
fn natural(number: Option<i32>) -> u32 {
    number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

fn text(text: Option<Text<'_>>, of: &Bytes) -> ByteString {
    text.unwrap_or_default().kept(of)
}

#[cfg(test)]
mod tests {
    use super::{Attachment, Body, Image, Video};

    #[test]
    fn secrets_of_files_are_not_shown() {
        let url = "https://h/o/a/chatfiles/f?share-secret=hush&thumbnail=true";
        let file = Attachment {
            url: url.into(),
            secret: "hush".into(),
            name: "f.png".into(),
            ..Attachment::default()
        };
        let image = Image { file: file.clone(), thumbnail: url.into(), ..Image::default() };
        let video = Video {
            file: file.clone(),
            thumbnail: url.into(),
            thumbnail_secret: "hush".into(),
            ..Video::default()
        };
        for body in [Body::File(file), Body::Image(image), Body::Video(video)] {
            let shown = alloc::format!("{body:?}");
            assert!(
                shown.contains("https://h/o/a/chatfiles/f") && shown.contains("f.png"),
                "{shown}"
            );
            assert!(!shown.contains("hush"), "{shown}");
        }
    }
}
