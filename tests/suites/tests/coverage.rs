//! `docs/coverage.md`: every operation of the Web SDK, what it is here, and who shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use easemob_core::rest::{Described, described};
use easemob_core::web::WebCall;
use easemob_core::{AppKey, Config, Credentials, UserId};
use easemob_emulator::{Answer, Request, Server};
use easemob_tests::peer::{Peer, SOCKET};
use serde::Deserialize;
use serde_json::Value;

/// One operation of the official client.
#[derive(Deserialize)]
struct Operation {
    module: String,
    method: String,
    in_seed_modules: bool,
    alias_of: Option<String>,
}

fn surface() -> Vec<Operation> {
    serde_json::from_str(include_str!("../vectors/api-surface.json")).expect("the surface")
}

/// What is no call of a module: what it is here, and the test that shows it.
const BESIDE: &[(&str, &str, &str, &str)] = &[
    ("core", "close", "`Client::logout`", "lifecycle/logout.rs"),
    ("core", "isOpened", "`Client::phase`", "lifecycle/login.rs"),
    ("core", "setLoginInfoCustomExt", "`Config::login_ext`", "lifecycle/options.rs"),
    ("core", "addEventHandler", "`Client::poll_event`, `Event::kind`", "incoming/kinds.rs"),
    ("core", "removeEventHandler", "the same: one stream, no handlers", "incoming/kinds.rs"),
    ("core", "listen", "the same", "incoming/kinds.rs"),
    ("core", "usePlugin", "a cargo feature a module", "coverage.rs"),
    ("core", "onShow", "`Network::Resumed`", "lifecycle/heartbeat.rs"),
    ("user", "open", "`Client::login`", "lifecycle/login.rs"),
    ("user", "registerUser", "`Client::register`", "lifecycle/registration.rs"),
    ("user", "renewToken", "`Client::renew_token`", "lifecycle/renewal.rs"),
    ("group", "uploadGroupSharedFile", "`Handle::upload(ShareFile)`", "transports/uploads.rs"),
    ("group", "downloadGroupSharedFile", "`Handle::download(Download)`", "transports/downloads.rs"),
    (
        "chatroom",
        "uploadChatRoomSharedFile",
        "`Handle::upload(ShareFile)`",
        "transports/uploads.rs",
    ),
    ("chatroom", "joinChatRoom", "`Client::join_room`", "outgoing/rooms.rs"),
    ("chatroom", "leaveChatRoom", "`Client::leave_room`", "outgoing/rooms.rs"),
    ("message", "send", "`Client::send`", "outgoing/said.rs"),
    ("message", "recallMessage", "`Outgoing::recall`", "outgoing/said.rs"),
    ("message", "modifyMessage", "`Outgoing::edit`", "outgoing/said.rs"),
    ("message", "voiceFileToText", "`Handle::upload(VoiceFileToText)`", "transports/uploads.rs"),
    (
        "message",
        "downloadAndParseCombineMessage",
        "`Handle::download`, `message::bundle`",
        "transports/downloads.rs",
    ),
    (
        "localCache",
        "getLocalConversations",
        "`Conversations::iter`",
        "tests/driver/tests/machine/local.rs",
    ),
    (
        "localCache",
        "getLocalConversation",
        "`Conversations::get`",
        "tests/driver/tests/machine/local.rs",
    ),
    (
        "localCache",
        "setLocalConversationCustomField",
        "`Conversations::set_custom`",
        "tests/driver/tests/machine/local.rs",
    ),
    (
        "localCache",
        "clearConversationUnreadCount",
        "`Conversations::clear_unread`",
        "tests/driver/tests/machine/local.rs",
    ),
    (
        "localCache",
        "removeLocalConversation",
        "`Conversations::remove`",
        "tests/driver/tests/machine/local.rs",
    ),
    ("logger", "setConfig", "`LogKeeper::new`, `LogCache::new`", "logging/cache.rs"),
    ("logger", "getLevel", "`LogCache::level`", "logging/cache.rs"),
    ("logger", "setLevel", "`LogCache::set_level`", "logging/cache.rs"),
    ("logger", "setDefaultLevel", "`LogCache::set_level`", "logging/cache.rs"),
    ("logger", "enableAll", "`LogLevel::Trace`", "logging/cache.rs"),
    ("logger", "disableAll", "`LogLevel::Silent`", "logging/cache.rs"),
    ("logger", "getLogs", "`LogCache::lines`", "logging/cache.rs"),
    ("logger", "download", "`LogKeeper::save`, `LogCache::export`", "logging/cache.rs"),
    (
        "logger",
        "setConsoleLogVisibility",
        "a `LogLayer` with or without a console layer beside it",
        "logging/cache.rs",
    ),
    ("messageFactory", "create", "`Outgoing::new`, a builder a kind", "outgoing/typed.rs"),
    ("messageFactory", "createOldMsg", "the same", "outgoing/typed.rs"),
    ("messageFactory", "getFileUrl", "`Source`: a file or bytes", "transports/uploads.rs"),
    ("messageFactory", "download", "`Handle::download`", "transports/downloads.rs"),
    (
        "messageFactory",
        "parseDownloadResponse",
        "`Sink`: a file or bytes",
        "transports/downloads.rs",
    ),
    ("utils", "getUniqueId", "`Client::send` draws it", "outbox/acknowledgements.rs"),
    ("utils", "ajax", "`Endpoint`, `Client::call`", "rest_calls/main.rs"),
    ("utils", "getFileUrl", "`Source`: a file or bytes", "transports/uploads.rs"),
    ("utils", "uploadFile", "`Handle::upload`", "transports/uploads.rs"),
    ("utils", "listenNetwork", "`Input::Network`", "lifecycle/reconnect.rs"),
    ("utils", "getEnvInfo", "`Config::identity`", "lifecycle/options.rs"),
    ("utils", "wxRequest", "`Runtime::exchange`", "transports/rest.rs"),
    ("utils", "parseDownloadResponse", "`Sink`: a file or bytes", "transports/downloads.rs"),
    ("utils", "download", "`Handle::download`", "transports/downloads.rs"),
];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
}

