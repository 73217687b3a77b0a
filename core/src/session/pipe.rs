//! One established link: numbering and compressing what goes up, restoring what comes down.

use bytes::{Bytes, BytesMut};

use crate::config::Config;
use crate::context::Context;
use crate::error::{Layer, Malformed};
use crate::ids::Link;
use crate::io::Effect;
use crate::wire::{CompressDirection, CompressType, Provision, up};
#[cfg(feature = "lz4")]
use crate::wire::{Compressor, Decompressor};

pub(crate) struct Pipe {
    pub(crate) link: Link,
    /// Frames are written here; most links have sent one before the next.
    room: BytesMut,
    #[cfg(feature = "lz4")]
    up: Option<Compressor>,
    #[cfg(feature = "lz4")]
    down: Option<Decompressor>,
}

impl Pipe {
    /// A link as the accepting PROVISION reply describes it (COMP-3).
    pub(crate) fn new(link: Link, config: &Config, reply: &Provision) -> Self {
        let lz4 = reply.protocol_compress_type.first() == Some(&(CompressType::Lz4 as i32));
        let direction = CompressDirection::try_from(reply.protocol_compress_direction.unwrap_or(0));
        let (up, down) = match direction {
            Ok(CompressDirection::OnlyUp) => (lz4, false),
            Ok(CompressDirection::OnlyDown) => (false, lz4),
            Ok(CompressDirection::Bi) => (lz4, lz4),
            Err(_) => (false, false),
        };
        #[cfg(feature = "lz4")]
        return Self {
            link,
            room: BytesMut::new(),
            up: up.then(Compressor::new),
            down: down.then(|| Decompressor::new(config.frame_bytes_max)),
        };
        #[cfg(not(feature = "lz4"))]
        {
            let _ = (config, up, down);
            Self { link, room: BytesMut::new() }
        }
    }

    /// Sends a frame. Everything we build is far below the format's limit, so compression cannot
    /// refuse it.
    pub(crate) fn send(&mut self, cx: &mut Context, body: up::Body) {
        let frame = up::Frame::new(body, cx.trace_id());
        self.send_frame(cx, &frame);
    }

    pub(crate) fn send_frame(&mut self, cx: &mut Context, frame: &up::Frame) {
        let bytes = frame.encode_in(&mut self.room);
        #[cfg(feature = "lz4")]
        let bytes = match &mut self.up {
            Some(compressor) => match compressor.compress(&bytes) {
                Ok(compressed) => compressed,
                Err(error) => {
                    crate::log::error!("frame of {} bytes not sent: {error}", bytes.len());
                    return;
                }
            },
            None => bytes,
        };
        cx.start(Effect::Send(self.link, bytes));
    }

    /// Restores a frame.
    ///
    /// # Errors
    /// [`Malformed`] in [`Layer::Compression`]: the link has to be closed then (COMP-9).
    pub(crate) fn receive(&mut self, bytes: Bytes) -> Result<Bytes, Malformed> {
        #[cfg(feature = "lz4")]
        if let Some(decompressor) = &mut self.down {
            return decompressor.decompress(&bytes).map_err(|error| {
                use alloc::string::ToString;
                Malformed::new(Layer::Compression, error.to_string(), bytes)
            });
        }
        let _ = Layer::Compression;
        Ok(bytes)
    }
}
