//! Pages, down to their metas.

use core::marker::PhantomData;

use bytes::Bytes;

use super::field::{Field, View, view};
use super::{Broken, Input, Jid, Repeated, Text, Whole};
use crate::error::Layer;
use crate::wire::{Command, within_bounds};

view! {
    /// View of [`wire::MSync`](crate::wire::MSync).
    Envelope<'a> {
        /// A [`MSyncVersion`](crate::wire::MSyncVersion) number.
        version: Option<i32> = 1,
        /// Who speaks.
        guid: Option<Jid<'a>> = 2,
        /// `$t$` and the token.
        auth: Option<Secret> = 3,
        /// `compress_algorimth`.
        compress_algorimth: Option<u32> = 4,
        /// `crypto`.
        crypto: Option<u32> = 5,
        /// `user_agent`.
        user_agent: Option<Text<'a>> = 6,
        /// `pov`.
        pov: Option<u64> = 7,
        /// A [`Command`] number.
        command: Option<i32> = 8,
        /// The encoded command body.
        payload: Option<&'a [u8]> = 9,
        /// `device_id`.
        device_id: Option<u32> = 10,
        /// How many [`EncryptType`](crate::wire::EncryptType) numbers there are.
        encrypt_type: Numbers = 11,
        /// `encrypt_key`.
        encrypt_key: Option<Secret> = 12,
        /// Correlation id of an uplink frame (ID-1).
        trace_id: Option<u64> = 20,
    }
}

impl<'a> Whole<'a> for Envelope<'a> {
    type Owned = crate::wire::MSync;
}

view! {
    /// View of [`wire::CommSyncDl`](crate::wire::CommSyncDl).
    Page<'a> {
        /// `status`.
        status: Option<Status<'a>> = 1,
        /// Id of the uplink meta this answers; 0 or absent for a page.
        meta_id: Option<u64> = 2,
        /// Id the server gave to that meta.
        server_id: Option<u64> = 3,
        /// The metas, each an encoded [`Meta`](super::Meta).
        metas: Repeated<'a, [u8]> = 4,
        /// Cursor after this page; 0 or absent leaves the cursor where it is.
        next_key: Option<u64> = 5,
        /// `queue`.
        queue: Option<Jid<'a>> = 6,
        /// Nothing follows this page.
        is_last: Option<bool> = 7,
        /// Server clock, milliseconds since 1970.
        timestamp: Option<u64> = 8,
        /// `is_roam`.
        is_roam: Option<bool> = 9,
    }
}

impl<'a> Whole<'a> for Page<'a> {
    type Owned = crate::wire::CommSyncDl;
}

view! {
    /// View of [`wire::Status`](crate::wire::Status).
    Status<'a> {
        /// A [`StatusCode`](crate::wire::StatusCode) number.
        error_code: Option<i32> = 1,
        /// The server's words.
        reason: Option<Text<'a>> = 2,
        /// How many places to go instead: a status may come in parts, and so would they.
        redirect_info: Counted<RedirectInfo<'a>> = 3,
    }
}

view! {
    /// View of [`wire::RedirectInfo`](crate::wire::RedirectInfo).
    RedirectInfo<'a> {
        /// `host`.
        host: Option<Text<'a>> = 1,
        /// `port`.
        port: Option<u32> = 2,
    }
}

impl<'a> Page<'a> {
    /// The page that a frame holds; `None` for any other frame, also for a broken one, which
    /// [`down::Frame::decode`](crate::wire::down::Frame::decode) has the words for.
    #[must_use]
    pub fn of(frame: &'a Bytes) -> Option<Self> {
        within_bounds(Layer::Envelope, frame).ok()?;
        let envelope = Envelope::read(frame).ok()?;
        if envelope.command.unwrap_or_default() != Command::Sync as i32 {
            return None;
        }
        let payload = envelope.payload?;
        within_bounds(Layer::Sync, payload).ok()?;
        let page = Self::read(payload).ok()?;
        page.meta_id.is_none_or(|id| id == 0).then_some(page)
    }
}

/// Messages that are counted.
#[derive(Debug)]
pub struct Counted<V> {
    /// How many there are.
    pub count: usize,
    what: PhantomData<fn() -> V>,
}

impl<V> Clone for Counted<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Counted<V> {}

impl<V> Default for Counted<V> {
    fn default() -> Self {
        Self { count: 0, what: PhantomData }
    }
}

impl<'a, V: View<'a>> Field<'a> for Counted<V> {
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        let mut one = None::<V>;
        one.merge(kind, input)?;
        self.count += 1;
        Ok(())
    }
}

/// A text of which only is known that it is there.
#[derive(Clone, Copy, Debug)]
pub struct Secret;

impl<'a> Field<'a> for Option<Secret> {
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        Text::new(input.bytes(kind)?)?;
        *self = Some(Secret);
        Ok(())
    }
}

/// Numbers that are counted: one by one, or many together.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers(pub usize);

impl<'a> Field<'a> for Numbers {
    fn merge(&mut self, kind: u32, input: &mut Input<'a>) -> Result<(), Broken> {
        self.0 = self.0.saturating_add(input.count_numbers(kind)?);
        Ok(())
    }
}
