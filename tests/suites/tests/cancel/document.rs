//! Prints what dropping a future does.

use std::fmt::Write as _;

use crate::methods::{METHODS, root};

const HEAD: &str = "\
# Cancel safety

Any future here can be dropped before it is ready: in a `select`, by a time-out, with its task. Nothing
is lost by that, and nothing done twice: progress lives in the values a future borrows, never in the
future. What was asked of the server by then goes on or is withdrawn, as the table says, and an end
that nobody waits for any longer is told as an event.

The test `cancel` drops each of them at every point where it can wait: over a transport in memory and
on a virtual clock, where those points are a finite list, one after another until the future is ready
before. It fails when a public `async` method is missing here; after a change:
`UPDATE=1 cargo test -p easemob-tests --test cancel`. What is shown over sockets, on smol and on tokio,
names its file.

The calls of the modules (`connection.contact().ids()`, `handle.group().create(…)`) are `call`.

| Method | Dropped before it is ready | Shown by |
| --- | --- | --- |
";

fn render() -> String {
    let mut text = HEAD.to_string();
    for method in METHODS {
        let shown: Vec<String> = method.shown_by.iter().map(|test| format!("`{test}`")).collect();
        let (name, dropped) = (method.name, method.dropped);
        let _ = writeln!(text, "| `{name}` | {dropped} | {} |", shown.join(", "));
    }
    text
}

/// `docs/cancel-safety.md` says what the table says. `UPDATE=1` rewrites it.
#[test]
fn the_document_is_up_to_date() {
    let path = root().join("docs/cancel-safety.md");
    let fresh = render();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &fresh).expect("the document is written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, fresh, "docs/cancel-safety.md is out of date: run with UPDATE=1");
}
