//! A connection of this process: logged in, and logged out again whatever happens between.

use std::future::Future;
use std::path::Path;

use async_signal::{Signal, Signals};
use easemob_smol::core::error::InvalidConfig;
use easemob_smol::core::{Commit, Config, Online};
use easemob_smol::{Connection, FileStore, OpenFailed, Smol};
use futures_lite::StreamExt as _;
use futures_lite::future::or;

use crate::exit::{Exit, Failure};
use crate::settings::Settings;
use crate::words::{os, words};

/// Connects, logs in, does the work, and logs out.
pub(crate) async fn with_login<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&mut Connection, Online) -> Result<T, Failure>,
) -> Result<T, Failure> {
    while_logged_in(connect(settings)?, settings, work).await
}

/// Logs in, does the work, and logs out.
pub(crate) async fn while_logged_in<T>(
    mut connection: Connection,
    settings: &Settings,
    work: impl AsyncFnOnce(&mut Connection, Online) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let who = settings.credentials()?;
    let done = interruptible(async {
        let online = connection.log_in(who).await?;
        work(&mut connection, online).await
    })
    .await;
    // Who does not wait for the goodbye takes nothing back.
    let _said = interruptible(async {
        connection.shutdown().await;
        Ok(())
    })
    .await;
    done
}

/// A client that is not logged in yet. What arrives stays on the server until it is committed: a
/// command that sends is not one that reads.
pub(crate) fn connect(settings: &Settings) -> Result<Connection, Failure> {
    let (config, runtime) = parts(settings)?;
    Connection::with_runtime(config, None, runtime).map_err(|invalid| wrong(&invalid))
}

/// The same for one that reads: who sent a message learns that it has arrived.
pub(crate) fn connect_to_read(settings: &Settings) -> Result<Connection, Failure> {
    let (mut config, runtime) = parts(settings)?;
    config.delivery = true;
    Connection::with_runtime(config, None, runtime).map_err(|invalid| wrong(&invalid))
}

/// As [`connect`] with a store: what was committed does not come again, also when the server counted it as
/// part of a page that was not received as a whole.
pub(crate) fn connect_with_store(settings: &Settings, path: &Path) -> Result<Connection, Failure> {
    let (config, runtime) = parts(settings)?;
    let (store, kept) = FileStore::open(path).map_err(|failed| {
        let why = match &failed {
            OpenFailed::Io(path, error) => Failure::file(path, error).words().clone(),
            _ => words!("{failed}", "{failed}"),
        };
        Failure::new(Exit::File, words!("", "无法打开存储文件：")).and(&why)
    })?;
    Connection::with_store(config, kept, runtime, store).map_err(|invalid| wrong(&invalid))
}

fn parts(settings: &Settings) -> Result<(Config, Smol), Failure> {
    let mut config = settings.config()?;
    config.commit = Commit::Manual;
    Ok((config, Smol::new(settings.tls()?)))
}

pub(crate) fn wrong(invalid: &InvalidConfig) -> Failure {
    Failure::new(Exit::Config, words!("{invalid}", "配置有误：{invalid}"))
}

/// The work, or the end of it by Ctrl-C, by the system, or because the terminal has gone away.
pub(crate) async fn interruptible<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut signals = match hears_hangups() {
        true => hear(&[Signal::Int, Signal::Term, Signal::Hup])?,
        false => hear(&[Signal::Int, Signal::Term])?,
    };
    let interrupted = async {
        signals.next().await;
        Err(interrupted())
    };
    or(work, interrupted).await
}

/// Has signals heard, which then do no longer what they do by themselves.
pub(crate) fn hear(signals: &[Signal]) -> Result<Signals, Failure> {
    Signals::new(signals).map_err(|error| {
        let cannot = words!("signals cannot be heard: ", "无法监听信号：");
        Failure::new(Exit::Failed, cannot).and(&os(&error))
    })
}

pub(crate) fn interrupted() -> Failure {
    Failure::new(Exit::Interrupted, words!("interrupted", "已中断"))
}

/// Not by a process that was started to outlive its terminal, by `nohup` for example. Linux tells;
/// elsewhere one has no terminal left to complain on.
#[cfg(unix)]
fn hears_hangups() -> bool {
    use std::io::{IsTerminal as _, stderr};
    const HANGUP: u64 = 1;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    match ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()) {
        Some(mask) => mask & HANGUP == 0,
        None => stderr().is_terminal(),
    }
}

#[cfg(not(unix))]
fn hears_hangups() -> bool {
    false
}
