//! Frames as bytes: a network that knows nothing of frames cuts and joins them as it likes.

use bytes::Bytes;

use super::stream::{Heard, Stream};
use super::{Network, Way};
use crate::agenda::{Happening, Place};
use crate::fault::Fault;

/// How long a sender waits for more before it sends a small segment.
const NAGLE: u64 = 40;

impl Network {
    /// A connection was made: the upgrade begins.
    pub(crate) fn upgrade(&mut self, now: u64, place: Place) {
        let Some(wire) = self.wires.get_mut(&place) else { return };
        let (stream, hello) = Stream::new(&wire.url, &mut self.random);
        wire.stream = Some(Box::new(stream));
        self.send_bytes(now, place, Way::Up, hello);
    }

    /// What an end makes of the bytes that reached it; its answer is sent.
    pub(crate) fn hear(&mut self, now: u64, place: Place, way: Way, bytes: &[u8]) -> Vec<Heard> {
        let stream = self.wires.get_mut(&place).and_then(|wire| wire.stream.as_mut());
        let Some(stream) = stream else { return Vec::new() };
        let (heard, answer) = match way {
            Way::Up => stream.server_hears(bytes),
            Way::Down => stream.client_hears(bytes),
        };
        self.send_bytes(now, place, way.back(), answer);
        heard
    }

    /// Bytes leave: in as many segments as it pleases, or with those that come next.
    pub(super) fn send_bytes(&mut self, now: u64, place: Place, way: Way, bytes: Bytes) {
        let merges = !bytes.is_empty() && self.strikes(Fault::Merge);
        let splits = bytes.len() > 1 && self.strikes(Fault::Split);
        let Some(lane) = self.lane(place, way).filter(|lane| !lane.silent) else { return };
        lane.held.extend_from_slice(&bytes);
        if merges {
            return self.agenda.enter(now + NAGLE, Happening::Flushes(place, way));
        }
        if !splits {
            return self.flush(now, place, way);
        }
        let held = std::mem::take(&mut lane.held).freeze();
        let pieces = self.random.between((2, 5)) as usize;
        for piece in held.chunks(held.len().div_ceil(pieces)) {
            self.send_segment(now, place, way, held.slice_ref(piece));
        }
    }

    /// What was held back leaves as one segment.
    pub(crate) fn flush(&mut self, now: u64, place: Place, way: Way) {
        let Some(lane) = self.lane(place, way) else { return };
        let held = std::mem::take(&mut lane.held).freeze();
        if !held.is_empty() {
            self.send_segment(now, place, way, held);
        }
    }

    fn send_segment(&mut self, now: u64, place: Place, way: Way, bytes: Bytes) {
        let delay = self.delay();
        let torn = self.strikes(Fault::Torn);
        let kept = if torn {
            self.random.between((0, bytes.len() as u64 - 1)) as usize
        } else {
            bytes.len()
        };
        let Some(lane) = self.lane(place, way) else { return };
        lane.clear_at = lane.clear_at.max(now + delay);
        let at = lane.clear_at;
        self.agenda.enter(at, Happening::Bytes(place, way, bytes.slice(..kept)));
        if torn {
            self.cut(at, place);
        }
    }
}
