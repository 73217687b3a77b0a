//! What groups remember over REST: lists, roles, rules and who is refused.

mod common;

use common::{START, World, group_jid};
use serde_json::{Value, json};

/// What the service tells of a group.
const DETAILS: &str = "affiliations affiliations_count allowinvites avatar created custom \
     description disabled id maxusers membersonly mute name owner permission public shieldgroup";

/// A public group of alice with bob in it.
fn group(world: &mut World, id: &str) -> String {
    world.ctl(json!({ "op": "group", "id": id, "owner": "alice", "members": ["bob"] }));
    format!("/chatgroups/{id}")
}

fn refused(world: &mut World, user: &str, method: &str, path: &str, body: Value) -> (u16, String) {
    let (status, answer) = world.call(user, method, path, body);
    (status, answer["error_description"].as_str().unwrap_or_default().to_owned())
}

fn no_permission(user: &str) -> (u16, String) {
    (403, format!("user: {user} has no permission to operate"))
}

fn stranger(user: &str) -> (u16, String) {
    (403, format!("users [{user}] are not members of this group!"))
}

#[test]
fn ones_own_groups_are_listed_in_every_shape() {
    let mut world = World::new();
    for id in ["g1", "g2", "g3"] {
        group(&mut world, id);
    }
    let list = |world: &mut World, path: &str| world.rest("bob", "GET", path, json!(null));
    let old = list(&mut world, "/users/bob/joined_chatgroups");
    assert_eq!(old["data"][2]["groupid"], "g3");
    assert_eq!(old["data"][2]["groupname"], "g3");
    let page = list(&mut world, "/users/bob/joined_chatgroups?pagenum=2&pagesize=2&version=v3");
    let third = json!({ "id": "g3", "name": "g3", "disabled": false, "permission": "member" });
    assert_eq!(page["data"], json!([third]));
    assert!(page["uri"].as_str().unwrap().contains("joined_chatgroups"));
    let path = "/chatgroups/user/bob?pagenum=1&pagesize=2&needAffiliations=true&needRole=true";
    let page = list(&mut world, path);
    assert_eq!(page["entities"].as_array().unwrap().len(), 1, "pages begin at 0");
    assert_eq!(page["entities"][0]["affiliations_count"], 2);
    assert_eq!(page["entities"][0]["permission"], "member");
    let path =
        "/chatgroups/user/bob?pagenum=0&pagesize=20&needAffiliations=undefined&needRole=true";
    assert!(list(&mut world, path)["entities"][0].get("affiliations_count").is_none());
    assert_eq!(list(&mut world, "/chatgroups/user/bob/joined_count")["data"], 3);
    let others = world.call("bob", "GET", "/users/alice/joined_chatgroups", json!(null));
    assert_eq!(others.0, 401, "nobody lists the groups of others");
}

#[test]
fn public_groups_come_in_pages_and_private_ones_do_not() {
    let mut world = World::new();
    for id in ["g1", "g2", "g3"] {
        group(&mut world, id);
    }
    let private = json!({ "groupname": "secret", "public": false });
    world.rest("alice", "POST", "/chatgroups", private);
    let path = "/publicchatgroups?version=v3&limit=2";
    let first = world.rest("carol", "GET", path, json!(null));
    assert_eq!(first["data"], json!([{ "id": "g1", "name": "g1" }, { "id": "g2", "name": "g2" }]));
    let path = format!("{path}&cursor={}", first["cursor"].as_str().unwrap());
    let last = world.rest("carol", "GET", &path, json!(null));
    assert_eq!(last["data"], json!([{ "id": "g3", "name": "g3" }]));
    assert!(last.get("cursor").is_none(), "no cursor: that was all");
    let old = world.rest("carol", "GET", "/publicchatgroups?limit=1", json!(null));
    assert_eq!(old["data"], json!([{ "groupid": "g1", "groupname": "g1" }]));
}

