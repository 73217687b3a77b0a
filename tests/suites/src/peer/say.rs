//! Frames of a server.

use bytes::Bytes;
use easemob_core::LocalId;
use easemob_core::wire::{
    BodyType, CommNotice, CommSyncDl, CommUnreadDl, CompressDirection, CompressType, Content,
    ContentType, Jid, Logout, MessageBody, Meta, MetaQueue, Namespace, Provision, RedirectInfo,
    StatisticsBody, Status, USER_DOMAIN, down,
};
use prost::Message as _;

use super::{APP_KEY, USER};

/// A status.
#[must_use]
pub fn verdict(code: i32, reason: &str) -> Status {
    let reason = Some(reason.to_string()).filter(|reason| !reason.is_empty());
    Status { error_code: Some(code), reason, redirect_info: Vec::new() }
}

/// The login is accepted, for ever.
#[must_use]
pub fn accepted() -> down::Frame {
    down::Frame::Provision(acceptance())
}

/// The login is accepted until `ends`, in milliseconds since 1970.
#[must_use]
pub fn accepted_until(ends: u64) -> down::Frame {
    let auth_token = Some(format!("{{\"expires_in\":{ends}}}"));
    down::Frame::Provision(Provision { auth_token, ..acceptance() })
}

/// The login is accepted and both directions are compressed.
#[must_use]
pub fn accepted_compressed() -> down::Frame {
    down::Frame::Provision(Provision {
        protocol_compress_type: vec![CompressType::Lz4 as i32],
        protocol_compress_direction: Some(CompressDirection::Bi as i32),
        ..acceptance()
    })
}

/// The body of an acceptance.
#[must_use]
pub fn acceptance() -> Provision {
    let resource = Some("assigned_1".to_string());
    Provision { status: Some(verdict(0, "")), resource, ..Provision::default() }
}

/// The login is answered with this status.
#[must_use]
pub fn status(code: i32, reason: &str) -> down::Frame {
    down::Frame::Provision(Provision { status: Some(verdict(code, reason)), ..acceptance() })
}

/// The login is to be made elsewhere.
#[must_use]
pub fn redirect(hosts: &[(&str, Option<u32>)]) -> down::Frame {
    let info = |(host, port): &(&str, Option<u32>)| RedirectInfo {
        host: Some((*host).to_string()),
        port: *port,
    };
    let status =
        Status { redirect_info: hosts.iter().map(info).collect(), ..verdict(5, "elsewhere") };
    down::Frame::Provision(Provision { status: Some(status), ..Provision::default() })
}

/// The logout is done.
#[must_use]
pub fn goodbye() -> down::Frame {
    down::Frame::Logout(Logout { status: Some(verdict(0, "")), ..Logout::default() })
}

/// The queue of a user.
#[must_use]
pub fn queue(name: &str) -> Jid {
    Jid {
        app_key: Some(APP_KEY.to_string()),
        name: Some(name.to_string()),
        domain: Some(USER_DOMAIN.to_string()),
        client_resource: None,
    }
}

/// What waits.
#[must_use]
pub fn unread(queues: &[&str]) -> down::Frame {
    let unread = queues.iter().map(|name| MetaQueue { queue: Some(queue(name)), n: Some(1) });
    let status = Some(verdict(0, ""));
    down::Frame::Unread(CommUnreadDl { status, unread: unread.collect(), timestamp: None })
}

/// What waits, at this time of the server's.
#[must_use]
pub fn unread_at(timestamp: u64) -> down::Frame {
    down::Frame::Unread(CommUnreadDl { timestamp: Some(timestamp), ..CommUnreadDl::default() })
}

/// A queue has something new.
#[must_use]
pub fn notice(name: &str) -> down::Frame {
    down::Frame::Notice(CommNotice { queue: Some(queue(name)) })
}

/// A page of a queue.
#[must_use]
pub fn page(name: &str, metas: &[Bytes], next_key: u64, is_last: bool) -> down::Frame {
    down::Frame::Sync(CommSyncDl {
        status: Some(verdict(0, "")),
        metas: metas.to_vec(),
        next_key: (next_key != 0).then_some(next_key),
        queue: Some(queue(name)),
        is_last: Some(is_last),
        ..CommSyncDl::default()
    })
}

