//! The Web SDK's numbers for everything that can go wrong (messages §9.3).

/// What doing the same again may bring.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It may succeed later, and doing it twice does no harm.
    Helps,
    /// It fails again until something changes.
    Fails,
    /// Nobody knows: it may have been done already, or fail again.
    Unsure,
}
use Again::{Fails, Helps, Unsure};

macro_rules! codes {
    ($($code:literal $variant:ident $name:literal $again:ident $en:literal $zh:literal)*) => {
        /// What went wrong, as the Web SDK numbers it.
        ///
        /// Typed errors of this crate say more; each of them has one of these as its `code()`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        #[repr(i32)]
        pub enum ErrorCode {
            $(
                #[doc = concat!("`", $name, "`, ", stringify!($code), ". ", $en)]
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

            /// What happened, for people, in English.
            #[must_use]
            pub const fn text_en(self) -> &'static str {
                match self {
                    $(Self::$variant => $en,)*
                }
            }

            /// What happened, for people, in Chinese.
            #[must_use]
            pub const fn text_zh(self) -> &'static str {
                match self {
                    $(Self::$variant => $zh,)*
                }
            }

            const fn again(self) -> Again {
                match self {
                    $(Self::$variant => $again,)*
                }
            }
        }
    };
}

// Number, our name, the Web SDK's name, what doing the same again may bring, and what to tell people.
codes! {
    0 Success "REQUEST_SUCCESS" Unsure
        "Done."
        "操作成功。"
    -1 RequestTimeout "REQUEST_TIMEOUT" Helps
        "The server did not answer in time."
        "服务器未在规定时间内响应。"
    -2 RequestUnknown "REQUEST_UNKNOWN" Unsure
        "The request failed for an unknown reason; the network may be down."
        "请求失败，原因未知，可能是网络异常。"
    -3 RequestParameter "REQUEST_PARAMETER_ERROR" Fails
        "A parameter of the request is wrong."
        "请求参数有误。"
    -4 RequestAborted "REQUEST_ABORT" Helps
        "The request was given up before it was answered."
        "请求在得到响应之前被取消。"
    1 LoginFailed "WEBIM_CONNCTION_OPEN_ERROR" Unsure
        "The login could not begin, or its token could not be fetched."
        "登录无法开始，或获取登录凭证失败。"
    2 AuthFailed "WEBIM_CONNCTION_AUTH_ERROR" Fails
        "The server refused the login."
        "服务器拒绝了登录。"
    3 TokenRefused "WEBIM_CONNCTION_OPEN_USERGRID_ERROR" Fails
        "The server gave no token for this user and password."
        "服务器拒绝为该用户名和密码签发令牌。"
    12 RosterFailed "WEBIM_CONNCTION_GETROSTER_ERROR" Helps
        "The contacts could not be fetched."
        "获取联系人列表失败。"
    16 Disconnected "WEBIM_CONNCTION_DISCONNECTED" Helps
        "The connection is lost."
        "连接已断开。"
    17 RequestFailed "WEBIM_CONNCTION_AJAX_ERROR" Unsure
        "The server refused the request."
        "服务器未能处理该请求。"
    23 ChatRoomListFailed "WEBIM_CONNCTION_LOAD_CHATROOM_ERROR" Helps
        "The chat rooms could not be listed."
        "获取聊天室列表失败。"
    27 AppKeyMissing "WEBIM_CONNCTION_APPKEY_NOT_ASSIGN_ERROR" Fails
        "No app key was given."
        "未设置 App Key。"
    28 TokenInvalid "WEBIM_CONNCTION_TOKEN_NOT_ASSIGN_ERROR" Fails
        "The token is missing or does not belong to this user."
        "令牌缺失或与当前用户不匹配。"
    31 CallbackFailed "WEBIM_CONNCTION_CALLBACK_INNER_ERROR" Unsure
        "The application failed while it was told something."
        "应用在处理通知时发生错误。"
    32 ClientOffline "WEBIM_CONNCTION_CLIENT_OFFLINE" Helps
        "The client is offline."
        "客户端处于离线状态。"
    39 NotLoggedIn "WEBIM_CONNECTION_CLOSED" Fails
        "Nobody is logged in."
        "当前没有用户登录。"
    40 ConnectionError "WEBIM_CONNECTION_ERROR" Helps
        "The connection failed."
        "连接出错。"
    50 MaxLimit "MAX_LIMIT" Fails
        "A limit is reached."
        "已达到数量上限。"
    51 MessageNotFound "MESSAGE_NOT_FOUND" Fails
        "There is no such message."
        "消息不存在。"
    52 NoPermission "NO_PERMISSION" Fails
        "This user may not do that."
        "当前用户没有此操作的权限。"
    53 OperationUnsupported "OPERATION_UNSUPPORTED" Fails
        "The server does not offer this operation."
        "不支持该操作。"
    54 OperationNotAllowed "OPERATION_NOT_ALLOWED" Fails
        "The operation is not allowed now."
        "当前不允许该操作。"
    56 TokenExpired "WEBIM_TOKEN_EXPIRED" Fails
        "The token has expired."
        "令牌已过期。"
    57 ServingDisabled "WEBIM_SERVER_SERVING_DISABLED" Fails
        "The service is switched off for this application."
        "该应用的服务已被停用。"
    101 UploadFailed "WEBIM_UPLOADFILE_ERROR" Unsure
        "The file could not be uploaded, or is empty."
        "文件上传失败或文件为空。"
    102 UploadNotLoggedIn "WEBIM_UPLOADFILE_NO_LOGIN" Fails
        "Uploading needs a login."
        "上传文件前需要先登录。"
    200 DownloadFailed "WEBIM_DOWNLOADFILE_ERROR" Helps
        "The file could not be downloaded."
        "文件下载失败。"
    203 ParseFileFailed "PARSE_FILE_ERROR" Fails
        "The file of the combined message cannot be read."
        "合并消息的文件无法解析。"
    204 UserNotFound "USER_NOT_FOUND" Fails
        "There is no such user."
        "用户不存在。"
    205 MessageParameter "MESSAGE_PARAMETER_ERROR" Fails
        "The message is incomplete or has a wrong part."
        "消息不完整或参数有误。"
    206 LoggedInElsewhere "WEBIM_CONNCTION_USER_LOGIN_ANOTHER_DEVICE" Fails
        "This user logged in on another device."
        "该用户已在其他设备登录。"
    207 UserRemoved "WEBIM_CONNCTION_USER_REMOVED" Fails
        "This user was deleted."
        "该用户已被删除。"
    208 AlreadyLoggedIn "WEBIM_USER_ALREADY_LOGIN" Fails
        "Somebody is logged in already."
        "已有用户登录。"
    214 TooManyDevices "USER_LOGIN_TOO_MANY_DEVICES" Fails
        "This user is logged in on too many devices."
        "该用户登录的设备数已达上限。"
    216 PasswordChanged "WEBIM_CONNCTION_USER_KICKED_BY_CHANGE_PASSWORD" Fails
        "The password of this user was changed."
        "该用户的密码已更改。"
    217 KickedByOtherDevice "WEBIM_CONNCTION_USER_KICKED_BY_OTHER_DEVICE" Fails
        "Another device or the administrator ended this session."
        "当前会话已被其他设备或管理员下线。"
    219 UserMuted "USER_MUTED_BY_ADMIN" Fails
        "The administrator has muted this user."
        "该用户已被管理员禁言。"
    220 DeviceChanged "USER_DEVICE_CHANGED" Fails
        "This user may only log in on the device used before."
        "登录设备已变更，只能在原设备登录。"
    221 NotFriend "USER_NOT_FRIEND" Fails
        "The other user is not a contact."
        "对方不是联系人。"
    222 DownloadNoPermission "WEBIM_DOWNLOADFILE_ERROR_NO_PERMISSION" Fails
        "This user may not download the file."
        "没有下载该文件的权限。"
    223 DownloadExpired "WEBIM_DOWNLOADFILE_ERROR_EXPIRED" Fails
        "The file is no longer stored."
        "文件已过期。"
    304 DiscoveryFailed "SERVER_GET_DNSLIST_FAILED" Helps
        "The list of servers could not be fetched."
        "获取服务器地址列表失败。"
    407 FileInvalid "FILE_INVALID" Fails
        "The file cannot be used."
        "文件无效。"
    408 FileDurationTooLong "FILE_DURATION_TOO_LONG" Fails
        "The recording is too long."
        "语音时长超出限制。"
    409 VoiceToTextFailed "FILE_VOICE_TO_TEXT_FAILED" Unsure
        "The recording could not be turned into text."
        "语音转文字失败。"
    410 FileNotFound "FILE_NOT_FOUND" Fails
        "There is no such file."
        "文件不存在。"
    411 FileTooLarge "FILE_TOO_LARGE" Fails
        "The file is too large."
        "文件过大。"
    500 ServerBusy "SERVER_BUSY" Helps
        "The server is busy."
        "服务器繁忙。"
    501 IllegalContent "MESSAGE_INCLUDE_ILLEGAL_CONTENT" Fails
        "The content is not allowed."
        "消息包含违规内容。"
    502 BlockedExternally "MESSAGE_EXTERNAL_LOGIC_BLOCKED" Fails
        "The application's own server stopped the message."
        "消息被应用服务器的规则拦截。"
    503 ServerUnknown "SERVER_UNKNOWN_ERROR" Unsure
        "The server failed for a reason it has no number for."
        "服务器发生未知错误。"
    504 RecallTimeLimit "MESSAGE_RECALL_TIME_LIMIT" Fails
        "It is too late to take the message back."
        "已超过消息撤回时限。"
    505 ServiceNotEnabled "SERVICE_NOT_ENABLED" Fails
        "This service is not switched on for the application."
        "该应用未开通此服务。"
    506 NotInAllowList "SERVICE_NOT_ALLOW_MESSAGING" Fails
        "Only users on the allow list may speak."
        "仅白名单成员可以发言。"
    507 MessagingMuted "SERVICE_NOT_ALLOW_MESSAGING_MUTE" Fails
        "This user is muted here."
        "当前用户在此处被禁言。"
    508 ModerationBlocked "MESSAGE_MODERATION_BLOCKED" Fails
        "Moderation stopped the message."
        "消息未通过内容审核。"
    509 RateLimited "MESSAGE_CURRENT_LIMITING" Helps
        "Too many messages in a short time."
        "消息发送过于频繁。"
    510 SendDisconnected "MESSAGE_WEBSOCKET_DISCONNECTED" Unsure
        "The connection was lost before the message was confirmed."
        "消息得到确认之前连接已断开。"
    511 MessageTooLarge "MESSAGE_SIZE_LIMIT" Fails
        "The message is too large."
        "消息体积超出限制。"
    512 SendTimeout "MESSAGE_SEND_TIMEOUT" Unsure
        "The message was not confirmed in time; it may have arrived."
        "消息未在规定时间内得到确认，可能已经送达。"
    513 StreamIntervalTimeout "MESSAGE_STREAM_INTERVAL_TIMEOUT" Fails
        "The next part of the streamed message did not come in time."
        "流式消息的下一片段超时未到达。"
    514 StreamTimeout "MESSAGE_STREAM_TIMEOUT" Fails
        "The streamed message took too long."
        "流式消息总时长超出限制。"
    601 GroupAlreadyJoined "GROUP_ALREADY_JOINED" Fails
        "This user is a member already."
        "当前用户已在群组中。"
    602 GroupNotJoined "GROUP_NOT_JOINED" Fails
        "This user is not a member of the group."
        "当前用户不在群组中。"
    603 PermissionDenied "PERMISSION_DENIED" Fails
        "This user is blocked or lacks the right to do that."
        "当前用户被拉黑或权限不足。"
    604 MessageFailed "WEBIM_LOAD_MSG_ERROR" Unsure
        "The server could not process the message."
        "服务器未能处理该消息。"
    605 GroupNotFound "GROUP_NOT_EXIST" Fails
        "There is no such group."
        "群组不存在。"
    606 GroupFull "GROUP_MEMBERS_FULL" Fails
        "The group is full."
        "群组成员已满。"
    607 GroupMembersLimit "GROUP_MEMBERS_LIMIT" Fails
        "A group may not have that many members."
        "群组成员数设置超出上限。"
    608 GroupDisabled "GROUP_IS_DISABLED" Fails
        "The group is disabled."
        "群组已被停用。"
    609 MemberAttributesFailed "GROUP_MEMBER_ATTRIBUTES_SET_FAILED" Unsure
        "The attributes of the member could not be set."
        "设置群成员属性失败。"
    700 RestParameters "REST_PARAMS_STATUS" Fails
        "The request lacks the app key or the token."
        "请求缺少 App Key 或令牌。"
    702 ChatRoomNotJoined "CHATROOM_NOT_JOINED" Fails
        "This user is not in the chat room."
        "当前用户不在聊天室中。"
    704 ChatRoomFull "CHATROOM_MEMBERS_FULL" Fails
        "The chat room is full."
        "聊天室成员已满。"
    705 ChatRoomNotFound "CHATROOM_NOT_EXIST" Fails
        "There is no such chat room."
        "聊天室不存在。"
    800 LocalStoreFailed "LOCAL_DB_OPERATION_FAILED" Unsure
        "The local store failed."
        "本地数据库操作失败。"
    999 RuntimeError "SDK_RUNTIME_ERROR" Unsure
        "The client itself failed."
        "客户端内部错误。"
    1100 PresenceParameters "PRESENCE_PARAM_EXCEED" Fails
        "Too many users, or a text too long, for presence."
        "在线状态请求的参数超出限制。"
    1101 ReactionAlreadyAdded "REACTION_ALREADY_ADDED" Fails
        "This user has added the reaction already."
        "已添加过相同的表情回应。"
    1102 ReactionCreating "REACTION_CREATING" Helps
        "The reaction is being added."
        "表情回应正在添加中。"
    1103 ReactionIllegal "REACTION_OPERATION_IS_ILLEGAL" Fails
        "This user may not react to the message."
        "当前用户不能对该消息进行表情回应。"
    1200 TranslationInvalid "TRANSLATION_NOT_VALID" Fails
        "The translation request is not valid."
        "翻译请求无效。"
    1201 TranslationTooLong "TRANSLATION_TEXT_TOO_LONG" Fails
        "The text is too long to translate."
        "待翻译的文本过长。"
    1204 TranslationFailed "TRANSLATION_FAILED" Unsure
        "The text could not be translated."
        "翻译失败。"
    1300 ThreadNotFound "THREAD_NOT_EXIST" Fails
        "There is no such thread."
        "子区不存在。"
    1301 ThreadAlreadyExists "THREAD_ALREADY_EXIST" Fails
        "The message has a thread already."
        "该消息已创建子区。"
    1302 EditedMessageNotFound "MODIFY_MESSAGE_NOT_EXIST" Fails
        "The message to change does not exist."
        "要修改的消息不存在。"
    1303 EditFormat "MODIFY_MESSAGE_FORMAT_ERROR" Fails
        "The changed message has a wrong form."
        "修改后的消息格式有误。"
    1304 EditFailed "MODIFY_MESSAGE_FAILED" Unsure
        "The message could not be changed."
        "消息修改失败。"
    1400 ConversationNotFound "CONVERSATION_NOT_EXIST" Fails
        "There is no such conversation."
        "会话不存在。"
}