#[test]
fn details_tell_the_asker_and_members_since_when() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    group(&mut world, "h");
    world.advance(500);
    world.rest("carol", "POST", &format!("{path}/apply"), json!({ "message": "" }));
    world.rest("carol", "POST", &format!("{path}/shield"), json!(null));
    let set = json!({ "avatar": "a.png", "custom": "x" });
    world.rest("alice", "PUT", &path, set);
    let shown = world.rest("carol", "GET", &format!("{path}?joined_time=true"), json!(null));
    let shown = &shown["data"][0];
    assert_eq!(
        shown["affiliations"],
        json!([
            { "owner": "alice", "joined_time": START },
            { "member": "bob", "joined_time": START },
            { "member": "carol", "joined_time": START + 500 },
        ])
    );
    let names: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names.join(" "), DETAILS);
    assert_eq!((&shown["permission"], &shown["shieldgroup"]), (&json!("member"), &json!(true)));
    assert_eq!((&shown["avatar"], &shown["custom"]), (&json!("a.png"), &json!("x")));
    world.rest("carol", "DELETE", &format!("{path}/shield"), json!(null));
    let left = world.rest("carol", "DELETE", &format!("{path}/quit"), json!(null));
    assert_eq!(left["data"], json!({ "result": true, "user": "carol", "groupid": "g" }));
    let several = world.rest("alice", "GET", "/chatgroups/g,nobody,h", json!(null));
    assert_eq!((several["data"].as_array().unwrap().len(), &several["count"]), (2, &json!(2)));
    assert_eq!(several["data"][0]["shieldgroup"], false);
    assert!(several["data"][0]["affiliations"][0].get("joined_time").is_none());
    let gone = refused(&mut world, "alice", "GET", "/chatgroups/nobody", json!(null));
    assert_eq!(gone, (404, "grpID nobody does not exist!".into()));
    let many = vec!["g"; 101].join(",");
    assert_eq!(
        refused(&mut world, "alice", "GET", &format!("/chatgroups/{many}"), json!(null)).0,
        400
    );
}

#[test]
fn members_come_by_cursor_with_roles_and_by_number_without() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    world.rest("alice", "POST", &format!("{path}/admin?version=v3"), json!({ "newadmin": "bob" }));
    let page = |world: &mut World, query: &str| {
        world.rest("bob", "GET", &format!("{path}/users?{query}"), json!(null))
    };
    let first = page(&mut world, "cursor=undefined&limit=1&joined_time=true");
    assert_eq!(first["data"], json!([{ "owner": "alice", "joined_time": START }]));
    let cursor = first["cursor"].as_str().unwrap().to_owned();
    let last = page(&mut world, &format!("cursor={cursor}&limit=1&joined_time=true"));
    assert_eq!(last["data"], json!([{ "admin": "bob", "joined_time": START }]));
    assert!(last.get("cursor").is_none());
    let numbered = page(&mut world, "version=v3&pagenum=1&pagesize=20");
    assert_eq!(numbered["data"], json!([{ "owner": "alice" }, { "member": "bob" }]));
    assert_eq!(numbered["count"], 2);
    assert_eq!(page(&mut world, "version=v3&pagenum=2&pagesize=20")["count"], 0);
    let seen = refused(&mut world, "carol", "GET", &format!("{path}/users"), json!(null));
    assert_eq!(seen, stranger("carol"));
}

