//! An upload in parts (rest §3.2).

use alloc::string::String;

use serde::Deserialize;

use super::{Form, Upload};
use crate::error::CallFailed;
use crate::io::Method;
use crate::rest::{Answer, Draft, Endpoint, Retry};

/// Bytes of a part until the server says otherwise.
pub const PART_BYTES: u64 = 5 * 1024 * 1024;

const PATH: [&str; 3] = ["sdk", "chatfiles", "part-upload"];

/// Begins an upload in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenParts;

impl Endpoint for OpenParts {
    type Reply = Parts;

    fn name(&self) -> &'static str {
        "openParts"
    }

    fn method(&self) -> Method {
        Method::Post
    }

    /// One that nobody goes on with is forgotten by the server.
    fn retry(&self) -> Retry {
        Retry::Safe
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.path(PATH);
    }

    fn read(&self, answer: &Answer) -> Result<Parts, CallFailed> {
        let parts: Parts = answer.entity()?;
        if parts.id.is_empty() || parts.part_bytes == 0 {
            return Err(answer.malformed("an upload without an id, or with parts of no length"));
        }
        Ok(parts)
    }
}

/// An upload in parts under way, and its bounds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Parts {
    /// Its id.
    #[serde(rename = "uuid")]
    pub id: String,
    /// The largest file.
    #[serde(rename = "file_upper_limit", default = "unlimited")]
    pub file_bytes_max: u64,
    /// The length of each part but the last.
    #[serde(rename = "part_lower_limit")]
    pub part_bytes: u64,
}

/// Parts of one file: a server that asks for tiny ones does not get a request for each byte.
const PARTS_MAX: u64 = 10_000;

fn unlimited() -> u64 {
    u64::MAX
}

impl Parts {
    /// Whether a file of this length is sent in parts: a little more than one part is not worth the
    /// trouble.
    #[must_use]
    pub fn are_worth_it(bytes: u64) -> bool {
        bytes > PART_BYTES + PART_BYTES / 2
    }

    /// Number (from 1), start and length of each part of a file.
    pub fn of(&self, bytes: u64) -> impl Iterator<Item = (u64, u64, u64)> + use<> {
        let part = self.part_bytes.max(bytes.div_ceil(PARTS_MAX)).max(1);
        (0..bytes.div_ceil(part)).map(move |index| {
            let start = index.saturating_mul(part);
            (index + 1, start, part.min(bytes.saturating_sub(start)))
        })
    }
}

/// Sends one part. Sending it again replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendPart {
    /// The upload.
    pub id: String,
    /// Which part, from 1.
    pub number: u64,
    /// The type of the file.
    pub content_type: String,
}

impl SendPart {
    pub(super) fn form(&self) -> Form {
        Form::new("part_file", "blob", &self.content_type).after("part_number", self.number)
    }
}

impl Endpoint for SendPart {
    type Reply = ();

    fn name(&self) -> &'static str {
        "sendPart"
    }

    fn method(&self) -> Method {
        Method::Put
    }

    fn retry(&self) -> Retry {
        Retry::Safe
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.path(PATH).path([&self.id]);
    }

    fn read(&self, answer: &Answer) -> Result<(), CallFailed> {
        answer.done()
    }
}

/// Makes a file of the parts. It is answered as the upload at once would be.
#[derive(Clone, Debug, PartialEq)]
pub struct CompleteParts<U> {
    /// The upload in parts.
    pub id: String,
    /// What the file is for.
    pub upload: U,
}

impl<U: Upload> Endpoint for CompleteParts<U> {
    type Reply = U::Reply;

    fn name(&self) -> &'static str {
        self.upload.name()
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn retry(&self) -> Retry {
        Retry::Never
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.path(PATH).path([&self.id]).query("restrict-access", true);
        self.upload.complete(to);
    }

    fn read(&self, answer: &Answer) -> Result<U::Reply, CallFailed> {
        self.upload.read(answer)
    }
}

/// Gives the parts up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbortParts {
    /// The upload.
    pub id: String,
}

impl Endpoint for AbortParts {
    type Reply = ();

    fn name(&self) -> &'static str {
        "abortParts"
    }

    fn method(&self) -> Method {
        Method::Delete
    }

    fn retry(&self) -> Retry {
        Retry::Safe
    }

    fn write(&self, to: &mut Draft<'_>) {
        to.path(PATH).path([&self.id]);
    }

    fn read(&self, answer: &Answer) -> Result<(), CallFailed> {
        answer.done()
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::{PART_BYTES, Parts};

    #[test]
    fn tiny_parts_are_not_too_many() {
        let parts = Parts { id: "u".into(), file_bytes_max: u64::MAX, part_bytes: 1 };
        for bytes in [1, 10_000, 10_001, 1 << 40] {
            let all: Vec<_> = parts.of(bytes).collect();
            assert!(all.len() <= 10_000, "{} parts", all.len());
            assert_eq!(all.iter().map(|(.., length)| length).sum::<u64>(), bytes);
        }
    }

    #[test]
    fn parts_cover_the_file() {
        let parts = Parts { id: "u".into(), file_bytes_max: 100, part_bytes: 4 };
        let of = |bytes| parts.of(bytes).collect::<Vec<_>>();
        assert_eq!(of(9), vec![(1, 0, 4), (2, 4, 4), (3, 8, 1)]);
        assert_eq!(of(8), vec![(1, 0, 4), (2, 4, 4)]);
        assert_eq!(of(0), vec![]);
    }

    #[test]
    fn worth_it_from_one_and_a_half_parts() {
        assert!(!Parts::are_worth_it(PART_BYTES * 3 / 2));
        assert!(Parts::are_worth_it(PART_BYTES * 3 / 2 + 1));
    }
}
