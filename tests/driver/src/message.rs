//! Messages from the options of the Web SDK's `message.create` (messages §2).

mod attribute;
mod combine;
mod content;
pub(crate) mod file;

use bytes::Bytes;
use easemob_core::message::outgoing::{Attachment, Priority};
use easemob_core::rest::files::UploadFile;
use easemob_core::{Address, AppKey, Chat, GroupId, LocalId, Outgoing, RoomId, ServerId, UserId};
use serde_json::value::RawValue;

use crate::json::{Members, string, whole};
use crate::problem::Problem;
use attribute::attributes;
use content::content;

/// What a message is built from: options of `message.create`, or what that made of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `id` of a read receipt is the message that was read; ours is drawn by the client.
    Options,
    /// `id` is ours, `ackId` the message that was read.
    Created,
}

/// Builds the message.
pub(crate) fn outgoing(json: &RawValue, form: Form) -> Result<Outgoing, Problem> {
    outgoing_with(None, json, form)
}

/// Builds the message with the file that was uploaded for it.
pub(crate) fn outgoing_with(
    file: Option<Attachment>,
    json: &RawValue,
    form: Form,
) -> Result<Outgoing, Problem> {
    let fields = Members::parse(json.get())
        .map_err(|_| Problem::InvalidMessage("a message is an object".into()))?;
    let own_id = match form {
        Form::Options => None,
        Form::Created => Some(LocalId(id(&fields, &["id"])?)),
    };
    let message = built(&fields, form, file)?;
    Ok(match own_id {
        Some(id) => message.with_id(id),
        None => message,
    })
}

fn built(fields: &Members<'_>, form: Form, file: Option<Attachment>) -> Result<Outgoing, Problem> {
    let kind = text(fields, "type")?;
    let to = address(fields)?;
    let read_fields: &[&str] = if form == Form::Created { &["ackId"] } else { &["id", "ackId"] };
    let message = match kind.as_str() {
        "read" => {
            let message = Outgoing::read_ack(to, ServerId(id(fields, read_fields)?));
            match fields.get("ackContent").and_then(string) {
                Some(words) => message.ack_content(words),
                None => message,
            }
        }
        "delivery" => Outgoing::delivery_ack(to, ServerId(id(fields, &["ackId", "id"])?)),
        "channel" => Outgoing::conversation_ack(to),
        kind => Outgoing::new(to, content(kind, fields, file)?),
    };
    with_options(message, fields)
}

/// The file a message of `me` comes with, and what it is for. A message that could not be sent is
/// found before anything is uploaded.
pub(crate) fn upload(
    json: &RawValue,
    me: &UserId,
    app_key: &AppKey,
) -> Result<Option<(UploadFile, Bytes)>, Problem> {
    let Ok(fields) = Members::parse(json.get()) else { return Ok(None) };
    let upload = match combine::bundle(&fields, me, app_key)? {
        Some(bundle) => Some((UploadFile::bundle(address(&fields)?), bundle.bytes)),
        None => attached(&fields)?,
    };
    if upload.is_some() {
        let somewhere = Attachment::uploaded("https://to.be.uploaded", "");
        outgoing_with(Some(somewhere), json, Form::Options)?;
    }
    Ok(upload)
}

/// The upload of `file`.
fn attached(fields: &Members<'_>) -> Result<Option<(UploadFile, Bytes)>, Problem> {
    let Some((name, content_type, bytes)) = file::file(fields)? else { return Ok(None) };
    let mut what = UploadFile::new(address(fields)?, name).content_type(content_type);
    if text(fields, "type")? == "img"
        && let (Some(width), Some(height)) =
            (fields.get("thumbnailWidth"), fields.get("thumbnailHeight"))
        && let (Some(width), Some(height)) = (whole(width), whole(height))
        && let (Ok(width), Ok(height)) = (width.try_into(), height.try_into())
    {
        what = what.thumbnail(width, height);
    }
    Ok(Some((what, bytes.into())))
}

/// What a text is to be translated to before it is sent: `msgConfig.languages`.
pub(crate) fn languages(json: &RawValue) -> Result<Vec<String>, Problem> {
    let config = Members::parse(json.get()).ok().and_then(|fields| fields.get("msgConfig"));
    let Some(config) = config.and_then(|config| Members::parse(config.get()).ok()) else {
        return Ok(Vec::new());
    };
    match config.get("languages") {
        None => Ok(Vec::new()),
        Some(list) => serde_json::from_str(list.get())
            .map_err(|_| wrong("msgConfig.languages must be a list of texts")),
    }
}

/// What `recallMessage` is given.
pub(crate) fn recall(args: &RawValue) -> Result<Outgoing, Problem> {
    let fields = members(args)?;
    let message = Outgoing::recall(address(&fields)?, ServerId(id(&fields, &["mid"])?));
    let words = fields.get("ext").and_then(string).unwrap_or_default();
    with_reach(message.recall_words(words), &fields)
}