#[test]
fn whoever_has_no_right_is_told_so() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    world.ctl(json!({ "op": "user", "user": "dave", "password": "pw" }));
    let ruling = [
        ("PUT", "", json!({ "groupname": "x" })),
        ("POST", "/announcement", json!({ "announcement": "x" })),
        ("POST", "/apply_verify", json!({ "applicant": "dave", "verifyResult": true })),
        ("POST", "/mute", json!({ "usernames": ["bob"], "mute_duration": 1 })),
        ("DELETE", "/mute/bob", json!(null)),
        ("GET", "/mute", json!(null)),
        ("POST", "/ban", json!(null)),
        ("DELETE", "/ban", json!(null)),
        ("POST", "/blocks/users/bob", json!(null)),
        ("POST", "/blocks/users", json!({ "usernames": ["bob"] })),
        ("DELETE", "/blocks/users/bob", json!(null)),
        ("GET", "/blocks/users", json!(null)),
        ("POST", "/white/users", json!({ "usernames": ["bob"] })),
        ("DELETE", "/white/users/bob", json!(null)),
        ("GET", "/white/users", json!(null)),
        ("GET", "/white/users/alice", json!(null)),
        ("POST", "/users", json!({ "usernames": ["dave"] })),
        ("DELETE", "/users/alice", json!(null)),
    ];
    let owning = [
        ("PUT", "", json!({ "newowner": "bob" })),
        ("DELETE", "", json!(null)),
        ("POST", "/admin", json!({ "newadmin": "bob" })),
        ("DELETE", "/admin/bob", json!(null)),
    ];
    for (method, what, body) in ruling.iter().chain(&owning) {
        let answer = refused(&mut world, "bob", method, &format!("{path}{what}"), body.clone());
        assert_eq!(answer, no_permission("bob"), "{method} {what}");
    }
    world.rest("alice", "POST", &format!("{path}/admin"), json!({ "newadmin": "bob" }));
    for (method, what, body) in &owning {
        let answer = refused(&mut world, "bob", method, &format!("{path}{what}"), body.clone());
        assert_eq!(answer, no_permission("bob"), "{method} {what} by an admin");
    }
    for (method, what) in
        [("DELETE", "/users/alice"), ("POST", "/blocks/users/alice"), ("DELETE", "/quit")]
    {
        let user = if what == "/quit" { "alice" } else { "bob" };
        let answer = refused(&mut world, user, method, &format!("{path}{what}"), json!(null));
        assert_eq!(answer, (403, "forbidden operation on group owner!".into()), "{what}");
    }
    for (method, what, body) in [
        ("POST", "/mute", json!({ "usernames": ["carol"], "mute_duration": 1 })),
        ("POST", "/blocks/users/carol", json!(null)),
        ("DELETE", "/users/carol", json!(null)),
        ("PUT", "", json!({ "newowner": "carol" })),
        ("POST", "/admin", json!({ "newadmin": "carol" })),
    ] {
        let answer = refused(&mut world, "alice", method, &format!("{path}{what}"), body);
        assert_eq!(answer, stranger("carol"), "{method} {what}");
    }
    for (method, what) in [
        ("GET", "/users"),
        ("GET", "/announcement"),
        ("GET", "/share_files"),
        ("POST", "/shield"),
        ("DELETE", "/quit"),
        ("GET", "/acks/1"),
    ] {
        let answer = refused(&mut world, "carol", method, &format!("{path}{what}"), json!(null));
        assert_eq!(answer, stranger("carol"), "{method} {what}");
    }
    assert_eq!(world.call("bob", "GET", "/sdk/chatgroups/g/mute/alice", json!(null)).0, 404);
}

#[test]
fn members_are_muted_allowed_and_blocked_one_by_one() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    world.rest("carol", "POST", &format!("{path}/apply"), json!({}));
    let mute = json!({ "usernames": ["bob", "nobody", "alice"], "mute_duration": 1000 });
    let muted = world.rest("alice", "POST", &format!("{path}/mute?version=v3"), mute);
    assert_eq!(muted["data"][0], json!({ "result": true, "expire": START + 1000, "user": "bob" }));
    assert_eq!(
        (&muted["data"][1]["result"], &muted["data"][2]["result"]),
        (&json!(false), &json!(false))
    );
    let own = |world: &mut World| {
        world.rest("bob", "GET", "/sdk/chatgroups/g/mute/bob?version=v3", json!(null))["data"]
            .clone()
    };
    assert_eq!(own(&mut world), true);
    let list = world.rest("alice", "GET", &format!("{path}/mute?version=v3"), json!(null));
    assert_eq!(list["data"], json!([{ "user": "bob", "expire": START + 1000 }]));
    world.advance(1000);
    assert_eq!(own(&mut world), false, "a mute ends by itself");
    let list = world.rest("alice", "GET", &format!("{path}/mute?version=v3"), json!(null));
    assert_eq!(list["data"], json!([]));

    let allow = json!({ "usernames": ["bob"] });
    let allowed = world.rest("alice", "POST", &format!("{path}/white/users?version=v3"), allow);
    assert_eq!(allowed["data"][0]["result"], true);
    let asked =
        world.rest("bob", "GET", &format!("{path}/white/users/bob?version=v3"), json!(null));
    assert_eq!(asked["data"], json!({ "white": true, "member": "bob" }));
    let one =
        world.rest("alice", "DELETE", &format!("{path}/white/users/bob?version=v3"), json!(null));
    let wanted = json!([{ "result": true, "user": "bob" }]);
    assert_eq!(one["data"], wanted, "a list in the third version");

    let block = json!({ "usernames": ["bob", "carol"] });
    let blocked = world.rest("alice", "POST", &format!("{path}/blocks/users?version=v3"), block);
    assert_eq!(blocked["data"].as_array().unwrap().len(), 2);
    let list = world.rest("alice", "GET", &format!("{path}/blocks/users?version=v3"), json!(null));
    assert_eq!(list["data"], json!(["bob", "carol"]));
    let one = world.rest("alice", "DELETE", &format!("{path}/blocks/users/bob"), json!(null));
    let wanted =
        json!({ "result": true, "action": "remove_blocks", "user": "bob", "groupid": "g" });
    assert_eq!(one["data"], wanted, "one object before the third version");
    let invited = world.rest(
        "alice",
        "POST",
        &format!("{path}/invite"),
        json!({ "usernames": ["bob", "carol"] }),
    );
    let results: Vec<_> =
        invited["data"].as_array().unwrap().iter().map(|entry| &entry["result"]).collect();
    assert_eq!(results, [true, false], "who is blocked is not invited");
}

