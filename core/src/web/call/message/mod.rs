//! History, conversations, reactions, pins, and speech to text (rest §2.8).

mod forms;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::args::Arg;
use super::{Args, Found, WebCall};
use crate::error::InvalidCall;
use crate::message::{Address, Chat};
use crate::rest::files::Audio;
use crate::rest::message::{
    AddReaction, DeleteConversation, DeleteReaction, Direction, History, HistoryOptions,
    ListConversations, ListMarkedConversations, ListNumberedConversations, ListPinnedConversations,
    ListPinnedMessages, ListReactionUsers, ListReactions, MarkConversations, MessageKind,
    PinConversation, PinMessage, RecentConversations, RemoveEverything, RemoveMessages,
    RemoveMessagesUntil, ReportMessage, UnmarkConversations, UnpinConversation, UnpinMessage,
    VoiceToText,
};
use crate::time::UnixMillis;

pub(super) fn call(method: &str, args: &Args<'_>) -> Found {
    Ok(match history(method, args)? {
        Some(call) => Some(call),
        None => match conversations(method, args)? {
            Some(call) => Some(call),
            None => messages(method, args)?,
        },
    })
}

/// What was said, and forgetting it.
fn history(method: &str, args: &Args<'_>) -> Found {
    Ok(Some(match method {
        "getHistoryMessages" => WebCall::shaped(page(args)?, forms::history),
        "fetchHistoryMessages" => WebCall::shaped(old_page(args)?, forms::old_history),
        "removeHistoryMessages" => {
            let conversation = conversation(args, "targetId", "chatType")?;
            let ids = args.get("messageIds");
            if ids.is_given() {
                WebCall::void(RemoveMessages { conversation, messages: ids.messages()? })
            } else {
                let until = UnixMillis(args.get("beforeTimeStamp").number()?);
                WebCall::void(RemoveMessagesUntil { conversation, until })
            }
        }
        "deleteAllMessagesAndConversations" => WebCall::void(RemoveEverything {}),
        _ => return Ok(None),
    }))
}

fn page(args: &Args<'_>) -> Result<History, InvalidCall> {
    let conversation = conversation(args, "targetId", "chatType")?;
    let search = args.get("searchOptions");
    let from = search.get("from");
    let from = match conversation.chat() {
        // Not looked at between two users.
        Chat::Single => None,
        Chat::Group | Chat::Room => from.is_given().then(|| from.user()).transpose()?,
    };
    let options = HistoryOptions {
        limit: args.get("pageSize").some_number()?.unwrap_or(20),
        direction: match args.get("searchDirection").some_text()? {
            Some("down") => Direction::Newer,
            _ => Direction::Older,
        },
        kinds: kinds(search.get("msgTypes"))?,
        since: search.get("startTime").some_number()?.map(UnixMillis),
        until: search.get("endTime").some_number()?.map(UnixMillis),
        from,
    };
    Ok(History { conversation, cursor: start(args.get("cursor"))?, options })
}

fn kinds(given: Arg<'_>) -> Result<Vec<MessageKind>, InvalidCall> {
    if !given.is_given() {
        return Ok(Vec::new());
    }
    let wrong = |word: &str| given.wrong(format!("{word:?} is no kind of message"));
    let kind = |word| MessageKind::named(word).ok_or_else(|| wrong(word));
    given.texts()?.into_iter().map(kind).collect()
}

/// Without the memory of the official client: see [`History`].
fn old_page(args: &Args<'_>) -> Result<History, InvalidCall> {
    let queue = args.get("queue");
    let conversation = match args.get("isGroup").some_flag()? {
        Some(true) => queue.group()?.into(),
        _ => queue.user()?.into(),
    };
    let limit = args.get("count").some_number()?.unwrap_or(20);
    let options = HistoryOptions { limit, ..HistoryOptions::default() };
    Ok(History { conversation, cursor: start(args.get("start"))?, options })
}

/// Conversations: lists, pins, marks.
fn conversations(method: &str, args: &Args<'_>) -> Found {
    let limit = |otherwise| args.get("pageSize").some_number().map(|it| it.unwrap_or(otherwise));
    let cursor = || args.get("cursor").some_string();
    let include_empty =
        || args.get("includeEmptyConversations").some_flag().map(Option::unwrap_or_default);
    Ok(Some(match method {
        "getServerConversations" => WebCall::shaped(
            ListConversations {
                limit: limit(20)?,
                cursor: cursor()?,
                include_empty: include_empty()?,
            },
            forms::conversations,
        ),
        "getServerPinnedConversations" => WebCall::shaped(
            ListPinnedConversations {
                limit: limit(20)?,
                cursor: cursor()?,
                include_empty: include_empty()?,
            },
            forms::conversations,
        ),
        "getServerConversationsByFilter" => WebCall::shaped(
            ListMarkedConversations {
                mark: args.get("filter").get("mark").number()?,
                limit: limit(10)?,
                cursor: cursor()?,
            },
            forms::conversations,
        ),
        "getConversationlist" => {
            let page: u32 = args.get("pageNum").some_number()?.unwrap_or_default();
            let size: u32 = args.get("pageSize").some_number()?.unwrap_or_default();
            if page > 0 && size > 0 {
                let call = ListNumberedConversations { page, size };
                WebCall::shaped(call, |document, page| forms::old_list(document, page.items))
            } else {
                WebCall::shaped(RecentConversations {}, forms::old_list)
            }
        }
        "getSessionList" => WebCall::raw(RecentConversations {}),
        "deleteConversation" | "deleteSession" => WebCall::raw(DeleteConversation {
            conversation: conversation(args, "channel", "chatType")?,
            with_messages: args.get("deleteRoam").some_flag()?.unwrap_or_default(),
        }),
        "pinConversation" => {
            let conversation = conversation(args, "conversationId", "conversationType")?;
            match args.get("isPinned").flag()? {
                true => WebCall::data(PinConversation { conversation }, forms::pinned),
                false => WebCall::data(UnpinConversation { conversation }, forms::pinned),
            }
        }
        "addConversationMark" => {
            let (conversations, mark) = marked(args)?;
            WebCall::void(MarkConversations { conversations, mark })
        }
        "removeConversationMark" => {
            let (conversations, mark) = marked(args)?;
            WebCall::void(UnmarkConversations { conversations, mark })
        }
        _ => return Ok(None),
    }))
}

