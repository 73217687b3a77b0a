//! `easemob register`.

use std::path::PathBuf;

use async_io::block_on;
use clap::Args;
use easemob_smol::Connection;
use easemob_smol::core::error::{CallFailed, RegistrationRefusal};
use easemob_smol::core::rest::admin::NewUser;
use easemob_smol::core::{Secret, UserId};
use serde_json::json;

use crate::args::{Flags, Servers};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::secret;
use crate::session::{connect, interruptible};
use crate::settings::{Given, Setting, Settings};
use crate::words::words;

/// Make an account: where registration is open, or anywhere with an app token.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// The name of the new account
    name: String,
    /// What notifications call it
    #[arg(long, value_name = "NAME")]
    nickname: Option<String>,
    /// A file that holds the password it shall have; asked for if nothing is said
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
    /// Read the password it shall have from standard input, one line
    #[arg(long)]
    password_stdin: bool,
    /// A file that holds an app token (also EASEMOB_APP_TOKEN)
    #[arg(long, value_name = "FILE")]
    app_token_file: Option<PathBuf>,
    /// Print JSON: {"user":…,"uuid":…}
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    servers: Servers,
}

impl Options {
    pub(crate) fn flags(&self) -> Flags<'_> {
        let mut flags = self.servers.flags();
        flags.layer.set_flag(Setting::AppTokenFile, self.app_token_file.as_deref());
        flags.logs_in = false;
        flags
    }

    /// The password of the new account: not that of the account in the settings.
    fn password(&self, user: &UserId, settings: &Settings) -> Result<Secret, Failure> {
        if let Some(file) = &self.password_file {
            return secret::read(&Given::flag(Setting::PasswordFile, file));
        }
        if self.password_stdin {
            return secret::read(&Given::flag(Setting::PasswordStdin, ""));
        }
        let question = words!("Password for {user}: ", "为 {user} 设置密码：");
        let again = words!("Once more: ", "再输入一次：");
        let answer = secret::ask(&question, settings.lang())?;
        if answer.is_some() && secret::ask(&again, settings.lang())? != answer {
            let words = words!("the passwords differ", "两次输入的密码不一致");
            return Err(Failure::new(Exit::Usage, words));
        }
        answer.ok_or_else(|| {
            let words = words!(
                "a password is missing: give --password-file or --password-stdin",
                "缺少密码：请使用 --password-file 或 --password-stdin"
            );
            Failure::new(Exit::Config, words)
        })
    }
}

/// Prints the name of the account, as the server keeps it.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let user = UserId::new(&*options.name)
        .map_err(|error| Failure::new(Exit::Usage, words!("NAME: {error}", "NAME：{error}")))?;
    let mut connection = connect(settings)?;
    let app_token = settings.app_token()?;
    let password = options.password(&user, settings)?;
    let made = block_on(interruptible(async {
        let made = make(&mut connection, user, password, options, app_token).await;
        made.map_err(refused)
    }))?;
    let [user, uuid] = made;
    match options.json {
        true => output::json(&json!({ "user": user, "uuid": uuid })),
        false => output::line(&output::printable(&user)),
    }
}

/// Name and inner id of the new account.
async fn make(
    connection: &mut Connection,
    user: UserId,
    password: Secret,
    options: &Options,
    app_token: Option<Secret>,
) -> Result<[String; 2], CallFailed> {
    let nickname = options.nickname.as_deref();
    match app_token {
        None => {
            let nickname = nickname.unwrap_or_default();
            let made = connection.register(user, password, nickname).await?;
            Ok([made.username, made.uuid])
        }
        Some(token) => {
            let mut new = NewUser::new(user, password);
            if let Some(nickname) = nickname {
                new = new.nickname(nickname);
            }
            let made = connection.admin().create_user(token, new).await?;
            Ok([made.user, made.uuid])
        }
    }
}

fn refused(failed: CallFailed) -> Failure {
    use RegistrationRefusal::{
        Closed, Full, NameIllegal, NameTaken, NicknameIllegal, PasswordIllegal,
    };
    let words = match failed.registration() {
        Some(NameTaken) => words!("the name is taken: choose another", "用户名已被占用，请换一个"),
        Some(NameIllegal) => words!(
            "the server does not take this name: 1 to 64 of a-z 0-9 _ - .",
            "服务器不接受这个用户名：只能用 1 到 64 个字符 a-z 0-9 _ - ."
        ),
        Some(PasswordIllegal) => {
            words!("the server does not take this password", "服务器不接受这个密码")
        }
        Some(NicknameIllegal) => {
            words!("the server does not take this nickname", "服务器不接受这个昵称")
        }
        Some(Closed) => words!(
            "registration is closed: give an app token with --app-token-file",
            "该应用未开放注册，请通过 --app-token-file 提供 app token"
        ),
        Some(Full) => words!("the application has no room for users", "该应用的用户数已达上限"),
        _ => return failed.into(),
    };
    Failure::new(Exit::Refused, words)
}