#[test]
fn the_vendors_limits_hold() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    let long = |n: usize| "字".repeat(n);
    for (name, most) in [("groupname", 128), ("description", 512), ("custom", 8192)] {
        world.rest("alice", "PUT", &path, json!({ name: long(most) }));
        let answer = world.call("alice", "PUT", &path, json!({ name: long(most + 1) }));
        assert_eq!(answer.0, 400, "{name}");
    }
    let news = json!({ "announcement": long(513) });
    assert_eq!(world.call("alice", "POST", &format!("{path}/announcement"), news).0, 400);
    let users = |n: usize| (0..n).map(|n| format!("u{n}")).collect::<Vec<_>>();
    let too_many = (400, "The quantity has exceeded the limit!".to_owned());
    for (what, most) in
        [("/mute", 10), ("/white/users", 60), ("/blocks/users", 60), ("/invite", 60)]
    {
        let body = json!({ "usernames": users(most + 1), "mute_duration": 1 });
        assert_eq!(
            refused(&mut world, "alice", "POST", &format!("{path}{what}"), body),
            too_many,
            "{what}"
        );
    }
    let all = users(61).join(",");
    let answer =
        refused(&mut world, "alice", "DELETE", &format!("{path}/users/{all}"), json!(null));
    assert_eq!(answer, too_many);
    let crowd: Vec<_> = (0..100).map(|n| format!("u{n}")).collect();
    world.ctl(json!({ "op": "group", "id": "crowd", "owner": "alice", "members": crowd }));
    for admin in &crowd[..99] {
        let path = "/chatgroups/crowd/admin";
        world.rest("alice", "POST", path, json!({ "newadmin": admin }));
    }
    let one_more = json!({ "newadmin": "u99" });
    let answer = refused(&mut world, "alice", "POST", "/chatgroups/crowd/admin", one_more);
    assert_eq!(answer, too_many);
    let small = json!({ "groupname": "s", "maxusers": 2, "public": true, "members": ["bob"] });
    let id = world.rest("alice", "POST", "/chatgroups", small)["data"]["groupid"].clone();
    let path = format!("/chatgroups/{}", id.as_str().unwrap());
    let full = (403, "group member list is full!".to_owned());
    assert_eq!(refused(&mut world, "carol", "POST", &format!("{path}/apply"), json!({})), full);
    let users = json!({ "usernames": ["carol"] });
    assert_eq!(refused(&mut world, "alice", "POST", &format!("{path}/invite"), users), full);
    let crowd = json!({ "maxusers": 1, "members": ["bob"] });
    let answer = refused(&mut world, "alice", "POST", "/chatgroups", crowd);
    assert_eq!(answer, (403, "members size is greater than max user size !".into()));
    assert_eq!(world.call("alice", "PUT", &path, json!({ "maxusers": 1 })).0, 400);
    let ghost = json!({ "members": ["ghost"] });
    let answer = refused(&mut world, "alice", "POST", "/chatgroups", ghost);
    assert_eq!(answer, (404, "username ghost doesn't exist!'".into()));
}

