//! What a message says, from the fields of its type (messages §2.8).

use easemob_core::error::WhyNotSent;
use easemob_core::message::bundle::MESSAGES_MAX;
use easemob_core::message::outgoing::{
    Attachment, Combined, Command, Content, Custom, File, Image, Location, Text, Video, Voice,
};
use serde_json::value::RawValue;

use super::attribute::attributes;
use super::{members, text, truth, wrong};
use crate::json::{Members, string};
use crate::problem::Problem;

/// `file` is what was uploaded for it.
pub(super) fn content(
    kind: &str,
    fields: &Members<'_>,
    file: Option<Attachment>,
) -> Result<Content, Problem> {
    let attached = || file.clone().map_or_else(|| attachment(fields), Ok);
    Ok(match kind {
        "txt" => Text::new(text(fields, "msg")?).into(),
        "img" => {
            let (width, height) = (number(fields, "width")?, number(fields, "height")?);
            let image = Image::new(attached()?);
            let image = image.size(width.unwrap_or_default(), height.unwrap_or_default());
            if truth(fields, "isGif") { image.gif().into() } else { image.into() }
        }
        "audio" => Voice::new(attached()?, seconds(fields)?).into(),
        "video" => Video::new(attached()?, seconds(fields)?).into(),
        "file" => File::new(attached()?).into(),
        "loc" => location(fields)?.into(),
        "cmd" => Command::new(text(fields, "action")?).into(),
        "custom" => custom(fields)?.into(),
        "combine" => combined(fields, file)?.into(),
        other => return Err(wrong(format!("type {other:?} is none of the Web SDK's"))),
    })
}

/// The file of a message among those sent on; its address is the one shown, with all it needs.
pub(super) fn shown(fields: &Members<'_>) -> Result<Option<Attachment>, Problem> {
    let kind = fields.get("type").and_then(string).unwrap_or_default();
    if !matches!(kind.as_str(), "img" | "audio" | "video" | "file" | "combine") {
        return Ok(None);
    }
    let body = fields.get("body").and_then(|body| Members::parse(body.get()).ok());
    let inside = body.as_ref().unwrap_or(fields);
    let file = Attachment::elsewhere(text(inside, "url")?);
    let file = secret(inside).into_iter().fold(file, Attachment::secret);
    named(file, inside).map(Some)
}

/// A file that lies somewhere: described in `body`, or by the message itself.
fn attachment(fields: &Members<'_>) -> Result<Attachment, Problem> {
    if let Some(body) = fields.get("body") {
        let body = Members::parse(body.get()).map_err(|_| wrong("body must be an object"))?;
        return described(&body);
    }
    described(fields)
}

fn described(fields: &Members<'_>) -> Result<Attachment, Problem> {
    let url = text(fields, "url")?;
    let file = match secret(fields) {
        Some(secret) => Attachment::uploaded(url, secret),
        None => Attachment::elsewhere(url),
    };
    named(file, fields)
}

fn secret(fields: &Members<'_>) -> Option<String> {
    fields.get("secret").and_then(string).filter(|secret| !secret.is_empty())
}

/// The file with what is said of it besides its address.
fn named(mut file: Attachment, fields: &Members<'_>) -> Result<Attachment, Problem> {
    let name = fields.get("filename").and_then(string).filter(|name| !name.is_empty());
    if let Some(name) = name {
        file = file.name(name);
    }
    if let Some(bytes) = whole_number(fields, "file_length")? {
        file = file.bytes(bytes);
    }
    Ok(file)
}

/// Numeric text is a number, as in the Web SDK.
fn seconds(fields: &Members<'_>) -> Result<u32, Problem> {
    let inside = fields.get("body").and_then(|body| Members::parse(body.get()).ok());
    let length = whole_number(fields, "length")?;
    let length = match (length, &inside) {
        (None, Some(body)) => whole_number(body, "length")?,
        (length, _) => length,
    };
    Ok(length.unwrap_or_default())
}

fn location(fields: &Members<'_>) -> Result<Location, Problem> {
    let degrees = |name: &str| {
        let missing = || wrong(format!("Missing required parameter: {name:?}"));
        number(fields, name)?.ok_or_else(missing)
    };
    let mut place = Location::new(degrees("lat")?, degrees("lng")?);
    if let Some(address) = fields.get("addr").and_then(string) {
        place = place.address(address);
    }
    if let Some(building) = fields.get("buildingName").and_then(string) {
        place = place.building(building);
    }
    Ok(place)
}

fn custom(fields: &Members<'_>) -> Result<Custom, Problem> {
    let custom = Custom::new(text(fields, "customEvent")?);
    let Some(exts) = fields.get("customExts") else { return Ok(custom) };
    let exts = attributes(exts, "customExts")?;
    let pairs = exts.iter().map(|(key, value)| (key.to_owned(), value.clone()));
    Ok(pairs.fold(custom, |custom, (key, value)| custom.field(key, value)))
}

fn combined(fields: &Members<'_>, file: Option<Attachment>) -> Result<Combined, Problem> {
    let mut level = whole_number(fields, "combineLevel")?.unwrap_or(1);
    for message in messages(fields)?.unwrap_or_default() {
        let message = members(message)?;
        let bundle = message.get("type").and_then(string).as_deref() == Some("combine");
        let inner = whole_number(&message, "combineLevel")?.unwrap_or(u32::from(bundle));
        level = level.max(inner.saturating_add(1));
    }
    let file = match file {
        Some(file) => file,
        None if fields.get("url").is_some() => described(fields)?,
        None => return Err(wrong("Missing required parameter: \"messageList\"")),
    };
    let said = |name: &str| fields.get(name).and_then(string).unwrap_or_default();
    let bundle = Combined::new(file).level(level.try_into().unwrap_or(u8::MAX));
    let bundle = bundle.title(said("title")).summary(said("summary"));
    Ok(bundle.compatible_text(said("compatibleText")))
}

/// The messages to be sent on, if they are given: one at least, and not too many.
pub(super) fn messages<'a>(fields: &Members<'a>) -> Result<Option<Vec<&'a RawValue>>, Problem> {
    let Some(list) = fields.get("messageList") else { return Ok(None) };
    let list: Vec<&RawValue> =
        serde_json::from_str(list.get()).map_err(|_| wrong("messageList must be a list"))?;
    if list.is_empty() || list.len() > MESSAGES_MAX {
        let (field, count, limit) = ("combined messages", list.len(), MESSAGES_MAX);
        return Err(Problem::of(WhyNotSent::TooMany { field, count, limit }));
    }
    Ok(Some(list))
}

/// A number, or text that is one.
fn number(fields: &Members<'_>, name: &str) -> Result<Option<f64>, Problem> {
    let Some(value) = fields.get(name) else { return Ok(None) };
    let digits = string(value).unwrap_or_else(|| value.get().to_owned());
    let number = digits.trim().parse().map_err(|_| wrong(format!("{name} must be a number")))?;
    Ok(Some(number))
}

fn whole_number(fields: &Members<'_>, name: &str) -> Result<Option<u32>, Problem> {
    let Some(number) = number(fields, name)? else { return Ok(None) };
    let fits = (0.0..=f64::from(u32::MAX)).contains(&number);
    if !fits {
        return Err(wrong(format!("{name} must be a number of 32 bits")));
    }
    Ok(Some(number as u32))
}
