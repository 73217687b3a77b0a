//! Views say what prost says of the same bytes.

use std::any::type_name;
use std::fmt::Debug;

use bytes::Bytes;
use easemob_core::wire;
use easemob_core::wire::view::{self, View};
use prost::Message;

/// Reads bytes as everything there is a view of, once as a view and once with prost, and holds the
/// two together. Both refuse, or both read the same.
///
/// # Panics
/// When they differ.
pub fn agree(bytes: &[u8]) {
    both::<view::Envelope<'_>, wire::MSync>(bytes, envelope, |frame| {
        // The view does not keep secrets, and only counts numbers.
        for secret in [&mut frame.auth, &mut frame.encrypt_key] {
            *secret = secret.take().map(|_| String::new());
        }
        frame.encrypt_type.fill(0);
    });
    both::<view::Page<'_>, wire::CommSyncDl>(bytes, page, |page| {
        // The view counts them.
        page.status.iter_mut().for_each(|status| status.redirect_info.fill_with(Default::default));
    });
    both::<view::Meta<'_>, wire::Meta>(bytes, meta, |meta| {
        // The view keeps the last one.
        let last = meta.directed_users.pop();
        meta.directed_users = last.into_iter().collect();
    });
    both::<view::MessageBody<'_>, wire::MessageBody>(bytes, body, |_| {});
    both::<view::Content<'_>, wire::Content>(bytes, content, |_| {});
    both::<view::KeyValue<'_>, wire::KeyValue>(bytes, key_value, |_| {});
    both::<view::Jid<'_>, wire::Jid>(bytes, jid, |_| {});
}

fn both<'a, V: View<'a>, M: Message + Debug + Default>(
    bytes: &'a [u8],
    owned: impl FnOnce(V) -> M,
    forget: impl FnOnce(&mut M),
) {
    match (V::read(bytes), M::decode(bytes)) {
        (Ok(view), Ok(mut message)) => {
            forget(&mut message);
            // Encoded, so that a float that is no number is equal to itself.
            let equal = owned(view).encode_to_vec() == message.encode_to_vec();
            assert!(equal, "{} reads {bytes:x?} otherwise than {message:?}", type_name::<V>());
        }
        (Err(_), Err(_)) => {}
        (view, message) => {
            let view = view.map(|_| type_name::<V>());
            panic!("{view:?} of {bytes:x?}, but {:?}", message.map(|_| type_name::<M>()));
        }
    }
}

fn text(text: Option<view::Text<'_>>) -> Option<String> {
    text.map(|text| text.as_str().into())
}

fn bytes(bytes: Option<&[u8]>) -> Option<Bytes> {
    bytes.map(Bytes::copy_from_slice)
}

fn envelope(view: view::Envelope<'_>) -> wire::MSync {
    wire::MSync {
        version: view.version,
        guid: view.guid.map(jid),
        auth: view.auth.map(|_| String::new()),
        compress_algorimth: view.compress_algorimth,
        crypto: view.crypto,
        user_agent: text(view.user_agent),
        pov: view.pov,
        command: view.command,
        payload: bytes(view.payload),
        device_id: view.device_id,
        encrypt_type: vec![0; view.encrypt_type.0],
        encrypt_key: view.encrypt_key.map(|_| String::new()),
        trace_id: view.trace_id,
    }
}

fn page(view: view::Page<'_>) -> wire::CommSyncDl {
    assert_eq!(view.metas.raw().count(), view.metas.len());
    wire::CommSyncDl {
        status: view.status.map(status),
        meta_id: view.meta_id,
        server_id: view.server_id,
        metas: view.metas.raw().map(Bytes::copy_from_slice).collect(),
        next_key: view.next_key,
        queue: view.queue.map(jid),
        is_last: view.is_last,
        timestamp: view.timestamp,
        is_roam: view.is_roam,
    }
}

