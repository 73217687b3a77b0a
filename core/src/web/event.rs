//! Which handlers of the Web SDK an event is for, and with what.

use alloc::vec;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::contact::ContactForm;
use super::error::WebError;
use super::group::{GroupForm, ThreadForm};
use super::json::{Hex, Text};
use super::message::{
    EditForm, MessageForm, RecallForm, ReceiptForm, StreamForm, handler, is_listed,
};
use super::notify::{self, DeviceForm, PinForm, PresenceForm, ReactionForm};
use super::sent::UnhappyOutcome;
use crate::error::{Malformed, OfflineCause};
use crate::event::{DeadLetter, Event, GapSign, HistoryGap, Outcome, Unrecognized, What};
use crate::ids::LocalId;
use crate::message::{Edit, Message, Recall, Receipt, StreamPart};
use crate::wire::StatisticsBody;

/// One call of a handler.
#[derive(Clone, Debug)]
pub struct Form<'a> {
    /// The handler's name.
    pub handler: &'static str,
    /// Its argument.
    pub data: Data<'a>,
}

/// The argument of a handler; serializes to the Web SDK's object.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Data<'a> {
    /// The handler takes none.
    None,
    /// One message.
    Message(&'a Message),
    /// The messages of one frame.
    Messages(Vec<&'a Message>),
    /// A receipt.
    Receipt(&'a Receipt),
    /// An error.
    Error(WebError),
    /// A statistics notice.
    Statistic(&'a StatisticsBody),
    /// An outgoing message that the server did not simply take.
    Outcome(UnhappyOutcome<'a>),
    /// Something unreadable.
    Malformed(&'a Malformed),
    /// Something without a name.
    Unrecognized(&'a Unrecognized),
    /// What happened to a group or a chat room.
    Group(GroupForm<'a>),
    /// What happened to a thread.
    Thread(ThreadForm<'a>),
    /// What happened to a contact.
    Contact(ContactForm<'a>),
    /// The presence of users.
    Presence(PresenceForm<'a>),
    /// The reactions to a message.
    Reaction(ReactionForm<'a>),
    /// A pinned message.
    Pin(PinForm<'a>),
    /// Something done on another device.
    Device(DeviceForm<'a>),
    /// What may be missing.
    HistoryGap(&'a HistoryGap),
    /// Content that was refused too often.
    DeadLetter(&'a DeadLetter),
    /// A message that was taken back.
    Recall(&'a Recall),
    /// A message that was changed.
    Edit(&'a Edit),
    /// A step of a text that grows.
    Stream(&'a StreamPart),
}

impl Data<'_> {
    /// Whether the handler takes no argument.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// The handlers an event is for, in order; none for an event the Web SDK has no word for.
///
/// Two things need more than the event and are not here: `onMessage`, which takes all messages of
/// one frame at once ([`forms_of_frame`]), and `onReceivedMessage`, which repeats whom a sent
/// message was for ([`Received`](super::Received)).
#[must_use]
pub fn forms(event: &Event) -> Vec<Form<'_>> {
    let one = |handler, data| vec![Form { handler, data }];
    match event {
        Event::Online(_) => one("onConnected", Data::None),
        Event::Reconnecting { .. } => one("onReconnecting", Data::None),
        Event::Offline(cause) => offline(cause),
        Event::TokenWillExpire { .. } => one("onTokenWillExpire", Data::None),
        Event::TokenExpired => one("onTokenExpired", Data::None),
        Event::TokenWanted => one("x-tokenWanted", Data::None),
        Event::SyncStarted => one("onOfflineMessageSyncStart", Data::None),
        Event::SyncFinished => one("onOfflineMessageSyncFinish", Data::None),
        Event::Message(message) => one(handler(message), Data::Message(message)),
        Event::Receipt(receipt) => one(ReceiptForm(receipt).handler(), Data::Receipt(receipt)),
        Event::Settled { local, outcome } => settled(*local, outcome),
        Event::Statistic(statistic) => one("onStatisticMessage", Data::Statistic(&statistic.body)),
        Event::Malformed(malformed) => one("x-malformed", Data::Malformed(malformed)),
        Event::Unrecognized(what) => one("x-unrecognized", Data::Unrecognized(what)),
        Event::Group(event) => GroupForm::from(&**event).forms(),
        Event::Room(event) => GroupForm::from(&**event).forms(),
        Event::Thread(event) => one("onChatThreadChange", Data::Thread(ThreadForm(event))),
        Event::Contact(event) => {
            let form = ContactForm(event);
            one(form.handler(), Data::Contact(form))
        }
        Event::Presence(event) => {
            one("onPresenceStatusChange", Data::Presence(PresenceForm(event)))
        }
        Event::Reaction(event) => {
            let form = |change| Form {
                handler: "onReactionChange",
                data: Data::Reaction(ReactionForm(change)),
            };
            event.messages.iter().map(form).collect()
        }
        Event::Pin(event) => one("onMessagePinEvent", Data::Pin(PinForm(event))),
        Event::MultiDevice(event) => notify::device(event),
        Event::HistoryGap(gap) => one("x-historyGap", Data::HistoryGap(gap)),
        Event::DeadLetter(letter) => one("x-deadLetter", Data::DeadLetter(letter)),
        Event::Recalled(recall) => one("onRecallMessage", Data::Recall(recall)),
        Event::Edited(edit) => one("onModifiedMessage", Data::Edit(edit)),
        Event::Stream(part) => one("onStreamMessage", Data::Stream(part)),
        // Answers to calls, and news for whoever stores the session.
        Event::TokenRenewed(_)
        | Event::Registered { .. }
        | Event::Answered { .. }
        | Event::RoomAnswered(_)
        | Event::SessionChanged
        | Event::StoreFailed(_) => Vec::new(),
    }
}

/// The handlers the events of one frame are for: each event's own, then `onMessage` once with every
/// message of the frame but orders (`cmd`) and growing texts.
#[must_use]
pub fn forms_of_frame(events: &[Event]) -> Vec<Form<'_>> {
    let mut all: Vec<Form<'_>> = events.iter().flat_map(forms).collect();
    let messages: Vec<&Message> = events
        .iter()
        .filter_map(|event| match event {
            Event::Message(message) => Some(&**message).filter(|message| is_listed(message)),
            // Told at once, as a message that did not grow.
            Event::Stream(part) => Some(&part.message).filter(|_| part.whole),
            _ => None,
        })
        .collect();
    if !messages.is_empty() {
        all.push(Form { handler: "onMessage", data: Data::Messages(messages) });
    }
    all
}

/// Kicks and refusals are errors before they are ends; logging out and an expired token are no
/// errors at all. Where no connection was tried yet, none has ended: the failed `open` says it all.
fn offline(cause: &OfflineCause) -> Vec<Form<'_>> {
    let last = |data| Form { handler: "onDisconnected", data };
    match cause {
        OfflineCause::LoggedOut | OfflineCause::TokenExpired => vec![last(Data::None)],
        OfflineCause::DiscoveryFailed(_) | OfflineCause::TokenRefused(_) => Vec::new(),
        OfflineCause::Kicked(_) | OfflineCause::Refused(_) | OfflineCause::RedirectLoop => {
            let error = WebError::from(cause);
            let first = Form { handler: "onError", data: Data::Error(error.clone()) };
            vec![first, last(Data::Error(error))]
        }
        _ => vec![last(Data::Error(cause.into()))],
    }
}

fn settled(local: LocalId, outcome: &Outcome) -> Vec<Form<'_>> {
    match outcome {
        Outcome::Sent { .. } => Vec::new(),
        _ => {
            let data = Data::Outcome(UnhappyOutcome { local, outcome });
            vec![Form { handler: "x-sendOutcome", data }]
        }
    }
}

impl Serialize for Data<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_unit(),
            Self::Message(message) => MessageForm(message).serialize(serializer),
            Self::Messages(messages) => {
                serializer.collect_seq(messages.iter().map(|message| MessageForm(message)))
            }
            Self::Receipt(receipt) => ReceiptForm(receipt).serialize(serializer),
            Self::Error(error) => error.serialize(serializer),
            Self::Statistic(body) => statistic(body, serializer),
            Self::Outcome(outcome) => outcome.serialize(serializer),
            Self::Malformed(what) => malformed(what, serializer),
            Self::Unrecognized(what) => unrecognized(what, serializer),
            Self::Recall(recall) => RecallForm(recall).serialize(serializer),
            Self::Edit(edit) => EditForm(edit).serialize(serializer),
            Self::Stream(part) => StreamForm(part).serialize(serializer),
            Self::Group(form) => form.serialize(serializer),
            Self::Thread(form) => form.serialize(serializer),
            Self::Contact(form) => form.serialize(serializer),
            Self::Presence(form) => form.serialize(serializer),
            Self::Reaction(form) => form.serialize(serializer),
            Self::Pin(form) => form.serialize(serializer),
            Self::Device(form) => form.serialize(serializer),
            Self::HistoryGap(gap) => history_gap(gap, serializer),
            Self::DeadLetter(letter) => dead_letter(letter, serializer),
        }
    }
}

fn statistic<S: Serializer>(body: &StatisticsBody, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("operation", &body.operation.unwrap_or_default())?;
    let numbers = [("os", body.os), ("network", body.network)];
    let times = [("imTime", body.im_time), ("chatTime", body.chat_time)];
    let texts =
        [("version", &body.version), ("location", &body.location), ("reason", &body.reason)];
    for (name, value) in numbers.into_iter().filter_map(|(name, n)| Some((name, n?))) {
        map.serialize_entry(name, &value)?;
    }
    for (name, value) in times.into_iter().filter_map(|(name, n)| Some((name, n?))) {
        map.serialize_entry(name, &value)?;
    }
    for (name, value) in texts.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?))) {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

fn history_gap<S: Serializer>(gap: &HistoryGap, serializer: S) -> Result<S::Ok, S::Error> {
    let sign = match gap.sign {
        GapSign::Undelivered => "undelivered",
        GapSign::AtLimit => "atLimit",
    };
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("queue", &Text(&gap.queue))?;
    map.serialize_entry("sign", sign)?;
    if let Some(announced) = gap.announced {
        map.serialize_entry("announced", &announced)?;
    }
    map.serialize_entry("delivered", &gap.delivered)?;
    map.end()
}

fn dead_letter<S: Serializer>(letter: &DeadLetter, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for form in forms(&letter.event) {
        map.serialize_entry("event", form.handler)?;
        map.serialize_entry("data", &form.data)?;
    }
    map.serialize_entry("refused", &letter.refused)?;
    map.end()
}

fn malformed<S: Serializer>(what: &Malformed, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(3))?;
    map.serialize_entry("layer", &Text(what.layer))?;
    map.serialize_entry("detail", &what.detail)?;
    map.serialize_entry("bytes", &Hex(&what.bytes))?;
    map.end()
}

fn unrecognized<S: Serializer>(it: &Unrecognized, serializer: S) -> Result<S::Ok, S::Error> {
    let (what, number) = match it.what {
        What::Command(number) => ("command", number),
        What::Namespace(number) => ("namespace", number),
        What::ChatType(number) => ("chatType", number),
    };
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("what", what)?;
    map.serialize_entry("number", &number)?;
    map.serialize_entry("id", &Text(it.id))?;
    if let Some(queue) = &it.queue {
        map.serialize_entry("queue", &Text(queue))?;
    }
    map.serialize_entry("payload", &Hex(&it.payload))?;
    map.end()
}