impl ErrorCode {
    /// The number, the `type` member of a Web SDK error.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The code of a number, if it has one.
    #[must_use]
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.code() == code)
    }

    /// Whether doing the same later may succeed, and does no harm if it was done already.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self.again(), Helps)
    }

    /// Whether doing the same fails again until something changes: a right, a setting, a token.
    ///
    /// Some codes are neither: after [`ErrorCode::SendTimeout`], for one, the message may have
    /// arrived.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self.again(), Fails)
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
        assert!(ErrorCode::ALL.iter().all(|c| ErrorCode::from_code(c.code()) == Some(*c)));
        assert_eq!(ErrorCode::from_code(4), None);
    }

    #[test]
    fn every_code_can_be_told_to_people() {
        let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for code in ErrorCode::ALL {
            let (en, zh) = (code.text_en(), code.text_zh());
            assert!(en.is_ascii() && en.ends_with('.') && en.len() > 4, "{code:?}: {en}");
            assert!(zh.ends_with('。') && zh.chars().any(han), "{code:?}: {zh}");
            assert!(!zh.contains([',', '.']), "{code:?}: {zh}");
        }
        let texts = |text: fn(ErrorCode) -> &'static str| {
            ErrorCode::ALL.iter().map(|code| text(*code)).collect::<BTreeSet<_>>().len()
        };
        let all = ErrorCode::ALL.len();
        assert_eq!((texts(ErrorCode::text_en), texts(ErrorCode::text_zh)), (all, all));
    }

    #[test]
    fn what_to_do_again() {
        let again = |code: ErrorCode| (code.is_retryable(), code.is_final());
        assert_eq!(again(ErrorCode::ServerBusy), (true, false));
        assert_eq!(again(ErrorCode::UserMuted), (false, true));
        assert_eq!(again(ErrorCode::SendTimeout), (false, false));
        assert_eq!(again(ErrorCode::Success), (false, false));
    }
}