fn status(view: view::Status<'_>) -> wire::Status {
    wire::Status {
        error_code: view.error_code,
        reason: text(view.reason),
        redirect_info: vec![wire::RedirectInfo::default(); view.redirect_info.count],
    }
}

fn meta(view: view::Meta<'_>) -> wire::Meta {
    wire::Meta {
        id: view.id,
        from: view.from.map(jid),
        to: view.to.map(jid),
        timestamp: view.timestamp,
        ns: view.ns,
        payload: bytes(view.payload),
        routetype: view.routetype,
        ext: key_values(view.ext),
        meta: bytes(view.meta),
        directed_users: text(view.directed_users).into_iter().collect(),
    }
}

fn jid(view: view::Jid<'_>) -> wire::Jid {
    wire::Jid {
        app_key: text(view.app_key),
        name: text(view.name),
        domain: text(view.domain),
        client_resource: text(view.client_resource),
    }
}

fn key_values(views: view::Repeated<'_, view::KeyValue<'_>>) -> Vec<wire::KeyValue> {
    assert_eq!(views.iter().count(), views.len());
    views.iter().map(key_value).collect()
}

fn key_value(view: view::KeyValue<'_>) -> wire::KeyValue {
    let value = |value| match value {
        view::Value::Varint(number) => wire::Value::Varint(number),
        view::Value::Float(number) => wire::Value::Float(number),
        view::Value::Double(number) => wire::Value::Double(number),
        view::Value::String(text) => wire::Value::String(text.as_str().into()),
    };
    wire::KeyValue { key: text(view.key), kind: view.kind, value: view.value.map(value) }
}

fn body(view: view::MessageBody<'_>) -> wire::MessageBody {
    let all = view.contents.all();
    let contents: Vec<_> = all.iter().map(content).collect();
    assert_eq!(
        view.contents.first().map(|first| content(*first)).as_ref().map(Message::encode_to_vec),
        contents.first().map(Message::encode_to_vec)
    );
    let stream = |view: view::Stream<'_>| wire::Stream {
        stream_type: text(view.stream_type),
        stream_seq: view.stream_seq,
        stream_status: view.stream_status,
        stream_error: view.stream_error,
        stream_finish_reason: view.stream_finish_reason,
    };
    let config =
        |view: view::MessageConfig| wire::MessageConfig { allow_group_ack: view.allow_group_ack };
    wire::MessageBody {
        kind: view.kind,
        from: view.from.map(jid),
        to: view.to.map(jid),
        contents,
        ext: key_values(view.ext),
        ack_message_id: view.ack_message_id,
        msg_config: view.msg_config.map(config),
        ack_content: text(view.ack_content),
        meta: text(view.meta),
        edit_message_id: view.edit_message_id,
        edit_scope: view.edit_scope,
        stream: view.stream.map(stream),
    }
}

fn content(view: view::Content<'_>) -> wire::Content {
    let size =
        |view: view::ContentSize| wire::ContentSize { width: view.width, height: view.height };
    wire::Content {
        kind: view.kind,
        text: text(view.text),
        latitude: view.latitude,
        longitude: view.longitude,
        address: text(view.address),
        display_name: text(view.display_name),
        remote_path: text(view.remote_path),
        secret_key: text(view.secret_key),
        file_length: view.file_length,
        action: text(view.action),
        params: key_values(view.params),
        duration: view.duration,
        size: view.size.map(size),
        thumbnail_remote_path: text(view.thumbnail_remote_path),
        thumbnail_secret_key: text(view.thumbnail_secret_key),
        thumbnail_display_name: text(view.thumbnail_display_name),
        thumbnail_file_length: view.thumbnail_file_length,
        thumbnail_size: view.thumbnail_size.map(size),
        custom_event: text(view.custom_event),
        custom_exts: key_values(view.custom_exts),
        building_name: text(view.building_name),
        sub_type: view.sub_type,
        title: text(view.title),
        summary: text(view.summary),
        combine_level: view.combine_level,
    }
}
