//! Presence, reactions, pinned messages, other devices (messages §6).

use alloc::vec;
use alloc::vec::Vec;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::attributes::Raw;
use super::event::{Data, Form};
use super::group::{GroupForm, optional};
use super::json::{Float, Text};
use super::message::chat_type;
use crate::event::{
    ConversationAction, DeviceChange, DevicePresence, MultiDeviceEvent, PinEvent, Presence,
    PresenceEvent, ReactionChange, SilentMode, SilentTarget, ThreadAction,
};
use crate::message::Chat;

/// The presence of users: the payload of `onPresenceStatusChange`.
#[derive(Clone, Copy, Debug)]
pub struct PresenceForm<'a>(pub(super) &'a PresenceEvent);

impl Serialize for PresenceForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.users.iter().map(User))
    }
}

struct User<'a>(&'a Presence);

impl Serialize for User<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let user = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("userId", &*user.user)?;
        map.serialize_entry("lastTime", &Number(user.last_time))?;
        map.serialize_entry("expire", &Number(user.expiry))?;
        optional(&mut map, "ext", user.ext.as_deref())?;
        let devices: Vec<Device<'_>> = user.devices.iter().map(Device).collect();
        map.serialize_entry("statusDetails", &devices)?;
        map.end()
    }
}

struct Device<'a>(&'a DevicePresence);

impl Serialize for Device<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("device", &*self.0.device)?;
        map.serialize_entry("status", &Number(self.0.status))?;
        map.end()
    }
}

/// A number; what is none is JavaScript's NaN.
struct Number(Option<i64>);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(number) => serializer.serialize_i64(number),
            None => Float(f64::NAN).serialize(serializer),
        }
    }
}

/// The reactions to one message: the payload of `onReactionChange`.
#[derive(Clone, Copy, Debug)]
pub struct ReactionForm<'a>(pub(super) &'a ReactionChange);

impl Serialize for ReactionForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("from", &*change.from)?;
        map.serialize_entry("to", &*change.to)?;
        map.serialize_entry("chatType", single_or_group(change.chat))?;
        optional(&mut map, "messageId", change.message.map(Text))?;
        optional(&mut map, "reactions", change.json.as_ref().map(|json| Raw(json.as_str())))?;
        optional(&mut map, "ts", change.at)?;
        map.end()
    }
}

/// A pinned message: the payload of `onMessagePinEvent`.
#[derive(Clone, Copy, Debug)]
pub struct PinForm<'a>(pub(super) &'a PinEvent);

impl Serialize for PinForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pin = self.0;
        let mut map = serializer.serialize_map(None)?;
        match pin.message {
            Some(message) => map.serialize_entry("messageId", &Text(message))?,
            None => map.serialize_entry("messageId", "")?,
        }
        map.serialize_entry("conversationId", &*pin.conversation)?;
        optional(&mut map, "conversationType", pin.chat.map(chat_type))?;
        map.serialize_entry("operation", if pin.pinned { "pin" } else { "unpin" })?;
        map.serialize_entry("operatorId", &*pin.by)?;
        optional(&mut map, "time", pin.at)?;
        map.end()
    }
}

/// Something done on another device: the payload of `onMultiDeviceEvent`.
#[derive(Clone, Copy, Debug)]
pub struct DeviceForm<'a> {
    change: &'a DeviceChange,
    /// Of several settings, this one.
    silent: Option<&'a SilentMode>,
}

/// One call, and one a setting where several were changed.
pub(super) fn device(event: &MultiDeviceEvent) -> Vec<Form<'_>> {
    let form = |data| Form { handler: "onMultiDeviceEvent", data };
    let change = &event.change;
    match change {
        DeviceChange::MemberAttributes(event) => {
            vec![form(Data::Group(GroupForm::from(&**event)))]
        }
        DeviceChange::SilentMode(settings) => settings
            .iter()
            .map(|setting| form(Data::Device(DeviceForm { change, silent: Some(setting) })))
            .collect(),
        _ => vec![form(Data::Device(DeviceForm { change, silent: None }))],
    }
}

impl Serialize for DeviceForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.change {
            DeviceChange::Thread { action, thread, name, parent } => {
                map.serialize_entry("operation", thread_operation(*action))?;
                map.serialize_entry("chatThreadId", &**thread)?;
                map.serialize_entry("chatThreadName", &**name)?;
                map.serialize_entry("parentId", &**parent)?;
            }
            DeviceChange::HistoryDeleted { conversation, chat, resource } => {
                map.serialize_entry("operation", "deleteRoaming")?;
                map.serialize_entry("conversationId", &**conversation)?;
                map.serialize_entry("chatType", single_or_group(*chat))?;
                map.serialize_entry("resource", &**resource)?;
            }
            DeviceChange::Conversation { action, conversation, chat, at } => {
                let (operation, mark) = conversation_operation(*action);
                map.serialize_entry("operation", operation)?;
                map.serialize_entry("conversationId", &**conversation)?;
                map.serialize_entry("conversationType", single_or_group(*chat))?;
                optional(&mut map, "timestamp", *at)?;
                optional(&mut map, "conversationMark", mark)?;
            }
            // Both are told in forms of their own.
            DeviceChange::MemberAttributes(_) | DeviceChange::SilentMode(_) => {}
        }
        if let Some(setting) = self.silent {
            silent(setting, &mut map)?;
        }
        map.end()
    }
}

fn silent<M: SerializeMap>(setting: &SilentMode, map: &mut M) -> Result<(), M::Error> {
    let of = match &setting.of {
        SilentTarget::Everything => None,
        SilentTarget::Group(group) => Some((group, "groupChat")),
        SilentTarget::User(user) => Some((user, "singleChat")),
    };
    let operation = match of {
        None => "setSilentModeForUser",
        Some(_) if setting.removed => "removeSilentModeForConversation",
        Some(_) => "setSilentModeForConversation",
    };
    map.serialize_entry("operation", operation)?;
    map.serialize_entry("resource", &*setting.resource)?;
    if let Some((conversation, kind)) = of {
        map.serialize_entry("conversationId", &**conversation)?;
        map.serialize_entry("type", kind)?;
    }
    map.serialize_entry("data", &Raw(setting.data.as_str()))
}

const fn thread_operation(action: ThreadAction) -> &'static str {
    match action {
        ThreadAction::Create => "chatThreadCreate",
        ThreadAction::Destroy => "chatThreadDestroy",
        ThreadAction::Join => "chatThreadJoin",
        ThreadAction::Leave => "chatThreadLeave",
        ThreadAction::Rename => "chatThreadNameUpdate",
    }
}

const fn conversation_operation(action: ConversationAction) -> (&'static str, Option<u8>) {
    match action {
        ConversationAction::Delete => ("deleteConversation", None),
        ConversationAction::Pin => ("pinnedConversation", None),
        ConversationAction::Unpin => ("unpinnedConversation", None),
        ConversationAction::Mark(mark) => ("markConversation", mark),
        ConversationAction::Unmark(mark) => ("unMarkConversation", mark),
    }
}

/// Chat rooms count as groups here.
const fn single_or_group(chat: Chat) -> &'static str {
    match chat {
        Chat::Single => "singleChat",
        Chat::Group | Chat::Room => "groupChat",
    }
}
