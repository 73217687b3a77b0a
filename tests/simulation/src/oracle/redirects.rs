//! Who is sent to another host dials that one next, and none twice on one way.

use std::collections::BTreeMap;

use bytes::Bytes;
use easemob_core::wire::{StatusCode, down};
use easemob_core::{Effect, Input};

use crate::world::Who;

#[derive(Default)]
pub(super) struct Redirects(BTreeMap<Who, Way>);

/// Where somebody was sent from where.
#[derive(Default)]
struct Way {
    /// Dialled since the attempt began.
    urls: Vec<String>,
    /// The next frame answers PROVISION.
    asks: bool,
    /// What that named, until something else happens.
    named: Option<Vec<String>>,
}

impl Redirects {
    pub(super) fn given(&mut self, who: Who, input: &Input) {
        let way = self.0.entry(who).or_default();
        way.named = None;
        if let Input::Received(_, frame) = input
            && std::mem::take(&mut way.asks)
        {
            way.named = hosts(frame);
        }
    }

    pub(super) fn effect(&mut self, who: Who, effect: &Effect) -> Result<(), String> {
        let Effect::Open(_, endpoint) = effect else { return Ok(()) };
        let way = self.0.entry(who).or_default();
        way.asks = true;
        let Some(named) = way.named.take() else {
            way.urls = vec![endpoint.url.clone()];
            return Ok(());
        };
        let again = way.urls.contains(&endpoint.url);
        way.urls.push(endpoint.url.clone());
        let host = endpoint.url.split('/').nth(2).unwrap_or_default();
        if again || !named.iter().any(|named| named == host) {
            return Err(format!("{} is dialled, redirected to {named:?}", way.urls.join(", ")));
        }
        Ok(())
    }

    pub(super) fn crashed(&mut self, who: Who) {
        self.0.remove(&who);
    }
}

/// What an answer to PROVISION names, if it sends elsewhere.
fn hosts(frame: &Bytes) -> Option<Vec<String>> {
    let Ok(down::Frame::Provision(reply)) = down::Frame::decode(frame.clone()) else { return None };
    let status = reply.status.filter(|s| s.error_code == Some(StatusCode::Redirect as i32))?;
    let named = status.redirect_info.into_iter().map(|info| {
        let host = info.host.unwrap_or_default();
        info.port.map_or(host.clone(), |port| format!("{host}:{port}"))
    });
    Some(named.collect())
}
