//! `easemob send`.

mod content;

use async_io::block_on;
use clap::{ArgGroup, Args};
use easemob_smol::Connection;
use easemob_smol::core::{
    Address, Event, GroupId, LocalId, Outcome, Outgoing, RoomId, ServerId, UnixMillis,
};
use serde_json::json;

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::session::with_login;
use crate::settings::Settings;
use crate::words::words;

/// Left to itself clap prints the content first, which on a command line follows whom it is for.
const USAGE: &str = "easemob send [OPTIONS] <TO> \
    <TEXT|--file <FILE>|--image <FILE>|--voice <FILE>|--video <FILE>>";

/// Send a message and wait until the server has it.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("content").required(true), override_usage = USAGE)]
pub(crate) struct Options {
    /// The user it is for, the group with --group, the chat room with --room
    to: String,
    #[command(flatten)]
    content: content::Options,
    /// It is for a group
    #[arg(long, conflicts_with = "room")]
    group: bool,
    /// It is for a chat room, which is joined first; the server takes who is gone for two minutes out
    #[arg(long)]
    room: bool,
    /// Print JSON: {"id":…,"local":…,"at":…}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Prints the server's id of the message.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let to = options.address()?;
    let content = options.content.prepare(settings)?;
    let sent = block_on(with_login(settings, async |connection, _| {
        if let Address::Room(room) = &to {
            join(connection, room).await?;
        }
        let content = content.load(connection, &to, settings.lang()).await?;
        send(connection, Outgoing::new(to, content)).await
    }))?;
    let Sent { local, server, at } = sent;
    match options.json {
        true => {
            let (id, local) = (server.to_string(), local.to_string());
            output::json(&json!({ "id": id, "local": local, "at": at.0 }))
        }
        false => output::line(&server.to_string()),
    }
}

impl Options {
    fn address(&self) -> Result<Address, Failure> {
        let address = match (self.group, self.room) {
            (true, _) => GroupId::new(&*self.to).map(Address::from),
            (_, true) => RoomId::new(&*self.to).map(Address::from),
            _ => Address::user(&self.to),
        };
        address.map_err(|error| Failure::new(Exit::Usage, words!("TO: {error}", "TO：{error}")))
    }
}

struct Sent {
    local: LocalId,
    server: ServerId,
    at: UnixMillis,
}

/// Sends it and waits for its one end.
async fn send(connection: &mut Connection, message: Outgoing) -> Result<Sent, Failure> {
    let local = connection.send(message).map_err(|not_sent| not_sent.why)?;
    loop {
        match connection.next().await {
            Event::Settled { local: it, outcome } if it == local => match outcome {
                Outcome::Sent { server, at, .. } => return Ok(Sent { local, server, at }),
                other => return Err(Failure::new(Exit::NotSent, end(&other))),
            },
            _ => {}
        }
    }
}

/// Who has not joined a chat room cannot speak there.
async fn join(connection: &mut Connection, room: &RoomId) -> Result<(), Failure> {
    let asked = connection.join_room(room.clone(), Default::default())?;
    loop {
        match connection.next().await {
            Event::RoomAnswered(answer) if answer.local == asked => {
                let refused = |outcome| Failure::new(Exit::Refused, end(&outcome));
                return answer.result.map(drop).map_err(refused);
            }
            _ => {}
        }
    }
}

/// Any end but the good one.
pub(crate) fn end(outcome: &Outcome) -> crate::words::Words {
    match outcome {
        Outcome::Rejected { code, message, .. } => {
            let zh = code.text_zh();
            words!("the server refused: {message}", "服务器拒绝了请求：{zh}（{message}）")
        }
        Outcome::Unconfirmed => words!(
            "it was transmitted and not confirmed: the server may have it or not",
            "消息已发出但未得到确认：服务器可能已收到，也可能没有"
        ),
        Outcome::Expired => {
            words!("it waited too long and was not sent", "等待超时，未发送")
        }
        _ => words!("the session ended before it was sent", "会话已结束，未发送"),
    }
}
