//! The wire form of contents, and whether they make sense.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};

use super::Problem;
use super::content::{
    Attachment, Combined, Command, Content, Custom, File, Image, Location, Text, Video, Voice,
};
use crate::wire::{self, ContentSize, ContentSubType, ContentType};

impl Attachment {
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
            Self::Text(_) | Self::Command(_) => Ok(()),
            Self::Custom(Custom { exts, .. }) => {
                exts.check().map_err(|problem| Problem::invalid("field", problem))
            }
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
