//! What joins the terminal, the client and the state.

use std::io;
use std::time::{Duration, SystemTime};

use async_channel::{Receiver, Sender, bounded};
use async_executor::LocalExecutor;
use async_io::Timer;
use easemob_smol::core::driver::SendFailed;
use easemob_smol::core::error::{CallFailed, WhyNotSent};
use easemob_smol::core::rest::Paged;
use easemob_smol::core::rest::contact::ListContacts;
use easemob_smol::core::rest::group::ListJoinedGroups;
use easemob_smol::core::rest::message::{History, ListConversations};
use easemob_smol::core::{Delivery, Event, Online, Outgoing, UnixMillis};
use easemob_smol::{Connection, Events, Handle};
use futures_lite::StreamExt as _;
use futures_lite::future::{or, poll_once};
use jiff::tz::TimeZone;
use ratatui::crossterm::event::{self as terminal, EventStream};

use super::screen::Screen;
use super::state::{Action, Input, State};
use super::talk::Key;
use crate::exit::{Exit, Failure};
use crate::session::interruptible;
use crate::words::{Lang, os, words};

/// How long what was written last may take to be sent, once the user wants to leave.
const FAREWELL: Duration = Duration::from_secs(5);
/// Inputs that are taken before the screen is drawn again.
const BATCH: usize = 200;
/// Between two times that contacts, groups and conversations are fetched.
const LISTS: Duration = Duration::from_secs(2);
/// Answers that wait to be taken; who has more waits with them.
const ANSWERS: usize = 16;

/// Shows the conversations of who is logged in until they leave.
pub(super) async fn run(connection: Connection, online: Online, lang: Lang) -> Result<(), Failure> {
    let (handle, events, background) = connection.into_background();
    let executor = LocalExecutor::new();
    let background = executor.spawn(background.run());
    let (answers, inbox) = bounded(ANSWERS);
    let (lists, wanted) = bounded(1);
    executor.spawn(list(handle.clone(), wanted, answers.clone())).detach();
    let state = State::new(online.user, lang, TimeZone::system());
    let client = Client { executor: &executor, handle: handle.clone(), lists, answers };
    let done = executor.run(interruptible(client.talk(state, events, inbox))).await;
    // Who does not wait for the goodbye takes nothing back.
    let _said = executor
        .run(interruptible(async {
            handle.shutdown().await;
            background.await;
            Ok(())
        }))
        .await;
    done
}

/// What carries actions out.
struct Client<'a> {
    executor: &'a LocalExecutor<'static>,
    handle: Handle,
    lists: Sender<()>,
    answers: Sender<Input>,
}

impl Client<'_> {
    async fn talk(
        self,
        mut state: State,
        mut events: Events,
        inbox: Receiver<Input>,
    ) -> Result<(), Failure> {
        let mut screen = Screen::open().map_err(broken)?;
        let mut keys = EventStream::new();
        let (columns, rows) = screen.size().map_err(broken)?;
        let mut inputs = vec![Input::Size(columns, rows)];
        let mut taken: Vec<Delivery> = Vec::new();
        let mut leaves = None;
        self.act(Action::List, &mut state, &mut screen).await?;
        loop {
            for input in inputs.drain(..) {
                if let Input::Event(event) = &input {
                    if let Event::Offline(cause) = &**event {
                        return Err(cause.clone().into());
                    }
                    taken.extend(event.delivery());
                }
                let mut actions = state.update(Input::Time(now()));
                actions.extend(state.update(input));
                for action in actions {
                    match action {
                        Action::Quit if leaves.is_some() => return unsent(&state),
                        Action::Quit => leaves = Some(later(now(), FAREWELL)),
                        action => self.act(action, &mut state, &mut screen).await?,
                    }
                }
            }
            if leaves.is_some_and(|until| state.under_way.is_empty() || until <= now()) {
                return unsent(&state);
            }
            screen.draw(&state).map_err(broken)?;
            // It is before the eyes of the user now.
            for delivery in taken.drain(..) {
                let _at_the_end = self.handle.commit(delivery).await;
            }
            let due = [state.deadline(), leaves].into_iter().flatten().min();
            inputs.push(next(&mut keys, &mut events, &inbox, due).await?);
            while inputs.len() < BATCH {
                let more = poll_once(next(&mut keys, &mut events, &inbox, None)).await;
                let Some(more) = more else { break };
                inputs.push(more?);
            }
        }
    }

    async fn act(
        &self,
        action: Action,
        state: &mut State,
        screen: &mut Screen,
    ) -> Result<(), Failure> {
        match action {
            // One that waits already sees what this one would.
            Action::List => drop(self.lists.try_send(())),
            Action::Ask(key, page) => {
                let (handle, answers) = (self.handle.clone(), self.answers.clone());
                self.executor.spawn(ask(handle, key, page, answers)).detach();
            }
            Action::Send(serial, message) => {
                let offered = Input::Offered(serial, self.post(message).await);
                // What this leads to is nothing but words on the screen.
                let _words = state.update(offered);
            }
            Action::Redraw => screen.clear().map_err(broken)?,
            Action::Quit => {}
        }
        Ok(())
    }

    async fn post(&self, message: Outgoing) -> Result<easemob_smol::core::LocalId, WhyNotSent> {
        self.handle.post(message).await.map_err(|failed| match failed {
            SendFailed::NotSent(not_sent) => not_sent.why,
            _ => WhyNotSent::LoggedOut,
        })
    }
}

