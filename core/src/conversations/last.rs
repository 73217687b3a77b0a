//! What was said last.

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use crate::ids::ServerId;
use crate::message::{Body, Edit, Message};
use crate::time::UnixMillis;

/// What was said last in a conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LastMessage {
    /// The server's id.
    pub id: ServerId,
    /// When the server took it.
    #[doc(alias = "time")]
    pub sent_at: UnixMillis,
    /// Who said it.
    pub from: String,
    /// A line of it: the beginning of a text, the name of a file, the address of a place, the event
    /// of a custom message. Empty for what has none.
    pub preview: String,
    /// The message, unless it came from where the list was kept.
    #[serde(skip)]
    pub message: Option<Box<Message>>,
}

impl LastMessage {
    /// How many characters a preview has at most.
    pub const PREVIEW: usize = 200;

    pub(super) fn new(message: &Message) -> Self {
        Self {
            id: message.id,
            sent_at: message.sent_at,
            from: message.from.name.to_string(),
            preview: preview(&message.body),
            message: Some(Box::new(message.clone())),
        }
    }

    /// When it was said; among messages of one millisecond, in the order of the server's ids.
    pub(super) fn when(&self) -> (UnixMillis, ServerId) {
        (self.sent_at, self.id)
    }

    /// Takes what an edit says, and keeps what it does not: sender, time, and attributes it left
    /// alone.
    pub(super) fn edit(&mut self, edited: &Message, with_ext: bool) {
        self.preview = preview(&edited.body);
        let Some(message) = &mut self.message else { return };
        message.body = edited.body.clone();
        message.more.clone_from(&edited.more);
        message.translations.clone_from(&edited.translations);
        if edited.edited.is_some() {
            message.edited.clone_from(&edited.edited);
        }
        if with_ext {
            message.ext = edited.ext.clone();
        }
    }

    /// The same, as an event tells it.
    pub(super) fn edited(&mut self, edit: &Edit) {
        self.edit(&edit.message, edit.with_ext);
    }
}

fn preview(body: &Body) -> String {
    let text: &str = match body {
        Body::Text(text) => text,
        Body::Image(image) => &image.file.name,
        Body::Video(video) => &video.file.name,
        Body::Voice(voice) => &voice.name,
        Body::File(file) => &file.name,
        Body::Location(place) => &place.address,
        Body::Custom(custom) => &custom.event,
        Body::Combined(combined) => &combined.title,
        Body::Command(_) | Body::Unknown(_) => "",
    };
    text.chars().take(LastMessage::PREVIEW).collect()
}