/// What the code says, as a document.
fn document() -> String {
    let surface = surface();
    let all: Vec<&Operation> = surface.iter().filter(|op| op.alias_of.is_none()).collect();
    let seed = all.iter().filter(|op| op.in_seed_modules).count();
    let mut text = format!(
        "# Coverage\n\nEvery operation of the Web SDK 4.21.1, what it is here, and the suite that \
         shows it: {seed} of its main modules,\n{} in all. Printed from the code by the suite \
         `coverage`, which fails when this is not so any more, when a call is\nnot served by the \
         emulator, or when an alias of the Web SDK is unknown here: `UPDATE=1 cargo test -p \
         easemob-tests\n--test coverage` prints it anew.\n\nCalls of modules are shown by \
         `rest_vectors` where they were captured from the official client, by `rest_hostile` against\n\
         every kind of nonsense, by `core/tests/rest_<module>*.rs`, and by `tests/interop`, where \
         both clients make each of them\nagainst the emulator. Names of \
         tests are below `tests/suites/tests` where they do not begin with `tests`.\n",
        all.len()
    );
    let mut modules: Vec<&str> = Vec::new();
    for operation in &all {
        if modules.last() != Some(&operation.module.as_str()) {
            modules.push(&operation.module);
        }
    }
    let captured = captured();
    for module in modules {
        text += &format!("\n## {module}\n\n| Web SDK | here | shown by |\n|---|---|---|\n");
        for operation in all.iter().filter(|operation| operation.module == module) {
            text += &row(operation, &surface, &captured);
        }
    }
    text
}

fn row(operation: &Operation, surface: &[Operation], captured: &BTreeSet<String>) -> String {
    let Operation { module, method, .. } = operation;
    let aliases =
        surface.iter().filter(|op| op.module == *module && op.alias_of.as_ref() == Some(method));
    let names: Vec<String> = std::iter::once(format!("`{method}`"))
        .chain(aliases.map(|alias| format!("`{}`", alias.method)))
        .collect();
    let names = names.join(", ");
    if let Some((.., here, test)) =
        BESIDE.iter().find(|(of, name, ..)| of == module && name == method)
    {
        return format!("| {names} | {here} | `{test}` |\n");
    }
    let call = call(method).unwrap_or_else(|| panic!("{module}.{method} is nothing here"));
    let shown = if captured.contains(method) { "`rest_vectors.rs`, " } else { "" };
    format!("| {names} | `{}`: `{}` | {shown}`rest_hostile.rs` |\n", call.method, call.endpoint)
}

