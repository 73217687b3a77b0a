//! An HTTP/1.1 exchange without I/O: the request written at once, the answer read as it comes.

use alloc::string::ToString;
use core::mem;

use bytes::{Buf, BufMut, BytesMut};
use easemob_core::websocket::Target;
use easemob_core::{Lost, LostKind, Request, Response};

/// Most bytes in a head, or in a line of a chunked body.
const HEAD_MAX: usize = 8 * 1024;
/// Most headers in an answer.
const HEADERS_MAX: usize = 64;

/// Writes a request.
pub(crate) fn write(request: &Request, target: &Target<'_>, out: &mut BytesMut) {
    let (slash, resource) = target.resource();
    let (host, port) = target.authority();
    let mut line =
        |parts: &[&str]| parts.iter().for_each(|part| out.extend_from_slice(part.as_bytes()));
    line(&[request.method.as_str(), " ", slash, resource, " HTTP/1.1\r\nhost: ", host]);
    if let Some(port) = port {
        line(&[":", &port.to_string()]);
    }
    // One exchange a connection: the server ends it.
    line(&["\r\nconnection: close\r\ncontent-length: ", &request.body.len().to_string(), "\r\n"]);
    for (name, value) in &request.headers {
        line(&[name, ": ", value, "\r\n"]);
    }
    line(&["\r\n"]);
    out.extend_from_slice(&request.body);
}

/// An answer that is being read. It keeps no more than the request allows, beside one head.
pub(crate) struct Answer {
    limit: usize,
    /// Of a head or a line: what has come of it.
    head: BytesMut,
    /// Bytes of heads and lines so far.
    overhead: usize,
    state: State,
    status: u16,
    retry_after_ms: Option<u64>,
    body: BytesMut,
}

/// What comes next.
#[derive(Clone, Copy)]
enum State {
    Head,
    /// So many bytes.
    Sized(usize),
    /// Everything until the end of the stream.
    Rest,
    /// The length of a chunk, in a line.
    ChunkSize,
    /// So many bytes of a chunk, and its line end.
    Chunk(usize),
    ChunkEnd,
    Trailers,
    Done,
}

