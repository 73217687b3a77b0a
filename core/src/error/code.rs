//! The Web SDK's numbers for everything that can go wrong (§9.3 of the message notes).

macro_rules! codes {
    ($($code:literal $variant:ident $name:literal),* $(,)?) => {
        /// What went wrong, as the Web SDK numbers it.
        ///
        /// Typed errors of this crate say more; each of them has one of these as its `code()`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum ErrorCode {
            $(
                #[doc = concat!("`", $name, "`, ", stringify!($code), ".")]
                #[doc(alias = $name)]
                $variant = $code,
            )*
        }

        impl ErrorCode {
            /// Every code, ascending as declared.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The Web SDK's name of the code.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

codes! {
    0 Success "REQUEST_SUCCESS",
    -1 RequestTimeout "REQUEST_TIMEOUT",
    -2 RequestUnknown "REQUEST_UNKNOWN",
    -3 RequestParameter "REQUEST_PARAMETER_ERROR",
    -4 RequestAborted "REQUEST_ABORT",
    1 LoginFailed "WEBIM_CONNCTION_OPEN_ERROR",
    2 AuthFailed "WEBIM_CONNCTION_AUTH_ERROR",
    3 TokenRefused "WEBIM_CONNCTION_OPEN_USERGRID_ERROR",
    12 RosterFailed "WEBIM_CONNCTION_GETROSTER_ERROR",
    16 Disconnected "WEBIM_CONNCTION_DISCONNECTED",
    17 RequestFailed "WEBIM_CONNCTION_AJAX_ERROR",
    23 ChatRoomListFailed "WEBIM_CONNCTION_LOAD_CHATROOM_ERROR",
    27 AppKeyMissing "WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR",
    28 TokenInvalid "WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR",
    31 CallbackFailed "WEBIM_CONNCTION_CALLBACK_INNER_ERROR",
    32 ClientOffline "WEBIM_CONNCTION_CLIENT_OFFLINE",
    39 NotLoggedIn "WEBIM_CONNECTION_CLOSED",
    40 ConnectionError "WEBIM_CONNECTION_ERROR",
    50 MaxLimit "MAX_LIMIT",
    51 MessageNotFound "MESSAGE_NOT_FOUND",
    52 NoPermission "NO_PERMISSION",
    53 OperationUnsupported "OPERATION_UNSUPPORTED",
    54 OperationNotAllowed "OPERATION_NOT_ALLOWED",
    56 TokenExpired "WEBIM_TOKEN_EXPIRED",
    57 ServingDisabled "WEBIM_SERVER_SERVING_DISABLED",
    101 UploadFailed "WEBIM_UPLOADFILE_ERROR",
    102 UploadNotLoggedIn "WEBIM_UPLOADFILE_NO_LOGIN",
    200 DownloadFailed "WEBIM_DOWNLOADFILE_ERROR",
    203 ParseFileFailed "PARSE_FILE_ERROR",
    204 UserNotFound "USER_NOT_FOUND",
    205 MessageParameter "MESSAGE_PARAMETER_ERROR",
    206 LoggedInElsewhere "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE",
    207 UserRemoved "WEBIM_CONNCTION_USER_REMOVED",
    208 AlreadyLoggedIn "WEBIM_USER_ALREADY_LOGIN",
    214 TooManyDevices "USER_LOGIN_TOO_MANY_DEVICES",
    216 PasswordChanged "WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD",
    217 KickedByOtherDevice "WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE",
    219 UserMuted "USER_MUTED_BY_ADMIN",
    220 DeviceChanged "USER_DEVICE_CHANGED",
    221 NotFriend "USER_NOT_FRIEND",
    222 DownloadNoPermission "WEBIM_DOWNLOADFILE_ERROR_NO_PERMISSION",
    223 DownloadExpired "WEBIM_DOWNLOADFILE_ERROR_EXPIRED",
    304 DiscoveryFailed "SERVER_GET_DNSLIST_FAILED",
    407 FileInvalid "FILE_INVALID",
    408 FileDurationTooLong "FILE_DURATION_TOO_LONG",
    409 VoiceToTextFailed "FILE_VOICE_TO_TEXT_FAILED",
    410 FileNotFound "FILE_NOT_FOUND",
    411 FileTooLarge "FILE_TOO_LARGE",
    500 ServerBusy "SERVER_BUSY",
    501 IllegalContent "MESSAGE_INCLUDE_ILLEGAL_CONTENT",
    502 BlockedExternally "MESSAGE_EXTERNAL_LOGIC_BLOCKED",
    503 ServerUnknown "SERVER_UNKNOWN_ERROR",
    504 RecallTimeLimit "MESSAGE_RECALL_TIME_LIMIT",
    505 ServiceNotEnabled "SERVICE_NOT_ENABLED",
    506 NotInAllowList "SERVICE_NOT_ALLOW_MESSAGING",
    507 MessagingMuted "SERVICE_NOT_ALLOW_MESSAGING_MUTE",
    508 ModerationBlocked "MESSAGE_MODERATION_BLOCKED",
    509 RateLimited "MESSAGE_CURRENT_LIMITING",
    510 SendDisconnected "MESSAGE_WEBSOCKET_DISCONNECTED",
    511 MessageTooLarge "MESSAGE_SIZE_LIMIT",
    512 SendTimeout "MESSAGE_SEND_TIMEOUT",
    513 StreamIntervalTimeout "MESSAGE_STREAM_INTERVAL_TIMEOUT",
    514 StreamTimeout "MESSAGE_STREAM_TIMEOUT",
    601 GroupAlreadyJoined "GROUP_ALREADY_JOINED",
    602 GroupNotJoined "GROUP_NOT_JOINED",
    603 PermissionDenied "PERMISSION_DENIED",
    604 MessageFailed "WEBIM_LOAD_MSG_ERROR",
    605 GroupNotFound "GROUP_NOT_EXIST",
    606 GroupFull "GROUP_MEMBERS_FULL",
    607 GroupMembersLimit "GROUP_MEMBERS_LIMIT",
    608 GroupDisabled "GROUP_IS_DISABLED",
    609 MemberAttributesFailed "GROUP_MEMBER_ATTRIBUTES_SET_FAILED",
    700 RestParameters "REST_PARAMS_STATUS",
    702 ChatRoomNotJoined "CHATROOM_NOT_JOINED",
    704 ChatRoomFull "CHATROOM_MEMBERS_FULL",
    705 ChatRoomNotFound "CHATROOM_NOT_EXIST",
    800 LocalStoreFailed "LOCAL_DB_OPERATION_FAILED",
    999 RuntimeError "SDK_RUNTIME_ERROR",
    1100 PresenceParameters "PRESENCE_PARAM_EXCEED",
    1101 ReactionAlreadyAdded "REACTION_ALREADY_ADDED",
    1102 ReactionCreating "REACTION_CREATING",
    1103 ReactionIllegal "REACTION_OPERATION_IS_ILLEGAL",
    1200 TranslationInvalid "TRANSLATION_NOT_VALID",
    1201 TranslationTooLong "TRANSLATION_TEXT_TOO_LONG",
    1204 TranslationFailed "TRANSLATION_FAILED",
    1300 ThreadNotFound "THREAD_NOT_EXIST",
    1301 ThreadAlreadyExists "THREAD_ALREADY_EXIST",
    1302 EditedMessageNotFound "MODIFY_MESSAGE_NOT_EXIST",
    1303 EditFormat "MODIFY_MESSAGE_FORMAT_ERROR",
    1304 EditFailed "MODIFY_MESSAGE_FAILED",
    1400 ConversationNotFound "CONVERSATION_NOT_EXIST",
}

impl ErrorCode {
    /// The number, the `type` member of a Web SDK error.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::ErrorCode;

    #[test]
    fn numbers_and_names_are_unique() {
        let numbers: BTreeSet<i32> = ErrorCode::ALL.iter().map(|c| c.code()).collect();
        let names: BTreeSet<&str> = ErrorCode::ALL.iter().map(|c| c.name()).collect();
        assert_eq!((numbers.len(), names.len()), (ErrorCode::ALL.len(), ErrorCode::ALL.len()));
    }
}
