//! Prints the automaton.

use std::fmt::Write as _;

use easemob_core::PhaseName;
use easemob_core::session::TABLE;

const HEAD: &str = "\
# The states of a session

Printed by the test `state_table`, which walks the automaton through every phase, every input and
every deadline and fails when this file, the code and the walk disagree. After a change:
`UPDATE=1 cargo test -p easemob-tests --test state_table`.

What the walk shows beside the table: from every state a helpful world leads to `Online`, a logout
leads to `Offline`, and every phase but `Offline` has a deadline, so that nothing can hang.

## Every way from one phase to another

```text
";

const OFFICIAL: &str = "\
```

## Beside the official client

Its states ([connection §22.2](protocol/connection.md#222-states)) and ours.

| Official | Ours | Difference |
|---|---|---|
| LO logged out | `Offline` | |
| DN discovering | `Discovering` | also between attempts of a reconnection, when all hosts have failed |
| TK token | `Authenticating` | |
| C1 connecting | `Dialing` | the URL is built for each attempt (O-8), with a timer of its own (O-7) |
| P1 provisioning | `Provisioning` | |
| ON online | `Online` | the only phase in which anything is sent (O-5) |
| BO reconnect delay | `BackingOff` | one at a time (O-11), ended by a logout (O-1); first logins pause too |
| C2 reconnect dialling | `Dialing` | |
| P2 reconnect provisioning | `Provisioning` | |
| KK kicked, socket open | `Offline` | a kick is final and closes the link at once (O-3) |
| GU gave up | `Offline` | one can log in again at once (O-26) |
| RF login refused, socket open | `Offline` | the link is closed at once (O-6) |
| ZZ relogin refused, socket open | `Offline` | final, with the real reason (O-6) |
| none | `AwaitingToken` | the token has ended and the application was asked for another |
| none | `LoggingOut` | LOGOUT is answered, or waited for a short while |
";

/// The whole document.
pub(crate) fn render() -> String {
    let mut text = HEAD.to_string();
    for (number, phase) in PhaseName::ALL.into_iter().enumerate() {
        if number > 0 {
            text.push('\n');
        }
        ways_from(phase, &mut text);
    }
    text.push_str(OFFICIAL);
    text
}

fn ways_from(phase: PhaseName, text: &mut String) {
    let ways: Vec<_> = TABLE.iter().filter(|(from, ..)| *from == phase).collect();
    let _ = writeln!(text, "{phase}");
    for (number, (_, cause, to)) in ways.iter().enumerate() {
        let branch = if number + 1 == ways.len() { "└─" } else { "├─" };
        let _ = writeln!(text, "  {branch} {:─<14}─▶ {to}", format!("{cause:?} "));
    }
}
