//! Bounds for a device with little memory.

use super::Config;

impl Config {
    /// The same with bounds for a device with little memory: one thing at a time, and few that wait.
    /// Times and choices stay, with two exceptions: LZ4 is not offered, which costs 128 KiB a
    /// connection; and the vendor's statistic pings are not sent, a frame after each heartbeat whose
    /// use is unknown.
    ///
    /// What these bounds add up to is a worst case that no quiet day comes near; `docs/embedded.md`
    /// has both. Most of it is `frame_bytes_max`, the pages of the server: one that is read, one that
    /// waits for the application, and one that could not be read. A page that does not fit ends the
    /// link again and again, so make that smaller only where messages are known to be.
    #[must_use]
    pub fn small(self) -> Self {
        Self {
            offer_lz4: false,
            statistic_pings: false,
            calls_at_once: 1,
            calls_max: 2,
            answer_bytes_max: 16 * 1024,
            outbox_max: 8,
            outbox_bytes_max: 8 * 1024,
            message_bytes_max: 2 * 1024,
            rooms_max: 4,
            events_high: 8,
            events_max: 32,
            events_bytes_max: 32 * 1024,
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
