//! Where a secret may be: in the exchange for a token, in the header that carries one, in PROVISION
//! and LOGOUT, and in what is kept to log in again.

use bytes::Bytes;
use easemob_core::store::Record;
use easemob_core::wire::up::{Body, Frame};
use easemob_core::wire::{
    CompressDirection, CompressType, Decompressor, MAX_RAW_FRAME, Provision, down,
};
use easemob_core::{Effect, Input, Request};

use crate::vault::Vault;

/// Reads along what a process sends, through the compression.
#[derive(Default)]
pub(super) struct Censor {
    up: Option<Decompressor>,
}

impl Censor {
    /// The answer to PROVISION says whether frames are compressed from now on.
    pub(super) fn given(&mut self, input: &Input) {
        if let Input::Received(_, bytes) = input
            && self.up.is_none()
            && let Ok(down::Frame::Provision(reply)) = down::Frame::decode(bytes.clone())
            && compresses_up(&reply)
        {
            self.up = Some(Decompressor::new(MAX_RAW_FRAME));
        }
    }

    /// What of an effect shows a secret that it must not show.
    pub(super) fn misplaced(&mut self, effect: &Effect, vault: &Vault) -> Option<&'static str> {
        match effect {
            Effect::Open(_, endpoint) => {
                self.up = None;
                vault.is_told_by(&endpoint.url).then_some("an address")
            }
            Effect::Send(_, frame) => {
                let frame = self.plain(frame);
                let tells = vault.is_told_by(&frame);
                let body = Frame::decode(frame).map(|frame| frame.body);
                let identifies = matches!(body, Ok(Body::Provision(_) | Body::Logout(_)));
                (tells && !identifies).then_some("a frame")
            }
            Effect::Call(_, request) => misplaced_in(request, vault),
            Effect::Keep(record) => misplaced_on_disk(record, vault),
            Effect::Close(_) | Effect::Cancel(_) => None,
        }
    }

    fn plain(&mut self, frame: &Bytes) -> Bytes {
        let plain = self.up.as_mut().and_then(|up| up.decompress(frame).ok());
        plain.unwrap_or_else(|| frame.clone())
    }
}

fn compresses_up(reply: &Provision) -> bool {
    let direction = CompressDirection::try_from(reply.protocol_compress_direction.unwrap_or(0));
    reply.protocol_compress_type.first() == Some(&(CompressType::Lz4 as i32))
        && matches!(direction, Ok(CompressDirection::OnlyUp | CompressDirection::Bi))
}

fn misplaced_in(request: &Request, vault: &Vault) -> Option<&'static str> {
    let asks_for_token = request.url.ends_with("/token");
    let mut headers = request.headers.iter().filter(|(name, _)| *name != "authorization");
    if vault.is_told_by(&request.url) {
        Some("the address of a request")
    } else if headers.any(|(_, value)| vault.is_told_by(value)) {
        Some("a header")
    } else if !asks_for_token && vault.is_told_by(&request.body) {
        Some("the body of a request")
    } else {
        None
    }
}

fn misplaced_on_disk(record: &Record, vault: &Vault) -> Option<&'static str> {
    if matches!(record, Record::All(_) | Record::LoggedIn { .. } | Record::Token(_)) {
        return None;
    }
    let line = serde_json::to_vec(record).expect("records can be written");
    vault.is_told_by(line).then_some("a record")
}
