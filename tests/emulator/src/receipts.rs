//! Read receipts in groups: told to the author alone, with how many have read.

use bytes::Bytes;
use easemob_core::wire::{KeyValue, Meta, StatisticOperation, StatisticsBody, Value, ValueType};
use prost::Message;
use serde_json::json;

use crate::queues::{Audience, QueueId};
use crate::server::{Peer, Server};

/// Name of the entry; clients look at its text alone.
const KEY: &str = "group_ack_count";

/// The entry of `ext` with the count, and nothing else of a body.
#[derive(Clone, PartialEq, prost::Message)]
struct Counted {
    #[prost(message, repeated, tag = "5")]
    ext: Vec<KeyValue>,
}

impl Server {
    /// Passes a receipt on to the author of the message. One of a message the server has never
    /// seen, or of the author's own, goes to nobody.
    pub(crate) fn pass_on_receipt(
        &mut self,
        reader: &str,
        message: u64,
        queue: &QueueId,
        mut meta: Meta,
    ) {
        let Some(sent) = self.messages.get_mut(message) else { return };
        if sent.sender == reader {
            return;
        }
        sent.readers.insert(reader.into());
        let (author, readers) = (sent.sender.clone(), sent.readers.len());
        if self.sessions.of(&author).is_empty() {
            self.missed_reads.entry(author.clone()).or_default().insert(message, readers);
        }
        let count = json!({ message.to_string(): readers }).to_string();
        meta.to = Some(queue.jid(&self.config.app_key));
        meta.payload = meta.payload.map(|payload| with_count(&payload, count));
        self.deliver(&author, queue, meta, Audience::All);
    }
}

impl Server {
    /// Tells somebody who comes back how many have read what, in one statistic.
    pub(crate) fn tell_missed_reads(&mut self, peer: Peer, user: &str) {
        let Some(missed) = self.missed_reads.remove(user) else { return };
        let counts = missed.into_iter().map(|(id, readers)| json!({ id.to_string(): readers }));
        let location = json!({ "group_ack": counts.collect::<Vec<_>>() });
        let body = StatisticsBody {
            operation: Some(StatisticOperation::Information as i32),
            location: Some(location.to_string()),
            ..StatisticsBody::default()
        };
        self.send_statistic(peer, &body);
    }
}

/// The receipt with the count in front of whatever else its `ext` holds; the rest of it stays as
/// the client wrote it.
fn with_count(payload: &Bytes, count: String) -> Bytes {
    let entry = KeyValue {
        key: Some(KEY.into()),
        kind: Some(ValueType::String as i32),
        value: Some(Value::String(count)),
    };
    let mut body = Counted { ext: vec![entry] }.encode_to_vec();
    body.extend_from_slice(payload);
    body.into()
}
