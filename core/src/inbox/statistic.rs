//! Statistics notices, among them the kicks (KICK rows).

use alloc::boxed::Box;

use bytes::Bytes;
use prost::Message as _;

use crate::error::{Kick, Layer};
use crate::event::{Event, Statistic, Unrecognized, What};
use crate::ids::ServerId;
use crate::wire::view::Meta;
use crate::wire::{Namespace, StatisticOperation, StatisticsBody, decode};

/// The end of the session, if a notice tells it.
pub(super) fn kick(meta: &Meta<'_>) -> Option<Kick> {
    let body = StatisticsBody::decode(meta.payload?).ok()?;
    match StatisticOperation::try_from(body.operation?).ok()? {
        StatisticOperation::Information => None,
        StatisticOperation::UserRemoved => Some(Kick::UserRemoved),
        StatisticOperation::UserLoginAnotherDevice => {
            Some(Kick::LoggedInElsewhere { ext: body.reason.filter(|reason| !reason.is_empty()) })
        }
        StatisticOperation::UserKickedByChangePassword => Some(Kick::PasswordChanged),
        StatisticOperation::UserKickedByOtherDevice => Some(Kick::KickedByOtherDevice),
    }
}

/// What any other notice tells the user.
pub(super) fn event(meta: &Meta<'_>, of: &Bytes) -> Event {
    let payload = of.slice_ref(meta.payload.unwrap_or_default());
    match decode::<StatisticsBody>(Layer::Payload, &payload) {
        Ok(body) if is_information(&body) => Event::Statistic(Box::new(Statistic { body })),
        Ok(_) => {
            let what = What::Namespace(Namespace::Statistic as i32);
            let id = ServerId(meta.id.unwrap_or_default());
            Event::Unrecognized(Box::new(Unrecognized { queue: None, what, id, payload }))
        }
        Err(malformed) => Event::Malformed(malformed),
    }
}

fn is_information(body: &StatisticsBody) -> bool {
    body.operation.unwrap_or_default() == StatisticOperation::Information as i32
}
