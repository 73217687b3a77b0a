//! Who is told that the session is over has none any more: nothing of it stays, and nobody comes
//! back by himself.

use bytes::Bytes;
use easemob_core::wire::{CommSyncDl, Meta, Namespace, StatisticOperation, StatisticsBody, down};
use easemob_core::{Event, PhaseName};
use prost::Message as _;

use super::{Who, World};
use crate::agenda::Place;
use crate::disk::Keeps;

impl World {
    /// The page that a client gets which is online. Where frames are compressed nobody reads along.
    pub(super) fn page_for(&self, (process, link): Place, frame: &Bytes) -> Option<CommSyncDl> {
        let person = &self.people[process.who.0];
        let is_online = self.lives(process)
            && person.link == Some(link)
            && person.client.phase() == PhaseName::Online;
        match down::Frame::decode(frame.clone()) {
            Ok(down::Frame::Sync(page)) if is_online => Some(page),
            _ => None,
        }
    }

    /// A client has been told so.
    pub(super) fn is_kicked(&mut self, (process, _): Place) {
        let phase = self.people[process.who.0].client.phase();
        let over = !self.lives(process) || phase == PhaseName::Offline;
        self.oracle.rule(over, self.now, || format!("after a kick somebody is {phase}"));
    }

    /// The application hears that it is over for good.
    pub(super) fn ends_for_good(&mut self, who: Who, event: &Event) {
        let person = &self.people[who.0];
        if let Event::Offline(why) = event
            && why.is_final()
            && person.keeps == Keeps::Store
        {
            let stays = person.client.session().token.is_some();
            self.oracle.rule(!stays, self.now, || "a token outlives its session".into());
        }
    }
}

/// Whether this tells of the end of a session.
pub(super) fn kicks(page: &CommSyncDl) -> bool {
    use StatisticOperation as S;
    let metas = page.metas.iter().filter_map(|meta| Meta::decode(meta.clone()).ok());
    let mut statistics = metas
        .filter(|meta| meta.ns == Some(Namespace::Statistic as i32))
        .filter_map(|meta| StatisticsBody::decode(meta.payload?).ok());
    statistics.any(|body| {
        let operation = S::try_from(body.operation.unwrap_or_default());
        operation.is_ok_and(|operation| operation != S::Information)
    })
}