#[test]
fn who_makes_a_group_is_not_added_to_it() {
    let mut world = World::new();
    let (tablet, bob) = (world.login("alice", "tablet"), world.login("bob", "tv"));
    let made = json!({ "groupname": "g", "members": ["alice", "bob", "bob"], "maxusers": 2 });
    let answer = world.rest("alice", "POST", "/chatgroups?resource=phone", made);
    let id = answer["data"]["groupid"].as_str().unwrap().to_owned();
    let operations = |world: &mut World, peer| -> Vec<i32> {
        world.events(peer, &id).into_iter().map(|(operation, ..)| operation).collect()
    };
    assert_eq!(operations(&mut world, tablet), [0, 17], "made, and bob came");
    assert_eq!(operations(&mut world, bob), [19], "added once");
}

#[test]
fn an_announcement_is_read_replaced_and_taken_away() {
    let mut world = World::new();
    let path = group(&mut world, "g");
    let (tablet, bob) = (world.login("alice", "tablet"), world.login("bob", "tv"));
    let set = |world: &mut World, text: &str| {
        let path = format!("{path}/announcement?resource=phone&version=v3");
        let answer = world.rest("alice", "POST", &path, json!({ "announcement": text }));
        assert_eq!(answer["data"], json!({ "id": "g", "result": true }));
    };
    set(&mut world, "news");
    let read = world.rest("bob", "GET", &format!("{path}/announcement?version=v3"), json!(null));
    assert_eq!(read["data"], json!({ "announcement": "news" }));
    set(&mut world, "");
    for peer in [tablet, bob] {
        let told: Vec<_> = world.events(peer, "g").into_iter().map(|(op, ..)| op).collect();
        assert_eq!(told, [25, 26]);
    }
}

#[test]
fn readers_of_a_message_come_in_pages() {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g", "owner": "alice", "members": ["bob", "carol"] }));
    let alice = world.login("alice", "phone");
    let sent = world.say(alice, group_jid("g"), 1, "read me").server_id.unwrap();
    for (user, id) in [("bob", 11), ("carol", 12)] {
        let peer = world.login(user, "tv");
        let body = easemob_core::wire::MessageBody {
            kind: Some(4),
            ack_message_id: Some(sent),
            ..Default::default()
        };
        let mut meta = common::text_meta(group_jid("g"), id, "");
        meta.payload = Some(prost::Message::encode_to_vec(&body).into());
        world.deliver(peer, meta);
    }
    let ask = |world: &mut World, query: &str| {
        let path = format!("/chatgroups/g/acks/{sent}?{query}");
        world.rest("alice", "GET", &path, json!(null))["data"].clone()
    };
    let all = ask(&mut world, "limit=500&key=undefined");
    assert_eq!((&all["userlist"], &all["is_last"]), (&json!(["bob", "carol"]), &json!(true)));
    let first = ask(&mut world, "limit=1");
    assert_eq!((&first["userlist"], &first["total"]), (&json!(["bob"]), &json!(2)));
    let next = format!("limit=1&key={}", first["next_key"].as_str().unwrap());
    assert_eq!(ask(&mut world, &next)["userlist"], json!(["carol"]));
}

#[test]
fn names_in_paths_are_decoded() {
    let mut world = World::new();
    let path = group(&mut world, "g/ü");
    assert_eq!(path, "/chatgroups/g/ü");
    let shown = world.rest("alice", "GET", "/chatgroups/g%2F%C3%BC", json!(null));
    assert_eq!(shown["data"][0]["id"], "g/ü");
    world.rest("alice", "DELETE", "/chatgroups/g%2F%C3%BC/users/b%6Fb", json!(null));
    assert_eq!(world.call("bob", "DELETE", "/chatgroups/g%2F%C3%BC/quit", json!(null)).0, 403);
}
