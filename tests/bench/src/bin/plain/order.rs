//! What a bot is told, and how it answers: a small part of the JSON-lines driver.

use serde::Deserialize;
use serde_json::{Value, json};

/// A line of input.
#[derive(Deserialize)]
pub(crate) struct Order {
    /// For the answer.
    pub(crate) id: u64,
    /// Which bot.
    #[serde(default = "main_bot")]
    pub(crate) conn: String,
    #[serde(flatten)]
    pub(crate) command: Command,
}

#[derive(Deserialize)]
#[serde(tag = "cmd", rename_all = "lowercase")]
pub(crate) enum Command {
    /// Log in.
    Open { user: String, pwd: Option<String>, token: Option<String> },
    /// Log out.
    Close,
    /// Answer once so many messages more have come, whoever they came to.
    Count { n: u64 },
    /// Send so many texts, so many of them at once; answer when the server has them all.
    Burst { to: String, n: usize, in_flight: usize },
}

fn main_bot() -> String {
    "main".into()
}

/// Says how an order ended.
pub(crate) fn answer(id: u64, end: Result<(), String>) {
    let line = match end {
        Ok(()) => json!({ "result": id, "ok": true }),
        Err(why) => json!({ "result": id, "ok": false, "error": why }),
    };
    say(&line);
}

pub(crate) fn say(line: &Value) {
    println!("{line}");
}
