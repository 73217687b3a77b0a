//! What a message says (messages §3.5).

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::message::Body;
use crate::message::incoming::{Attachment, Combined, Image, UnknownContent, Video};
use crate::web::attributes::{Ext, Raw};
use crate::web::json::{Float, Hex};

/// The Web SDK's `type` of it.
pub(super) const fn kind(body: &Body) -> &'static str {
    match body {
        Body::Text(_) => "txt",
        Body::Image(_) => "img",
        Body::Video(_) => "video",
        Body::Voice(_) => "audio",
        Body::File(_) => "file",
        Body::Location(_) => "loc",
        Body::Command(_) => "cmd",
        Body::Custom(_) => "custom",
        Body::Combined(_) => "combine",
        Body::Unknown(_) => "x-unknown",
    }
}

/// Its own members.
pub(super) fn write<M: SerializeMap>(body: &Body, map: &mut M) -> Result<(), M::Error> {
    match body {
        Body::Text(text) => map.serialize_entry("msg", &**text),
        Body::Image(image) => write_image(image, map),
        Body::Video(video) => write_video(video, map),
        Body::Voice(file) | Body::File(file) => write_file(file, map),
        Body::Location(place) => {
            map.serialize_entry("lat", &Number(place.latitude))?;
            map.serialize_entry("lng", &Number(place.longitude))?;
            map.serialize_entry("addr", &*place.address)?;
            map.serialize_entry("buildingName", &*place.building)
        }
        Body::Command(command) => {
            map.serialize_entry("action", &*command.action)?;
            // The Web SDK reads those of old clients only in custom messages.
            match command.params.is_empty() {
                true => Ok(()),
                false => map.serialize_entry("x-params", &Ext(&command.params)),
            }
        }
        Body::Custom(custom) => {
            map.serialize_entry("customEvent", &*custom.event)?;
            map.serialize_entry("params", &Ext(&custom.params))?;
            map.serialize_entry("customExts", &Ext(&custom.exts))
        }
        Body::Combined(combined) => write_combined(combined, map),
        Body::Unknown(unknown) if unknown.number == UnknownContent::JSON => {
            let json = core::str::from_utf8(&unknown.bytes).unwrap_or_default();
            map.serialize_entry("content", &Raw(json))
        }
        Body::Unknown(unknown) => {
            map.serialize_entry("number", &unknown.number)?;
            map.serialize_entry("content", &Hex(&unknown.bytes))
        }
    }
}

fn write_image<M: SerializeMap>(image: &Image, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("url", &*image.file.url)?;
    map.serialize_entry("secret", &*image.file.secret)?;
    // Left out by the Web SDK (messages oddity 18).
    if !image.file.name.is_empty() {
        map.serialize_entry("filename", &*image.file.name)?;
    }
    map.serialize_entry("file_length", &image.file.size)?;
    map.serialize_entry("width", &Number(image.width))?;
    map.serialize_entry("height", &Number(image.height))?;
    map.serialize_entry("thumb", &*image.thumbnail)?;
    map.serialize_entry("thumb_secret", &*image.file.secret)?;
    if image.gif {
        map.serialize_entry("isGif", &true)?;
    }
    Ok(())
}

fn write_video<M: SerializeMap>(video: &Video, map: &mut M) -> Result<(), M::Error> {
    write_file(&video.file, map)?;
    map.serialize_entry("thumb", &*video.thumbnail)?;
    map.serialize_entry("thumb_secret", &*video.thumbnail_secret)
}

/// Without the login token that the Web SDK puts in here (messages oddity 19).
fn write_file<M: SerializeMap>(file: &Attachment, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("url", &*file.url)?;
    map.serialize_entry("secret", &*file.secret)?;
    map.serialize_entry("file", &Nothing)?;
    map.serialize_entry("filename", &*file.name)?;
    map.serialize_entry("length", &file.seconds)?;
    map.serialize_entry("file_length", &file.size)?;
    map.serialize_entry("filetype", "")
}

fn write_combined<M: SerializeMap>(combined: &Combined, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("title", &*combined.title)?;
    map.serialize_entry("summary", &*combined.summary)?;
    map.serialize_entry("url", &*combined.file.url)?;
    map.serialize_entry("secret", &*combined.file.secret)?;
    map.serialize_entry("file_length", &combined.file.size)?;
    map.serialize_entry("filename", &*combined.file.name)?;
    map.serialize_entry("compatibleText", &*combined.fallback)?;
    map.serialize_entry("combineLevel", &combined.level)
}

/// Bodies after the first, each with its type.
pub(super) struct More<'a>(pub(super) &'a [Body]);

impl Serialize for More<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for body in self.0 {
            list.serialize_element(&One(body))?;
        }
        list.end()
    }
}

struct One<'a>(&'a Body);

impl Serialize for One<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", kind(self.0))?;
        write(self.0, &mut map)?;
        map.end()
    }
}

/// An object without members.
struct Nothing;

impl Serialize for Nothing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_map(Some(0))?.end()
    }
}

/// A number of JavaScript's: a whole one has no point.
struct Number(f64);

impl Serialize for Number {
    #[expect(clippy::cast_possible_truncation, reason = "only where nothing is cut off")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = self.0 as i32;
        if f64::from(whole) == self.0 {
            serializer.serialize_i32(whole)
        } else {
            Float(self.0).serialize(serializer)
        }
    }
}
