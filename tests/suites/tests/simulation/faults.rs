//! Each kind of fault: by itself in a world, and what is to be seen of it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use easemob_core::{PhaseName, Renewal};
use easemob_simulation::scenario::chatter;
use easemob_simulation::{Fault, Weather, Who, World};

use crate::{NONE, two_online};

/// The lines of worlds in which this fault happens often, and little else: what gives it occasions.
fn lines_of(fault: Fault, seeds: impl IntoIterator<Item = u64>) -> Vec<String> {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let mut times = 0;
    for seed in seeds {
        let reader = lines.clone();
        let weather = Weather::calm().with(Fault::CutAfter, 10).with(Fault::TokenExpires, 30);
        let weather = weather.with(fault, often(fault));
        let report = chatter(
            seed,
            weather,
            60_000,
            Some(Box::new(move |line: &str| reader.borrow_mut().push(line.to_owned()))),
        );
        assert_eq!(report.violations, NONE, "{fault}, seed {seed}");
        times += report.faults.get(&fault).unwrap_or(&0);
    }
    assert!(times > 0, "{fault} never happened");
    lines.take()
}

/// Some faults have many occasions in a minute, some have few.
fn often(fault: Fault) -> u16 {
    match fault {
        Fault::Crash => 12,
        Fault::DialFails | Fault::DialOdd | Fault::DialHangs => 300,
        Fault::RestLost | Fault::RestBreaks | Fault::RestLate => 300,
        Fault::RestError | Fault::RestHtml => 300,
        _ => 60,
    }
}

/// How many different lines end in different words after this text.
fn kinds(lines: &[String], after: &str) -> usize {
    let ends = lines.iter().filter_map(|line| line.split_once(after));
    ends.map(|(_, end)| end).collect::<BTreeSet<_>>().len()
}

/// The promises hold with every kind of fault alone, so that none hides behind another.
#[test]
fn each_fault_alone_breaks_no_promise() {
    // Bytes are torn, cut and joined where links carry bytes: the third seed's do.
    for fault in Fault::ALL {
        let seeds = if [Fault::Torn, Fault::Split, Fault::Merge].contains(fault) {
            byte_seeds().take(3).collect()
        } else {
            vec![0, 1, 2]
        };
        lines_of(*fault, seeds);
    }
}

/// Seeds in whose worlds links carry bytes.
fn byte_seeds() -> impl Iterator<Item = u64> {
    (0..).filter(|seed| {
        let weather = Weather::calm().with(Fault::Split, 1_000);
        let report = chatter(*seed, weather, 1_000, None);
        report.faults.contains_key(&Fault::Split)
    })
}

#[test]
fn every_refusal_is_met_and_outlived() {
    let lines = lines_of(Fault::Refusal, 0..30);
    let codes = kinds(&lines, "Offline(Refused(Refusal { status: ");
    assert!(codes >= 25, "only {codes} of the refusals");
}

#[test]
fn every_kick_is_met_and_its_person_comes_back() {
    let lines = lines_of(Fault::Kick, 0..5);
    for kick in ["UserRemoved", "LoggedInElsewhere", "PasswordChanged", "KickedByOtherDevice"] {
        let kicked = format!("Offline(Kicked({kick}");
        assert!(lines.iter().any(|line| line.contains(&kicked)), "{kick}");
    }
}

/// What applications refuse comes again, some of it until it is a dead letter; no link ends over it.
#[test]
fn refusals_end_in_dead_letters_and_not_in_reconnections() {
    let mut dead = 0;
    for seed in 0..10 {
        let weather = Weather::calm().with(Fault::Refuses, 200);
        let lines = Rc::new(RefCell::new(0));
        let count = lines.clone();
        let reader =
            move |line: &str| *count.borrow_mut() += usize::from(line.contains("DeadLetter"));
        let report = chatter(seed, weather, 60_000, Some(Box::new(reader)));
        assert_eq!((report.violations, report.reconnections), (NONE, 0), "seed {seed}");
        assert_eq!(report.sent, report.delivered, "seed {seed}");
        dead += lines.take();
    }
    assert!(dead > 20, "only {dead} dead letters");
}

#[test]
fn redirects_are_followed_and_those_in_circles_are_not() {
    let lines = lines_of(Fault::Redirect, 0..10);
    for seen in ["dials ws://other.test", "dials ws://gone.test", "Offline(RedirectLoop)"] {
        assert!(lines.iter().any(|line| line.contains(seen)), "{seen}");
    }
}

#[test]
fn tokens_end_and_are_renewed_in_every_phase() {
    let mut lines = lines_of(Fault::TokenShort, 0..10);
    lines.extend(lines_of(Fault::TokenExpires, 0..10));
    for seen in [
        "is told TokenWillExpire",
        "is told TokenWanted",
        "is told TokenExpired",
        "is told TokenRenewed(Ok",
        "Offline(TokenExpired)",
    ] {
        assert!(lines.iter().any(|line| line.contains(seen)), "{seen}");
    }
}

