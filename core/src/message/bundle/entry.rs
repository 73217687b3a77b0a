//! A message as a meta again: the way back of what [`Reader::meta`](crate::message::Reader::meta)
//! does, with the addresses of files as they are shown.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use prost::Message as _;

use crate::error::WhyNotSent as Problem;
use crate::ids::AppKey;
use crate::message::incoming::{
    Attachment, Combined, Command, Custom, Image, Location, Translation, Video,
};
use crate::message::{Attributes, Body, Chat, Message};
use crate::wire::{
    BodyType, Content, ContentSize, ContentSubType, ContentType, GROUP_DOMAIN, Jid, MessageBody,
    Meta, Namespace, RouteType, USER_DOMAIN,
};

pub(super) fn meta(message: &Message, app_key: &AppKey) -> Result<Meta, Problem> {
    check(&message.ext)?;
    let (kind, domain) = match message.chat {
        Chat::Single => (BodyType::Chat, USER_DOMAIN),
        Chat::Group => (BodyType::Groupchat, GROUP_DOMAIN),
        Chat::Room => (BodyType::Chatroom, GROUP_DOMAIN),
    };
    let name = |name: &str| Jid { name: Some(name.to_string()), ..Jid::default() };
    let contents: Result<Vec<Content>, Problem> =
        core::iter::once(&message.body).chain(&message.more).map(content).collect();
    let body = MessageBody {
        kind: Some(kind as i32),
        from: Some(name(&message.from.name)),
        to: Some(name(&message.to.name)),
        contents: contents?,
        ext: message.ext.to_wire(),
        meta: translations(&message.translations),
        ..MessageBody::default()
    };
    let to = Jid {
        app_key: Some(app_key.as_str().to_string()),
        domain: Some(domain.to_string()),
        ..name(&message.to.name)
    };
    let priority = (message.chat == Chat::Room).then(|| message.priority.unwrap_or_default());
    Ok(Meta {
        id: Some(message.id.0),
        to: Some(to),
        timestamp: Some(message.sent_at.0),
        ns: Some(Namespace::Chat as i32),
        payload: Some(body.encode_to_vec().into()),
        routetype: Some(RouteType::All as i32),
        ext: priority.map_or_else(Vec::new, |priority| vec![priority.to_wire()]),
        ..Meta::default()
    })
}

fn check(attributes: &Attributes) -> Result<(), Problem> {
    attributes.check().map_err(|problem| Problem::invalid("messages", problem))
}

/// `MessageBody.meta`, with each translation as it came.
fn translations(all: &[Translation]) -> Option<String> {
    let all: Vec<&str> = all.iter().map(|one| &*one.json).collect();
    (!all.is_empty()).then(|| alloc::format!("{{\"translations\":[{}]}}", all.join(",")))
}

fn content(body: &Body) -> Result<Content, Problem> {
    Ok(match body {
        Body::Text(text) => Content {
            kind: Some(ContentType::Text as i32),
            text: Some(text.to_string()),
            ..Content::default()
        },
        Body::Image(Image { file, width, height, gif, .. }) => Content {
            size: size(*width, *height),
            sub_type: gif.then_some(ContentSubType::Gif as i32),
            ..attached(ContentType::Image, file)
        },
        Body::Video(Video { file, thumbnail, thumbnail_secret, width, height }) => Content {
            thumbnail_remote_path: said(thumbnail),
            thumbnail_secret_key: said(thumbnail_secret),
            size: size(*width, *height),
            ..attached(ContentType::Video, file)
        },
        Body::Voice(file) => attached(ContentType::Voice, file),
        Body::File(file) => attached(ContentType::File, file),
        Body::Location(Location { latitude, longitude, address, building }) => Content {
            kind: Some(ContentType::Location as i32),
            latitude: Some(*latitude),
            longitude: Some(*longitude),
            address: said(address),
            building_name: said(building),
            ..Content::default()
        },
        Body::Command(Command { action, params }) => {
            check(params)?;
            Content {
                kind: Some(ContentType::Command as i32),
                action: Some(action.to_string()),
                params: params.to_wire(),
                ..Content::default()
            }
        }
        Body::Custom(Custom { event, exts, params }) => {
            check(exts).and_then(|()| check(params))?;
            Content {
                kind: Some(ContentType::Custom as i32),
                custom_event: Some(event.to_string()),
                custom_exts: exts.to_wire(),
                params: params.to_wire(),
                ..Content::default()
            }
        }
        Body::Combined(Combined { title, summary, fallback, level, file }) => Content {
            text: Some(fallback.to_string()),
            sub_type: Some(ContentSubType::Combine as i32),
            title: Some(title.to_string()),
            summary: Some(summary.to_string()),
            combine_level: i32::try_from(*level).ok(),
            ..attached(ContentType::Text, file)
        },
        Body::Unknown(_) => {
            return Err(Problem::invalid("messages", "hold content of an unknown type"));
        }
    })
}

fn attached(kind: ContentType, file: &Attachment) -> Content {
    let count = |count: u32| i32::try_from(count).ok().filter(|count| *count > 0);
    Content {
        kind: Some(kind as i32),
        remote_path: said(&file.url),
        secret_key: said(&file.secret),
        display_name: said(&file.name),
        file_length: count(file.size),
        duration: count(file.seconds),
        ..Content::default()
    }
}

fn size(width: f64, height: f64) -> Option<ContentSize> {
    let known = width != 0.0 || height != 0.0;
    known.then_some(ContentSize { width: Some(width), height: Some(height) })
}

fn said(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_string())
}
