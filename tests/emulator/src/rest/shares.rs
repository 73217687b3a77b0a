//! Files the members of a group share: uploaded, listed, downloaded, deleted.

use easemob_core::wire::MucOperation;
use serde_json::json;

use super::Response;
use super::files::{file_name, file_of, part_named};
use super::groups::Visit;
use super::paging::{Size, numbered};
use crate::files::File;
use crate::groups::Kind;
use crate::server::Server;
use crate::shares::Share;

const PAGE: Size = Size { name: "pagesize", default: 10, most: 1000 };

/// Bytes of a shared file.
const FILE_BYTES: usize = 10 << 20;

impl Server {
    /// `/chatgroups/{group}/share_files…` and the same of a room.
    pub(super) fn change_shares(
        &mut self,
        visit: &Visit<'_>,
        method: &str,
        what: &[&str],
    ) -> Option<Response> {
        let ["share_files", id @ ..] = what else { return None };
        let allowed = if method == "GET" { self.must_see(visit) } else { self.must_be_in(visit) };
        if let Err(refusal) = allowed {
            return Some(refusal);
        }
        Some(match (method, id) {
            ("GET", []) => self.list_shares(visit),
            ("POST", []) => self.upload_share(visit),
            ("GET", [id]) => self.download_share(visit, id),
            ("DELETE", [id]) => self.delete_share(visit, id),
            _ => return None,
        })
    }

    fn list_shares(&mut self, visit: &Visit<'_>) -> Response {
        let Some(group) = self.groups.get(visit.id) else { return self.not_found() };
        let shown = group.shares.iter().map(|share| {
            json!({
                "file_id": share.id, "file_name": share.name, "file_owner": share.owner,
                "file_size": share.bytes, "created": share.created,
            })
        });
        let page = numbered(visit.call, 1, PAGE, shown);
        self.page(visit.call, page)
    }

    fn upload_share(&mut self, visit: &Visit<'_>) -> Response {
        let Some((content_type, bytes)) = part_named("file", visit.call) else {
            return self.error(400, "illegal_argument", "no file in the form");
        };
        if bytes.len() > FILE_BYTES {
            return self.error(413, "request_entity_too_large", "Request Entity Too Large");
        }
        let share = Share {
            id: self.random.uuid(),
            name: file_name("file", visit.call).unwrap_or_default(),
            owner: visit.actor.user.clone(),
            bytes: bytes.len(),
            created: self.now,
        };
        let file = File { bytes, content_type, secret: self.random.uuid(), ..File::default() };
        self.files.put(share.id.clone(), file);
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let (root, key) = match group.kind {
            Kind::Chatroom => ("chatrooms", "id"),
            _ => ("chatgroups", "group_id"),
        };
        group.shares.insert(0, share.clone());
        let body = self.event(visit, MucOperation::UploadFile);
        self.tell_all(visit, body);
        let (org, app) = self.config.org_and_app();
        let host = visit.call.header("Host").unwrap_or("127.0.0.1");
        let url = format!("http://{host}/{org}/{app}/{root}/{}/share_files/{}", visit.id, share.id);
        let data = json!({
            "file_url": url, key: visit.id, "file_name": share.name,
            "created": share.created, "file_id": share.id, "file_size": share.bytes,
        });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn download_share(&mut self, visit: &Visit<'_>, id: &str) -> Response {
        let group = self.groups.get(visit.id);
        let known = group.is_some_and(|group| group.shares.iter().any(|share| share.id == *id));
        match self.files.get(id).filter(|_| known) {
            Some(file) => file_of(file),
            None => self.no_such_share(id),
        }
    }

    /// By whoever uploaded it, the owner and the admins.
    fn delete_share(&mut self, visit: &Visit<'_>, id: &str) -> Response {
        let user = &visit.actor.user;
        let Some(group) = self.groups.get_mut(visit.id) else { return self.not_found() };
        let Some(place) = group.shares.iter().position(|share| share.id == *id) else {
            return self.no_such_share(id);
        };
        let own = group.shares.get(place).is_some_and(|share| share.owner == *user);
        if !own && !group.is_ruled_by(user) {
            return self.no_permission(user);
        }
        group.shares.remove(place);
        let key = if group.kind == Kind::Chatroom { "id" } else { "group_id" };
        let body = self.event(visit, MucOperation::DeleteFile);
        self.tell_all(visit, body);
        let data = json!({ key: visit.id, "file_id": id, "result": true });
        self.envelope(visit.call, json!({ "data": data }))
    }

    fn no_such_share(&self, id: &str) -> Response {
        self.error(404, "resource_not_found", &format!("file {id} is not shared here"))
    }
}
