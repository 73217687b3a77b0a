//! Copies what varies from capture to capture from one frame into another.

use bytes::Bytes;
use easemob_core::wire::{Meta, up};

/// `ours` with the values of `theirs` at `paths`, which are those of a capture below `root`.
/// Frames of different kinds stay different: a path that one of them does not have is left alone.
pub(super) fn pinned(ours: &Bytes, theirs: &Bytes, paths: &[String], root: &str) -> Bytes {
    let read = |bytes: &Bytes| up::Frame::decode(bytes.clone()).expect("an uplink frame");
    let (mut frame, theirs) = (read(ours), read(theirs));
    let paths = paths.iter().filter_map(|path| path.strip_prefix(root));
    paths.for_each(|path| pin(&mut frame, &theirs, path));
    frame.encode()
}

fn pin(ours: &mut up::Frame, theirs: &up::Frame, path: &str) {
    match path {
        "traceId" => ours.trace_id = theirs.trace_id,
        "auth" => {
            if let (Some(ours), Some(theirs)) = (&mut ours.speaker, &theirs.speaker) {
                ours.auth.clone_from(&theirs.auth);
            }
        }
        "guid.clientResource" => {
            if let (Some(ours), Some(theirs)) = (&mut ours.speaker, &theirs.speaker) {
                ours.guid.client_resource.clone_from(&theirs.guid.client_resource);
            }
        }
        "payload.meta.id" => {
            if let (Some(ours), Some(theirs)) = (meta_mut(ours), meta(theirs)) {
                ours.id = theirs.id;
            }
        }
        _ => match (&mut ours.body, &theirs.body) {
            (up::Body::Provision(ours), up::Body::Provision(theirs)) => match path {
                "payload.deviceUuid" => ours.device_uuid.clone_from(&theirs.device_uuid),
                "payload.resource" => ours.resource.clone_from(&theirs.resource),
                "payload.authToken" => ours.auth_token.clone_from(&theirs.auth_token),
                "payload.sessionId" => ours.session_id.clone_from(&theirs.session_id),
                _ => panic!("nobody pins {path}"),
            },
            (up::Body::Logout(ours), up::Body::Logout(theirs)) => match path {
                "payload.sessionId" => ours.session_id.clone_from(&theirs.session_id),
                _ => panic!("nobody pins {path}"),
            },
            _ => {}
        },
    }
}

fn meta(frame: &up::Frame) -> Option<&Meta> {
    match &frame.body {
        up::Body::Sync(body) => body.meta.as_ref(),
        _ => None,
    }
}

fn meta_mut(frame: &mut up::Frame) -> Option<&mut Meta> {
    match &mut frame.body {
        up::Body::Sync(body) => body.meta.as_mut(),
        _ => None,
    }
}

/// A frame's kind in one word, for the table of differences.
pub(super) fn label(frame: &Bytes) -> &'static str {
    use easemob_core::wire::Namespace;
    let Ok(frame) = up::Frame::decode(frame.clone()) else { return "unreadable" };
    match frame.body {
        up::Body::Provision(_) => "PROVISION",
        up::Body::Logout(_) => "LOGOUT",
        up::Body::Unread => "UNREAD",
        up::Body::Other { .. } => "OTHER",
        up::Body::Sync(body) => match (body.meta, body.queue, body.key) {
            (Some(meta), ..) if meta.ns == Some(Namespace::Statistic as i32) => "STATISTIC",
            (Some(_), ..) => "CONTENT",
            (None, Some(_), None) => "PULL",
            (None, Some(_), Some(_)) => "CONTINUE",
            (None, None, _) => "EMPTY-SYNC",
        },
    }
}
