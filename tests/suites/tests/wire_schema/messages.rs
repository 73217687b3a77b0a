//! Every message of `easemob_core::wire` with the name the schema gives it. A field that is missing
//! here does not compile; one that is missing in Rust, or the other way round, fails the suite.

use bytes::Bytes;
use easemob_core::wire::*;
use prost::Message;

use crate::sample::{Part, Source};
use crate::schema::Tree;

/// A message that has a counterpart in the schema.
pub(crate) trait Wire: Message + Default + Part {
    /// Its name there, within the package.
    const NAME: &'static str;
}

macro_rules! message {
    ($type:ident as $name:literal { $($field:ident $(as $proto:literal)?),* }) => {
        impl Wire for $type {
            const NAME: &'static str = $name;
        }

        impl Part for $type {
            #[allow(unused_variables, reason = "one message has no fields")]
            fn draw(source: &mut Source<'_>) -> Self {
                Self { $($field: Part::draw(source)),* }
            }

            fn tree(&self) -> Option<Tree> {
                let Self { $($field),* } = self;
                Some(fields([$((name!($field $($proto)?), $field.tree())),*]))
            }
        }
    };
}

/// The schema calls a field as we do, unless stated.
macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $proto:literal) => {
        $proto
    };
}

fn fields<const N: usize>(all: [(&str, Option<Tree>); N]) -> Tree {
    let present = all.into_iter().filter_map(|(name, tree)| Some((name.to_owned(), tree?)));
    Tree::Message(present.collect())
}

message!(MSync as "MSync" { version, guid, auth, compress_algorimth, crypto, user_agent, pov, command, payload, device_id, encrypt_type, encrypt_key, trace_id });
message!(Jid as "JID" { app_key, name, domain, client_resource });
message!(Status as "Status" { error_code, reason, redirect_info });
message!(RedirectInfo as "RedirectInfo" { host, port });
message!(Provision as "Provision" { os_type, version, network_type, app_sign, compress_type, encrypt_type, encrypt_key, status, device_uuid, is_manual_login, password, device_name, resource, auth, service_id, action_version, auth_token, os_custom_value, session_id, reason, protocol_compress_type, protocol_compress_direction });
message!(Logout as "Logout" { session_id, reason, status });
message!(CommSyncUl as "CommSyncUL" { meta, key, queue, is_roam, last_full_roam_key });
message!(CommNotice as "CommNotice" { queue });
message!(CommUnreadUl as "CommUnreadUL" {  });
message!(CommUnreadDl as "CommUnreadDL" { status, unread, timestamp });
message!(MetaQueue as "MetaQueue" { queue, n });
message!(Meta as "Meta" { id, from, to, timestamp, ns, payload, routetype, ext, meta, directed_users });
message!(StatisticsBody as "StatisticsBody" { operation, os, version, network, im_time, chat_time, location, reason });
message!(MessageBody as "MessageBody" { kind as "type", from, to, contents, ext, ack_message_id, msg_config, ack_content, meta, edit_message_id, edit_scope, stream });
message!(Content as "MessageBody.Content" { kind as "type", text, latitude, longitude, address, display_name, remote_path, secret_key, file_length, action, params, duration, size, thumbnail_remote_path, thumbnail_secret_key, thumbnail_display_name, thumbnail_file_length, thumbnail_size, custom_event, custom_exts, building_name, sub_type, title, summary, combine_level });
message!(ContentSize as "MessageBody.Content.Size" { width, height });
message!(MessageConfig as "MessageBody.MessageConfig" { allow_group_ack });
message!(Stream as "MessageBody.Stream" { stream_type, stream_seq, stream_status, stream_error, stream_finish_reason });
message!(MucBody as "MUCBody" { muc_id, operation, from, to, setting, reason, is_chatroom, status, is_thread, muc_parent_id, muc_name, event_info, muc_member_count, ext, leave_other_rooms, members });
message!(MucSetting as "MUCBody.Setting" { name, desc, kind as "type", max_users, owner });
message!(MucStatus as "MUCBody.Status" { error_code, description, chatroom_info });
message!(MucEventInfo as "MUCBody.EventInfo" { event_type, ext });
message!(RosterBody as "RosterBody" { operation, status, from, to, reason, roster_ver, bi_direction });
message!(RosterStatus as "RosterBody.Status" { error_code, description });
message!(ConferenceBody as "ConferenceBody" { session_id, operation, conference_id, kind as "type", content, network, version, identity, duration, peer_name, end_reason, status, is_direct, control_type, route_flag, route_key });
message!(ConferenceStatus as "ConferenceBody.Status" { error_code });

impl Wire for KeyValue {
    const NAME: &'static str = "KeyValue";
}

/// The value is one of four fields.
impl Part for KeyValue {
    fn draw(source: &mut Source<'_>) -> Self {
        Self { key: Part::draw(source), kind: Part::draw(source), value: Part::draw(source) }
    }

    fn tree(&self) -> Option<Tree> {
        let Self { key, kind, value } = self;
        let of = |pick: fn(&Value) -> Option<Tree>| value.as_ref().and_then(pick);
        Some(fields([
            ("key", key.tree()),
            ("type", kind.tree()),
            ("varint_value", of(|v| if let Value::Varint(v) = v { v.tree() } else { None })),
            ("float_value", of(|v| if let Value::Float(v) = v { v.tree() } else { None })),
            ("double_value", of(|v| if let Value::Double(v) = v { v.tree() } else { None })),
            ("string_value", of(|v| if let Value::String(v) = v { v.tree() } else { None })),
        ]))
    }
}

impl Part for Value {
    fn draw(source: &mut Source<'_>) -> Self {
        match source.choice(4) {
            0 => Self::Varint(Part::draw(source)),
            1 => Self::Float(Part::draw(source)),
            2 => Self::Double(Part::draw(source)),
            _ => Self::String(Part::draw(source)),
        }
    }

    /// Told by the [`KeyValue`] around it.
    fn tree(&self) -> Option<Tree> {
        None
    }
}

impl Wire for CommSyncDl {
    const NAME: &'static str = "CommSyncDL";
}

/// Holds its metas encoded; the schema says what they are.
impl Part for CommSyncDl {
    fn draw(source: &mut Source<'_>) -> Self {
        let metas: Vec<Meta> = Part::draw(source);
        Self {
            metas: metas.iter().map(|meta| Bytes::from(meta.encode_to_vec())).collect(),
            status: Part::draw(source),
            meta_id: Part::draw(source),
            server_id: Part::draw(source),
            next_key: Part::draw(source),
            queue: Part::draw(source),
            is_last: Part::draw(source),
            timestamp: Part::draw(source),
            is_roam: Part::draw(source),
        }
    }

    fn tree(&self) -> Option<Tree> {
        let metas: Vec<Meta> =
            self.metas.iter().map(|meta| Meta::decode(meta.clone()).expect("a meta")).collect();
        Some(fields([
            ("metas", metas.tree()),
            ("status", self.status.tree()),
            ("meta_id", self.meta_id.tree()),
            ("server_id", self.server_id.tree()),
            ("next_key", self.next_key.tree()),
            ("queue", self.queue.tree()),
            ("is_last", self.is_last.tree()),
            ("timestamp", self.timestamp.tree()),
            ("is_roam", self.is_roam.tree()),
        ]))
    }
}
