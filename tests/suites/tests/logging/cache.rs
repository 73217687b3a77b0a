//! The diagnostics of a real client, kept and saved (LOG rows).

use easemob_core::log::{LogCache, LogLevel};
use easemob_smol::log::LogKeeper;
use easemob_smol::log::tracing_subscriber::layer::SubscriberExt as _;
use easemob_smol::log::tracing_subscriber::registry;

use crate::day::{a_day, server};

/// What is kept of a day at that level.
fn kept(level: LogLevel) -> (LogKeeper, Vec<String>) {
    let keeper = LogKeeper::new(LogCache::default());
    keeper.set_level(level);
    let server = server();
    let subscriber = registry().with(keeper.layer());
    let secrets = tracing::subscriber::with_default(subscriber, || a_day(&server));
    (keeper, secrets)
}

#[test]
fn a_day_is_kept_without_its_secrets() {
    let (keeper, secrets) = kept(LogLevel::Trace);
    let lines = keeper.lines();
    let text = lines.join("\n");
    for said in [
        " INFO alice is online as ",
        " INFO bob is online as ",
        " DEBUG link lost: ",
        " TRACE page of ",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
    assert_eq!(secrets.len(), 4);
    for secret in &secrets {
        assert!(secret.len() > 8 && !text.contains(secret), "{secret:?} is in\n{text}");
    }
}

#[test]
fn each_level_keeps_what_is_at_or_above_it() {
    for set in [LogLevel::Debug, LogLevel::Info, LogLevel::Silent] {
        let (keeper, _) = kept(set);
        let level = |line: &String| line.split(' ').nth(1).expect("a level").to_owned();
        let levels: Vec<LogLevel> =
            keeper.lines().iter().map(|line| level(line).parse().expect("a level")).collect();
        assert!(levels.iter().all(|it| set.shows(*it)), "{set}: {levels:?}");
        assert_eq!(levels.contains(&set), set != LogLevel::Silent, "{set}: {levels:?}");
    }
}

#[test]
fn it_is_saved_as_a_file() {
    let (keeper, _) = kept(LogLevel::Info);
    let folder = std::env::temp_dir().join(format!("easemob-log-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join(LogKeeper::FILE_NAME);
    std::fs::write(&file, "something longer than what is saved ".repeat(1_000)).expect("a file");
    keeper.save(&file).expect("saved");
    let saved = std::fs::read_to_string(&file).expect("text");
    std::fs::remove_dir_all(&folder).expect("removed");
    assert!(saved.lines().count() > 1);
    assert_eq!(saved.lines().collect::<Vec<_>>(), keeper.lines());
    keeper.clear();
    assert_eq!(keeper.lines().len(), 0);
}