fn marked(args: &Args<'_>) -> Result<(Vec<Address>, u8), InvalidCall> {
    let one = |one: Arg<'_>| address(one.get("conversationId"), one.get("conversationType"));
    let conversations = args.get("conversations").list()?.into_iter().map(one);
    Ok((conversations.collect::<Result<_, _>>()?, args.get("mark").number()?))
}

/// Single messages: pins, reactions, reports, speech.
fn messages(method: &str, args: &Args<'_>) -> Found {
    let message = || args.get("messageId").message();
    Ok(Some(match method {
        "pinMessage" => {
            let conversation = conversation(args, "conversationId", "conversationType")?;
            WebCall::void(PinMessage { conversation, message: message()? })
        }
        "unpinMessage" => {
            let conversation = conversation(args, "conversationId", "conversationType")?;
            WebCall::void(UnpinMessage { conversation, message: message()? })
        }
        "getServerPinnedMessages" => {
            let conversation = conversation(args, "conversationId", "conversationType")?;
            let limit = args.get("pageSize").some_number()?.unwrap_or(10);
            let cursor = args.get("cursor").some_string()?;
            let call = ListPinnedMessages { conversation, limit, cursor };
            WebCall::data(call, forms::pinned_messages)
        }
        "addReaction" => WebCall::void(AddReaction {
            message: message()?,
            reaction: args.get("reaction").string()?,
        }),
        "deleteReaction" => WebCall::void(DeleteReaction {
            message: message()?,
            reaction: args.get("reaction").string()?,
        }),
        "getReactionList" | "getReactionlist" => {
            let messages = args.get("messageId").messages()?;
            let group = match chat(args.get("chatType"))? {
                Chat::Single => None,
                Chat::Group | Chat::Room => Some(args.get("groupId").group()?),
            };
            let shape = |document, _| forms::reactions(document);
            WebCall::shaped(ListReactions { messages, group }, shape)
        }
        "getReactionDetail" => {
            let call = ListReactionUsers {
                message: message()?,
                reaction: args.get("reaction").string()?,
                limit: args.get("pageSize").some_number()?.unwrap_or(20),
                cursor: args.get("cursor").some_string()?.filter(|cursor| !cursor.is_empty()),
            };
            WebCall::shaped(call, |document, _| forms::reaction_detail(document))
        }
        "reportMessage" => WebCall::void(ReportMessage {
            message: message()?,
            kind: args.get("reportType").string()?,
            reason: args.get("reportReason").string()?,
        }),
        "voiceMessageToText" => {
            let (message, audio) = (args.at(0, "message"), args.at(1, "audio"));
            let given = message.get("url");
            let url = match given.is_given() {
                true => given,
                false => message.get("body").get("url"),
            };
            let audio = match audio.is_given() {
                true => Some(Audio {
                    format: audio.get("format").some_string()?,
                    sample_rate: audio.get("sampleRate").some_number()?,
                    bits_per_sample: audio.get("bitsPerSample").some_number()?,
                    channels: audio.get("channels").some_number()?,
                }),
                false => None,
            };
            let call = VoiceToText { url: url.string()?.into(), audio };
            WebCall::data(call, |text| serde_json::json!({ "text": text }))
        }
        _ => return Ok(None),
    }))
}

fn conversation(
    args: &Args<'_>,
    id: &'static str,
    kind: &'static str,
) -> Result<Address, InvalidCall> {
    address(args.get(id), args.get(kind))
}

fn address(id: Arg<'_>, kind: Arg<'_>) -> Result<Address, InvalidCall> {
    Ok(match chat(kind)? {
        Chat::Single => id.user()?.into(),
        Chat::Group => id.group()?.into(),
        Chat::Room => id.room()?.into(),
    })
}

fn chat(kind: Arg<'_>) -> Result<Chat, InvalidCall> {
    match kind.text()? {
        "singleChat" => Ok(Chat::Single),
        "groupChat" => Ok(Chat::Group),
        "chatRoom" => Ok(Chat::Room),
        _ => Err(kind.wrong("is none of singleChat, groupChat and chatRoom")),
    }
}

/// Where a history begins: `-1`, and an empty text, are its end.
fn start(given: Arg<'_>) -> Result<Option<String>, InvalidCall> {
    match given.value() {
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        _ => given.some_string(),
    }
    .map(|start| start.filter(|start| !matches!(start.as_str(), "" | "-1")))
}
