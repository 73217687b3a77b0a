//! `easemob send`.

use async_io::block_on;
use clap::Args;
use easemob_smol::Connection;
use easemob_smol::core::error::InvalidId;
use easemob_smol::core::{Address, Event, GroupId, Outcome, Outgoing, ServerId};

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::session::with_login;
use crate::settings::Settings;
use crate::words::words;

/// Send a message and wait until the server has it.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The user it is for; with --group, the group
    to: String,
    /// The text
    text: String,
    /// It is for a group
    #[arg(long)]
    group: bool,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Prints the server's id of the message.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let to = options.address()?;
    let sent = block_on(with_login(settings, async |connection| {
        send(connection, Outgoing::text(to, options.text.as_str())).await
    }))?;
    output::line(&sent.to_string())
}

impl Options {
    fn address(&self) -> Result<Address, Failure> {
        let address = if self.group {
            GroupId::new(&*self.to).map(Address::from)
        } else {
            Address::user(&self.to)
        };
        address.map_err(|error: InvalidId| {
            Failure::new(Exit::Usage, words!("TO: {error}", "TO：{error}"))
        })
    }
}

/// Sends it and waits for its one end.
async fn send(connection: &mut Connection, message: Outgoing) -> Result<ServerId, Failure> {
    let local = connection.send(message).map_err(|not_sent| not_sent.why)?;
    loop {
        match connection.next().await {
            Event::Settled { local: it, outcome } if it == local => return ended(&outcome),
            _ => {}
        }
    }
}

fn ended(outcome: &Outcome) -> Result<ServerId, Failure> {
    let words = match outcome {
        Outcome::Sent { server, .. } => return Ok(*server),
        Outcome::Rejected { code, message, .. } => {
            let zh = code.text_zh();
            words!(
                "the server refused the message: {message}",
                "服务器拒绝了这条消息：{zh}（{message}）"
            )
        }
        Outcome::Unconfirmed => words!(
            "the message was transmitted and not confirmed: the server may have it or not",
            "消息已发出但未得到确认：服务器可能已收到，也可能没有"
        ),
        Outcome::Expired => {
            words!("the message waited too long and was not sent", "消息等待超时，未发送")
        }
        Outcome::Cancelled => {
            words!("the session ended before the message was sent", "会话已结束，消息未发送")
        }
    };
    Err(Failure::new(Exit::NotSent, words))
}