/// What comes next, from wherever.
async fn next(
    keys: &mut EventStream,
    events: &mut Events,
    inbox: &Receiver<Input>,
    due: Option<UnixMillis>,
) -> Result<Input, Failure> {
    let key = async {
        loop {
            let event =
                keys.next().await.unwrap_or_else(|| Err(io::ErrorKind::UnexpectedEof.into()));
            return Ok(match event.map_err(broken)? {
                terminal::Event::Key(key) => Input::Key(key),
                terminal::Event::Paste(text) => Input::Paste(text),
                terminal::Event::Resize(columns, rows) => Input::Size(columns, rows),
                _ => continue,
            });
        }
    };
    let time = async {
        let Some(due) = due else { return std::future::pending().await };
        Timer::after(Duration::from_millis(due.0.saturating_sub(now().0))).await;
        Ok(Input::Time(now()))
    };
    let answer = async {
        match inbox.recv().await {
            Ok(input) => Ok(input),
            Err(_) => std::future::pending().await,
        }
    };
    let event = async {
        match events.next().await {
            Some(event) => Ok(Input::Event(Box::new(event))),
            None => std::future::pending().await,
        }
    };
    or(or(key, time), or(answer, event)).await
}

/// Fetches the lists when somebody wants them, however often that is, at a steady pace.
async fn list(handle: Handle, wanted: Receiver<()>, answers: Sender<Input>) {
    while wanted.recv().await.is_ok() {
        let first = ListConversations { limit: 50, cursor: None, include_empty: false };
        pages(&handle, first, &answers, Input::Conversations).await;
        pages(&handle, ListContacts { limit: 50, cursor: None }, &answers, Input::Contacts).await;
        let first = ListJoinedGroups { page: 1, size: 200, detail: None };
        pages(&handle, first, &answers, Input::Groups).await;
        Timer::after(LISTS).await;
    }
}

/// Fetches a list, as far as it is shown.
async fn pages<E: Paged>(
    handle: &Handle,
    first: E,
    answers: &Sender<Input>,
    input: impl Fn(Result<Vec<E::Item>, CallFailed>) -> Input,
) {
    let mut pages = handle.pages(first);
    let mut items = Vec::new();
    let mut failed = None;
    while let Some(item) = pages.next().await {
        match item {
            Ok(item) => items.push(item),
            Err(error) => failed = Some(error),
        }
        if items.len() >= State::NAMES {
            break;
        }
    }
    let _at_the_end = answers.send(input(Ok(items))).await;
    if let Some(failed) = failed {
        let _at_the_end = answers.send(input(Err(failed))).await;
    }
}

async fn ask(handle: Handle, key: Key, page: History, answers: Sender<Input>) {
    let page = handle.call(page).await;
    let _at_the_end = answers.send(Input::History(key, page)).await;
}

/// What is to be said about messages that have no end yet.
fn unsent(state: &State) -> Result<(), Failure> {
    let count = state.unsent();
    if count == 0 {
        return Ok(());
    }
    let words =
        words!("messages that may not have been sent: {count}", "可能未发送的消息：{count} 条");
    Err(Failure::new(Exit::NotSent, words))
}

fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    later(UnixMillis(0), since)
}

fn later(than: UnixMillis, by: Duration) -> UnixMillis {
    let millis = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
    UnixMillis(than.0.saturating_add(millis))
}

fn broken(error: io::Error) -> Failure {
    Failure::new(Exit::File, words!("the terminal: ", "终端：")).and(&os(&error))
}
