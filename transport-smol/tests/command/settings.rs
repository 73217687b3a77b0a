//! File, environment and flags.

use crate::stage::{Stage, password, text};

const SEND: [&str; 3] = ["send", "bob", "hi"];

fn config(stage: &Stage, user: &str, password: &str) -> String {
    let (ws, rest) = (&stage.emulator.ws, &stage.emulator.rest);
    format!(
        "app_key = \"oracle#test\"\nuser = \"{user}\"\npassword = \"{password}\"\n\
         ws = \"{ws}\"\nrest = \"{rest}\"\n"
    )
}

#[test]
fn the_usual_file_is_read() {
    let stage = Stage::new();
    let path =
        stage.file("config/easemob/config.toml", config(&stage, "alice", &password("alice")));
    let open = stage.bare(&SEND).end();
    assert_eq!(open.code, Some(0), "{open:?}");
    assert!(open.errors.contains("others can read it: chmod 600"), "{open:?}");
    let zh = stage.bare(&SEND).variable("EASEMOB_LANG", "zh").end();
    assert!(zh.errors.contains("其他人可以读取") && zh.errors.contains("chmod 600"), "{zh:?}");
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    stage.bare(&SEND).end().done();
    assert_eq!(stage.waiting("bob"), 3);
}

#[test]
fn the_environment_wins_over_the_file_and_flags_over_both() {
    let stage = Stage::new();
    let file = text(&stage.file("own.toml", config(&stage, "nobody", "wrong")));
    let from = |run: crate::stage::Run| run.variable("EASEMOB_CONFIG", &file);
    let wrong = from(stage.bare(&SEND)).end();
    assert_eq!(wrong.code, Some(5), "{wrong:?}");

    let env = from(stage.bare(&SEND).variable("EASEMOB_USER", "alice"));
    let env = env.variable("EASEMOB_PASSWORD", &password("alice")).end();
    assert_eq!(env.code, Some(0), "{env:?}");
    assert!(stage.frames("alice").contains("\"hi\""));

    // A token in a flag replaces the password of the environment and that of the file.
    let token = text(&stage.file("token", &stage.token));
    let flags = ["send", "alice", "hi", "--user", "bob", "--token-file", &token];
    let flag = from(stage.bare(&flags).variable("EASEMOB_USER", "alice"));
    let flag = flag.variable("EASEMOB_PASSWORD", "wrong").end();
    assert_eq!(flag.code, Some(0), "{flag:?}");
    assert_eq!(stage.waiting("alice"), 1);

    // Servers to be looked up replace servers that are given.
    let sought = ["send", "bob", "hi", "--seeds", "http://127.0.0.1:9"];
    let sought = from(stage.bare(&sought)).end();
    assert_eq!(sought.code, Some(4), "{sought:?}");
}

/// Also by commands that need nothing else of it, and where something else is wrong with it.
#[test]
fn the_language_of_the_file_is_heard() {
    let stage = Stage::new();
    stage.file("config/easemob/config.toml", "lang = \"zh\"");
    let nothing = &["：文件或目录不存在（os error 2）"];
    stage.bare(&["decode", "/nowhere"]).end().failed(8, nothing);
    stage.bare(&["man", "/dev/null/pages"]).end().failed(8, &["不是目录"]);
    stage.bare(&SEND).end().failed(3, &["缺少"]);
    stage.bare(&["send", "bob", "hi", "--lang", "en"]).end().failed(3, &["is missing"]);
    let english = stage.bare(&["decode", "/nowhere"]).variable("EASEMOB_LANG", "en");
    english.end().failed(8, &["No such file"]);

    stage.file("config/easemob/config.toml", "lang = \"zh\"\npasword = \"x\"");
    stage.bare(&SEND).end().failed(3, &["没有名为"]);
    let own = text(&stage.file("own.toml", "lang = \"zh\"\nuser = 7"));
    let own = stage.bare(&["send", "bob", "hi", "--config", &own]).variable("LC_ALL", "en");
    own.end().failed(3, &["必须是带引号的字符串"]);
}

#[test]
fn files_named_in_the_file_lie_beside_it() {
    let stage = Stage::new();
    stage.file("config/easemob/word", password("alice"));
    let config = config(&stage, "alice", "").replace("password = \"\"", "password_file = \"word\"");
    stage.file("config/easemob/config.toml", config);
    stage.bare(&SEND).end().done();
}

#[test]
fn an_empty_variable_is_none() {
    let stage = Stage::new();
    stage
        .user("alice", &SEND)
        .variable("EASEMOB_TOKEN", "")
        .variable("EASEMOB_SEEDS", "")
        .end()
        .done();
}

/// As services are started that have no home.
#[test]
fn where_no_home_is_no_file_is() {
    let stage = Stage::new();
    let mut run = stage.user("alice", &SEND).variable("HOME", "/dev/null");
    run.command.env_remove("XDG_CONFIG_HOME");
    run.end().done();
    let asked = [&SEND as &[&str], &["--config", "/dev/null/config.toml"]].concat();
    stage.user("alice", &asked).end().failed(3, &["/dev/null/config.toml"]);
}

/// Whoever logs in nowhere, or says so by command, does not care for two proofs.
#[test]
fn who_needs_no_proof_may_have_two() {
    let stage = Stage::new();
    let file = config(&stage, "alice", "x") + "token = \"y\"\n";
    let file = text(&stage.file("own.toml", file));
    let open = r#"{"cmd":"open","id":1,"user":"alice","pwd_env":"EASEMOB_PASSWORD"}"#;
    let chat = stage.user("alice", &["chat", "--json", "--config", &file]);
    let ended = chat.variable("EASEMOB_TOKEN", "x").input(format!("{open}\n")).end();
    assert!(ended.out.contains(r#"{"result":1,"ok":true"#), "{ended:?}");
    let register = ["register", "carol", "--password-stdin", "--config", &file];
    let register = stage.user("alice", &register).variable("EASEMOB_TOKEN", "x");
    let ended = register.input(password("carol")).end();
    assert_eq!(ended.out, "carol\n", "{ended:?}");
}

#[test]
fn a_path_need_not_be_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let stage = Stage::new();
    let path = stage.path("").join(OsStr::from_bytes(b"w\xffrd"));
    std::fs::write(&path, password("alice")).expect("a file");
    let mut flag = stage.servers(&["send", "bob", "hi", "--user", "alice", "--password-file"]);
    flag.command.arg(&path);
    flag.end().done();
    let mut variable = stage.servers(&SEND).variable("EASEMOB_USER", "alice");
    variable.command.env("EASEMOB_PASSWORD_FILE", &path);
    variable.end().done();
    let mut user = stage.user("alice", &SEND);
    user.command.env("EASEMOB_USER", OsStr::from_bytes(b"\xff"));
    user.end().failed(3, &["EASEMOB_USER is not UTF-8"]);
}