fn call(method: &str) -> Option<&'static Described> {
    described().find(|call| call.name == method || call.aliases.contains(&method))
}

fn captured() -> BTreeSet<String> {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../vectors/rest.json")).expect("vectors");
    vectors.iter().filter_map(|v| v["js_method"].as_str().map(String::from)).collect()
}

/// `UPDATE=1` rewrites it.
#[test]
fn the_document_says_what_the_code_does() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/coverage.md");
    let fresh = document();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, &fresh).expect("docs/coverage.md can be written");
    }
    let committed = fs::read_to_string(path).expect("docs/coverage.md can be read");
    assert!(committed == fresh, "docs/coverage.md is old: run this with UPDATE=1");
}

#[test]
fn every_name_and_every_test_of_the_table_is_there() {
    let surface = surface();
    for (module, method, _, test) in BESIDE {
        assert!(surface.iter().any(|op| op.module == *module && op.method == *method), "{method}");
        let below: [PathBuf; 2] = [folder().join(test), folder().join("../../..").join(test)];
        assert!(below.iter().any(|path| path.is_file()), "{test}");
    }
    let known: BTreeSet<&str> = surface.iter().map(|op| op.method.as_str()).collect();
    let ours = ["getAppToken", "createUser", "createUsers"];
    for call in described() {
        let name = call.name;
        assert!(known.contains(name) || ours.contains(&name), "{name} is no name of the Web SDK");
    }
}

/// Also the names the Web SDK calls deprecated.
#[test]
fn every_alias_leads_to_the_same_call() {
    let samples = samples();
    for operation in surface() {
        let Some(of) = operation.alias_of else { continue };
        let Some(args) = samples.get(&of) else { continue };
        let named = WebCall::new(&operation.method, args).expect("arguments");
        let named = named.unwrap_or_else(|| panic!("{} is unknown", operation.method));
        let meant = WebCall::new(&of, args).expect("arguments").expect("a call");
        assert_eq!(format!("{named:?}"), format!("{meant:?}"), "{}", operation.method);
    }
}

fn samples() -> BTreeMap<String, Vec<Value>> {
    serde_json::from_str(include_str!("../vectors/rest-samples.json")).expect("samples")
}

/// Every call reaches a part of the emulator that knows it.
#[test]
fn the_emulator_serves_every_call() {
    let config = easemob_emulator::Config { auto_create_users: true, ..Default::default() };
    let (org, app) = config.app_key.split_once('#').expect("an app key");
    let app_key = AppKey::parse(&config.app_key).expect("an app key");
    let base = format!("/{org}/{app}");
    let mut server = Server::new(config, 7, 1_700_000_000_000);
    let login = r#"{"grant_type":"password","username":"alice","password":"x"}"#;
    let token = ask(&mut server, "POST", &format!("{base}/token"), "", login.into());
    let token = token["access_token"].as_str().expect("a token").to_owned();
    let mut unknown = Vec::new();
    for (method, args) in samples() {
        let mut peer = Peer::new(Config::private(app_key.clone(), SOCKET, "http://peer.test"));
        peer.login_as(Credentials::token(UserId::new("alice").expect("a user"), token.as_str()));
        peer.accept();
        peer.settle_in();
        let call = WebCall::new(&method, &args).expect("arguments").expect("a call");
        peer.call(|client, now| client.call(now, call)).expect("asked");
        let (_, request) = peer.request();
        let target = request.url.strip_prefix("http://peer.test").expect("the host");
        let answer =
            ask(&mut server, request.method.as_str(), target, &token, request.body.clone());
        if answer["error"] == "service_resource_not_found"
            && answer["exception"] == "EasemobException"
        {
            unknown.push(method);
        }
    }
    assert!(unknown.is_empty(), "the emulator does not know {unknown:?}");
}

fn ask(server: &mut Server, method: &str, target: &str, token: &str, body: Bytes) -> Value {
    let headers = vec![("authorization".to_string(), format!("Bearer {token}"))];
    let request = Request { method: method.into(), target: target.into(), headers, body };
    match server.answer(1_700_000_000_000, &request) {
        Answer::Now(response) => serde_json::from_slice(&response.body).unwrap_or_default(),
        other => panic!("{method} {target}: {other:?}"),
    }
}
