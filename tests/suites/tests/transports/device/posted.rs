//! Messages posted from elsewhere: each ends once, and too many are refused.

use std::collections::BTreeMap;

use easemob_core::error::WhyNotSent;
use easemob_core::{NotSent, Outcome};
use easemob_embedded::{Commander, Commands};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use futures_lite::future::or;

use super::{Wire, connect, online, run};
use crate::stage::{Stage, text_to};

type Four = Commands<CriticalSectionRawMutex, 4>;

#[test]
fn each_ends_once_and_too_many_are_refused() {
    static COMMANDS: Four = Commands::new();
    let stage = Stage::new();
    run(async {
        let mut alice = online("alice", Wire::new(500), stage.config()).await;
        for tag in 0..4 {
            COMMANDS.post(tag, text_to("bob", format!("text {tag}"))).expect("room");
        }
        let more = text_to("bob", "one too many");
        assert_eq!(COMMANDS.post(4, more.clone()), Err(more));
        // An interrupt asks while the connection's own task does its work.
        let mut commander = Commander::new(&COMMANDS);
        let work = async {
            loop {
                commander.next(&mut alice).await;
            }
        };
        let ends = async {
            let mut ends = BTreeMap::new();
            while ends.len() < 4 {
                let ended = COMMANDS.end().await;
                assert!(matches!(ended.end, Ok(Outcome::Sent { .. })), "{ended:?}");
                assert_eq!(ends.insert(ended.tag, ()), None, "twice");
            }
        };
        or(work, ends).await;
        assert_eq!(COMMANDS.try_end(), None);
    });
}

/// Nobody takes the ends: no more than as many are accepted, and none is lost.
#[test]
fn ends_nobody_takes_hold_up_what_is_behind() {
    let (commands, stage) = (Four::new(), Stage::new());
    run(async {
        let mut nobody = connect(Wire::new(500), stage.config());
        let mut commander = Commander::new(&commands);
        let mut posted = 0;
        for _ in 0..20 {
            posted += u32::from(commands.post(posted, text_to("bob", "hello")).is_ok());
            let brief = async { embassy_time::Timer::after_millis(2).await };
            let work = async {
                commander.next(&mut nobody).await;
            };
            or(work, brief).await;
        }
        assert_eq!(posted, 8, "four ended, four wait");
        for tag in 0..4 {
            let ended = commands.try_end().expect("an end");
            assert_eq!(ended.tag, tag);
            assert!(matches!(ended.end, Err(NotSent { why: WhyNotSent::LoggedOut, .. })));
        }
    });
}
