//! What a group announces to its members.

use alloc::string::String;

use serde_json::json;

use super::{Groups, in_group};
use crate::ids::GroupId;
use crate::rest::members::{announced, confirmed};

endpoints! {
    face Groups;

    /// The announcement; empty when there is none.
    announcement = GetGroupAnnouncement {
        /// Which group.
        group: GroupId,
    } -> String;
    Get safe "fetchGroupAnnouncement",
    |to| in_group(to, group, ["announcement"]).v3(),
    |answer| announced(answer)

    /// Sets the announcement. For owner and admins. The members are told by
    /// [`GroupChange::AnnouncementUpdated`](crate::event::GroupChange::AnnouncementUpdated), of an
    /// empty one by
    /// [`GroupChange::AnnouncementDeleted`](crate::event::GroupChange::AnnouncementDeleted).
    set_announcement = SetGroupAnnouncement {
        /// Which group.
        group: GroupId,
        /// At most 512 characters; empty for none.
        text: String,
    } -> ();
    Post safe "updateGroupAnnouncement",
    |to| in_group(to, group, ["announcement"])
        .characters("text", text, 512)
        .acting()
        .v3()
        .json(json!({ "announcement": text })),
    |answer| confirmed(answer)
}
