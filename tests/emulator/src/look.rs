//! What a test may know of the server that no client is told.

use bytes::Bytes;

use crate::server::Server;

/// A meta that waits for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting<'a> {
    /// Name of its queue.
    pub queue: &'a str,
    /// Its place there: the server's id of it.
    pub key: u64,
    /// What is to be delivered.
    pub meta: &'a Bytes,
}

impl Server {
    /// What waits for a device of a user beyond this key, in every queue. `None` for a device that
    /// the server does not know, or no longer.
    #[must_use]
    pub fn waiting<'a>(
        &'a self,
        user: &str,
        device: &'a str,
        after: u64,
    ) -> Option<impl Iterator<Item = Waiting<'a>>> {
        let mailbox = self.mailboxes.get(user)?;
        mailbox.devices().any(|known| known == device).then(|| {
            mailbox.queues().flat_map(move |(id, queue)| {
                let metas = queue.waiting(device, after);
                metas.map(|(key, meta)| Waiting { queue: &id.name, key, meta })
            })
        })
    }

    /// The first key that waits for a device in each queue where anything does.
    pub fn fronts<'a>(
        &'a self,
        user: &str,
        device: &'a str,
    ) -> impl Iterator<Item = (&'a str, u64)> {
        let queues = self.mailboxes.get(user).into_iter().flat_map(|mailbox| mailbox.queues());
        queues.filter_map(move |(id, queue)| {
            let (key, _) = queue.waiting(device, 0).next()?;
            Some((id.name.as_str(), key))
        })
    }
}
