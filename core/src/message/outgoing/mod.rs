//! A message to be sent, and its wire form (messages §2).
//!
//! [`Outgoing::new`] takes any of the contents here; receipts, recalls and edits have constructors
//! of their own. What cannot be sent is refused by [`Client::send`](crate::Client::send), with the
//! message and the reason.

mod content;
mod deed;
mod encode;
mod options;
mod recall_edit;
mod receipts;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use bytes::Bytes;
use bytestring::ByteString;
use prost::Message as _;

pub use content::{
    Attachment, Combined, Command, Content, Custom, File, Image, Location, Text, Video, Voice,
};
pub(crate) use deed::Deed;
pub use options::Priority;
pub(crate) use receipts::receipt;

use super::{Address, Attribute, Attributes, Chat, Interpreted, Message, Reader, interpret};
use crate::error::{Layer, WhyNotSent as Problem};
use crate::ids::{AppKey, Delivery, LocalId, ServerId, UserId};
use crate::time::UnixMillis;
use crate::wire::{
    self, BodyType, EditScope, Jid, MessageBody, MessageConfig, Meta, Namespace, view,
};
use options::Options;

/// A message to be sent: what [`Client::send`](crate::Client::send) takes.
///
/// ```
/// use easemob_core::message::outgoing::{Attachment, Image};
/// use easemob_core::{Outgoing, UserId};
///
/// let bob = UserId::new("bob")?;
/// let text = Outgoing::text(bob.clone(), "hello").ext("priority", 3);
/// let file = Attachment::elsewhere("https://files.test/p.png").name("p.png").bytes(4_711);
/// let image = Outgoing::new(bob, Image::new(file).size(640.0, 480.0));
/// # Ok::<(), easemob_core::error::InvalidId>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    to: Address,
    kind: Kind,
    /// `None` when the application gave none, which an edit must tell from an empty list.
    ext: Option<Attributes>,
    options: Options,
    id: Option<LocalId>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Content(Content),
    ReadAck { message: ServerId, content: Option<String> },
    DeliverAck { message: ServerId },
    ConversationAck,
    Recall { message: ServerId, words: Option<String> },
    Edit { message: ServerId, content: Content },
}

impl Kind {
    /// Whether it is a message, new or changed, and no receipt or recall.
    fn is_content(&self) -> bool {
        matches!(self, Self::Content(_) | Self::Edit { .. })
    }

    /// The message it is about.
    fn about(&self) -> Option<ServerId> {
        match self {
            Self::ReadAck { message, .. }
            | Self::DeliverAck { message }
            | Self::Recall { message, .. }
            | Self::Edit { message, .. } => Some(*message),
            Self::Content(_) | Self::ConversationAck => None,
        }
    }
}

static NO_ATTRIBUTES: Attributes = Attributes::empty();

impl Outgoing {
    fn of(to: Address, kind: Kind) -> Self {
        Self { to, kind, ext: None, options: Options::default(), id: None }
    }

    /// A message that says this.
    #[must_use]
    pub fn new(to: impl Into<Address>, content: impl Into<Content>) -> Self {
        Self::of(to.into(), Kind::Content(content.into()))
    }

    /// A text. Empty text is allowed, as it is on the wire.
    #[doc(alias = "txt")]
    #[must_use]
    pub fn text(to: impl Into<Address>, text: impl Into<ByteString>) -> Self {
        Self::new(to, Text::new(text))
    }

    /// Adds an attribute; see [`Attribute`] for the types.
    #[must_use]
    pub fn ext(mut self, key: impl Into<ByteString>, value: impl Into<Attribute>) -> Self {
        self.ext.get_or_insert_default().set(key, value);
        self
    }

    /// Adds to a text what it is in another language: [`Text::translation`]. Without effect on
    /// anything else.
    #[must_use]
    pub fn translation(mut self, code: impl Into<String>, text: impl Into<String>) -> Self {
        if let Kind::Content(Content::Text(it)) = &mut self.kind {
            it.translations.push((code.into(), text.into()));
        }
        self
    }

    /// Gives these attributes instead of any given before. An edit with an empty list takes the
    /// message's away.
    #[must_use]
    pub fn with_ext(mut self, ext: Attributes) -> Self {
        self.ext = Some(ext);
        self
    }

    /// Uses this id instead of a fresh one: for an application that keeps its own outbox and must
    /// not send twice what it sent before a restart. Not 0; unique among this user's messages.
    #[must_use]
    pub fn with_id(mut self, id: LocalId) -> Self {
        self.id = (id.0 != 0).then_some(id);
        self
    }

    /// Whom it is for.
    #[must_use]
    pub fn to(&self) -> &Address {
        &self.to
    }

