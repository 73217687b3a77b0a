//! A chat room from its creation to its end: the calls of the module against the emulator.

use easemob_core::rest::chatroom::{NewChatRoom, Role, SetOptions};
use easemob_core::{AppKey, CallFailed, Config, Credentials, ErrorCode, RoomId, UserId};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_smol::Connection;
use futures_lite::future::block_on;

const PASSWORD: &str = "open sesame";

fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

fn server() -> Running {
    let seed_users = ["alice", "bob", "carol"].map(|name| (name.to_owned(), PASSWORD.to_owned()));
    let options = Options { seed_users: seed_users.into(), ..Options::default() };
    spawn(options).expect("an emulator")
}

async fn online(server: &Running, name: &str) -> Connection {
    let app_key = AppKey::parse("oracle#test").expect("an app key");
    let config = Config::private(app_key, server.ws.clone(), server.rest.clone());
    let mut connection = Connection::new(config, None).expect("a good configuration");
    let who = Credentials::password(user(name), PASSWORD);
    connection.log_in(who).await.expect("a login");
    connection
}

fn code<T: std::fmt::Debug>(result: Result<T, CallFailed>) -> ErrorCode {
    result.expect_err("a refusal").code()
}

#[test]
fn a_room_lives_and_ends() {
    block_on(async {
        let server = server();
        let mut alice = online(&server, "alice").await;
        let new = NewChatRoom { description: Some("d".into()), ..NewChatRoom::named("Lobby") };
        let room: RoomId = alice.chatroom().create(new).await.expect("a room");
        let listed = alice.chatroom().list(1, 20).await.expect("rooms");
        let [listed] = &listed.items[..] else { panic!("{listed:?}") };
        assert_eq!((listed.id.as_str(), listed.owner.as_str()), (room.as_str(), "alice"));
        let joined = alice.chatroom().joined(1, 20).await.expect("rooms");
        assert_eq!((&*joined.items[0].name, &*joined.items[0].owner), ("Lobby", "alice"));
        let modify = alice.chatroom().modify(room.clone(), Some("Hall".into()), None, Some(50));
        modify.await.expect("a change");
        let details = alice.chatroom().details(room.clone()).await.expect("details");
        assert_eq!((details.name.as_str(), details.max_members), ("Hall", Some(50)));
        assert_eq!((details.members.len(), details.members[0].role), (1, Role::Owner));
        let news = alice.chatroom().set_announcement(room.clone(), "news".into());
        news.await.expect("an announcement");
        assert_eq!(alice.chatroom().announcement(room.clone()).await.as_deref(), Ok("news"));
        assert_eq!(alice.chatroom().files(room.clone()).await, Ok(vec![]));
        alice.chatroom().destroy(room.clone(), None).await.expect("an end");
        assert_eq!(code(alice.chatroom().details(room).await), ErrorCode::ChatRoomNotFound);
    });
}

#[test]
fn a_room_has_members_roles_and_rules() {
    block_on(async {
        let server = server();
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let room = alice.chatroom().create(NewChatRoom::named("Lobby")).await.expect("a room");
        let here = || room.clone();
        let add = alice.chatroom().add_members(here(), vec![user("bob"), user("carol")]);
        assert_eq!(add.await.expect("members").len(), 2);
        let page = alice.chatroom().members(here(), 50, None).await.expect("members");
        assert_eq!((page.items.len(), page.next), (3, None));
        let page = alice.chatroom().members_numbered(here(), 1, 2).await.expect("members");
        assert_eq!((page.items.len(), page.next.as_deref()), (2, Some("2")));

        assert_eq!(code(bob.chatroom().mute_all(here()).await), ErrorCode::PermissionDenied);
        alice.chatroom().add_admin(here(), user("bob")).await.expect("an admin");
        assert_eq!(alice.chatroom().admins(here()).await, Ok(vec!["bob".to_string()]));
        bob.chatroom().mute_all(here()).await.expect("silence");
        let details = bob.chatroom().details(here()).await.expect("details");
        assert_eq!(details.muted, Some(true));
        bob.chatroom().unmute_all(here()).await.expect("speech");
        alice.chatroom().remove_admin(here(), user("bob")).await.expect("no admin");

        let muted = alice.chatroom().mute_member(here(), user("bob"), Some(60_000)).await;
        let muted = muted.expect("an outcome");
        assert!(muted.done && muted.until.is_some());
        assert_eq!(bob.chatroom().am_i_muted(here()).await, Ok(true));
        assert_eq!(alice.chatroom().muted(here()).await.expect("a list")[0].user, "bob");
        assert!(alice.chatroom().unmute_member(here(), user("bob")).await.expect("one").done);
        assert_eq!(bob.chatroom().am_i_muted(here()).await, Ok(false));

        let allowed = alice.chatroom().allow(here(), vec![user("bob")]).await.expect("outcomes");
        assert!(allowed[0].done && allowed[0].user == "bob");
        assert_eq!(bob.chatroom().is_allowed(here(), user("bob")).await, Ok(true));
        assert_eq!(alice.chatroom().allowed(here()).await, Ok(vec!["bob".to_string()]));
        assert!(alice.chatroom().disallow(here(), user("bob")).await.expect("one").done);

        assert!(alice.chatroom().block(here(), user("carol")).await.expect("one").done);
        assert_eq!(alice.chatroom().blocked(here()).await, Ok(vec!["carol".to_string()]));
        let unblock = alice.chatroom().unblock_several(here(), vec![user("carol")]);
        assert!(unblock.await.expect("outcomes").iter().all(|outcome| outcome.done));
        alice.chatroom().remove_member(here(), user("bob")).await.expect("one fewer");
        let gone = alice.chatroom().remove_member(here(), user("bob")).await;
        assert_eq!(code(gone), ErrorCode::ChatRoomNotJoined);
    });
}

#[test]
fn what_is_written_down_about_a_room_belongs_to_who_wrote_it() {
    block_on(async {
        let server = server();
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let room = alice.chatroom().create(NewChatRoom::named("Lobby")).await.expect("a room");
        let here = || room.clone();
        alice.chatroom().add_members(here(), vec![user("bob")]).await.expect("a member");
        let plain = SetOptions::default();
        let both = [("seat".into(), "1".into()), ("song".into(), "la".into())];
        let set = alice.chatroom().set_attributes(here(), both.clone().into(), plain).await;
        assert!(set.expect("an outcome").is_complete());
        assert_eq!(bob.chatroom().attributes(here(), vec![]).await, Ok(both.into()));
        let set = |options| (here(), "seat".to_string(), "2".to_string(), options);
        let (room, key, value, options) = set(plain);
        let foreign = bob.chatroom().set_attribute(room, key, value, options).await;
        assert_eq!(code(foreign), ErrorCode::NoPermission);
        let (room, key, value, options) = set(plain.forced());
        bob.chatroom().set_attribute(room, key, value, options).await.expect("by force");
        let keys = vec!["seat".to_string(), "song".to_string()];
        let removed = alice.chatroom().remove_attributes(here(), keys, false).await;
        let removed = removed.expect("an outcome");
        assert_eq!(
            (removed.done.as_slice(), removed.is_complete()),
            (&["song".to_string()][..], false)
        );
        assert_eq!(removed.refused[0].code, ErrorCode::NoPermission);
        alice.chatroom().remove_attribute(here(), "seat".into(), true).await.expect("by force");
        assert_eq!(alice.chatroom().attributes(here(), vec![]).await, Ok([].into()));
    });
}
