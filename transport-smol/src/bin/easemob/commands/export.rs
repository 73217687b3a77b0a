//! `easemob export`.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use async_io::block_on;
use clap::Args;
use easemob_smol::Connection;
use easemob_smol::core::rest::Walk;
use easemob_smol::core::rest::message::{Direction, History, HistoryOptions, ListConversations};
use easemob_smol::core::{Address, Chat, Event, GroupId, RoomId, UserId, web};
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Bar;
use crate::session::with_login;
use crate::settings::Settings;
use crate::words::{Lang, words};

/// The most messages a page may hold.
const PAGE: u32 = 50;

/// Write what was said into a file, a line of JSON for each message.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The file; there is none before all of it is there, and one that is there is replaced
    file: PathBuf,
    /// Only the conversation with this user; with a group or a chat room by --group or --room
    #[arg(long, value_name = "ID")]
    with: Option<String>,
    /// --with names a group
    #[arg(long, requires = "with", conflicts_with = "room")]
    group: bool,
    /// --with names a chat room
    #[arg(long, requires = "with")]
    room: bool,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Prints how many messages there are in the file.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let path = &options.file;
    let failed = |error: io::Error| Failure::file(path, &error);
    let only = options.conversation()?;
    if path.is_dir() {
        return Err(Failure::at(path, Exit::File, &words!("is a folder", "是文件夹")));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Before anybody is asked for a password.
    fs::metadata(folder).map_err(failed)?;
    let exported = block_on(with_login(settings, async |connection, _| {
        let mut export = Export {
            file: BufWriter::new(NamedTempFile::new_in(folder).map_err(failed)?),
            path,
            messages: 0,
            bar: Bar::count(words!("messages", "消息").pick(settings.lang())),
        };
        match only {
            Some(conversation) => export.conversation(connection, conversation).await?,
            None => export.everything(connection, settings.lang()).await?,
        }
        Ok(export)
    }))?;
    let Export { file, messages, .. } = exported;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    output::line(&messages.to_string())
}

impl Options {
    fn conversation(&self) -> Result<Option<Address>, Failure> {
        let Some(id) = self.with.as_deref() else { return Ok(None) };
        let address = match (self.group, self.room) {
            (true, _) => GroupId::new(id).map(Address::from),
            (_, true) => RoomId::new(id).map(Address::from),
            _ => UserId::new(id).map(Address::from),
        };
        let wrong = |error| Failure::new(Exit::Usage, words!("--with: {error}", "--with：{error}"));
        address.map(Some).map_err(wrong)
    }
}

struct Export<'a> {
    file: BufWriter<NamedTempFile>,
    path: &'a Path,
    messages: u64,
    bar: Bar,
}

/// A line of the file: whose conversation it is, and the handler and argument of the Web SDK.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    chat_type: &'a str,
    conversation: &'a str,
    event: &'a str,
    data: web::Data<'a>,
}

impl Export<'_> {
    async fn everything(&mut self, connection: &mut Connection, lang: Lang) -> Result<(), Failure> {
        let first = ListConversations { limit: PAGE, cursor: None, include_empty: false };
        let mut walk = Walk::new(first);
        while let Some(conversation) = connection.next_item(&mut walk).await? {
            match conversation.address() {
                Ok(address) => self.conversation(connection, address).await?,
                // One that is no id costs none of the others, and is not passed over in silence.
                Err(invalid) => {
                    let words = words!("left out: {invalid}", "已跳过：{invalid}");
                    output::warn(&words, lang);
                }
            }
        }
        Ok(())
    }

    /// From the first message on.
    async fn conversation(
        &mut self,
        connection: &mut Connection,
        conversation: Address,
    ) -> Result<(), Failure> {
        let options = HistoryOptions {
            limit: PAGE,
            direction: Direction::Newer,
            ..HistoryOptions::default()
        };
        let first = History { conversation: conversation.clone(), cursor: None, options };
        let mut walk = Walk::new(first);
        while let Some(event) = connection.next_item(&mut walk).await? {
            self.write(&conversation, &event)?;
        }
        Ok(())
    }

    fn write(&mut self, conversation: &Address, event: &Event) -> Result<(), Failure> {
        let chat_type = match conversation.chat() {
            Chat::Single => "singleChat",
            Chat::Group => "groupChat",
            Chat::Room => "chatRoom",
        };
        for web::Form { handler, data } in web::forms(event) {
            let line = Line { chat_type, conversation: conversation.name(), event: handler, data };
            let written = serde_json::to_writer(&mut self.file, &line).map_err(io::Error::from);
            let written = written.and_then(|()| self.file.write_all(b"\n"));
            written.map_err(|error| Failure::file(self.path, &error))?;
        }
        self.messages += 1;
        self.bar.set(self.messages, None);
        Ok(())
    }
}
