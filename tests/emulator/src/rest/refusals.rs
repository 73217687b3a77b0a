//! Who may do what in a group, and the words in which others are refused.

use super::groups::Visit;
use super::{Response, reply};
use crate::groups::Kind;
use crate::server::Server;

impl Server {
    /// Lets owner and admins through.
    pub(super) fn must_rule(&self, visit: &Visit<'_>) -> Result<(), Response> {
        let group = self.groups.get(visit.id);
        if group.is_some_and(|group| group.is_ruled_by(&visit.actor.user)) {
            return Ok(());
        }
        Err(self.no_permission(&visit.actor.user))
    }

    pub(super) fn must_own(&self, visit: &Visit<'_>) -> Result<(), Response> {
        if self.groups.get(visit.id).is_some_and(|group| group.owner == visit.actor.user) {
            return Ok(());
        }
        Err(self.no_permission(&visit.actor.user))
    }

    /// Lets members through.
    pub(super) fn must_be_in(&self, visit: &Visit<'_>) -> Result<(), Response> {
        if self.groups.get(visit.id).is_some_and(|group| group.has(&visit.actor.user)) {
            return Ok(());
        }
        Err(self.not_members(&visit.actor.user))
    }

    /// Lets through whoever may look: in a group its members, in a room everybody.
    pub(super) fn must_see(&self, visit: &Visit<'_>) -> Result<(), Response> {
        match self.groups.get(visit.id).map(|group| group.kind) {
            Some(Kind::Chatroom) => Ok(()),
            _ => self.must_be_in(visit),
        }
    }

    pub(super) fn no_permission(&self, user: &str) -> Response {
        self.error(403, "forbidden_op", &format!("user: {user} has no permission to operate"))
    }

    pub(super) fn not_the_owner(&self) -> Response {
        self.error(403, "forbidden_op", "forbidden operation on group owner!")
    }

    pub(super) fn not_members(&self, users: &str) -> Response {
        let description = format!("users [{users}] are not members of this group!");
        self.error(403, "forbidden_op", &description)
    }

    pub(super) fn no_such_group(&self, id: &str) -> Response {
        self.error(404, "resource_not_found", &format!("grpID {id} does not exist!"))
    }

    pub(super) fn no_such_user(&self, user: &str) -> Response {
        self.error(404, "resource_not_found", &format!("username {user} doesn't exist!'"))
    }

    /// More than one call may name, or more than there may be.
    pub(super) fn too_many(&self) -> Response {
        self.error(400, "illegal_argument", "The quantity has exceeded the limit!")
    }

    /// A refusal of the newer services: with a number, and its words twice.
    pub(super) fn numbered_error(&self, status: u16, code: u32, description: &str) -> Response {
        let body = serde_json::json!({
            "error": "illegal_argument",
            "exception": "EasemobException",
            "timestamp": self.now,
            "duration": 0,
            "error_code": code,
            "error_description": description,
            "desc": description,
        });
        reply::json(status, &body)
    }
}
