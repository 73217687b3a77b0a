//! A user: a client in the background, its events on the screen and in a notebook.

use std::thread;

use async_channel::{Receiver, Sender, unbounded};
use easemob_smol::core::{Body, Config, Event, OfflineCause, Outgoing, UserId};
use easemob_smol::{Connection, Events, Handle};
use futures_lite::future::{block_on, zip};

use crate::Failure;
use crate::screen::Screen;

pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) handle: Handle,
    screen: Screen,
    heard: Receiver<String>,
    offline: Receiver<OfflineCause>,
}

impl Person {
    /// Starts a client that is logged out, on a thread of its own.
    pub(crate) fn new(
        name: &'static str,
        config: Config,
        screen: &Screen,
    ) -> Result<Self, Failure> {
        let (handle, events, background) = Connection::new(config, None)?.into_background();
        let (hear, heard) = unbounded();
        let (end, offline) = unbounded();
        let follow = follow(name, events, screen.clone(), hear, end);
        thread::spawn(move || block_on(zip(background.run(), follow)));
        Ok(Self { name, handle, screen: screen.clone(), heard, offline })
    }

    /// Sends a text and waits until the server has it, however often the link is cut.
    pub(crate) async fn tell(&self, to: &Self, text: &str) -> Result<(), Failure> {
        let message = Outgoing::text(UserId::new(to.name)?, text.to_owned());
        let sent = self.handle.send(message).await?;
        self.screen.say(self.name, &format!("sent {text:?}, id {} on the server", sent.server));
        Ok(())
    }

    /// Waits for so many texts more.
    pub(crate) async fn hear(&self, count: usize) -> Result<Vec<String>, Failure> {
        let mut texts = Vec::new();
        while texts.len() < count {
            texts.push(self.heard.recv().await?);
        }
        Ok(texts)
    }

    /// Texts that came without being waited for.
    pub(crate) fn unexpected(&self) -> Vec<String> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }

    /// Waits until the session is over.
    pub(crate) async fn offline(&self) -> Result<OfflineCause, Failure> {
        Ok(self.offline.recv().await?)
    }
}

/// Takes the events as they come. A message counts as taken when the next event is asked for.
async fn follow(
    name: &'static str,
    mut events: Events,
    screen: Screen,
    hear: Sender<String>,
    end: Sender<OfflineCause>,
) {
    while let Some(event) = events.next().await {
        match event {
            Event::Online(online) => {
                let how = if online.again { "online again" } else { "online" };
                screen.say(name, &format!("{how} as {}", online.resource));
            }
            Event::Reconnecting { attempt, cause, .. } => {
                screen.say(name, &format!("link lost ({cause}); attempt {attempt} follows"));
            }
            Event::Message(message) => {
                let Body::Text(text) = &message.body else { continue };
                screen.say(name, &format!("heard {text:?} from {}", message.from.name));
                let _at_the_end = hear.send(text.to_string()).await;
            }
            Event::Offline(cause) => {
                screen.say(name, &format!("offline: {cause}"));
                let _at_the_end = end.send(cause).await;
            }
            _ => {}
        }
    }
}
