//! The official client's message objects in our words.

use easemob_core::message::bundle::{self, Bundle};
use easemob_core::message::outgoing::{
    Attachment, Command, Content, Custom, File, Image, Location, Priority, Text, Video, Voice,
};
use easemob_core::rest::files::UploadFile;
use easemob_core::{
    Address, AppKey, Attribute, GroupId, JoinOptions, LocalId, Outgoing, RoomId, ServerId,
    UnixMillis, UserId,
};
use serde_json::{Map, Value};

use super::up::APP_KEY;

/// The message as our builders say it; `None` when they cannot. Nothing of it is left out: a member
/// nobody took makes it unsayable.
pub(super) fn message(said: &Value, id: u64) -> Option<Outgoing> {
    message_with(None, said, id)
}

/// The upload a message begins with, and the length of the file.
pub(super) fn upload(said: &Value) -> Option<(UploadFile, u64)> {
    let to = recipient(&mut said.as_object()?.clone())?;
    if let Some(bundle) = bundle(said) {
        return Some((UploadFile::bundle(to), bundle.bytes.len().try_into().ok()?));
    }
    let file = &said["file"];
    let upload = UploadFile::new(to, file["filename"].as_str()?);
    Some((upload.content_type(file["type"].as_str()?), file["size"].as_u64()?))
}

/// The messages a message sends on, in a file.
fn bundle(said: &Value) -> Option<Bundle> {
    let entries = said["messageList"].as_array()?.iter().map(|entry| {
        let mut entry = entry.clone();
        let members = entry.as_object_mut()?;
        let from = UserId::new(text(members, "from")?).ok()?;
        let at = UnixMillis(members.remove("time")?.as_u64()?);
        let id = number(members, "id")?;
        message(&entry, 0)?.as_received(id, at, &from)
    });
    let messages: Vec<_> = entries.collect::<Option<_>>()?;
    bundle::write(&messages, &AppKey::parse(APP_KEY).ok()?).ok()
}

/// A message with the file that was uploaded for it.
pub(super) fn message_with(file: Option<Attachment>, said: &Value, id: u64) -> Option<Outgoing> {
    let bundle = bundle(said);
    let mut said = said.as_object()?.clone();
    let to = recipient(&mut said)?;
    let kind = text(&mut said, "type")?;
    let message = match kind.as_str() {
        "read" => {
            let read = Outgoing::read_ack(to, number(&mut said, "id")?);
            match text(&mut said, "ackContent") {
                Some(words) => read.ack_content(words),
                None => read,
            }
        }
        "delivery" => Outgoing::delivery_ack(to, number(&mut said, "ackId")?),
        "channel" => Outgoing::conversation_ack(to),
        "combine" => {
            said.retain(|member, _| !matches!(member.as_str(), "id" | "messageList"));
            // In browsers receivers see our id as the name of the file.
            let combined = bundle?.content(file?.name(id.to_string()));
            let combined = combined.title(text(&mut said, "title")?);
            let combined = combined.summary(text(&mut said, "summary")?);
            let combined = combined.compatible_text(text(&mut said, "compatibleText")?);
            Outgoing::new(to, combined)
        }
        _ => Outgoing::new(to, content(&kind, &mut said, file)?),
    };
    finished(message, said).map(|message| message.with_id(LocalId(id)))
}

/// A call of a method that sends a message.
pub(super) fn call(method: &str, args: &Value, id: u64) -> Option<Outgoing> {
    let mut said = args.as_object()?.clone();
    let message = match method {
        "recallMessage" => {
            let to = recipient(&mut said)?;
            let recall = Outgoing::recall(to, number(&mut said, "mid")?);
            finished(recall, said)?
        }
        "modifyMessage" => {
            let edited = number(&mut said, "messageId")?;
            let mut new = said.remove("modifiedMessage")?.as_object()?.clone();
            let to = recipient(&mut new)?;
            let kind = text(&mut new, "type")?;
            let edit = Outgoing::edit(to, edited, content(&kind, &mut new, None)?).ok()?;
            finished(edit, new)?
        }
        _ => return None,
    };
    Some(message.with_id(LocalId(id)))
}

/// Which room is joined, and how.
pub(super) fn room(args: &Value) -> Option<(RoomId, JoinOptions)> {
    let room = RoomId::new(args["roomId"].as_str()?).ok()?;
    let options = JoinOptions::default().ext(args["ext"].as_str().unwrap_or_default());
    Some((room, if args["leaveOtherRooms"] == true { options.leave_others() } else { options }))
}

fn recipient(said: &mut Map<String, Value>) -> Option<Address> {
    let to = text(said, "to")?;
    match text(said, "chatType").as_deref() {
        None | Some("singleChat") => Address::user(&to).ok(),
        Some("groupChat") => GroupId::new(to).ok().map(Address::from),
        Some("chatRoom") => RoomId::new(to).ok().map(Address::from),
        Some(_) => None,
    }
}

