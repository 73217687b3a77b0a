//! Files: upload as a form, download by address and secret.

use bytes::Bytes;
use memchr::memmem;
use serde_json::json;

use super::ranges::ranged;
use super::reply;
use super::{Call, Response};
use crate::files::File;
use crate::server::Server;
use crate::thumbnail::grey_png;

/// Bytes of a file the vendor accepts.
const FILE_BYTES: usize = 10 << 20;

/// Bytes of an image that is its own thumbnail.
const OWN_THUMBNAIL_BYTES: usize = 10 << 10;

/// Width and height of a thumbnail when nothing else is asked for.
const THUMBNAIL: (u32, u32) = (170, 170);

/// The type of a file whose part names none.
const UNTYPED: &str = "application/octet-stream";

impl Server {
    /// `POST /chatfiles`.
    pub(super) fn upload(&mut self, call: &Call<'_>) -> Response {
        if let Err(refusal) = self.authorize_anyone(call) {
            return refusal;
        }
        let Some((content_type, bytes)) = part_named("file", call) else {
            return self.error(400, "illegal_argument", "no file in the form");
        };
        if self.config.vendor_limits && bytes.len() > FILE_BYTES {
            return self.error(413, "request_entity_too_large", "Request Entity Too Large");
        }
        self.keep_file(call, content_type, bytes)
    }

    /// Keeps a file and says where.
    pub(super) fn keep_file(
        &mut self,
        call: &Call<'_>,
        content_type: String,
        bytes: Bytes,
    ) -> Response {
        let (id, secret) = (self.random.uuid(), self.random.uuid());
        let restricted = call.header("restrict-access").or(call.query("restrict-access"));
        let about = json!({ "content-length": bytes.len(), "content-type": content_type });
        let file = File {
            bytes,
            content_type,
            secret: secret.clone(),
            restricted: restricted == Some("true"),
            expires: Some(self.now.saturating_add(self.config.file_ttl_ms)),
            thumbnail: thumbnail_size(call),
        };
        self.files.put(id.clone(), file);
        let entity = json!({
            "uuid": id, "type": "chatfile", "share-secret": secret, "file-metadata": about,
        });
        self.envelope(call, json!({ "entities": [entity] }))
    }

    /// `GET /chatfiles/{id}`: by a living token, or by the secret alone.
    pub(super) fn download(&mut self, call: &Call<'_>, id: &str) -> Response {
        let Some(file) = self.files.get(id).cloned() else {
            return self.not_found();
        };
        let secret = call.header("share-secret").or_else(|| call.query("share-secret"));
        if secret != Some(file.secret.as_str()) {
            if let Err(refusal) = self.authorize_anyone(call) {
                return refusal;
            }
            if file.restricted {
                return self.error(403, "forbidden_op", "chatfile no permission");
            }
        }
        if file.has_expired(self.now) {
            return self.error(404, "file_expired", "the file has expired");
        }
        let (content_type, bytes) = match wants_thumbnail(call, &file) {
            true => {
                let (width, height) = file.thumbnail.unwrap_or(THUMBNAIL);
                ("image/png".to_owned(), grey_png(width, height))
            }
            false => (file.content_type, file.bytes),
        };
        ranged(call, id, &content_type, &bytes)
    }
}

/// The size of thumbnail an upload asks for, in its form or, in parts, in its query.
fn thumbnail_size(call: &Call<'_>) -> Option<(u32, u32)> {
    let number = |name: &str| {
        let field = part_named(name, call).map(|(_, text)| text);
        let field = field.and_then(|text| String::from_utf8(text.to_vec()).ok());
        field.as_deref().or_else(|| call.query(name))?.trim().parse().ok()
    };
    Some((number("thumbnail-width")?, number("thumbnail-height")?))
}

/// Whether another picture is asked for. Small ones are their own thumbnails.
fn wants_thumbnail(call: &Call<'_>, file: &File) -> bool {
    let asks = |name: &str| call.query(name).or_else(|| call.header(name)) == Some("true");
    let large = file.bytes.len() > OWN_THUMBNAIL_BYTES;
    asks("vframe") || asks("thumbnail") && large && file.content_type.starts_with("image/")
}

/// A file as it was uploaded.
pub(super) fn file_of(file: &File) -> Response {
    let mut response = reply::raw(200, file.bytes.clone());
    response.headers.retain(|(name, _)| *name != "Content-Type");
    response.headers.push(("Content-Type", file.content_type.clone()));
    response
}

/// Type and bytes of a part of a `multipart/form-data` body.
pub(super) fn part_named(wanted: &str, call: &Call<'_>) -> Option<(String, Bytes)> {
    let (head, bytes) = part(wanted, call)?;
    let mut lines = head.lines();
    let typed = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("Content-Type").then(|| value.trim().to_owned())
    });
    Some((typed.unwrap_or_else(|| UNTYPED.into()), bytes))
}

/// The name a part of the form gives its file.
pub(super) fn file_name(wanted: &str, call: &Call<'_>) -> Option<String> {
    let (head, _) = part(wanted, call)?;
    let name = head.split_once("filename=\"")?.1.split('"').next()?;
    Some(name.to_owned())
}

/// Head and bytes of a part of the form.
fn part(wanted: &str, call: &Call<'_>) -> Option<(String, Bytes)> {
    let boundary = call.header("Content-Type")?.split_once("boundary=")?.1;
    let boundary = boundary.split(';').next()?.trim().trim_matches('"');
    let body = &call.request.body;
    let delimiter = format!("--{boundary}");
    let mut start = find(body, 0, delimiter.as_bytes())? + delimiter.len();
    loop {
        let head_end = find(body, start, b"\r\n\r\n")?;
        let part_start = head_end + 4;
        let part_end = find(body, part_start, format!("\r\n{delimiter}").as_bytes())?;
        let head = String::from_utf8_lossy(body.get(start..head_end)?).into_owned();
        if head.contains(&format!(" name=\"{wanted}\"")) {
            return Some((head, body.slice(part_start..part_end)));
        }
        start = part_end + 2 + delimiter.len();
    }
}

fn find(body: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    memmem::find(body.get(from..)?, wanted).map(|place| place + from)
}