/// The end of a queue.
#[must_use]
pub fn end(name: &str) -> down::Frame {
    page(name, &[], 0, true)
}

/// A text of bob's under the server's id.
#[must_use]
pub fn text(id: u64, text: &str) -> Bytes {
    text_from("bob", id, text)
}

/// A text of somebody's under the server's id.
#[must_use]
pub fn text_from(from: &str, id: u64, text: &str) -> Bytes {
    chat(id, from, body(BodyType::Chat, from, Some(text)))
}

/// What bob sent under `original` says something else now.
#[must_use]
pub fn edit(id: u64, original: u64, text: &str) -> Bytes {
    let edit_message_id = Some(original);
    chat(id, "bob", MessageBody { edit_message_id, ..body(BodyType::Edit, "bob", Some(text)) })
}

/// Bob has read `original`.
#[must_use]
pub fn read_receipt(id: u64, original: u64) -> Bytes {
    let ack_message_id = Some(original);
    chat(id, "bob", MessageBody { ack_message_id, ..body(BodyType::ReadAck, "bob", None) })
}

fn body(kind: BodyType, from: &str, text: Option<&str>) -> MessageBody {
    let name = |name: &str| Some(Jid { name: Some(name.to_string()), ..Jid::default() });
    let content = |text: &str| Content {
        kind: Some(ContentType::Text as i32),
        text: Some(text.to_string()),
        ..Content::default()
    };
    MessageBody {
        kind: Some(kind as i32),
        from: name(from),
        to: name(USER),
        contents: text.map(content).into_iter().collect(),
        ..MessageBody::default()
    }
}

fn chat(id: u64, from: &str, body: MessageBody) -> Bytes {
    meta(id, Namespace::Chat as i32, from, body.encode_to_vec())
}

/// A meta of any namespace.
#[must_use]
pub fn meta(id: u64, namespace: i32, from: &str, payload: Vec<u8>) -> Bytes {
    let meta = Meta {
        id: Some(id),
        from: Some(queue(from)),
        to: Some(queue(USER)),
        timestamp: Some(super::EPOCH),
        ns: Some(namespace),
        payload: Some(payload.into()),
        ..Meta::default()
    };
    meta.encode_to_vec().into()
}

/// The meta of a kick, or of another statistics notice.
#[must_use]
pub fn statistic(id: u64, operation: i32, reason: &str) -> Bytes {
    let reason = Some(reason.to_string()).filter(|reason| !reason.is_empty());
    let body = StatisticsBody { operation: Some(operation), reason, ..StatisticsBody::default() };
    meta(id, Namespace::Statistic as i32, "", body.encode_to_vec())
}

/// The end of the session, as the server tells it.
#[must_use]
pub fn kick(operation: i32) -> down::Frame {
    page(USER, &[statistic(0, operation, "")], 0, true)
}

/// The server has a message of the client's.
#[must_use]
pub fn ack(local: LocalId, server: u64) -> down::Frame {
    ack_with(local, Some(verdict(0, "")), Some(server))
}

/// The server refuses a message of the client's.
#[must_use]
pub fn nack(local: LocalId, code: i32, reason: &str) -> down::Frame {
    ack_with(local, Some(verdict(code, reason)), None)
}

/// The server answers a message of the client's in its own way.
#[must_use]
pub fn ack_with(local: LocalId, status: Option<Status>, server: Option<u64>) -> down::Frame {
    down::Frame::Sync(CommSyncDl {
        status,
        meta_id: Some(local.0),
        server_id: server,
        timestamp: Some(super::EPOCH + 5),
        ..CommSyncDl::default()
    })
}

/// A discovery document with two hosts of each kind.
pub const SERVERS: &str = r#"{
    "rest": {"hosts": [
        {"protocol": "https", "domain": "rest1.test", "port": "443"},
        {"protocol": "https", "domain": "rest2.test", "port": 8443}]},
    "msync-wx": {"hosts": [
        {"protocol": "https", "domain": "im1.test"},
        {"protocol": "https", "domain": "im2.test", "port": "8443"}]}
}"#;
