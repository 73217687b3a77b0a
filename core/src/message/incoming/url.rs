//! Where an attachment can be fetched (messages §3.6).
//!
//! Senders write the address as they see the server, which need not be how this client reaches it.
//! So the vendor's own form of a path is moved to the REST host in use; any other address stays as
//! it is (messages oddity 20).

use alloc::string::{String, ToString};

use bytestring::ByteString;

use super::Reader;
use crate::rest::percent_encode;

/// Who laid a file where it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The sender, perhaps on a server of its own.
    Sender,
    /// The vendor's client, on the vendor's server.
    Vendor,
}

/// The address of a file. `secret` is `None` for what is fetched as it stands.
pub(crate) fn locate(
    remote: &str,
    secret: Option<&str>,
    reader: Reader<'_>,
    source: Source,
) -> ByteString {
    let as_given = reader.own_upload && source == Source::Sender;
    let base = reader.rest.trim_end_matches('/');
    if remote.is_empty() || as_given || base.is_empty() {
        return remote.into();
    }
    let path = match host_and_path(remote) {
        Some((_, path)) if !is_of_the_vendor(path) => return remote.into(),
        Some((_, path)) => path,
        // Another scheme: `data:`, `file:` and the like.
        None if has_scheme(remote) => return remote.into(),
        None => remote,
    };
    let mut url = base.to_string();
    if !path.starts_with('/') {
        url.push('/');
    }
    url.push_str(path.split('#').next().unwrap_or_default());
    if let Some(secret) = secret
        && is_of_the_vendor(path)
        && !has_redirect(&url)
    {
        add(&mut url, "em-redirect=true");
        if !secret.is_empty() {
            add(&mut url, "share-secret=");
            percent_encode(secret, &mut url);
        }
    }
    url.into()
}

/// The address of a small picture of the image at `url`.
pub(super) fn thumbnail(url: &str, reader: Reader<'_>) -> ByteString {
    let base = reader.rest.trim_end_matches('/');
    let path = url.strip_prefix(base).unwrap_or_default();
    if reader.own_upload || !is_of_the_vendor(path) {
        return ByteString::new();
    }
    let mut url = url.to_string();
    add(&mut url, "thumbnail=true");
    url.into()
}

/// What may be shown of the address of a file: its query may hold a secret.
pub(crate) fn shown(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

/// `host` and `/path?query` of an `http` or `https` address.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest.split_at_checked(end)
}

/// Whether a colon comes before the first slash: no path of ours.
fn has_scheme(url: &str) -> bool {
    let head = url.split(['/', '?', '#']).next().unwrap_or_default();
    head.contains(':')
}

/// Whether a path is `/{org}/{app}/chatfiles/{id}`.
fn is_of_the_vendor(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
    let (org, app, folder, id) = (parts.next(), parts.next(), parts.next(), parts.next());
    folder == Some("chatfiles")
        && [org, app, id].iter().all(|part| part.is_some_and(|part| !part.is_empty()))
        && parts.next().is_none()
}

fn has_redirect(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').any(|pair| pair.split('=').next() == Some("em-redirect"))
}

fn add(url: &mut String, pair: &str) {
    url.push(if url.contains('?') { '&' } else { '?' });
    url.push_str(pair);
}

#[cfg(test)]
mod tests {
    use super::*;

    const READER: Reader<'_> = Reader {
        user: "alice",
        resource: "phone",
        rest: "https://rest.test",
        own_upload: false,
        replaced_contents: false,
    };

    #[test]
    fn moves_only_the_vendors_paths() {
        let at = |remote: &str| locate(remote, Some("s"), READER, Source::Sender).to_string();
        let moved = "https://rest.test/o/a/chatfiles/u?em-redirect=true&share-secret=s";
        for ours in [
            "https://a1.test/o/a/chatfiles/u",
            "HTTP://x/o/a/chatfiles/u",
            "/o/a/chatfiles/u",
            "o/a/chatfiles/u",
            "https://a1.test:8443/o/a/chatfiles/u#part",
        ] {
            assert_eq!(at(ours), moved, "{ours}");
        }
        for foreign in [
            "",
            "https://cdn.test/cat.png",
            "https://cdn.test/a/b/c/d",
            "https://cdn.test/x/o/a/chatfiles/u",
            "https://cdn.test/o/a/chatfiles/",
            "https://cdn.test",
            "file:///o/a/chatfiles/u",
            "data:image/png;base64,AA==",
        ] {
            assert_eq!(at(foreign), foreign);
        }
        assert_eq!(at("/files/x"), "https://rest.test/files/x");
        assert_eq!(at("//"), "https://rest.test//");
    }

    #[test]
    fn keeps_a_query() {
        let at = |remote: &str| locate(remote, Some("s/ä"), READER, Source::Sender).to_string();
        let path = "https://rest.test/o/a/chatfiles/u";
        assert_eq!(
            at("/o/a/chatfiles/u?v=1"),
            alloc::format!("{path}?v=1&em-redirect=true&share-secret=s%2F%C3%A4")
        );
        let redirect = "/o/a/chatfiles/u?v=1&em-redirect=false";
        assert_eq!(at(redirect), alloc::format!("https://rest.test{redirect}"));
    }

    #[test]
    fn a_thumbnail_needs_an_image() {
        let image = "https://rest.test/o/a/chatfiles/u?em-redirect=true";
        assert_eq!(thumbnail(image, READER), alloc::format!("{image}&thumbnail=true"));
        assert_eq!(thumbnail("", READER), "");
        assert_eq!(thumbnail("https://cdn.test/cat.png", READER), "");
    }
}
