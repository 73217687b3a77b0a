//! Files that were shared with a group.

use alloc::string::String;

use super::{Groups, SharedFile, in_group};
use crate::ids::GroupId;
use crate::rest::Page;
use crate::rest::members::{confirmed, numbered};

endpoints! {
    face Groups;

    /// A page of the files that were shared.
    files = ListGroupFiles {
        /// Which group.
        group: GroupId,
        /// Which page, from 1.
        page: u32,
        /// Files a page, 1 to 1,000.
        size: u32,
    } -> Page<SharedFile>;
    Get safe "getGroupSharedFilelist" ["fetchGroupSharedFileList"],
    |to| numbered(in_group(to, group, ["share_files"]), *page, *size, 1_000).v3(),
    |answer| Ok(Page::with_number(answer.data()?, *page, *size))

    /// Deletes a shared file. For owner and admins, and for who shared it. The members are told by
    /// [`GroupChange::FileDeleted`](crate::event::GroupChange::FileDeleted).
    delete_file = DeleteGroupFile {
        /// Which group.
        group: GroupId,
        /// Its id: see [`SharedFile::id`].
        file: String,
    } -> ();
    Delete once "deleteGroupSharedFile",
    |to| in_group(to, group, ["share_files", file]).acting(),
    |answer| confirmed(answer)
}

paged! { ListGroupFiles => SharedFile, number page; }
