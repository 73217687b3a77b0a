//! Who is told that the session is over has none any more: nothing of it stays, and nobody comes
//! back by himself.

use bytes::Bytes;
use easemob_core::wire::{Meta, Namespace, StatisticOperation, StatisticsBody, down};
use easemob_core::{Event, PhaseName};
use prost::Message as _;

use super::{Who, World};
use crate::agenda::Place;
use crate::disk::Keeps;

impl World {
    /// Whether this tells a client that is online of the end of its session.
    pub(super) fn is_kick(&self, (process, link): Place, frame: &Bytes) -> bool {
        let person = &self.people[process.who.0];
        self.lives(process)
            && person.link == Some(link)
            && person.client.phase() == PhaseName::Online
            && kicks(frame)
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

/// A compressed frame cannot be read, and says no.
fn kicks(frame: &Bytes) -> bool {
    use StatisticOperation as S;
    let Ok(down::Frame::Sync(page)) = down::Frame::decode(frame.clone()) else { return false };
    let metas = page.metas.into_iter().filter_map(|meta| Meta::decode(meta).ok());
    let mut statistics = metas
        .filter(|meta| meta.ns == Some(Namespace::Statistic as i32))
        .filter_map(|meta| StatisticsBody::decode(meta.payload?).ok());
    statistics.any(|body| {
        let operation = S::try_from(body.operation.unwrap_or_default());
        operation.is_ok_and(|operation| operation != S::Information)
    })
}
