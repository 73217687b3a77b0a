//! A frame taken apart field by field, with what it holds that nobody knows and where it breaks.
//!
//! A codec stops at the first thing it cannot read. This goes on, says at which byte of the frame
//! everything is, and shows no token, password or key: those are [`Value::Hidden`], and so are the
//! texts of a login that is broken, because a piece of a token may lie in any of them.

mod walk;

use bytes::Bytes;
use serde_json::Value as Json;

pub use crate::transcode::Way;

/// What a frame holds.
#[derive(Clone, Debug)]
pub struct Dissection {
    /// Which way it goes, or seems to go.
    pub way: Way,
    /// Its command: a name of the protocol or a number.
    pub command: String,
    /// The fields of its envelope, in their order.
    pub parts: Vec<Part>,
    /// What no codec takes.
    pub problems: Vec<Problem>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Part {
    /// The byte of the frame its key begins at.
    pub at: usize,
    /// Its number.
    pub number: u32,
    /// How it is written: `varint`, `64-bit`, `length-delimited`, `group` or `32-bit`.
    pub wire: &'static str,
    /// Its name; `None` when nobody knows it.
    pub name: Option<&'static str>,
    /// What it holds.
    pub value: Value,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number, a text, the name of an enum's number, or JSON. Numbers of 64 bits are texts.
    Plain(Json),
    /// A message.
    Message(Vec<Part>),
    /// What a payload holds by its command or namespace, and the name of that.
    Payload(String, Vec<Part>),
    /// Bytes nobody knows more about.
    Bytes(Bytes),
    /// A secret, or what may hold one, of so many bytes.
    Hidden(usize),
}

/// Something no codec takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The message it is in, such as `SYNC.metas[0].CHAT`.
    pub layer: String,
    /// The byte of the frame.
    pub at: usize,
    /// What is wrong.
    pub what: String,
}

impl Dissection {
    /// Takes a frame apart that is not compressed, and went this way.
    #[must_use]
    pub fn of(frame: &Bytes, way: Way) -> Self {
        walk::Walk::new(frame, way).dissect()
    }

    /// The same where nobody knows the way: what makes more sense is taken.
    #[must_use]
    pub fn guess(frame: &Bytes) -> Self {
        let (up, down) = (Self::of(frame, Way::Up), Self::of(frame, Way::Down));
        // A server writes neither who speaks nor an encryption, and no id of its own.
        let of_a_client =
            |part: &Part| matches!(part.name, Some("guid" | "auth" | "encryptType" | "traceId"));
        match up.strangeness().cmp(&down.strangeness()) {
            std::cmp::Ordering::Less => up,
            std::cmp::Ordering::Greater => down,
            std::cmp::Ordering::Equal if up.parts.iter().any(of_a_client) => up,
            std::cmp::Ordering::Equal => down,
        }
    }

    /// Whether nothing of it is an envelope.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let known = self.parts.iter().any(|part| part.name == Some("command"));
        let broken = self.problems.iter().any(|problem| problem.layer == walk::ENVELOPE);
        !known || broken && self.parts.iter().any(|part| part.name.is_none())
    }

    fn strangeness(&self) -> (usize, usize) {
        (self.problems.len(), unknown(&self.parts))
    }
}

fn unknown(parts: &[Part]) -> usize {
    let one = |part: &Part| {
        usize::from(part.name.is_none())
            + match &part.value {
                Value::Message(parts) | Value::Payload(_, parts) => unknown(parts),
                _ => 0,
            }
    };
    parts.iter().map(one).sum()
}
