//! A connection of this process: logged in, and logged out again whatever happens between.

use std::future::Future;

use async_signal::{Signal, Signals};
use easemob_smol::core::Commit;
use easemob_smol::{Connection, Smol};
use futures_lite::StreamExt as _;
use futures_lite::future::or;

use crate::exit::{Exit, Failure};
use crate::settings::Settings;
use crate::words::words;

/// Logs in, does the work, and logs out.
pub(crate) async fn with_login<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&mut Connection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut connection = connect(settings)?;
    let who = settings.credentials()?;
    let done = interruptible(async {
        connection.log_in(who).await?;
        work(&mut connection).await
    })
    .await;
    interruptible(async {
        connection.shutdown().await;
        Ok(())
    })
    .await?;
    done
}

/// A client that is not logged in yet. What arrives stays on the server until it is committed: a
/// command that sends is not one that reads.
pub(crate) fn connect(settings: &Settings) -> Result<Connection, Failure> {
    let mut config = settings.config()?;
    config.commit = Commit::Manual;
    let runtime = Smol::new(settings.tls()?);
    Connection::with_runtime(config, None, runtime).map_err(|invalid| {
        let words = words!("{invalid}", "配置有误：{invalid}");
        Failure::new(Exit::Config, words)
    })
}

/// The work, or the end of it by Ctrl-C.
pub(crate) async fn interruptible<T>(
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut signals = Signals::new([Signal::Int, Signal::Term]).map_err(|error| {
        let words = words!("signals cannot be heard: {error}", "无法监听信号：{error}");
        Failure::new(Exit::Failed, words)
    })?;
    let interrupted = async {
        signals.next().await;
        Err(Failure::new(Exit::Interrupted, words!("interrupted", "已中断")))
    };
    or(work, interrupted).await
}
