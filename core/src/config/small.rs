//! Bounds for a device with little memory.

use super::Config;

impl Config {
    /// The same with bounds for a device that gives a client a few hundred KiB of heap: one thing at
    /// a time, and few that wait. Times and choices stay, but LZ4 is not offered: it costs 128 KiB a
    /// connection.
    ///
    /// A page of the server must fit into `frame_bytes_max`; a larger one ends the link again and
    /// again, so it has more room than a device would ever need for what it sends.
    #[must_use]
    pub fn small(self) -> Self {
        Self {
            offer_lz4: false,
            calls_at_once: 1,
            calls_max: 4,
            answer_bytes_max: 16 * 1024,
            outbox_max: 8,
            outbox_bytes_max: 8 * 1024,
            message_bytes_max: 2 * 1024,
            rooms_max: 4,
            events_high: 8,
            events_max: 32,
            pulls_max: 1,
            queues_max: 16,
            seen_max: 256,
            streams_max: 2,
            stream_bytes_max: 4 * 1024,
            frame_bytes_max: 64 * 1024,
            ..self
        }
    }
}
