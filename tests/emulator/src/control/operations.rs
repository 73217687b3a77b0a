//! Every operation of the control interface, in the order a page shows them.

use super::catalog::Takes::{Flag, Json, Named, Number, OneOf, Text, User, Users};
use super::catalog::{Member, Operation, Words, may, need};
use super::faults::EVENTS;
use crate::schema::{envelope, events, muc};
use crate::server::Server;

const ACCOUNTS: &str = "accounts";
const CONNECTIONS: &str = "connections";
const FAULTS: &str = "faults";
const FRAMES: &str = "frames";
const MESSAGES: &str = "messages";
const OBSERVE: &str = "observe";
const SETTINGS: &str = "settings";

const USER: Member = need("user", User, r#""alice""#);
const USERS: Member = need("user", Users, r#""*""#);
const ANYONE: Member = may("user", Users, r#""*""#);
const FROM: Member = need("from", User, r#""bob""#);
const REASON: Member = may("reason", Text, r#""""#);
const BYTES: Member = may("bytes", Number, "16");
const HEX: Member = need("hex", Text, r#""0800""#);
const TIMES: Member = may("times", Number, "1");
const AFTER: Member = may("after", Number, "0");
const MATCH: Member = may("match", Text, r#""SYNC""#);
const CLEAR: Member = may("clear", Flag, "false");
const CODE: Member = need("code", Named(&envelope::STATUS_ERROR_CODE), r#""FAIL""#);

pub(super) static OPERATIONS: [Operation; 34] = [
    Operation {
        name: "user",
        section: ACCOUNTS,
        does: Words(
            "Creates an account; one that exists stays as it is.",
            "创建账号；已存在的账号保持不变。",
        ),
        members: &[USER, need("password", Text, r#""pw""#), may("nickname", Text, r#""Alice""#)],
        run: Server::op_user,
    },
    Operation {
        name: "users",
        section: ACCOUNTS,
        does: Words("Creates several accounts with one password.", "用同一个密码批量创建账号。"),
        members: &[need("users", Json, r#"["alice","bob"]"#), need("password", Text, r#""pw""#)],
        run: Server::op_users,
    },
    Operation {
        name: "contact",
        section: ACCOUNTS,
        does: Words("Makes two accounts contacts of each other.", "让两个账号互为好友。"),
        members: &[USER, need("peer", User, r#""bob""#)],
        run: Server::op_contact,
    },
    Operation {
        name: "group",
        section: ACCOUNTS,
        does: Words(
            "Creates a group, chat room or thread; one with the same id is replaced.",
            "创建群组、聊天室或子区；ID 相同则替换。",
        ),
        members: &[
            may("id", Text, r#""g1""#),
            may("name", Text, r#""friends""#),
            need("owner", User, r#""alice""#),
            may("members", Json, r#"["bob"]"#),
            may("kind", OneOf(&["group", "chatroom", "thread"]), r#""group""#),
            may("open", Flag, "true"),
            may("parent", Text, r#""""#),
            may("message", Text, r#""""#),
        ],
        run: Server::op_group,
    },
    Operation {
        name: "token",
        section: ACCOUNTS,
        does: Words("Gives a user a new token and shows it.", "签发一个新 token 并显示出来。"),
        members: &[USER, may("ttlMs", Number, "86400000")],
        run: Server::op_token,
    },
    Operation {
        name: "expireToken",
        section: ACCOUNTS,
        does: Words(
            "Lets one token end, or all of a user.",
            "让某个 token 或某用户的全部 token 失效。",
        ),
        members: &[USERS, may("token", Text, r#""""#), may("at", Number, "0")],
        run: Server::op_expire_token,
    },
    Operation {
        name: "purge",
        section: ACCOUNTS,
        does: Words(
            "Forgets the queues and devices of a user.",
            "清空某用户的消息队列和设备记录。",
        ),
        members: &[USERS],
        run: Server::op_purge,
    },
    Operation {
        name: "drop",
        section: CONNECTIONS,
        does: Words(
            "Ends connections, without a word or with a close frame.",
            "断开连接：直接断开，或先发送关闭帧。",
        ),
        members: &[
            USERS,
            may("how", OneOf(&["kill", "close"]), r#""kill""#),
            may("code", Number, "1000"),
            REASON,
        ],
        run: Server::op_drop,
    },
    Operation {
        name: "kick",
        section: CONNECTIONS,
        does: Words(
            "Tells sessions why they are over, then closes them.",
            "通知会话被踢的原因，然后关闭连接。",
        ),
        members: &[
            USERS,
            need(
                "operation",
                Named(&events::STATISTICS_BODY_OPERATION),
                r#""USER_KICKED_BY_OTHER_DEVICE""#,
            ),
            REASON,
        ],
        run: Server::op_kick,
    },
    Operation {
        name: "refuse",
        section: CONNECTIONS,
        does: Words("Refuses logins with a status.", "以指定状态码拒绝登录。"),
        members: &[USERS, CODE, REASON, may("redirect", Json, r#"["127.0.0.1:443"]"#), TIMES],
        run: Server::op_refuse,
    },
    Operation {
        name: "hang",
        section: CONNECTIONS,
        does: Words("Takes frames and never answers them.", "收下客户端的帧，但从不回应。"),
        members: &[USERS, MATCH, AFTER, TIMES],
        run: Server::op_hang,
    },
    Operation {
        name: "fault",
        section: FAULTS,
        does: Words(
            "Misbehaves from now on, in the way `kind` says.",
            "从现在起按 kind 指定的方式出错。",
        ),
        members: &[need("kind", Text, r#""swallow""#), ANYONE, MATCH, AFTER, TIMES],
        run: Server::op_fault,
    },
    Operation {
        name: "clearFaults",
        section: FAULTS,
        does: Words(
            "Ends all faults, or those of a user; what was held back is sent.",
            "清除全部故障或某用户的故障，并发出被扣住的帧。",
        ),
        members: &[ANYONE],
        run: Server::op_clear_faults,
    },
    Operation {
        name: "on",
        section: FAULTS,
        does: Words(
            "Runs an operation whenever something happens.",
            "每当某事件发生时执行一个操作。",
        ),
        members: &[
            need("event", OneOf(&EVENTS), r#""login""#),
            ANYONE,
            AFTER,
            TIMES,
            need("do", Json, r#"{"op":"drop"}"#),
        ],
        run: Server::op_on,
    },
    Operation {
        name: "garbage",
        section: FRAMES,
        does: Words("Sends random bytes.", "发送随机字节。"),
        members: &[USERS, BYTES],
        run: Server::op_garbage,
    },
    Operation {
        name: "truncated",
        section: FRAMES,
        does: Words("Sends a notice that breaks off.", "发送一个不完整的通知帧。"),
        members: &[USERS, may("bytes", Number, "8")],
        run: Server::op_truncated,
    },
    Operation {
        name: "raw",
        section: FRAMES,
        does: Words(
            "Sends these bytes, compressed if the session is.",
            "发送指定字节；会话启用压缩时会压缩。",
        ),
        members: &[USERS, HEX],
        run: Server::op_raw,
    },
    Operation {
        name: "wire",
        section: FRAMES,
        does: Words("Sends these bytes as they are.", "原样发送指定字节。"),
        members: &[USERS, HEX],
        run: Server::op_raw,
    },
    Operation {
        name: "text",
        section: FRAMES,
        does: Words("Sends a WebSocket text message.", "发送 WebSocket 文本消息。"),
        members: &[USERS, need("text", Text, r#""hello""#)],
        run: Server::op_text,
    },
    Operation {
        name: "down",
        section: FRAMES,
        does: Words("Sends a frame with this command and body.", "发送指定命令和内容的帧。"),
        members: &[
            USERS,
            need("command", Named(&envelope::MSYNC_COMMAND), r#""NOTICE""#),
            may("body", Json, r#"{"queue":{"name":"bob"}}"#),
        ],
        run: Server::op_down,
    },
    Operation {
        name: "again",
        section: FRAMES,
        does: Words(
            "Sends each device its last page once more.",
            "把每台设备的上一页消息再发一遍。",
        ),
        members: &[USERS],
        run: |server, args| server.for_each_session(args, Server::serve_again),
    },
    Operation {
        name: "inject",
        section: MESSAGES,
        does: Words(
            "Stores messages for a user, as if somebody had sent them.",
            "替某人给用户发消息并存入队列。",
        ),
        members: &[
            USER,
            FROM,
            may("text", Text, r#""hello""#),
            may("count", Number, "1"),
            may("group", Text, r#""""#),
            may("body", Json, r#"{"contents":[{"type":0,"text":"hello"}]}"#),
            may("payload", Text, r#""""#),
        ],
        run: Server::op_inject,
    },
    Operation {
        name: "blast",
        section: MESSAGES,
        does: Words("Sends very many texts at once.", "一次发送大量文本消息。"),
        members: &[
            USER,
            need("count", Number, "100"),
            may("perFrame", Number, "10"),
            may("size", Number, "32"),
            may("queue", Text, r#""blaster""#),
            may("mode", OneOf(&["push", "pull"]), r#""push""#),
        ],
        run: Server::op_blast,
    },
    Operation {
        name: "muc",
        section: MESSAGES,
        does: Words(
            "Tells the members of a group or room of an event.",
            "向群组或聊天室成员发送事件。",
        ),
        members: &[
            need("group", Text, r#""g1""#),
            need("operation", Named(&muc::MUC_BODY_OPERATION), r#""UPDATE""#),
            FROM,
            may("body", Json, r#"{"reason":""}"#),
        ],
        run: Server::op_muc,
    },
    Operation {
        name: "roster",
        section: MESSAGES,
        does: Words("Tells a user of a contact event.", "向用户发送好友事件。"),
        members: &[
            need("operation", Named(&events::ROSTER_BODY_OPERATION), r#""ADD""#),
            FROM,
            USER,
            REASON,
        ],
        run: Server::op_roster,
    },
    Operation {
        name: "notify",
        section: MESSAGES,
        does: Words("Sends a user a notification in JSON.", "向用户发送 JSON 通知。"),
        members: &[
            USER,
            need("payload", Json, r#"{"type":"test"}"#),
            may("from", User, r#""bob""#),
        ],
        run: Server::op_notify,
    },
    Operation {
        name: "frames",
        section: OBSERVE,
        does: Words(
            "Shows the frames kept, with their secrets.",
            "显示保留的帧（含密钥等敏感内容）。",
        ),
        members: &[
            ANYONE,
            may("dir", OneOf(&["up", "down"]), r#""up""#),
            may("since", Number, "0"),
            CLEAR,
            may("explain", Flag, "false"),
        ],
        run: Server::op_frames,
    },
    Operation {
        name: "rest",
        section: OBSERVE,
        does: Words(
            "Shows the REST calls kept, with their secrets.",
            "显示保留的 REST 请求（含密钥等敏感内容）。",
        ),
        members: &[CLEAR],
        run: Server::op_rest,
    },
    Operation {
        name: "state",
        section: OBSERVE,
        does: Words("Shows everything known.", "显示服务器的全部状态。"),
        members: &[],
        run: |server, _| Ok(server.state(usize::MAX)),
    },
    Operation {
        name: "counters",
        section: OBSERVE,
        does: Words("Shows what is counted.", "显示各项计数。"),
        members: &[],
        run: |server, _| Ok(server.record.counters()),
    },
    Operation {
        name: "config",
        section: SETTINGS,
        does: Words(
            "Shows the settings, and changes those that are given.",
            "显示设置，并修改给出的项。",
        ),
        members: &[may("set", Json, r#"{"pageSize":20}"#)],
        run: Server::op_config,
    },
    Operation {
        name: "hosts",
        section: SETTINGS,
        does: Words("Lets discovery name other hosts.", "让服务发现返回别的主机。"),
        members: &[
            need("rest", Json, r#"["127.0.0.1:80"]"#),
            need("websocket", Json, r#"["127.0.0.1:80"]"#),
        ],
        run: Server::op_hosts,
    },
    Operation {
        name: "sleep",
        section: SETTINGS,
        does: Words(
            "Waits before what follows in the same request.",
            "在同一请求的后续操作之前等待。",
        ),
        members: &[need("ms", Number, "100")],
        run: |_, args| args.number("ms").map(|_| serde_json::json!({})),
    },
    Operation {
        name: "reset",
        section: SETTINGS,
        does: Words("Forgets everything and ends all connections.", "清空一切并断开所有连接。"),
        members: &[],
        run: |server, _| Ok(server.op_reset()),
    },
];
