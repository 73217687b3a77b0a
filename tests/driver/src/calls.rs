//! The `call` command: methods of the Web SDK's connection by name.

use easemob_core::{JoinOptions, Network, RoomId, Secret, UserId};
use serde_json::value::RawValue;

use crate::command::{Command, Id};
use crate::connection::Connection;
use crate::json::{Members, string};
use crate::message::{edit, recall};
use crate::output::Output;
use crate::problem::Problem;

/// Runs the method. Its result may come at once or later.
pub(crate) fn call(
    connection: &mut Connection,
    command: &Command<'_>,
    out: &mut Output,
) -> Result<(), Problem> {
    let method = command.text("method")?;
    let method = method.ok_or_else(|| Problem::BadField("method is missing".into()))?;
    let args = arguments(command)?;
    let first = args.first().copied();
    let id = command.id.clone();
    match method.as_str() {
        "setLoginInfoCustomExt" => {
            set_login_ext(connection, first)?;
            out.nothing(&id);
        }
        "onShow" => {
            connection.network(Network::Resumed, out);
            out.nothing(&id);
        }
        "isOpened" => out.result(&id, &connection.is_logged_in()),
        "close" | "logout" => connection.close(id, out),
        "renewToken" => {
            let token = first.and_then(string).filter(|token| !token.is_empty());
            let wrong = || Problem::BadField("token must be a string that is not empty".into());
            let token = token.ok_or_else(wrong)?;
            connection.renew_token(id, Secret::new(token), out);
        }
        "registerUser" => register(connection, &id, first, out)?,
        "recallMessage" => connection.send(id, recall(required(connection, first)?)?, out),
        "modifyMessage" => connection.send(id, edit(required(connection, first)?)?, out),
        "joinChatRoom" => {
            let (room, options) = joining(required(connection, first)?)?;
            connection.join(id, room, options, out);
        }
        "leaveChatRoom" | "quitChatRoom" => {
            let (room, _) = joining(required(connection, first)?)?;
            connection.leave(id, room, out);
        }
        other => {
            if !connection.local(&id, other, first, out)?
                && let Some(id) = connection.call_with_file(id, other, &args)?
            {
                connection.call_by_name(id, other, &args, out)?;
            }
        }
    }
    Ok(())
}

/// The argument of a method that sends something.
fn required<'a>(
    connection: &Connection,
    argument: Option<&'a RawValue>,
) -> Result<&'a RawValue, Problem> {
    if !connection.is_logged_in() {
        return Err(Problem::NotLoggedIn);
    }
    argument.ok_or_else(|| Problem::BadField("Invalid parameter".into()))
}

/// What a room is joined with.
fn joining(args: &RawValue) -> Result<(RoomId, JoinOptions), Problem> {
    let wrong = |what: &str| Problem::BadField(what.into());
    let fields = Members::parse(args.get()).map_err(|_| wrong("Invalid parameter"))?;
    let room = fields.get("roomId").and_then(string).filter(|id| !id.is_empty());
    let room = room.ok_or_else(|| wrong("Invalid parameter: \"roomId\""))?;
    let room = RoomId::new(room).map_err(|invalid| Problem::of(&invalid))?;
    let ext = match fields.get("ext") {
        Some(ext) => string(ext).ok_or_else(|| wrong("Invalid parameter: \"ext\""))?,
        None => String::new(),
    };
    let options = JoinOptions::default().ext(ext);
    match fields.get("leaveOtherRooms").map(RawValue::get) {
        None | Some("false") => Ok((room, options)),
        Some("true") => Ok((room, options.leave_others())),
        Some(_) => Err(wrong("Invalid parameter: \"leaveOtherRooms\"")),
    }
}

/// The arguments: a list, or one that is none.
fn arguments<'a>(command: &Command<'a>) -> Result<Vec<&'a RawValue>, Problem> {
    let Some(args) = command.fields.get("args") else { return Ok(Vec::new()) };
    if !args.get().starts_with('[') {
        return Ok(vec![args]);
    }
    serde_json::from_str(args.get()).map_err(|_| Problem::BadField("args must be a list".into()))
}

/// Counts from the next login on. Falsy takes it back.
fn set_login_ext(connection: &mut Connection, ext: Option<&RawValue>) -> Result<(), Problem> {
    let ext = match ext.map(RawValue::get) {
        None | Some("null" | "false" | "0" | "\"\"") => None,
        Some(_) => {
            let text = ext.and_then(string);
            Some(text.ok_or_else(|| Problem::BadField("ext must be a string".into()))?)
        }
    };
    if ext.as_ref().is_some_and(|ext| ext.encode_utf16().count() > 1_024) {
        return Err(Problem::BadField("ext length must be less than 1024".into()));
    }
    connection.config.login_ext = ext;
    connection.outdated = true;
    Ok(())
}

fn register(
    connection: &mut Connection,
    id: &Id,
    account: Option<&RawValue>,
    out: &Output,
) -> Result<(), Problem> {
    let wrong = |what: &str| Problem::BadField(what.into());
    let account = account.ok_or_else(|| wrong("Invalid parameter"))?;
    let fields = Members::parse(account.get()).map_err(|_| wrong("Invalid parameter"))?;
    let text = |name: &str| fields.get(name).and_then(string);
    let password = text("password").filter(|password| !password.is_empty());
    let (Some(user), Some(password)) = (text("username"), password) else {
        return Err(wrong("username and password must be strings that are not empty"));
    };
    let user = UserId::new(user).map_err(|invalid| Problem::of(&invalid))?;
    let nickname = text("nickname").unwrap_or_default();
    let password = Secret::new(password);
    let begun = connection.register(id.clone(), out.now, user, password, &nickname);
    begun.map_err(|busy| Problem::of(&busy))
}
