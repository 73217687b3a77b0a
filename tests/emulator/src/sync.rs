//! UNREAD, NOTICE and SYNC: what waits, pages of it, and the metas clients deliver.

use easemob_core::wire::{
    CommNotice, CommSyncDl, CommSyncUl, CommUnreadDl, Jid, Meta, MetaQueue, Namespace, StatusCode,
    down,
};

use crate::config::LastPage;
use crate::login::status;
use crate::queues::{Audience, QueueId, Receipt};
use crate::record::What;
use crate::server::{Peer, Server};
use crate::transcode::Way;

/// One-to-one messages the vendor keeps for a user who is offline.
const CHAT_OFFLINE: usize = 500;

/// Group messages the vendor keeps for a user who is offline.
const GROUP_OFFLINE: usize = 200;

/// The verdict on a meta: accepted under an id, or refused with a code and a reason.
pub(crate) enum Verdict {
    Accepted(Receipt),
    Refused(i32, String),
}

impl Server {
    /// Lists what waits.
    pub(crate) fn unread(&mut self, peer: Peer) {
        let Some(login) = self.sessions.login(peer).cloned() else { return };
        let waiting = self.mailboxes.of(&login.user).unread(&login.resource);
        let blasted = self.blasts.waiting(&login.user);
        let lines = waiting.into_iter().chain(blasted).map(|(queue, n)| MetaQueue {
            queue: Some(self.told_queue(&queue, &login.resource)),
            n: Some(u32::try_from(n).unwrap_or(u32::MAX)),
        });
        let answer = CommUnreadDl {
            status: Some(status(StatusCode::Ok as i32, None)),
            unread: lines.collect(),
            timestamp: Some(self.now),
        };
        self.send(peer, &down::Frame::Unread(answer));
    }

    /// Takes a meta or serves a page.
    pub(crate) fn sync(&mut self, peer: Peer, request: CommSyncUl) {
        match (request.meta, request.queue) {
            (Some(meta), _) => self.take(peer, &meta),
            (None, Some(queue)) => self.pull(peer, queue, request.key),
            (None, None) => self.record.count("emptySyncs", 1),
        }
    }

    /// Tells a user's devices that a queue has something for them.
    pub(crate) fn notice(&mut self, user: &str, queue: &QueueId, audience: &Audience) {
        let sessions = self.sessions.of(user).into_iter();
        let notices: Vec<_> = sessions
            .filter(|(_, login)| audience.includes(&login.resource))
            .map(|(peer, login)| {
                let queue = self.told_queue(queue, &login.resource);
                (peer, CommNotice { queue: Some(queue) })
            })
            .collect();
        for (peer, notice) in notices {
            self.send(peer, &down::Frame::Notice(notice));
        }
    }

    /// A queue as a device is told of it.
    fn told_queue(&self, queue: &QueueId, device: &str) -> Jid {
        let client_resource = self.config.queue_device.then(|| device.into());
        Jid { client_resource, ..queue.jid(&self.config.app_key) }
    }

    /// Puts a meta into a user's queue without a notice.
    pub(crate) fn store(
        &mut self,
        user: &str,
        queue: &QueueId,
        mut meta: Meta,
        audience: Audience,
    ) {
        use prost::Message;
        if self.config.online_flag {
            let online = u8::from(!self.sessions.of(user).is_empty());
            meta.meta = Some(format!("{{\"is_online\":{online}}}").into());
        }
        let id = meta.id.unwrap_or_default();
        let bytes = meta.encode_to_vec().into();
        let limit = self.config.queue_limit;
        let offline = self.sessions.of(user).is_empty();
        let mailbox = self.mailboxes.of(user);
        mailbox.store(queue, id, bytes, audience, limit);
        if self.config.vendor_limits && offline {
            let limit = if queue.is_group() { GROUP_OFFLINE } else { CHAT_OFFLINE };
            mailbox.trim(queue.is_group(), limit);
        }
        self.record.count("stored", 1);
    }

    fn pull(&mut self, peer: Peer, jid: Jid, key: Option<u64>) {
        let Some(login) = self.sessions.login(peer).cloned() else { return };
        let id = QueueId::read(&jid);
        if let Some(page) = self.blasts.pull(&login.user, &id, key) {
            let coding = crate::agenda::Coding::Session;
            return self.send_encoded(peer, "SYNC", page, coding);
        }
        let flagged = self.sessions.get_mut(peer).and_then(|s| s.flagged.remove(&id));
        let is_lost = key.or(flagged).is_some() && self.faults.on_ack(&login.user);
        if is_lost {
            self.mark(peer, What::Fault("loseAck", Way::Up, "SYNC".into()));
        }
        let mailbox = self.mailboxes.of(&login.user);
        if let Some(key) = key.or(flagged).filter(|_| !is_lost) {
            mailbox.acknowledge(&id, &login.resource, key);
        }
        let page = mailbox.page(&id, &login.resource, self.config.page_size);
        let ends = match self.config.last_page {
            LastPage::Ack => page.metas.is_empty(),
            LastPage::Flag => !page.more,
        };
        if ends
            && !page.metas.is_empty()
            && let Some(session) = self.sessions.get_mut(peer)
        {
            session.flagged.insert(id.clone(), page.key);
        }
        let answer = CommSyncDl {
            status: Some(status(StatusCode::Ok as i32, None)),
            next_key: (!page.metas.is_empty()).then_some(page.key),
            metas: page.metas,
            queue: Some(id.jid(&self.config.app_key)),
            is_last: ends.then_some(true),
            timestamp: Some(self.now),
            ..CommSyncDl::default()
        };
        let page = down::Frame::Sync(answer);
        self.mailboxes.of(&login.user).served(&login.resource, &page);
        self.send(peer, &page);
    }

    /// Sends the last page a device was served once more, on whatever connection it has now.
    pub(crate) fn serve_again(&mut self, peer: Peer) {
        let Some(login) = self.sessions.login(peer).cloned() else { return };
        if let Some(page) = self.mailboxes.of(&login.user).last_page(&login.resource) {
            self.send_encoded(peer, "SYNC", page, crate::agenda::Coding::Session);
        }
    }

    /// An id and a time for something accepted now.
    pub(crate) fn receipt(&mut self) -> Receipt {
        Receipt { server_id: self.next_id(), at: self.now, extra: None }
    }

    fn take(&mut self, peer: Peer, meta: &Meta) {
        let Some(login) = self.sessions.login(peer).cloned() else { return };
        let verdict = match meta.ns.map(Namespace::try_from) {
            None | Some(Ok(Namespace::Statistic)) => Verdict::Accepted(self.receipt()),
            Some(ns) => self.take_content(&login, meta, ns.ok()),
        };
        let (code, reason, receipt) = match verdict {
            Verdict::Accepted(receipt) => (StatusCode::Ok as i32, None, Some(receipt)),
            Verdict::Refused(code, reason) => (code, Some(reason), None),
        };
        let answer = CommSyncDl {
            status: Some(status(code, reason)),
            meta_id: Some(meta.id.unwrap_or_default()),
            server_id: receipt.as_ref().map(|receipt| receipt.server_id),
            timestamp: Some(receipt.as_ref().map_or(self.now, |receipt| receipt.at)),
            metas: receipt.and_then(|receipt| receipt.extra).into_iter().collect(),
            ..CommSyncDl::default()
        };
        self.send(peer, &down::Frame::Sync(answer));
    }
}
