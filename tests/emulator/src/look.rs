//! What a test may know of the server that no client is told.

use bytes::Bytes;

use crate::server::Server;

/// A meta that waits for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Name of its queue.
    pub queue: String,
    /// Its place there: the server's id of it.
    pub key: u64,
    /// What is to be delivered.
    pub meta: Bytes,
}

impl Server {
    /// What waits for a device of a user, by queue and in order. `None` for a device that the server
    /// does not know, or no longer.
    #[must_use]
    pub fn waiting(&self, user: &str, device: &str) -> Option<Vec<Waiting>> {
        let mailbox = self.mailboxes.get(user)?;
        mailbox.devices().any(|known| known == device).then(|| {
            let queues = mailbox.queues();
            let metas = queues.flat_map(|(id, queue)| {
                queue.waiting(device).map(|(key, meta)| {
                    let (queue, meta) = (id.name.clone(), meta.clone());
                    Waiting { queue, key, meta }
                })
            });
            metas.collect()
        })
    }
}
