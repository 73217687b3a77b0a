//! Frame compression: one linked LZ4 block per frame behind a length and a checksum (COMP rows).
//!
//! ```text
//! varint(n) | CRC-32 of the raw frame, big-endian | LZ4 block, may refer to the last 64 KiB
//! ```

use alloc::vec::Vec;

use bytes::{BufMut, Bytes, BytesMut};
use lz4_flex::block::{compress_with_dict, decompress_with_dict};

/// Bytes of preceding raw frames a block may refer to (COMP-6).
const WINDOW: usize = 64 * 1024;

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

/// The last [`WINDOW`] raw bytes of one direction of one connection.
#[derive(Clone, Default)]
struct History(Vec<u8>);

impl History {
    fn push(&mut self, raw: &[u8]) {
        let Some(keep) = WINDOW.checked_sub(raw.len()) else {
            self.0.clear();
            self.0.extend(raw.iter().skip(raw.len() - WINDOW));
            return;
        };
        let excess = self.0.len().saturating_sub(keep);
        self.0.drain(..excess);
        self.0.extend_from_slice(raw);
    }
}

/// The sending half of one connection.
#[derive(Clone, Default)]
pub struct Compressor {
    history: History,
}

impl Compressor {
    /// A compressor with an empty history, for a new connection (COMP-7).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        let block = compress_with_dict(raw, &self.history.0);
        let mut out = BytesMut::with_capacity(block.len() + 9);
        prost::encoding::encode_varint(raw.len() as u64, &mut out);
        out.put_u32(crc32fast::hash(raw));
        out.extend_from_slice(&block);
        self.history.push(raw);
        Ok(out.freeze())
    }
}

/// The receiving half of one connection.
#[derive(Clone)]
pub struct Decompressor {
    history: History,
    limit: usize,
}

impl Decompressor {
    /// A decompressor with an empty history that refuses raw frames above `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { history: History::default(), limit: limit.min(MAX_RAW_FRAME) }
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
        let raw = decompress_with_dict(block, length, &self.history.0)
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