/// What `modifyMessage` is given. The new message has an id of ours, or gets one.
pub(crate) fn edit(args: &RawValue) -> Result<Outgoing, Problem> {
    let fields = members(args)?;
    let edited = ServerId(id(&fields, &["messageId"])?);
    let new = fields.get("modifiedMessage");
    let new = new.ok_or_else(|| wrong("Missing required parameter: \"modifiedMessage\""))?;
    let new = members(new)?;
    let kind = text(&new, "type")?;
    let edit = Outgoing::edit(address(&new)?, edited, content(&kind, &new, None)?);
    let edit = with_options(edit.map_err(|invalid| Problem::of(&invalid))?, &new)?;
    Ok(match new.get("id").and_then(whole) {
        Some(id) => edit.with_id(LocalId(id)),
        None => edit,
    })
}

fn members(json: &RawValue) -> Result<Members<'_>, Problem> {
    Members::parse(json.get()).map_err(|_| wrong("a message is an object"))
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::InvalidMessage(what.into())
}

fn text(fields: &Members<'_>, name: &str) -> Result<String, Problem> {
    let value = fields.get(name);
    let value = value.ok_or_else(|| wrong(format!("Missing required parameter: {name:?}")))?;
    serde_json::from_str(value.get()).map_err(|error| {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        wrong(format!("{name} must be a text: {said}"))
    })
}

fn id(fields: &Members<'_>, names: &[&str]) -> Result<u64, Problem> {
    let name = names.first().copied().unwrap_or_default();
    let value = names.iter().find_map(|name| fields.get(name));
    let value = value.ok_or_else(|| wrong(format!("Missing required parameter: {name:?}")))?;
    let id = whole(value).filter(|id| *id != 0);
    id.ok_or_else(|| wrong(format!("{name} is {}: it must be a 64-bit number", value.get())))
}

fn address(fields: &Members<'_>) -> Result<Address, Problem> {
    let to = text(fields, "to")?;
    if to.is_empty() {
        return Err(wrong("Missing required parameter: \"to\""));
    }
    let chat = fields.get("chatType").and_then(string).unwrap_or_default().to_ascii_lowercase();
    match chat.as_str() {
        "groupchat" => {
            let name = to.split('/').next().unwrap_or_default();
            let group = GroupId::new(name).map_err(|invalid| wrong(invalid.to_string()))?;
            Ok(Address::Group(group))
        }
        "chatroom" => {
            let name = to.split('/').next().unwrap_or_default();
            let room = RoomId::new(name).map_err(|invalid| wrong(invalid.to_string()))?;
            Ok(Address::Room(room))
        }
        _ => Address::user(&to).map_err(|invalid| wrong(invalid.to_string())),
    }
}

/// Options of every message. What the Web SDK ignores for a kind of conversation is ignored here.
fn with_options(message: Outgoing, fields: &Members<'_>) -> Result<Outgoing, Problem> {
    let mut message = with_reach(message, fields)?;
    if let Some(config) = fields.get("msgConfig")
        && message.content().is_some()
    {
        let config = Members::parse(config.get());
        let config = config.map_err(|_| wrong("msgConfig must be an object"))?;
        if message.to().chat() == Chat::Group {
            message = message.group_ack(truth(&config, "allowGroupAck"));
        }
    }
    Ok(match fields.get("ext") {
        Some(ext) => message.with_ext(attributes(ext, "ext")?),
        None => message,
    })
}

fn with_reach(mut message: Outgoing, fields: &Members<'_>) -> Result<Outgoing, Problem> {
    let chat = message.to().chat();
    if chat != Chat::Single
        && let Some(list) = fields.get("receiverList")
    {
        let names: Vec<String> = serde_json::from_str(list.get())
            .map_err(|_| wrong("receiverList must be a list of texts"))?;
        let users = names.into_iter().map(UserId::new).collect::<Result<Vec<_>, _>>();
        message = message.receivers(users.map_err(|invalid| wrong(invalid.to_string()))?);
    }
    if truth(fields, "deliverOnlineOnly") {
        message = message.online_only();
    }
    if chat == Chat::Group && truth(fields, "isChatThread") {
        message = message.in_thread();
    }
    if chat == Chat::Room {
        message = message.priority(match fields.get("priority").and_then(string).as_deref() {
            Some("high") => Priority::High,
            Some("low") => Priority::Low,
            _ => Priority::Normal,
        });
    }
    Ok(message)
}

fn truth(fields: &Members<'_>, name: &str) -> bool {
    fields.get(name).is_some_and(|value| !matches!(value.get(), "false" | "0" | "\"\""))
}
