//! Who has read a group message.

use serde_json::json;

use super::Response;
use super::groups::Visit;
use super::paging::text;
use crate::server::Server;

/// Readers a page holds at most.
const PAGE: usize = 500;

impl Server {
    /// `GET /chatgroups/{group}/acks/{message}`: those after `key` who sent a read receipt.
    pub(super) fn show_readers(&mut self, visit: &Visit<'_>, message: &str) -> Response {
        if let Err(refusal) = self.must_be_in(visit) {
            return refusal;
        }
        let sent = message.parse().ok().and_then(|id| self.messages.get(id));
        let readers = sent.map(|sent| sent.readers.clone()).unwrap_or_default();
        let size = text(visit.call, "limit").and_then(|n| n.parse().ok()).unwrap_or(PAGE);
        let after = text(visit.call, "key").unwrap_or_default();
        let mut left = readers.iter().skip_while(|reader| reader.as_str() <= after);
        let page: Vec<_> = left.by_ref().take(size.clamp(1, PAGE)).collect();
        let is_last = left.next().is_none();
        let next_key = page.last().filter(|_| !is_last).map_or("", |reader| reader.as_str());
        let data = json!({
            "ackmid": message, "is_last": is_last, "next_key": next_key, "timestamp": self.now,
            "total": readers.len(), "userlist": page,
        });
        self.envelope(visit.call, json!({ "data": data }))
    }
}
