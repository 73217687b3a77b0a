//! A bot in groups: greets who joins, and answers `!members` and `!help` in whatever group it is
//! asked. The account is in the environment: EASEMOB_APP_KEY, EASEMOB_USER, EASEMOB_PASSWORD.

mod account;

use account::Failure;
use easemob_tokio::core::event::{GroupChange, GroupEvent};
use easemob_tokio::core::{Body, Chat, Event, GroupId, Message, Outgoing};
use easemob_tokio::{Connection, Handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let (handle, mut events, background) =
        Connection::new(account::config()?, None)?.into_background();
    tokio::spawn(background.run());
    println!("online as {}", handle.login(account::credentials()?).await?.user);
    while let Some(event) = events.next().await {
        let answer = match event {
            Event::Message(message) => asked(&handle, &message).await,
            Event::Group(change) => greeting(&change),
            Event::Offline(why) => return Err(why.into()),
            _ => None,
        };
        let Some((group, text)) = answer else { continue };
        println!("{group}: {text}");
        // The outcome comes as an event; a bot that has to know awaits `handle.send` instead.
        if let Err(refused) = handle.post(Outgoing::text(group, text)).await {
            println!("not sent: {refused}");
        }
    }
    Ok(())
}

async fn asked(handle: &Handle, message: &Message) -> Option<(GroupId, String)> {
    let (Chat::Group, Body::Text(text)) = (message.chat, &message.body) else { return None };
    let group = GroupId::new(message.to.name.clone()).ok()?;
    let answer = match text.trim() {
        "!help" => "I know !members and !help".to_owned(),
        "!members" => match members(handle, group.clone()).await {
            Ok(names) => names.join(", "),
            Err(failed) => format!("I cannot tell: {failed}"),
        },
        _ => return None,
    };
    Some((group, answer))
}

/// Those of the first page, fifty at most.
async fn members(handle: &Handle, group: GroupId) -> Result<Vec<String>, Failure> {
    let page = handle.group().members(group, 50, None).await?;
    Ok(page.items.into_iter().map(|member| member.user.to_string()).collect())
}

fn greeting(event: &GroupEvent) -> Option<(GroupId, String)> {
    let GroupChange::MembersJoined { members, .. } = &event.change else { return None };
    let group = GroupId::new(event.group.clone()).ok()?;
    Some((group, format!("welcome, {}", members.join(", "))))
}
