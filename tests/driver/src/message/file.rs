//! The file a message comes with: `{filename, type}` with its bytes as `base64`, or so many of them
//! as `size` says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

use crate::json::{Members, string, whole};
use crate::problem::Problem;

use super::wrong;

/// Bytes of a file of which nothing else is said.
const SIZE: u64 = 16;

/// Bytes of the largest file that is made up.
const SIZE_MAX: u64 = 256 << 20;

/// Name, type and bytes of the file to upload; `None` for a message without one, or whose file
/// lies somewhere already.
pub(super) fn file(fields: &Members<'_>) -> Result<Option<(String, String, Vec<u8>)>, Problem> {
    let located = fields.get("url").is_some() || fields.get("body").is_some();
    let kind = fields.get("type").and_then(string).unwrap_or_default();
    let carries = matches!(kind.as_str(), "img" | "audio" | "video" | "file");
    let Some(file) = fields.get("file").filter(|_| carries && !located) else { return Ok(None) };
    let (name, content_type, bytes) = described(file)?;
    let name = name.or_else(|| fields.get("filename").and_then(string));
    Ok(Some((name.unwrap_or_default(), content_type, bytes)))
}

/// Name, type and bytes of a file.
pub(crate) fn described(file: &RawValue) -> Result<(Option<String>, String, Vec<u8>), Problem> {
    let file = Members::parse(file.get()).map_err(|_| wrong("file must be an object"))?;
    let content_type = file.get("type").and_then(string).unwrap_or_default();
    let bytes = match (file.get("base64"), file.get("size")) {
        (Some(text), _) => {
            let text = string(text).ok_or_else(|| wrong("file.base64 must be a text"))?;
            STANDARD.decode(text).map_err(|error| wrong(format!("file.base64: {error}")))?
        }
        (None, Some(size)) => {
            let size = whole(size).filter(|size| *size <= SIZE_MAX);
            made_up(size.ok_or_else(|| wrong("file.size must be a number up to 268435456"))?)
        }
        (None, None) => made_up(SIZE),
    };
    Ok((file.get("filename").and_then(string), content_type, bytes))
}

fn made_up(size: u64) -> Vec<u8> {
    vec![0x61; usize::try_from(size).unwrap_or_default()]
}