impl Answer {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            head: BytesMut::new(),
            overhead: 0,
            state: State::Head,
            status: 0,
            retry_after_ms: None,
            body: BytesMut::new(),
        }
    }

    /// Takes what came. The answer, once it is whole.
    pub(crate) fn feed(&mut self, input: &mut BytesMut) -> Result<Option<Response>, Lost> {
        loop {
            let left = input.len();
            match self.state {
                State::Head => {
                    let Some(head) = self.until(input, b"\r\n\r\n")? else { return Ok(None) };
                    self.state = self.read_head(&head)?;
                }
                State::Sized(0) => self.state = State::Done,
                State::Sized(length) => {
                    self.state = State::Sized(length - self.take(input, length)?)
                }
                State::Rest => {
                    self.take(input, left)?;
                }
                State::ChunkSize => {
                    let Some(line) = self.until(input, b"\r\n")? else { return Ok(None) };
                    self.state = match chunk_size(&line)? {
                        0 => State::Trailers,
                        size if size > self.limit - self.body.len() => {
                            return Err(self.too_large());
                        }
                        size => State::Chunk(size),
                    };
                }
                State::Chunk(0) => self.state = State::ChunkEnd,
                State::Chunk(size) => self.state = State::Chunk(size - self.take(input, size)?),
                State::ChunkEnd => {
                    let Some(line) = self.until(input, b"\r\n")? else { return Ok(None) };
                    if !line.is_empty() {
                        return Err(not_http("a chunk longer than it says"));
                    }
                    self.state = State::ChunkSize;
                }
                State::Trailers => {
                    let Some(line) = self.until(input, b"\r\n")? else { return Ok(None) };
                    if line.is_empty() {
                        self.state = State::Done;
                    }
                }
                State::Done => return Ok(Some(self.response())),
            }
            if input.is_empty() && !matches!(self.state, State::Done | State::Sized(0)) {
                return Ok(None);
            }
        }
    }

    /// The stream has ended: the answer, if that is how it ends.
    pub(crate) fn end(&mut self) -> Option<Response> {
        matches!(self.state, State::Rest).then(|| self.response())
    }

    fn response(&mut self) -> Response {
        let mut response = Response::new(self.status, mem::take(&mut self.body).freeze());
        response.retry_after_ms = self.retry_after_ms;
        response
    }

    /// What precedes `end`, once that has come; both are taken.
    fn until(&mut self, input: &mut BytesMut, end: &[u8]) -> Result<Option<BytesMut>, Lost> {
        while !input.is_empty() {
            self.head.put_u8(input.get_u8());
            self.overhead += 1;
            if self.head.ends_with(end) {
                let mut head = mem::take(&mut self.head);
                head.truncate(head.len() - end.len());
                return Ok(Some(head));
            }
            // Many small chunks, or answers before the answer, are bounded as well.
            if self.head.len() > HEAD_MAX || self.overhead > HEAD_MAX.saturating_add(self.limit) {
                return Err(Lost::new(LostKind::TooLarge, "a head of more than 8 KiB"));
            }
        }
        Ok(None)
    }

    /// Takes up to `most` bytes of the body; how many.
    fn take(&mut self, input: &mut BytesMut, most: usize) -> Result<usize, Lost> {
        let taken = most.min(input.len());
        if taken > self.limit - self.body.len() {
            return Err(self.too_large());
        }
        self.body.extend_from_slice(input.get(..taken).unwrap_or_default());
        input.advance(taken);
        Ok(taken)
    }

    fn too_large(&self) -> Lost {
        Lost::new(LostKind::TooLarge, alloc::format!("more than {} bytes", self.limit))
    }

    fn read_head(&mut self, head: &[u8]) -> Result<State, Lost> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut answer = httparse::Response::new(&mut headers);
        // The empty line was taken off.
        let whole = [head, b"\r\n\r\n"].concat();
        answer.parse(&whole).map_err(|error| not_http(&error.to_string()))?;
        let status = answer.code.ok_or_else(|| not_http("no status"))?;
        if status < 200 && status != 101 {
            return Ok(State::Head);
        }
        self.status = status;
        let retry_after = one(answer.headers, "retry-after")?.and_then(|text| text.parse().ok());
        self.retry_after_ms = retry_after.and_then(|seconds: u64| seconds.checked_mul(1_000));
        if status == 204 || status == 304 {
            return Ok(State::Done);
        }
        match one(answer.headers, "transfer-encoding")? {
            Some(coding) if coding.eq_ignore_ascii_case("chunked") => return Ok(State::ChunkSize),
            Some(_) => return Err(not_http("a transfer coding that was not asked for")),
            None => {}
        }
        let Some(length) = one(answer.headers, "content-length")? else { return Ok(State::Rest) };
        match number(length, 10) {
            Some(length) if length > self.limit => Err(self.too_large()),
            Some(length) => Ok(State::Sized(length)),
            None => Err(not_http("a length that is no number")),
        }
    }
}

/// The value of a header that is there once at most, or always with the same value.
fn one<'a>(headers: &[httparse::Header<'a>], name: &str) -> Result<Option<&'a str>, Lost> {
    let mut values =
        headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name)).map(|h| h.value);
    let Some(value) = values.next() else { return Ok(None) };
    if values.any(|other| other != value) {
        return Err(not_http("a header with two values"));
    }
    let text = core::str::from_utf8(value).map_err(|_| not_http("a header that is no text"))?;
    Ok(Some(text.trim()))
}

fn chunk_size(line: &[u8]) -> Result<usize, Lost> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let digits = core::str::from_utf8(digits).ok();
    digits.and_then(|digits| number(digits, 16)).ok_or_else(|| not_http("a chunk without a length"))
}

/// Digits only, where `parse` takes a sign.
fn number(digits: &str, radix: u32) -> Option<usize> {
    let is_plain = digits.bytes().all(|byte| char::from(byte).is_digit(radix));
    usize::from_str_radix(digits, radix).ok().filter(|_| is_plain)
}

fn not_http(what: &str) -> Lost {
    Lost::new(LostKind::Protocol, alloc::format!("not HTTP: {what}"))
}

#[cfg(test)]
mod tests;
