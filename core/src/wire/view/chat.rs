//! Chat bodies.

use super::field::{Field, merge, view};
use super::{Broken, Input, Jid, KeyValue, Repeated, Text, Whole};

view! {
    /// View of [`wire::MessageBody`](crate::wire::MessageBody).
    MessageBody<'a> {
        /// `type`, a [`BodyType`](crate::wire::BodyType) number.
        kind: Option<i32> = 1,
        /// `from`.
        from: Option<Jid<'a>> = 2,
        /// `to`.
        to: Option<Jid<'a>> = 3,
        /// `contents`.
        contents: Contents<'a> = 4,
        /// `ext`.
        ext: Repeated<'a, KeyValue<'a>> = 5,
        /// `ack_message_id`.
        ack_message_id: Option<u64> = 6,
        /// `msg_config`.
        msg_config: Option<MessageConfig> = 7,
        /// `ack_content`.
        ack_content: Option<Text<'a>> = 8,
        /// `meta`.
        meta: Option<Text<'a>> = 9,
        /// `edit_message_id`.
        edit_message_id: Option<u64> = 11,
        /// `edit_scope`, an [`EditScope`](crate::wire::EditScope) number.
        edit_scope: Option<i32> = 12,
        /// `stream`.
        stream: Option<Stream<'a>> = 13,
    }
}

/// The contents of a message: nearly always one, which is at hand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contents<'a> {
    first: Content<'a>,
    all: Repeated<'a, Content<'a>>,
}

impl<'a> Field<'a> for Contents<'a> {
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        if !self.all.is_empty() {
            return self.all.merge(kind, input);
        }
        let depth = input.deeper()?;
        merge(&mut self.first, input.bytes(kind)?, depth)?;
        self.all.count(input);
        Ok(())
    }
}

impl<'a> Contents<'a> {
    /// The first.
    #[must_use]
    pub fn first(&self) -> Option<&Content<'a>> {
        Some(&self.first).filter(|_| !self.all.is_empty())
    }

    /// All of them, in their order.
    #[must_use]
    pub const fn all(&self) -> Repeated<'a, Content<'a>> {
        self.all
    }
}

impl<'a> Whole<'a> for MessageBody<'a> {
    type Owned = crate::wire::MessageBody;
}

view! {
    /// View of [`wire::Content`](crate::wire::Content).
    Content<'a> {
        /// `type`, a [`ContentType`](crate::wire::ContentType) number.
        kind: Option<i32> = 1,
        /// `text`.
        text: Option<Text<'a>> = 2,
        /// `latitude`.
        latitude: Option<f64> = 3,
        /// `longitude`.
        longitude: Option<f64> = 4,
        /// `address`.
        address: Option<Text<'a>> = 5,
        /// `display_name`.
        display_name: Option<Text<'a>> = 6,
        /// `remote_path`.
        remote_path: Option<Text<'a>> = 7,
        /// `secret_key`.
        secret_key: Option<Text<'a>> = 8,
        /// `file_length`.
        file_length: Option<i32> = 9,
        /// `action`.
        action: Option<Text<'a>> = 10,
        /// `params`.
        params: Repeated<'a, KeyValue<'a>> = 11,
        /// `duration`.
        duration: Option<i32> = 12,
        /// `size`.
        size: Option<ContentSize> = 13,
        /// `thumbnail_remote_path`.
        thumbnail_remote_path: Option<Text<'a>> = 14,
        /// `thumbnail_secret_key`.
        thumbnail_secret_key: Option<Text<'a>> = 15,
        /// `thumbnail_display_name`.
        thumbnail_display_name: Option<Text<'a>> = 16,
        /// `thumbnail_file_length`.
        thumbnail_file_length: Option<i32> = 17,
        /// `thumbnail_size`.
        thumbnail_size: Option<ContentSize> = 18,
        /// `custom_event`.
        custom_event: Option<Text<'a>> = 19,
        /// `custom_exts`.
        custom_exts: Repeated<'a, KeyValue<'a>> = 20,
        /// `building_name`.
        building_name: Option<Text<'a>> = 21,
        /// `sub_type`, a [`ContentSubType`](crate::wire::ContentSubType) number.
        sub_type: Option<i32> = 22,
        /// `title`.
        title: Option<Text<'a>> = 23,
        /// `summary`.
        summary: Option<Text<'a>> = 24,
        /// `combine_level`.
        combine_level: Option<i32> = 25,
    }
}

impl<'a> Whole<'a> for Content<'a> {
    type Owned = crate::wire::Content;
}

view! {
    /// View of [`wire::ContentSize`](crate::wire::ContentSize).
    ContentSize {
        /// `width`.
        width: Option<f64> = 1,
        /// `height`.
        height: Option<f64> = 2,
    }
}

view! {
    /// View of [`wire::MessageConfig`](crate::wire::MessageConfig).
    MessageConfig {
        /// `allow_group_ack`.
        allow_group_ack: Option<bool> = 1,
    }
}

view! {
    /// View of [`wire::Stream`](crate::wire::Stream).
    Stream<'a> {
        /// `stream_type`.
        stream_type: Option<Text<'a>> = 1,
        /// `stream_seq`.
        stream_seq: Option<u64> = 2,
        /// `stream_status`, a [`StreamStatus`](crate::wire::StreamStatus) number.
        stream_status: Option<i32> = 3,
        /// `stream_error`.
        stream_error: Option<u32> = 4,
        /// `stream_finish_reason`.
        stream_finish_reason: Option<i32> = 5,
    }
}
