//! Events as lines: for people, and as JSON.

use easemob_smol::core::message::incoming::{Attachment, ReceiptKind};
use easemob_smol::core::{Body, Chat, Event, Message, web};
use serde::Serialize;

use crate::exit::Failure;
use crate::output::{self, printable};
use crate::time;
use crate::words::{Lang, why_lost, words};

/// Prints an event for people: what arrives on standard output, how the connection is on standard
/// error. `me` is who reads it.
pub(crate) fn tell(event: &Event, me: &str, lang: Lang) -> Result<(), Failure> {
    if let Some(status) = status(event, lang) {
        output::aside(&status);
        return Ok(());
    }
    if let Some(line) = content(event, me, lang) {
        return output::line(&printable(&line));
    }
    // What has no argument is of no use without a program around it.
    for form in web::forms(event).into_iter().filter(|form| !form.data.is_none()) {
        let data = serde_json::to_string(&form.data).unwrap_or_default();
        output::line(&printable(&format!("{} {data}", form.handler)))?;
    }
    Ok(())
}

/// Prints an event as JSON: handler and argument of the Web SDK.
pub(crate) fn tell_json(event: &Event) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Line<'a> {
        event: &'a str,
        #[serde(skip_serializing_if = "web::Data::is_none")]
        data: web::Data<'a>,
    }
    for web::Form { handler, data } in web::forms(event) {
        output::json(&Line { event: handler, data })?;
    }
    Ok(())
}

/// How the connection is.
pub(crate) fn status(event: &Event, lang: Lang) -> Option<String> {
    let words = match event {
        Event::Online(online) => {
            let (user, device) = (&online.user, &online.resource);
            words!("online as {user} ({device})", "{user} 已上线（{device}）")
        }
        Event::Reconnecting { attempt, cause, .. } => {
            let mut words = words!("link lost: ", "连接断开：");
            words.add(&why_lost(cause));
            words.add(&words!("; attempt {attempt} follows", "，即将第 {attempt} 次重连"));
            words
        }
        Event::TokenWillExpire { at } => {
            let at = time::local(*at);
            words!("the token ends at {at}", "token 将于 {at} 过期")
        }
        Event::HistoryGap(gap) => {
            let queue = &gap.queue;
            words!("messages of {queue} may be missing", "{queue} 的部分消息可能缺失")
        }
        _ => return None,
    };
    Some(words.pick(lang).to_owned())
}

fn content(event: &Event, me: &str, lang: Lang) -> Option<String> {
    Some(match event {
        Event::Message(message) => said(message, "", me, lang),
        Event::Edited(edit) => {
            let id = edit.message.id;
            let changed = words!(" (message {id}, changed)", "（消息 {id} 已修改）");
            said(&edit.message, changed.pick(lang), me, lang)
        }
        Event::Stream(part) => said(&part.message, " …", me, lang),
        Event::Recalled(recall) => {
            let (at, id) = (time::local(recall.sent_at), recall.message);
            let who = recall.from.as_ref().map_or("?", |from| &*from.name);
            let words = words!("{at}  {who} took message {id} back", "{at}  {who} 撤回了消息 {id}");
            words.pick(lang).to_owned()
        }
        Event::Receipt(receipt) => {
            let (at, who) = (time::local(receipt.sent_at), &receipt.from.name);
            let words = match (receipt.kind.message(), &receipt.kind) {
                (Some(id), ReceiptKind::Delivered { .. }) => {
                    words!("{at}  message {id} has reached {who}", "{at}  消息 {id} 已送达 {who}")
                }
                (Some(id), _) => {
                    words!("{at}  {who} has read message {id}", "{at}  {who} 已读消息 {id}")
                }
                (None, _) => {
                    words!("{at}  {who} has read the conversation", "{at}  {who} 已读整个会话")
                }
            };
            words.pick(lang).to_owned()
        }
        _ => return None,
    })
}

/// Whether it was said by `me`, on another device.
pub(crate) fn is_own(message: &Message, me: &str) -> bool {
    *message.from.name == *me
}

/// Who said what, when and where; and to whom, where that is not `me`.
fn said(message: &Message, note: &str, me: &str, lang: Lang) -> String {
    let (at, from, to) = (time::local(message.sent_at), &message.from.name, &message.to.name);
    let wherever = match message.chat {
        Chat::Single if is_own(message, me) => words!(" to {to}", "（发给 {to}）"),
        Chat::Single => words!("", ""),
        Chat::Group => words!(" in group {to}", "（群 {to}）"),
        Chat::Room => words!(" in room {to}", "（聊天室 {to}）"),
    };
    let wherever = wherever.pick(lang);
    format!("{at}  {from}{wherever}{note}: {}", contents(message, lang))
}

/// What a message says.
pub(crate) fn contents(message: &Message, lang: Lang) -> String {
    let bodies = std::iter::once(&message.body).chain(&message.more);
    let bodies: Vec<String> = bodies.map(|body| content_of(body, lang)).collect();
    bodies.join(" ")
}

/// What a message says, in one line.
fn content_of(body: &Body, lang: Lang) -> String {
    let words = match body {
        Body::Text(text) => return text.to_string(),
        Body::Image(image) => {
            let file = file(&image.file);
            words!("[image{file}]", "[图片{file}]")
        }
        Body::Video(video) => {
            let file = file(&video.file);
            words!("[video{file}]", "[视频{file}]")
        }
        Body::Voice(voice) => {
            let (file, seconds) = (file(voice), voice.seconds);
            words!("[voice {seconds} s{file}]", "[语音 {seconds} 秒{file}]")
        }
        Body::File(it) => {
            let file = file(it);
            words!("[file{file}]", "[文件{file}]")
        }
        Body::Location(it) => {
            let (latitude, longitude, address) = (it.latitude, it.longitude, &it.address);
            words!(
                "[location {latitude}, {longitude} {address}]",
                "[位置 {latitude}, {longitude} {address}]"
            )
        }
        Body::Command(command) => {
            let action = &command.action;
            words!("[command {action}]", "[命令 {action}]")
        }
        Body::Custom(custom) => {
            let event = &custom.event;
            words!("[custom {event}]", "[自定义 {event}]")
        }
        Body::Combined(combined) => {
            let title = &combined.title;
            words!("[bundle of messages: {title}]", "[聊天记录：{title}]")
        }
        _ => words!("[unknown content]", "[未知内容]"),
    };
    words.pick(lang).to_owned()
}

/// Its name, its size, and what `easemob download` takes.
fn file(file: &Attachment) -> String {
    let Attachment { name, size, url, .. } = file;
    format!(" {name} {size} {url}")
}
