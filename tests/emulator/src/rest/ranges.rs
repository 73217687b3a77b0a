//! A part of a file, for downloads that go on where they broke off.

use bytes::Bytes;

use super::{Call, Response, reply};

/// The bytes a call asks for: all of them, or the range it names.
pub(super) fn ranged(call: &Call<'_>, tag: &str, content_type: &str, bytes: &Bytes) -> Response {
    let tag = format!("\"{tag}\"");
    let fresh = call.header("If-Range").is_none_or(|known| known == tag);
    let range = call.header("Range").filter(|_| fresh).and_then(|range| read(range, bytes.len()));
    let (status, shown, range) = match range {
        None => (200, bytes.clone(), None),
        Some(Some((start, end))) => {
            let range = format!("bytes {start}-{}/{}", end - 1, bytes.len());
            (206, bytes.slice(start..end), Some(range))
        }
        Some(None) => (416, Bytes::new(), Some(format!("bytes */{}", bytes.len()))),
    };
    let mut response = reply::raw(status, shown);
    response.headers.retain(|(name, _)| *name != "Content-Type");
    response.headers.extend([
        ("Content-Type", content_type.to_owned()),
        ("Accept-Ranges", "bytes".to_owned()),
        ("ETag", tag),
    ]);
    response.headers.extend(range.map(|range| ("Content-Range", range)));
    response
}

/// Start and end of a range; within, nothing if it lies outside. None for what is no single range.
fn read(range: &str, length: usize) -> Option<Option<(usize, usize)>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if last >= first => (first, last.saturating_add(1)),
        (Ok(first), Err(_)) if last.is_empty() => (first, length),
        (Err(_), Ok(last)) if first.is_empty() => (length.saturating_sub(last), length),
        _ => return None,
    };
    let end = end.min(length);
    Some((start < end).then_some((start, end)))
}
