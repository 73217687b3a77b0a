//! `easemob doctor`.

mod advice;
mod certificate;
mod patient;
mod reach;
mod report;
mod step;

use std::time::Duration;

use async_io::block_on;
use clap::Args;
use easemob_smol::core::session::Proof;
use easemob_smol::core::{Commit, Config, Servers};
use easemob_smol::{Connection, Smol};

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::session::{interruptible, wrong};
use crate::settings::Settings;
use crate::time;
use crate::words::{Lang, Words, words};
use patient::Patient;
use report::Report;
use step::Step;

/// The longest `--timeout`: beyond it somebody meant another unit.
const TIMEOUT_MAX: Duration = Duration::from_secs(3_600);

/// Attempts of one login: at least as many as there can be hosts of one kind. A host is asked once.
const ATTEMPTS: u32 = 64;

/// Find out which step of a login fails, and what to do.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How long one step may take, 1h at most
    #[arg(long, value_name = "DURATION", value_parser = timeout, default_value = "10s")]
    timeout: Duration,
    /// Print JSON: a line for each step, then one with the verdict
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Ends with the exit code of the step that failed.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let mut report = Report::new(options.json, settings.lang());
    let examined = examine(options, settings, &mut report);
    report.finish(examined)
}

impl Options {
    /// The report where even the settings cannot be read.
    pub(crate) fn unreadable(&self, failure: Failure, lang: Lang) -> Failure {
        let mut report = Report::new(self.json, lang);
        report.begin(Step::Settings, None);
        report.finish(Err(failure.clone())).err().unwrap_or(failure)
    }
}

fn examine(options: &Options, settings: &Settings, report: &mut Report) -> Result<(), Failure> {
    report.begin(Step::Settings, None);
    let mut config = settings.config()?;
    be_strict(&mut config, options.timeout);
    let (user, who, tls) = (settings.user()?, settings.credentials()?, settings.tls()?);
    if let Servers::Fixed { .. } = config.servers {
        report.leave_out(Step::Dns);
    }
    if let Proof::Token(_) = who.proof {
        report.leave_out(Step::Token);
    }
    let app = config.app_key.to_string();
    let told = words!("{user} of {app}", "{app} 的用户 {user}");
    let connection = Connection::with_runtime(config, None, Smol::new(tls.clone()));
    let connection = connection.map_err(|invalid| wrong(&invalid))?;
    block_on(interruptible(async {
        let mut patient = Patient::new(connection, tls, options.timeout, report);
        patient.begin(who, told)?;
        patient.come_online().await?;
        patient.send_to(user).await?;
        patient.log_out().await
    }))
}

/// Every host is asked once, at once, and for as long as it was said. What waits for the user goes on
/// waiting.
fn be_strict(config: &mut Config, timeout: Duration) {
    let limit = u64::try_from(timeout.as_millis()).unwrap_or(u64::MAX).max(1);
    for option in [
        &mut config.dial_ms,
        &mut config.provision_ms,
        &mut config.call_ms,
        &mut config.send_ack_ms,
        &mut config.logout_ms,
    ] {
        *option = limit;
    }
    // Each step has a limit of its own.
    config.login_ms = 86_400_000;
    (config.login_attempts, config.backoff_base_ms, config.backoff_cap_ms) = (ATTEMPTS, 1, 1);
    (config.send_attempts, config.resend) = (1, false);
    config.commit = Commit::Manual;
}

fn timeout(text: &str) -> Result<Duration, String> {
    let timeout = time::duration(text)?;
    match timeout <= TIMEOUT_MAX {
        true => Ok(timeout),
        false => Err("it is 1h at most".to_owned()),
    }
}

/// A step that ended because of the network.
fn unreachable(words: Words) -> Failure {
    Failure::new(Exit::Network, words)
}

fn no_answer(limit: Duration) -> Words {
    words!("no answer within {limit:?}", "{limit:?} 内没有响应")
}
