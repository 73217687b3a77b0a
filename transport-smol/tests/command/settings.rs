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
    assert!(open.errors.contains("chmod 600"), "{open:?}");
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    stage.bare(&SEND).end().done();
    assert_eq!(stage.waiting("bob"), 2);
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
