//! A form with one file in it: `multipart/form-data`, framed so that its length is known before.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

use bytes::Bytes;

/// The form a file is sent in: fields, the file, fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    before: Vec<(&'static str, String)>,
    field: &'static str,
    name: String,
    content_type: String,
    after: Vec<(&'static str, String)>,
}

impl Form {
    /// A form with the file in this field, under this name.
    #[must_use]
    pub fn new(field: &'static str, name: impl Into<String>, content_type: &str) -> Self {
        let content_type = match content_type.chars().any(char::is_control) {
            _ if content_type.is_empty() => "application/octet-stream",
            true => "application/octet-stream",
            false => content_type,
        };
        Self {
            before: Vec::new(),
            field,
            name: name.into(),
            content_type: content_type.into(),
            after: Vec::new(),
        }
    }

    /// Adds a field before the file.
    #[must_use]
    pub fn before(mut self, name: &'static str, value: impl Display) -> Self {
        self.before.push((name, value.to_string()));
        self
    }

    /// Adds a field after the file.
    #[must_use]
    pub fn after(mut self, name: &'static str, value: impl Display) -> Self {
        self.after.push((name, value.to_string()));
        self
    }

    /// What comes before and after the bytes of the file.
    pub(crate) fn frame(&self, boundary: &str) -> (Bytes, Bytes) {
        let mut head = String::new();
        for (name, value) in &self.before {
            field(&mut head, boundary, name, value);
        }
        let Self { field: file, content_type, .. } = self;
        let name = quoted(&self.name);
        head.push_str(&alloc::format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{file}\"; \
             filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n"
        ));
        let mut tail = "\r\n".to_string();
        for (name, value) in &self.after {
            field(&mut tail, boundary, name, value);
        }
        tail.push_str(&alloc::format!("--{boundary}--\r\n"));
        (head.into(), tail.into())
    }
}

fn field(to: &mut String, boundary: &str, name: &str, value: &str) {
    to.push_str(&alloc::format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
    ));
}

/// A file name as browsers write it: what would end it is encoded, the rest is UTF-8 as it is.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn frames_a_file() {
        let form = Form::new("file", "a \"ä\"\r\n.png", "image/png").before("u", "alice");
        let (head, tail) = form.after("thumbnail-width", 170).frame("XY");
        assert_eq!(
            head,
            "--XY\r\nContent-Disposition: form-data; name=\"u\"\r\n\r\nalice\r\n\
             --XY\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a %22ä%22%0D%0A.png\"\r\nContent-Type: image/png\r\n\r\n"
        );
        assert_eq!(
            tail,
            "\r\n--XY\r\nContent-Disposition: form-data; name=\"thumbnail-width\"\r\n\r\n170\r\n\
             --XY--\r\n"
        );
    }

    #[test]
    fn no_type_smuggles_a_header() {
        for content_type in ["", "image/png\r\nX: y"] {
            let (head, _) = Form::new("file", "a", content_type).frame("B");
            assert!(head.ends_with(b"Content-Type: application/octet-stream\r\n\r\n"));
        }
    }
}
