//! Passwords and tokens: from a file, from standard input, from the person at the terminal. They are
//! never in an error, in a log or in what the program prints.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, ErrorKind, IsTerminal as _, Read};

use async_io::block_on;
use async_signal::Signal;
use easemob_smol::core::Secret;
use futures_lite::StreamExt as _;
use futures_lite::future::poll_once;

use crate::exit::{Exit, Failure};
use crate::session::{hear, interrupted};
use crate::settings::{Given, Setting};
use crate::words::{Lang, Words, os, words};

/// No token is longer, in bytes; another file was meant.
const LONGEST: u64 = 64 * 1_024;

/// The secret that an option gives or names.
pub(crate) fn read(given: &Given) -> Result<Secret, Failure> {
    let secret = match given.key {
        Setting::PasswordFile | Setting::TokenFile | Setting::AppTokenFile => {
            let path = given.path();
            let file = File::open(&path).map_err(|error| Failure::file(&path, &error))?;
            first_line(file).map_err(|wrong| Failure::at(&path, Exit::File, &wrong))?
        }
        Setting::PasswordStdin | Setting::TokenStdin => {
            first_line(io::stdin()).map_err(|wrong| {
                Failure::new(Exit::File, words!("standard input: ", "标准输入：")).and(&wrong)
            })?
        }
        _ => given.value.clone(),
    };
    if secret.is_empty() {
        return Err(given.wrong("is empty", "内容为空"));
    }
    Ok(secret.into())
}

/// Asks at the terminal; `None` when nobody is there. Who interrupts that gets a terminal back that
/// shows what is typed: as long as the signal is heard it does not end the program before.
pub(crate) fn ask(question: &Words, lang: Lang) -> Result<Option<Secret>, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(None);
    }
    let mut signals = hear(&[Signal::Int])?;
    let answer = rpassword::prompt_password(question.pick(lang));
    // Ctrl-C, or the signal from elsewhere, which does not end the prompt.
    let by_key = matches!(&answer, Err(error) if error.kind() == ErrorKind::Interrupted);
    if by_key || block_on(poll_once(signals.next())).is_some() {
        return Err(interrupted());
    }
    let answer = answer.map_err(|error| {
        Failure::new(Exit::File, words!("the terminal: ", "终端：")).and(&os(&error))
    })?;
    Ok(Some(answer).filter(|answer| !answer.is_empty()).map(Into::into))
}

fn first_line(from: impl Read) -> Result<String, Words> {
    let mut line = Vec::new();
    let read = BufReader::new(from.take(LONGEST)).read_until(b'\n', &mut line);
    read.map_err(|error| os(&error))?;
    let line = String::from_utf8(line).map_err(|_| words!("is not UTF-8", "不是 UTF-8 文本"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
