//! `docs/events.md` tells the truth.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = include_str!("../../../../docs/events.md");

/// One row: names here, and tests.
struct Row {
    line: &'static str,
    names: Vec<&'static str>,
    tests: Vec<&'static str>,
}

fn rows() -> Vec<Row> {
    let lines = DOCUMENT.lines().filter(|line| line.starts_with("| ") && line.contains("::"));
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [_, names, tests] = cells[..] else { panic!("not three cells: {line}") };
        Row { line, names: quoted(names), tests: quoted(tests) }
    };
    lines.map(row).collect()
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            below(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
}

/// The variants of the public enums that users of events see.
fn variants() -> BTreeMap<String, BTreeSet<String>> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/src");
    let mut files = Vec::new();
    ["event", "message"].iter().for_each(|folder| below(&core.join(folder), &mut files));
    let mut enums = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(file).expect("a source");
        for part in text.split("\npub enum ").skip(1) {
            let (name, body) = part.split_once(" {\n").expect("an enum");
            let body = body.split("\n}").next().unwrap_or_default();
            let variants = body.lines().filter_map(|line| {
                let line = line.strip_prefix("    ")?;
                let name = line.split(['(', ' ', ',']).next()?;
                name.starts_with(|c: char| c.is_ascii_uppercase()).then(|| name.to_owned())
            });
            enums.insert(name.to_owned(), variants.collect::<BTreeSet<_>>());
        }
    }
    enums
}

#[test]
fn every_name_and_every_test_is_there() {
    let (variants, rows) = (variants(), rows());
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    assert!(rows.len() > 90, "{} rows", rows.len());
    for row in &rows {
        assert!(!row.names.is_empty() && !row.tests.is_empty(), "{}", row.line);
        for name in &row.names {
            let (of, variant) = name.split_once("::").expect("a variant");
            let known = variants.get(of).is_some_and(|variants| variants.contains(variant));
            assert!(known, "no such variant: {}", row.line);
            named.entry(of).or_default().insert(variant);
        }
        for test in &row.tests {
            let (file, name) = test.split_once("::").expect("a test");
            let text = fs::read_to_string(tests.join(file)).unwrap_or_default();
            assert!(text.contains(&format!("fn {name}(")), "no such test: {}", row.line);
        }
    }
    for (of, named) in named {
        let all: BTreeSet<&str> = variants[of].iter().map(String::as_str).collect();
        let without_row: Vec<_> = all.difference(&named).collect();
        assert!(without_row.is_empty(), "{of} without a row: {without_row:?}");
    }
}

/// The handlers of the Web SDK (messages §11).
const HANDLERS: &str = "onConnected onReconnecting onDisconnected onTokenWillExpire onTokenExpired
    onError onOfflineMessageSyncStart onOfflineMessageSyncFinish onTextMessage onImageMessage
    onAudioMessage onVideoMessage onFileMessage onLocationMessage onCmdMessage onCustomMessage
    onCombineMessage onStreamMessage onModifiedMessage onRecallMessage onReadMessage
    onDeliveredMessage onChannelMessage onReceivedMessage onReactionChange onMessagePinEvent
    onGroupEvent onChatroomEvent onChatThreadChange onMultiDeviceEvent onContactInvited
    onContactAgreed onContactRefuse onContactDeleted onContactAdded onPresenceStatusChange
    onStatisticMessage";

/// Those that have no row, for a reason the document gives.
const LEFT_OUT: &str = "onMessage onOnline onOffline onGroupChange onChatroomChange onContactChange
    onOpened onClosed onPresence";

/// What the Web SDK calls what happened (messages §4.2, §4.3, §6.4 to §6.7), by handler.
const OPERATIONS: &[(&str, &str)] = &[
    (
        "onGroupEvent",
        "create destroy requestToJoin acceptRequest joinPublicGroupDeclined inviteToJoin
        acceptInvite rejectInvite removeMember unblockMember updateInfo memberPresence
        membersPresence memberAbsence membersAbsence directJoined changeOwner setAdmin removeAdmin
        muteMember unmuteMember updateAnnouncement deleteAnnouncement uploadFile deleteFile
        addUserToAllowlist removeAllowlistMember muteAllMembers unmuteAllMembers
        memberAttributesUpdate",
    ),
    ("onChatroomEvent", "updateChatRoomAttributes removeChatRoomAttributes"),
    ("onChatThreadChange", "create update destroy userRemove"),
    (
        "onMultiDeviceEvent",
        "chatThreadCreate chatThreadDestroy chatThreadJoin chatThreadLeave chatThreadNameUpdate
        memberAttributesUpdate deleteRoaming deleteConversation pinnedConversation
        unpinnedConversation markConversation unMarkConversation setSilentModeForUser
        setSilentModeForConversation removeSilentModeForConversation",
    ),
];

#[test]
fn every_handler_and_every_operation_has_a_row() {
    let rows = rows();
    let theirs: Vec<Vec<&str>> =
        rows.iter().map(|row| quoted(row.line.split(" | ").next().unwrap_or_default())).collect();
    let named = |name: &str| theirs.iter().any(|names| names.contains(&name));
    for handler in HANDLERS.split_whitespace() {
        assert!(named(handler), "{handler} has no row");
    }
    for handler in LEFT_OUT.split_whitespace() {
        assert!(!named(handler), "{handler} is not left out");
        assert!(DOCUMENT.contains(&format!("`{handler}`")), "{handler}: why it is left out");
    }
    for (handler, operations) in OPERATIONS {
        for operation in operations.split_whitespace() {
            let both = |names: &Vec<&str>| names.contains(handler) && names.contains(&operation);
            assert!(theirs.iter().any(both), "{handler}: {operation} has no row");
        }
    }
}

/// Every handler an event carries as an alias is spoken of.
#[test]
fn every_alias_is_in_the_document() {
    let source = include_str!("../../../../core/src/event/mod.rs");
    let aliases = source.split("doc(alias = \"").skip(1).filter_map(|rest| rest.split('"').next());
    for alias in aliases.filter(|alias| alias.starts_with("on")) {
        assert!(DOCUMENT.contains(&format!("`{alias}`")), "{alias} has no row");
    }
}
