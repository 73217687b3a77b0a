//! Frame compression: one linked LZ4 block per frame behind a length and a checksum (COMP rows).
//!
//! ```text
//! varint(n) | CRC-32 of the raw frame, big-endian | LZ4 block, may refer to the last 64 KiB
//! ```

use alloc::vec::Vec;
use core::fmt;

use bytes::{BufMut, Bytes, BytesMut};
use lz4_flex::block::{compress_with_dict, decompress_with_dict};

/// Bytes of preceding raw frames a block may refer to (COMP-6).
const WINDOW: usize = 64 * 1024;

/// Bytes of preceding raw frames our blocks do refer to. The work for a frame grows with them, and
/// what a chat repeats (names, ids, heartbeats) lies close behind.
const SENT_WINDOW: usize = 8 * 1024;

/// Largest raw frame either side may send (COMP-6).
pub const MAX_RAW_FRAME: usize = 10 * 1024 * 1024;

/// Why a frame could not be compressed or decompressed. After any of these the two histories no
/// longer agree, so the connection has to be closed (COMP-9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompressError {
    /// Fewer bytes than a length and a checksum need.
    #[error("compressed frame is cut off in its header")]
    Truncated,
    /// The stated raw length is zero or above the limit.
    #[error("compressed frame states a raw length of {0} bytes")]
    Length(usize),
    /// The LZ4 block is invalid or has another length than stated.
    #[error("compressed frame is not a valid LZ4 block")]
    Block,
    /// The raw bytes do not have the stated checksum.
    #[error("compressed frame fails its checksum")]
    Checksum,
}

/// The last raw bytes of one direction of one connection, a window of them.
#[derive(Clone)]
struct History {
    bytes: Vec<u8>,
    window: usize,
}

/// How much there is: the bytes themselves hold tokens.
impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.bytes.len(), self.window)
    }
}

impl History {
    fn new(window: usize) -> Self {
        Self { bytes: Vec::new(), window }
    }

    fn last(&self) -> &[u8] {
        tail(&self.bytes, self.window)
    }

    /// Bytes before the window are let go a quarter of it at a time: moving the rest for every
    /// frame would cost more than most frames do.
    fn push(&mut self, raw: &[u8]) {
        let raw = tail(raw, self.window);
        if self.bytes.len() + raw.len() > self.window + self.window / 4 {
            let keep = self.window - raw.len();
            self.bytes.drain(..self.bytes.len().saturating_sub(keep));
        }
        let length = self.bytes.len() + raw.len();
        if length > self.bytes.capacity() {
            let most = self.window + self.window / 4;
            self.bytes.reserve_exact(most.min(length * 2) - self.bytes.len());
        }
        self.bytes.extend_from_slice(raw);
    }
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(length)..).unwrap_or(bytes)
}

/// The sending half of one connection.
#[derive(Clone, Debug)]
pub struct Compressor {
    history: History,
}

impl Default for Compressor {
    fn default() -> Self {
        Self::with_window(SENT_WINDOW)
    }
}

impl Compressor {
    /// A compressor with an empty history, for a new connection (COMP-7).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A compressor that refers to so many bytes of what it has sent: 65,536 at most, which is what
    /// a receiver remembers (COMP-6).
    #[must_use]
    pub fn with_window(bytes: usize) -> Self {
        Self { history: History::new(bytes.min(WINDOW)) }
    }

    /// Compresses the next frame. Every frame is compressed, however small (COMP-4).
    ///
    /// # Errors
    /// [`CompressError::Length`] when `raw` is empty or larger than [`MAX_RAW_FRAME`]; nothing
    /// has changed then.
    pub fn compress(&mut self, raw: &[u8]) -> Result<Bytes, CompressError> {
        if raw.is_empty() || raw.len() > MAX_RAW_FRAME {
            return Err(CompressError::Length(raw.len()));
        }
        let block = compress_with_dict(raw, self.history.last());
        let mut out = BytesMut::with_capacity(block.len() + 9);
        prost::encoding::encode_varint(raw.len() as u64, &mut out);
        out.put_u32(crc32fast::hash(raw));
        out.extend_from_slice(&block);
        self.history.push(raw);
        Ok(out.freeze())
    }
}

/// The receiving half of one connection.
#[derive(Clone, Debug)]
pub struct Decompressor {
    history: History,
    limit: usize,
}

impl Decompressor {
    /// A decompressor with an empty history that refuses raw frames above `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { history: History::new(WINDOW), limit: limit.min(MAX_RAW_FRAME) }
    }

    /// Restores the next frame. Never allocates more than the limit.
    ///
    /// # Errors
    /// [`CompressError`]; the connection is then of no further use.
    pub fn decompress(&mut self, frame: &[u8]) -> Result<Bytes, CompressError> {
        let mut rest = frame;
        let length =
            prost::encoding::decode_varint(&mut rest).map_err(|_| CompressError::Truncated)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let Some((checksum, block)) = rest.split_first_chunk::<4>() else {
            return Err(CompressError::Truncated);
        };
        if length == 0 || length > self.limit {
            return Err(CompressError::Length(length));
        }
        let raw = decompress_with_dict(block, length, self.history.last())
            .map_err(|_| CompressError::Block)?;
        if raw.len() != length {
            return Err(CompressError::Block);
        }
        if crc32fast::hash(&raw) != u32::from_be_bytes(*checksum) {
            return Err(CompressError::Checksum);
        }
        self.history.push(&raw);
        Ok(raw.into())
    }
}
