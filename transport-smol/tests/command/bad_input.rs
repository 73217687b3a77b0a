//! Every command with what makes no sense: a code, words, nothing printed and nothing written.

use crate::stage::{Stage, text};

/// Arguments, the code, and words that must be in the message.
type Row<'a> = (&'a [&'a str], i32, &'a [&'a str]);

/// Runs each as alice, who could log in.
fn all_fail(stage: &Stage, rows: &[Row<'_>]) {
    for (arguments, code, words) in rows {
        let ended = stage.user("alice", arguments).end();
        assert_eq!(ended.code, Some(*code), "{arguments:?}: {ended:?}");
        ended.failed(*code, words);
    }
    assert_eq!(stage.waiting("bob"), 0);
}

#[test]
fn command_lines() {
    let stage = Stage::new();
    all_fail(
        &stage,
        &[
            (&[], 2, &["Usage", "send"]),
            (&["dance"], 2, &["'dance'"]),
            (&["--lang", "fr", "man"], 2, &["--lang", "fr", "en, zh"]),
            (&["chat"], 2, &["--json"]),
            (&["chat", "--tap"], 2, &["--json"]),
            (&["chat", "--json", "--user", "bob"], 2, &["--json", "--user"]),
            (&["chat", "--json", "--token-stdin"], 2, &["--json", "--token-stdin"]),
            (&["chat", "--json", "--ws", "ws://h", "--seeds", "http://h"], 2, &["--seeds"]),
            (&["chat", "--json", "--trust", "/nowhere"], 2, &["--trust", "/nowhere"]),
            (&["chat", "--json", "--lang", "zh", "--app-key", "x"], 2, &["--app-key：", "#"]),
            (&["completions"], 2, &["SHELL"]),
            (&["completions", "cmd"], 2, &["'cmd'", "bash"]),
            (&["man", "one", "two"], 2, &["'two'"]),
            (&["man", "/dev/null/pages"], 8, &["/dev/null/pages"]),
        ],
    );
}

#[test]
fn sends() {
    let stage = Stage::new();
    let empty = text(&stage.file("empty", ""));
    let long = "x".repeat(6_000);
    all_fail(
        &stage,
        &[
            (&["send"], 2, &["<TO>", "TEXT"]),
            (&["send", "bob"], 2, &["TEXT", "--image <FILE>"]),
            (&["send", "bob", ""], 2, &["empty"]),
            (&["send", "bob", "-"], 2, &["empty"]),
            (&["send", "bob", "-", "--token-stdin"], 2, &["--token-stdin", "standard input"]),
            (&["send", "bob", "hi", "--file", &empty], 2, &["--file"]),
            (&["send", "bob", "--file", &empty, "--image", &empty], 2, &["--file", "--image"]),
            (&["send", "bob", "--file", "/nowhere"], 8, &["/nowhere"]),
            (&["send", "bob", "--image", "/tmp"], 8, &["/tmp", "not a file"]),
            (&["send", "bob", "--voice", &empty], 2, &["--seconds"]),
            (&["send", "bob", "--video", &empty, "--seconds", "x"], 2, &["--seconds"]),
            (&["send", "bob", "hi", "--seconds", "1"], 2, &["--seconds"]),
            (&["send", "--group", "--room", "1", "hi"], 2, &["--group", "--room"]),
            (&["send", "--room", "a/b", "hi"], 2, &["TO", "room id"]),
            (&["send", "bob", "a", "b"], 2, &["'b'"]),
            (&["send", "b b", "hi"], 2, &["TO", "user id", "A-Z"]),
            (&["send", "", "hi"], 2, &["TO", "is empty"]),
            (&["send", "--group", "a/b", "hi"], 2, &["TO", "group id"]),
            (&["send", "bob", &long], 6, &["5120"]),
            (&["send", "bob", "hi", "--user", "a b"], 2, &["--user", "user id"]),
            (&["send", "bob", "hi", "--user"], 2, &["--user <NAME>"]),
            (&["send", "bob", "hi", "--app-key", "org"], 2, &["--app-key", "org#app"]),
            (&["send", "bob", "hi", "--ws", "h"], 2, &["--ws", "wss://"]),
            (&["send", "bob", "hi", "--rest", "ftp://h"], 2, &["--rest", "https://"]),
            (&["send", "bob", "hi", "--seeds", "h"], 2, &["--seeds", "https://"]),
            (&["send", "bob", "hi", "--seeds", ""], 2, &["--seeds"]),
            (
                &["send", "bob", "hi", "--ws", "ws://h", "--seeds", "http://h"],
                2,
                &["--ws", "--seeds"],
            ),
            (&["send", "bob", "hi", "--trust", "/nowhere"], 2, &["--trust", "/nowhere"]),
            (&["send", "bob", "hi", "--trust", &empty], 2, &["--trust", "no certificate"]),
            (&["send", "bob", "hi", "--config", "/nowhere"], 3, &["/nowhere"]),
            (&["send", "bob", "hi", "--password-file", "/nowhere"], 8, &["/nowhere"]),
            (
                &["send", "bob", "hi", "--password-file", &empty],
                2,
                &["--password-file", "is empty"],
            ),
            (&["send", "bob", "hi", "--token-file", &empty], 2, &["--token-file", "is empty"]),
            (&["send", "bob", "hi", "--password-stdin"], 2, &["--password-stdin", "is empty"]),
            (&["send", "bob", "hi", "--token-stdin"], 2, &["--token-stdin", "is empty"]),
            (
                &["send", "bob", "hi", "--token-stdin", "--password-stdin"],
                2,
                &["--token-stdin", "--password-stdin"],
            ),
            // A password is no flag, and is not repeated when somebody thinks it is.
            (&["send", "bob", "hi", "--password", "alice-has-a-secret"], 2, &["--password-file"]),
            (&["send", "bob", "hi", "--password=alice-has-a-secret"], 2, &["--password-file"]),
            (&["send", "bob", "hi", "--token=alice-has-a-secret"], 2, &["--token-file"]),
        ],
    );
    let one = |run: crate::stage::Run, code, words: &[&str]| run.end().failed(code, words);
    one(stage.bare(&["send", "bob", "hi"]), 3, &["--app-key", "EASEMOB_APP_KEY", "config.toml"]);
    one(stage.servers(&["send", "bob", "hi"]), 3, &["--user", "EASEMOB_USER"]);
    let proof = stage.servers(&["send", "bob", "hi"]).variable("EASEMOB_USER", "alice");
    let ways = ["--password-file", "EASEMOB_PASSWORD, ", "EASEMOB_TOKEN, ", "EASEMOB_TOKEN_FILE"];
    one(proof, 3, &ways);
    let both = stage.user("alice", &["send", "bob", "hi"]).variable("EASEMOB_TOKEN", "x");
    one(both, 3, &["EASEMOB_PASSWORD", "EASEMOB_TOKEN"]);
    let alone = stage.user("alice", &["send", "bob", "hi"]).variable("EASEMOB_REST", "");
    one(alone, 3, &["EASEMOB_WS", "--rest"]);
    let lang = stage.user("alice", &["send", "bob", "hi"]).variable("EASEMOB_LANG", "fr");
    one(lang, 3, &["EASEMOB_LANG", "en", "zh"]);
    let zh = stage.servers(&["send", "bob", "hi"]).variable("LANG", "zh_CN.UTF-8");
    one(zh, 3, &["缺少用户名", "--user"]);
}

#[test]
fn listeners() {
    let stage = Stage::new();
    let other = text(&stage.file("other", "something else\n"));
    all_fail(
        &stage,
        &[
            (&["listen", "more"], 2, &["'more'"]),
            (&["listen", "--count", "0"], 2, &["--count"]),
            (&["listen", "--count", "-1"], 2, &["-1"]),
            (&["listen", "--count", "many"], 2, &["--count"]),
            (&["listen", "--for", "5"], 2, &["--for", "30s"]),
            (&["listen", "--for", "0s"], 2, &["--for", "30s"]),
            (&["listen", "--for"], 2, &["--for <DURATION>"]),
            (&["listen", "--store", "/nowhere/at/all"], 8, &["/nowhere/at/all"]),
            (&["listen", "--store", &other], 8, &["is no store"]),
            (&["listen", "--user", "a b"], 2, &["--user"]),
            (&["listen", "--rest", "h"], 2, &["--rest"]),
        ],
    );
    stage.servers(&["listen"]).end().failed(3, &["--user", "EASEMOB_USER"]);
}

#[test]
fn exports() {
    let stage = Stage::new();
    all_fail(
        &stage,
        &[
            (&["export"], 2, &["<FILE>"]),
            (&["export", "f", "more"], 2, &["'more'"]),
            (&["export", "/nowhere/at/all"], 8, &["/nowhere/at/all"]),
            (&["export", "."], 8, &["folder"]),
            (&["export", "f", "--with", "a b"], 2, &["--with", "user id"]),
            (&["export", "f", "--with", "a/b", "--group"], 2, &["--with", "group id"]),
            (&["export", "f", "--group"], 2, &["--with"]),
            (&["export", "f", "--room"], 2, &["--with"]),
            (&["export", "f", "--with", "1", "--room", "--group"], 2, &["--room", "--group"]),
            (&["export", "f", "--app-key", "x"], 2, &["--app-key"]),
        ],
    );
    assert_eq!(stage.left(), [""; 0], "nothing was written");
}

#[test]
fn downloads() {
    let stage = Stage::new();
    let url = format!("{}/oracle/test/chatfiles/x", stage.emulator.rest);
    all_fail(
        &stage,
        &[
            (&["download"], 2, &["<URL>", "<FILE>"]),
            (&["download", &url], 2, &["<FILE>"]),
            (&["download", "ftp://h/f", "f"], 2, &["URL", "https://"]),
            (&["download", "f", "f"], 2, &["URL", "https://"]),
            (&["download", "http://127.0.0.1:9/f", "f"], 4, &[]),
            (&["download", &url, "/nowhere/at/all"], 8, &["/nowhere/at/all"]),
            (&["download", &url, "."], 8, &["folder"]),
            (&["download", &url, ""], 2, &["<FILE>"]),
            (&["download", &url, "f", "--at-most", "much"], 2, &["--at-most"]),
            (&["download", &url, "f", "--user", "a b"], 2, &["--user"]),
        ],
    );
    assert_eq!(stage.left(), [""; 0], "nothing was written");
}

#[test]
fn registrations() {
    let stage = Stage::new();
    let empty = text(&stage.file("empty", ""));
    let word = text(&stage.file("word", "carols-password"));
    all_fail(
        &stage,
        &[
            (&["register"], 2, &["<NAME>"]),
            (&["register", "a b"], 2, &["NAME", "A-Z"]),
            (&["register", "carol", "more"], 2, &["'more'"]),
            // The password of the environment is that of alice, and is not given to anybody else.
            (&["register", "carol"], 3, &["--password-file"]),
            (&["register", "carol", "--password-stdin"], 2, &["--password-stdin", "empty"]),
            (&["register", "carol", "--password-file", &empty], 2, &["--password-file", "empty"]),
            (&["register", "carol", "--password-file", "/nowhere"], 8, &["/nowhere"]),
            (
                &["register", "carol", "--password-file", &word, "--password-stdin"],
                2,
                &["--password-stdin"],
            ),
            (&["register", "carol", "--app-token-file", &empty], 2, &["--app-token-file", "empty"]),
            (&["register", "carol", "--app-token-file", "/nowhere"], 8, &["/nowhere"]),
            (&["register", "carol", "--app-token", "secret"], 2, &["--app-token-file"]),
        ],
    );
    let state = stage.control(serde_json::json!({"op": "state"}));
    assert!(state["users"]["carol"].is_null(), "nobody was made: {state}");
}

#[test]
fn emulators() {
    let stage = Stage::new();
    all_fail(
        &stage,
        &[
            (&["emulator", "more"], 2, &["'more'"]),
            (&["emulator", "--seed-users", "alice"], 2, &["--seed-users", "name:password"]),
            (&["emulator", "--config", "{"], 2, &["--config", "JSON"]),
            (&["emulator", "--config", "{\"pageSize\":\"x\"}"], 2, &["pageSize"]),
            (&["emulator", "--config", "[]"], 2, &["--config", "object"]),
            (&["emulator", "--script", "/nowhere"], 2, &["--script", "/nowhere"]),
            (&["emulator", "--seed", "x"], 2, &["--seed"]),
            (&["emulator", "--app-key", "x"], 2, &["appKey"]),
            (&["emulator", "--listen", "192.0.2.1:0"], 2, &["--allow-remote"]),
            (&["emulator", "--listen", "nonsense"], 2, &["nonsense"]),
            (
                &["emulator", "--listen", "192.0.2.1:0", "--allow-remote"],
                1,
                &["cannot listen: 192.0.2.1:0: "],
            ),
        ],
    );
}

#[test]
fn configuration_files() {
    let stage = Stage::new();
    for (content, words) in [
        ("user = \"alice", &["config.toml", "line 1", "TOML"] as &[&str]),
        ("a = 1\n\npassword = alice-has-a-secret", &["line 3", "TOML"]),
        ("password = 4711", &["password must be text"]),
        ("pasword = \"alice-has-a-secret\"", &["\"pasword\"", "password_file"]),
        ("password_stdin = \"yes\"", &["no option \"password_stdin\""]),
        ("seeds = [1]", &["seeds must be text, or a list"]),
        ("ws = \"ws://h\"\nseeds = \"http://h\"", &["ws in", "seeds in", "exclude"]),
        ("app_key = \"org\"", &["app_key in", "org#app"]),
        ("lang = \"fr\"", &["lang in", "neither en nor zh"]),
    ] {
        stage.file("config/easemob/config.toml", content);
        let ended = stage.bare(&["send", "bob", "hi"]).end();
        ended.failed(3, words);
        assert!(!ended.errors.contains("4711"), "{ended:?}");
    }
    stage.file("config/easemob/config.toml", [0xff]);
    stage.bare(&["send", "bob", "hi"]).end().failed(3, &["config.toml", "UTF-8"]);
}

/// Also what the system says.
#[test]
fn words_of_the_user() {
    let stage = Stage::new();
    let (empty, bytes) = (text(&stage.file("empty", "")), text(&stage.file("bytes", [0xff])));
    let url = format!("{}/oracle/test/chatfiles/x", stage.emulator.rest);
    let nothing = "：文件或目录不存在（os error 2）";
    let [nowhere, within] = ["/nowhere", "/nowhere/at/all"].map(|path| format!("{path}{nothing}"));
    let rows: [Row<'_>; 14] = [
        (&["send", "bob", "--image", "/tmp"], 8, &["/tmp：不是文件"]),
        (&["send", "bob", "--file", "/nowhere"], 8, &[&nowhere]),
        (&["send", "bob", "hi", "--trust", &empty], 2, &["其中没有证书"]),
        (&["send", "bob", "hi", "--trust", "/nowhere"], 2, &[&nowhere]),
        (&["send", "bob", "hi", "--config", "/nowhere"], 3, &[&nowhere]),
        (&["send", "bob", "hi", "--password-file", "/nowhere"], 8, &[&nowhere]),
        (&["send", "bob", "hi", "--password-file", &bytes], 8, &["：不是 UTF-8 文本"]),
        (&["send", "bob", "hi", "--config", &bytes], 3, &["：不是 UTF-8 文本"]),
        (&["export", "."], 8, &[".：是文件夹"]),
        (&["export", "/nowhere/at/all"], 8, &[&within]),
        (&["download", &url, "."], 8, &[".：是文件夹"]),
        (&["listen", "--store", "/nowhere/at/all"], 8, &[&within]),
        (&["decode", "/nowhere"], 8, &[&nowhere]),
        (&["man", "/dev/null/pages"], 8, &["：路径中有一部分不是目录"]),
    ];
    for (arguments, code, words) in rows {
        let zh = [arguments, &["--lang", "zh"]].concat();
        all_fail(&stage, &[(&zh, code, words)]);
        // The variable says the same, also to a command that needs no account.
        stage.user("alice", arguments).variable("EASEMOB_LANG", "zh").end().failed(code, words);
    }
    let both = stage.user("alice", &["send", "bob", "hi"]).variable("EASEMOB_TOKEN", "x");
    both.variable("EASEMOB_LANG", "zh").end().failed(3, &["不能同时使用"]);
    let input = stage.user("alice", &["send", "bob", "-", "--lang", "zh"]).input([0xff]);
    input.end().failed(8, &["标准输入：不是 UTF-8 文本"]);
}