/// What a message says.
fn content(kind: &str, said: &mut Map<String, Value>, file: Option<Attachment>) -> Option<Content> {
    said.remove("id");
    if file.is_some() {
        // What the upload has told.
        said.retain(|member, _| !matches!(member.as_str(), "file" | "filename" | "file_length"));
    }
    let seconds = |said: &mut Map<String, Value>| said.remove("length")?.as_u64()?.try_into().ok();
    Some(match kind {
        "txt" => Text::new(text(said, "msg")?).into(),
        "img" => {
            let image = Image::new(file.or_else(|| attachment(said))?);
            image.size(float(said, "width")?, float(said, "height")?).into()
        }
        "audio" => Voice::new(file?, seconds(said)?).into(),
        "video" => Video::new(file?, seconds(said)?).into(),
        "file" if file.is_some() => File::new(file?).into(),
        "file" => {
            let mut body = said.remove("body")?.as_object()?.clone();
            body.remove("type");
            File::new(attachment(&mut body)?).into()
        }
        "loc" => {
            let place = Location::new(float(said, "lat")?, float(said, "lng")?);
            let place = match text(said, "addr") {
                Some(address) => place.address(address),
                None => place,
            };
            match text(said, "buildingName") {
                Some(building) => place.building(building).into(),
                None => place.into(),
            }
        }
        "cmd" => Command::new(text(said, "action")?).into(),
        "custom" => {
            let custom = Custom::new(text(said, "customEvent")?);
            match said.remove("customExts") {
                Some(exts) => exts
                    .as_array()?
                    .iter()
                    .filter_map(|pair| Some((pair[0].as_str()?, attribute(&pair[1])?)))
                    .fold(custom, |custom, (key, value)| custom.field(key, value))
                    .into(),
                None => custom.into(),
            }
        }
        _ => return None,
    })
}

fn attachment(said: &mut Map<String, Value>) -> Option<Attachment> {
    let mut file = Attachment::elsewhere(text(said, "url")?);
    if let Some(secret) = text(said, "secret") {
        file = file.secret(secret);
    }
    if let Some(name) = text(said, "filename") {
        file = file.name(name);
    }
    if let Some(bytes) = said.remove("file_length") {
        file = file.bytes(bytes.as_u64()?.try_into().ok()?);
    }
    Some(file)
}

/// Options of every message, and attributes.
fn finished(mut message: Outgoing, mut said: Map<String, Value>) -> Option<Outgoing> {
    if let Some(config) = said.remove("msgConfig") {
        message = message.group_ack(config["allowGroupAck"].as_bool()?);
    }
    if let Some(receivers) = said.remove("receiverList") {
        let names = receivers.as_array()?.iter().map(|name| UserId::new(name.as_str()?).ok());
        message = message.receivers(names.collect::<Option<Vec<_>>>()?);
    }
    if said.remove("deliverOnlineOnly") == Some(Value::Bool(true)) {
        message = message.online_only();
    }
    if said.remove("isChatThread") == Some(Value::Bool(true)) {
        message = message.in_thread();
    }
    message = match text(&mut said, "priority").as_deref() {
        None => message,
        Some("high") => message.priority(Priority::High),
        Some("normal") => message.priority(Priority::Normal),
        Some("low") => message.priority(Priority::Low),
        Some(_) => return None,
    };
    if let Some(ext) = said.remove("ext") {
        for (key, value) in ext.as_object()? {
            if let Some(value) = attribute(value) {
                message = message.ext(key.as_str(), value);
            }
        }
    }
    said.is_empty().then_some(message)
}

/// JavaScript's types in ours (messages §2.5): whole numbers that 64 bits hold are integers.
fn attribute(value: &Value) -> Option<Attribute> {
    Some(match value {
        Value::Bool(value) => Attribute::from(*value),
        Value::String(value) => Attribute::from(value.as_str()),
        Value::Number(value) => match value.as_i64() {
            Some(value) => Attribute::from(value),
            None => Attribute::from(value.as_f64().expect("a number")),
        },
        Value::Object(special) if special.contains_key("$undefined") => return None,
        Value::Object(special) if special.contains_key("$bigint") => {
            Attribute::from(special["$bigint"].as_str().expect("digits"))
        }
        Value::Object(special) if special.contains_key("$number") => {
            match special["$number"].as_str().expect("a word") {
                "Infinity" => Attribute::from(f64::INFINITY),
                word => Attribute::from(word),
            }
        }
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Attribute::json(value.to_string()).expect("JSON")
        }
    })
}

fn text(said: &mut Map<String, Value>, member: &str) -> Option<String> {
    said.remove(member).and_then(|value| value.as_str().map(Into::into))
}

fn float(said: &mut Map<String, Value>, member: &str) -> Option<f64> {
    said.remove(member)?.as_f64()
}

fn number(said: &mut Map<String, Value>, member: &str) -> Option<ServerId> {
    text(said, member)?.parse().ok().map(ServerId)
}
