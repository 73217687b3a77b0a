//! The heap a client with small bounds needs under pressure.

use allocation_counter::{measure, opt_out};
use easemob_core::Event;
use easemob_core::error::WhyNotSent;
use serde_json::json;

use super::{Wire, connect, run};
use crate::stage::{PASSWORD, Stage, by_password, text_of, text_to, user};

/// What `docs/embedded.md` promises.
const HEAP: u64 = 320 * 1024;

/// Pages nearly as large as the bound, an outbox that is always full, a link that is cut again and
/// again, a large request: everything at once fits.
#[test]
fn small_bounds_fit_into_a_small_heap() {
    let stage = Stage::new();
    let long = "x".repeat(2_900);
    stage.control(
        json!({ "op": "inject", "user": "bob", "from": "alice", "count": 60, "text": long }),
    );
    // The clock's own thread starts with its first timer.
    run(embassy_time::Timer::after_millis(1));
    let used = measure(|| {
        run(async {
            let mut bob = connect(Wire::new(1_460), stage.config().small());
            bob.log_in(by_password("bob")).await.expect("a login");
            let (mut heard, mut cuts) = (0, 0);
            while heard < 60 {
                // As many as it takes, of the largest it takes.
                loop {
                    match bob.send(text_to("alice", "y".repeat(1_500))) {
                        Ok(_) => {}
                        Err(refused) => break assert_eq!(refused.why, WhyNotSent::OutboxFull),
                    }
                }
                let event = bob.next().await;
                heard += usize::from(text_of(&event).is_some());
                if heard > 20 * cuts {
                    cuts += 1;
                    opt_out(|| drop(stage.control(json!({ "op": "drop", "user": "bob" }))));
                }
            }
            let text = |count| "z".repeat(count);
            let refused = bob.register(user("carol"), PASSWORD.into(), &text(8_000)).await;
            drop(refused);
            bob.logout();
            while !matches!(bob.next().await, Event::Offline(_)) {}
        });
    });
    assert!(used.bytes_max <= HEAP, "{} bytes at once", used.bytes_max);
    assert_eq!(used.bytes_current, 0, "everything is given back");
}
