//! `easemob listen`.

use std::path::PathBuf;
use std::time::Duration;

use async_io::{Timer, block_on};
use clap::Args;
use clap::builder::RangedU64ValueParser;
use easemob_smol::Connection;
use easemob_smol::core::Event;
use futures_lite::future::or;

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::session::{connect, connect_with_store, while_logged_in};
use crate::settings::Settings;
use crate::story;
use crate::time;
use crate::words::words;

/// Print what arrives until it is interrupted.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// End after so many messages of others
    #[arg(long, value_name = "NUMBER", value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    count: Option<u64>,
    /// End after a time such as 30s, 5m or 1h30m; with fewer messages than --count that is a failure
    #[arg(long = "for", value_name = "DURATION", value_parser = time::duration)]
    time: Option<Duration>,
    /// Print JSON lines: {"event":…,"data":…} with the handlers and arguments of the Web SDK
    #[arg(long)]
    json: bool,
    /// Keep in this file what was received, so that nothing comes twice; each user needs its own
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) account: Account,
}

pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let connection = match &options.store {
        Some(path) => connect_with_store(settings, path)?,
        None => connect(settings)?,
    };
    block_on(while_logged_in(connection, settings, async |connection, online| {
        let me = online.user.to_string();
        let tell = |event: &Event| match options.json {
            true => story::tell_json(event),
            false => story::tell(event, &me, settings.lang()),
        };
        tell(&Event::Online(online))?;
        listen(connection, options, &me, tell).await
    }))
}

async fn listen(
    connection: &mut Connection,
    options: &Options,
    me: &str,
    tell: impl Fn(&Event) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut end = options.time.map_or_else(Timer::never, Timer::after);
    let mut messages = 0;
    loop {
        let next = async { Some(connection.next().await) };
        let over = async {
            (&mut end).await;
            None
        };
        let Some(event) = or(next, over).await else { return over_too_soon(messages, options) };
        if let Event::Offline(cause) = event {
            return Err(cause.into());
        }
        tell(&event)?;
        // It is on the other side of the pipe now.
        if let Some(delivery) = event.delivery() {
            connection.commit(delivery);
        }
        let is_new = matches!(&event, Event::Message(message) if !story::is_own(message, me));
        messages += u64::from(is_new);
        if options.count == Some(messages) {
            return Ok(());
        }
    }
}

fn over_too_soon(messages: u64, options: &Options) -> Result<(), Failure> {
    match options.count {
        None => Ok(()),
        Some(count) => {
            let words = words!(
                "the time is over after {messages} of {count} messages",
                "时间已到，只收到 {messages} 条消息，未满 {count} 条"
            );
            Err(Failure::new(Exit::Failed, words))
        }
    }
}