    /// What it says, or what an edit makes a message say; `None` for receipts and recalls.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        match &self.kind {
            Kind::Content(content) | Kind::Edit { content, .. } => Some(content),
            _ => None,
        }
    }

    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        self.content().and_then(Content::as_text).map(|text| &*text.text)
    }

    /// The message an edit changes.
    #[must_use]
    pub fn edits(&self) -> Option<ServerId> {
        match &self.kind {
            Kind::Edit { message, .. } => Some(*message),
            _ => None,
        }
    }

    /// The application's attributes.
    #[must_use]
    pub fn attributes(&self) -> &Attributes {
        self.ext.as_ref().unwrap_or(&NO_ATTRIBUTES)
    }

    pub(crate) fn id(&self) -> Option<LocalId> {
        self.id
    }

    /// Whether it can be sent: everything that depends on nothing but the message itself.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.kind.about() == Some(ServerId(0)) {
            return Err(Problem::invalid("message", "is 0, which is no id of the server's"));
        }
        self.attributes().check().map_err(|problem| Problem::invalid("ext", problem))?;
        match &self.kind {
            Kind::Content(content) => content.check()?,
            Kind::Edit { content, .. } => self.check_edit(content)?,
            _ => {}
        }
        self.check_options()
    }

    /// The encoded payload: what [`Outgoing::meta`] carries and the bounds count.
    pub(crate) fn payload(&self, from: &UserId) -> Vec<u8> {
        self.body(from).encode_to_vec()
    }

    fn body(&self, from: &UserId) -> MessageBody {
        let chat = self.to.chat();
        let mut body = MessageBody {
            from: Some(bare(from.as_str())),
            to: Some(bare(self.to.name())),
            contents: vec![wire::Content::default()],
            ext: self.attributes().to_wire(),
            msg_config: self.options.group_ack.map(config),
            meta: self.body_meta(),
            ..MessageBody::default()
        };
        body.kind = Some(match &self.kind {
            Kind::Content(content) => {
                body.contents = vec![content.to_wire()];
                match chat {
                    Chat::Single => BodyType::Chat,
                    Chat::Group => BodyType::Groupchat,
                    Chat::Room => BodyType::Chatroom,
                }
            }
            Kind::ReadAck { message, content } => {
                body.ack_message_id = Some(message.0);
                if chat == Chat::Group {
                    body.msg_config = Some(config(true));
                    body.ack_content.clone_from(content);
                }
                BodyType::ReadAck
            }
            Kind::DeliverAck { message } => {
                body.ack_message_id = Some(message.0);
                BodyType::DeliverAck
            }
            Kind::ConversationAck => BodyType::ChannelAck,
            Kind::Recall { message, .. } => {
                body.ack_message_id = Some(message.0);
                BodyType::Recall
            }
            Kind::Edit { message, content } => {
                body.contents = vec![content.to_wire_edited()];
                body.edit_message_id = Some(message.0);
                let scope =
                    if self.ext.is_some() { EditScope::BodyAndExt } else { EditScope::Body };
                body.edit_scope = Some(scope as i32);
                BodyType::Edit
            }
        } as i32);
        body
    }

    /// `MessageBody.meta`: JSON text, only when there is something to say.
    fn body_meta(&self) -> Option<String> {
        let translations = self.content().and_then(Content::as_text).map(|t| &t.translations);
        let translations = translations.filter(|translations| !translations.is_empty());
        let mut json = String::from("{");
        if let Some(translations) = translations {
            json.push_str("\"translations\":[");
            for (index, (code, text)) in translations.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                let (code, text) = (quoted(code), quoted(text));
                json.push_str(&alloc::format!("{comma}{{\"code\":{code},\"text\":{text}}}"));
            }
            json.push(']');
        }
        if self.options.in_thread {
            json.push_str(if translations.is_some() { ",\"thread\":{}" } else { "\"thread\":{}" });
        }
        json.push('}');
        (json.len() > 2).then_some(json)
    }

    /// The message as its receivers read it, an edit as the message it leaves behind: for lists of
    /// what was said, and for [bundles](crate::message::bundle). `None` for receipts and recalls,
    /// which say nothing of their own.
    ///
    /// `id` and `at` are what [`Outcome::Sent`](crate::Outcome::Sent) says.
    #[must_use]
    pub fn as_received(&self, id: ServerId, at: UnixMillis, from: &UserId) -> Option<Box<Message>> {
        let content = Kind::Content(self.content()?.clone());
        let whole = Self { kind: content, ..self.clone() };
        let meta = Meta {
            id: Some(id.0),
            timestamp: Some(at.0),
            ..whole.meta(LocalId(0), &AppKey::unknown(), whole.payload(from))
        };
        let reader = Reader {
            user: from.as_str(),
            resource: "",
            rest: "",
            own_upload: true,
            replaced_contents: false,
        };
        let bytes = Bytes::from(meta.encode_to_vec());
        match interpret(&view::read(Layer::Meta, &bytes).ok()?, &bytes, reader, Delivery(0)) {
            Ok(Interpreted::Message(message, _)) => Some(message),
            _ => None,
        }
    }

    /// The wire form under `id` (TX-2): no sender in the meta, names only in the body.
    pub(crate) fn meta(&self, id: LocalId, app_key: &AppKey, payload: Vec<u8>) -> Meta {
        Meta {
            id: Some(id.0),
            to: Some(self.to.jid(app_key)),
            ns: Some(Namespace::Chat as i32),
            payload: Some(payload.into()),
            routetype: Some(self.route_type() as i32),
            ext: self.meta_ext(),
            directed_users: self.directed_users(),
            ..Meta::default()
        }
    }
}

fn bare(name: &str) -> Jid {
    Jid { name: Some(name.to_string()), ..Jid::default() }
}

fn config(wanted: bool) -> MessageConfig {
    MessageConfig { allow_group_ack: Some(wanted) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