/// A message nobody can read is told as such, once, and what comes after it arrives.
#[test]
fn poison_is_reported_and_the_queue_goes_on() {
    let lines = lines_of(Fault::Poison, 0..5);
    let poisoned = lines.iter().filter(|line| line.contains("\"payload\"")).count();
    let told = lines.iter().filter(|line| line.contains("Malformed { layer: Payload")).count();
    assert!(poisoned > 10 && told >= poisoned, "{told} of {poisoned}");
}

#[test]
fn rest_answers_with_errors_and_pages() {
    let weather = Weather::calm().with(Fault::RestError, 300).with(Fault::RestHtml, 300);
    for seed in 0..10 {
        let report = chatter(seed, weather.clone(), 60_000, None);
        assert_eq!(report.violations, NONE, "seed {seed}");
        assert!(report.sent > 0);
    }
}

/// Nothing runs on a machine that sleeps; afterwards the link is found dead and replaced within the
/// time of a probe, hint or not, and what was said meanwhile arrives.
#[test]
fn a_machine_that_slept_for_hours_comes_back() {
    for (seed, hint) in [(1, true), (2, false), (3, true), (4, false)] {
        let (mut world, ann, bob) = two_online(seed);
        world.run_for(5_000);
        assert!(world.sleep(bob, 4 * 3_600_000, hint));
        assert!(!world.sleep(bob, 1, hint), "asleep already");
        world.say(ann, bob);
        assert_eq!(world.say(bob, ann), None, "nothing is said in sleep");
        world.run_for(4 * 3_600_000 - 1);
        assert_eq!(world.phase(bob), PhaseName::Online, "it does not know better");
        let dials = world.dials().len();
        // A probe, a dial, PROVISION.
        world.run_for(30_000);
        assert_eq!(world.phase(bob), PhaseName::Online, "seed {seed}");
        assert_eq!(world.dials().len(), dials + 1, "seed {seed}: it was a dead link");
        world.run_until_settled(60_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (1, 1, 1));
    }
}

#[test]
fn a_machine_without_network_waits_for_it() {
    for seed in 0..10 {
        let (mut world, ann, bob) = two_online(seed);
        let hint = seed % 2 == 0;
        assert!(world.lose_network(ann, 20_000, hint));
        let dials = world.dials().len();
        world.say(bob, ann);
        world.run_for(19_000);
        assert_eq!(world.dials().len(), dials, "seed {seed}: it was told that there is none");
        world.run_for(4_000);
        assert_eq!(world.phase(ann) == PhaseName::Online, hint, "seed {seed}");
        // By then it has tried by itself, whatever it was told.
        world.run_for(300_000);
        world.run_until_settled(600_000);
        assert_eq!(world.phase(ann), PhaseName::Online, "seed {seed}: it tries by itself at last");
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (1, 1, 1));
    }
}

#[test]
fn what_waits_is_found_on_another_device() {
    for seed in 0..10 {
        let (mut world, ann, bob) = two_online(seed);
        world.say(ann, bob);
        world.run_for(1_000);
        assert!(world.move_to_another_device(bob));
        world.say(ann, bob);
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
        assert_eq!(world.totals(), (2, 2, 2));
    }
}

/// Two people who find their servers through discovery.
fn two_discovering(seed: u64) -> (World, Who, Who) {
    let mut world = World::new(seed);
    let (ann, bob) = (world.client("ann"), world.client("bob"));
    for who in [ann, bob] {
        world.configure(who, |config| {
            config.servers = World::discovered();
            config.renewal = Renewal::Application { answer_ms: 10_000 };
        });
        world.log_in(who);
    }
    (world, ann, bob)
}

/// Hosts die and others take their place; the discovery services and REST hosts among them.
#[test]
fn other_hosts_are_found_while_some_are_down() {
    let lines = Rc::new(RefCell::new(Vec::new()));
    for seed in 0..20 {
        let (mut world, ann, bob) = two_discovering(seed);
        let reader = lines.clone();
        world.read_trace(Box::new(move |line: &str| reader.borrow_mut().push(line.to_owned())));
        let dying = Weather::calm().with(Fault::HostDies, 400).with(Fault::HostsChange, 50);
        world.set_weather(dying.with(Fault::CutAfter, 30).with(Fault::Kick, 50));
        for _ in 0..60 {
            world.say(ann, bob);
            world.run_for(1_000);
        }
        world.set_weather(Weather::calm());
        world.run_until_settled(600_000);
        assert_eq!(world.violations(), NONE, "seed {seed}");
    }
    let lines = lines.take();
    for host in ["wss://ws1.test", "wss://ws2.test", "wss://ws3.test", "wss://ws4.test"] {
        assert!(lines.iter().any(|line| line.contains(&format!("dials {host}"))), "{host}");
    }
    for host in ["dns1.test", "dns2.test", "rest1.test", "rest2.test"] {
        assert!(lines.iter().any(|line| line.contains(&format!("https://{host}/"))), "{host}");
    }
}
