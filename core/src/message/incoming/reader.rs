//! Who is reading, and messages that come another way than through a queue.

use alloc::boxed::Box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use super::Message;
use crate::error::{Layer, Malformed};
use crate::event::Event;
use crate::inbox::kept;

/// Who is reading, and how: what the meaning of a message depends on.
///
/// A client reads what its queues bring by itself. A reader is for what comes another way: from the
/// REST history, a list of conversations, an application's own server. It remembers nothing: what
/// is read twice is told twice, and there is nothing to commit.
///
/// ```
/// use easemob_core::Body;
/// use easemob_core::message::Reader;
///
/// let reader = Reader::new("alice", "https://a1.easemob.com");
/// let json = r#"{"id": "7", "timestamp": 1700000000000, "payload": {"type": "groupchat",
///     "from": "bob", "to": "g1", "bodies": [{"type": "txt", "msg": "hello"}]}}"#;
/// let message = reader.json(json)?.expect("a message");
/// assert_eq!(message.body, Body::Text("hello".into()));
/// # Ok::<(), easemob_core::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Reader<'a> {
    /// This user.
    pub user: &'a str,
    /// This device, as the server calls it; empty for none.
    pub resource: &'a str,
    /// The REST host in use, from which files are fetched.
    pub rest: &'a str,
    /// Files lie where the application laid them: `Config::own_upload`.
    pub own_upload: bool,
    /// Replaced content is told as such: `Config::replaced_contents`.
    pub replaced_contents: bool,
}

impl<'a> Reader<'a> {
    /// This user, on no device in particular.
    #[must_use]
    pub const fn new(user: &'a str, rest: &'a str) -> Self {
        Self { user, resource: "", rest, own_upload: false, replaced_contents: false }
    }

    /// Whether this is the name of the reader: servers compare ids of users without their case.
    pub(crate) fn is_user(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.user)
    }

    /// Reads the JSON form of a message; `None` for `null` and `{}`, which stand for no message.
    ///
    /// # Errors
    /// [`Malformed`] says what is wrong when it holds no message.
    pub fn json(self, text: &str) -> Result<Option<Box<Message>>, Malformed> {
        super::json::read(text, self)
    }

    /// Reads a `Meta`: mostly [`Event::Message`], also one of a streamed text that is kept. `None`
    /// for what needs no telling, because this device did it.
    ///
    /// # Errors
    /// [`Malformed`] when it cannot be read.
    pub fn meta(self, bytes: &Bytes) -> Result<Option<Event>, Malformed> {
        kept(bytes, self)
    }

    /// The same, as the REST history spells it.
    ///
    /// # Errors
    /// [`Malformed`] when it cannot be read.
    pub fn base64(self, text: &str) -> Result<Option<Event>, Malformed> {
        let bytes = STANDARD.decode(text.trim()).map_err(|error| {
            let bytes = Bytes::copy_from_slice(text.as_bytes());
            Malformed::new(Layer::Meta, alloc::format!("not base64: {error}"), bytes)
        })?;
        self.meta(&Bytes::from(bytes))
    }
}
