//! What happens to groups and chat rooms.

use alloc::vec::Vec;

use bytestring::ByteString;

use super::Json;
use crate::ids::ServerId;
use crate::time::UnixMillis;

macro_rules! happening {
    ($(#[$doc:meta])* $name:ident, $place:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $name {
            /// The server's id of the notice.
            pub id: ServerId,
            #[doc = concat!("Which ", $what, ".")]
            pub $place: ByteString,
            /// Its name, where the notice tells it.
            pub name: Option<ByteString>,
            /// Who did it; this user when it was done on another device. `None` when the server
            /// names nobody.
            #[doc(alias = "from")]
            pub by: Option<ByteString>,
            /// Everybody it was done to, in the order of the wire. The official client tells the
            /// first one only, or nobody (messages oddity 33).
            #[doc(alias = "userId")]
            pub users: Vec<ByteString>,
            /// The words that came with it.
            pub reason: Option<ByteString>,
            /// What happened.
            #[doc(alias = "operation")]
            pub change: GroupChange,
            /// What the member who acts added, such as the text of somebody who joins a chat room.
            pub ext: Option<ByteString>,
            /// What the server added: the JSON of `eventInfo`, as it came.
            pub info: Option<ByteString>,
            /// When the server told it.
            pub at: UnixMillis,
        }
    };
}

happening! {
    /// Something happened to a group.
    #[doc(alias = "onGroupEvent")]
    GroupEvent, group, "group"
}
happening! {
    /// Something happened to a chat room.
    #[doc(alias = "onChatroomEvent")]
    RoomEvent, room, "chat room"
}

/// What happened to a group or a chat room.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupChange {
    /// `by` created it.
    #[doc(alias = "create")]
    Created,
    /// It is gone.
    #[doc(alias = "destroy")]
    Destroyed,
    /// `by` joined; see also [`GroupChange::MembersJoined`], which servers use.
    #[doc(alias = "JOIN")]
    Joined,
    /// `by` left; see also [`GroupChange::MembersLeft`], which servers use.
    #[doc(alias = "LEAVE")]
    Left,
    /// `by` asks to be let in.
    #[doc(alias = "requestToJoin")]
    JoinRequested,
    /// This user was let in.
    #[doc(alias = "acceptRequest")]
    JoinAccepted,
    /// `users` were not let in.
    #[doc(alias = "joinPublicGroupDeclined")]
    JoinDeclined,
    /// This user is invited.
    #[doc(alias = "inviteToJoin")]
    Invited,
    /// `by` accepted an invitation.
    #[doc(alias = "acceptInvite")]
    InviteAccepted,
    /// `by` declined an invitation.
    #[doc(alias = "rejectInvite")]
    InviteDeclined,
    /// `users` were removed, or put on the block list.
    #[doc(alias = "removeMember")]
    MembersRemoved,
    /// The block list was asked for.
    #[doc(alias = "GET_BLACKLIST")]
    BlockListAsked,
    /// `users` were put on the block list.
    #[doc(alias = "BAN")]
    MembersBlocked,
    /// `users` were taken off the block list.
    #[doc(alias = "unblockMember")]
    MembersUnblocked,
    /// Name, description or settings changed.
    #[doc(alias = "updateInfo")]
    Updated(GroupDetails),
    /// This user takes no messages of it any longer.
    #[doc(alias = "BLOCK")]
    MessagesBlocked,
    /// This user takes its messages again.
    #[doc(alias = "UNBLOCK")]
    MessagesUnblocked,
    /// Members joined.
    #[doc(alias = "memberPresence")]
    #[doc(alias = "membersPresence")]
    MembersJoined {
        /// Who.
        members: Vec<ByteString>,
        /// How many members there are now; not told for large chat rooms.
        #[doc(alias = "memberCount")]
        count: Option<u32>,
    },
    /// Members left.
    #[doc(alias = "memberAbsence")]
    #[doc(alias = "membersAbsence")]
    MembersLeft {
        /// Who.
        members: Vec<ByteString>,
        /// How many members there are now; not told for large chat rooms.
        #[doc(alias = "memberCount")]
        count: Option<u32>,
    },
    /// This user was added without being asked.
    #[doc(alias = "directJoined")]
    DirectJoined,
    /// It has a new owner.
    #[doc(alias = "changeOwner")]
    OwnerChanged,
    /// `users` became admins.
    #[doc(alias = "setAdmin")]
    AdminsAdded,
    /// `users` are no admins any longer.
    #[doc(alias = "removeAdmin")]
    AdminsRemoved,
    /// `users` may not speak.
    #[doc(alias = "muteMember")]
    MembersMuted {
        /// Until when, where the server says it.
        #[doc(alias = "muteTimestamp")]
        until: Option<UnixMillis>,
    },
    /// `users` may speak again.
    #[doc(alias = "unmuteMember")]
    MembersUnmuted,
    /// There is a new announcement.
    #[doc(alias = "updateAnnouncement")]
    AnnouncementUpdated {
        /// Its text.
        #[doc(alias = "announcement")]
        text: ByteString,
    },
    /// There is no announcement any longer.
    #[doc(alias = "deleteAnnouncement")]
    AnnouncementDeleted,
    /// A file was shared.
    #[doc(alias = "uploadFile")]
    FileUploaded,
    /// A shared file was deleted.
    #[doc(alias = "deleteFile")]
    FileDeleted,
    /// `users` were put on the allow list.
    #[doc(alias = "addUserToAllowlist")]
    AllowListAdded,
    /// `users` were taken off the allow list.
    #[doc(alias = "removeAllowlistMember")]
    AllowListRemoved,
    /// Nobody but owner and admins may speak.
    #[doc(alias = "muteAllMembers")]
    AllMuted,
    /// Everybody may speak again.
    #[doc(alias = "unmuteAllMembers")]
    AllUnmuted,
    /// It may not be used any longer. The official client does not tell it.
    #[doc(alias = "DISABLE_GROUP")]
    Disabled,
    /// It may be used again. The official client does not tell it.
    #[doc(alias = "ABLE_GROUP")]
    Enabled,
    /// Attributes were set.
    #[doc(alias = "updateChatRoomAttributes")]
    AttributesSet(
        /// Those that were set, with their values.
        Vec<(ByteString, Json)>,
    ),
    /// Attributes were removed.
    #[doc(alias = "removeChatRoomAttributes")]
    AttributesRemoved(
        /// Those that were removed.
        Vec<ByteString>,
    ),
    /// The attributes of a member changed.
    #[doc(alias = "memberAttributesUpdate")]
    MemberAttributes {
        /// Which member.
        user: ByteString,
        /// What changed, a JSON object.
        attributes: Json,
    },
}

/// What changed of a group: `None` did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GroupDetails {
    /// The name.
    pub name: Option<ByteString>,
    /// The description.
    pub description: Option<ByteString>,
    /// Whether it can be found.
    pub public: Option<bool>,
    /// Whether joining needs an approval.
    pub approval: Option<bool>,
    /// Whether members may invite.
    pub allow_invites: Option<bool>,
    /// Whether the invited are asked.
    pub invite_need_confirm: Option<bool>,
    /// How many members it may have.
    pub max_users: Option<u32>,
    /// The application's own words.
    pub ext: Option<ByteString>,
    /// When it was changed.
    pub last_modified: Option<UnixMillis>,
    /// The picture.
    pub avatar: Option<ByteString>,
}
