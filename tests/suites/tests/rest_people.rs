//! Contacts, presence, profiles, notifications, translation and accounts: the calls of these modules
//! against the emulator.

use std::time::Duration;

use easemob_core::error::RegistrationRefusal;
use easemob_core::event::ContactChange;
use easemob_core::message::Address;
use easemob_core::rest::admin::NewUser;
use easemob_core::rest::silent::{Daily, Remind, Silence, TimeOfDay};
use easemob_core::rest::translation::Translating;
use easemob_core::rest::user::{Profile, ProfileKey};
use easemob_core::{
    AppKey, Body, CallFailed, Config, Credentials, ErrorCode, Event, Message, Outgoing, UserId,
};
use easemob_emulator::listener::{Options, Running, spawn};
use easemob_smol::Connection;
use futures_lite::future::block_on;

const PASSWORD: &str = "open sesame";

fn user(name: &str) -> UserId {
    UserId::new(name.to_owned()).expect("a user id")
}

fn server() -> Running {
    let seed_users = ["alice", "bob"].map(|name| (name.to_owned(), PASSWORD.to_owned()));
    let config = serde_json::json!({
        "openRegistration": false,
        "clientId": "id",
        "clientSecret": "secret",
    });
    let options =
        Options { seed_users: seed_users.into(), config: Some(config), ..Options::default() };
    spawn(options).expect("an emulator")
}

fn connection(server: &Running) -> Connection {
    let app_key = AppKey::parse("oracle#test").expect("an app key");
    let config = Config::private(app_key, server.ws.clone(), server.rest.clone());
    Connection::new(config, None).expect("a good configuration")
}

async fn online(server: &Running, name: &str) -> Connection {
    let mut connection = connection(server);
    let who = Credentials::password(user(name), PASSWORD);
    connection.log_in(who).await.expect("a login");
    connection
}

fn code<T: std::fmt::Debug>(result: Result<T, CallFailed>) -> ErrorCode {
    result.expect_err("a refusal").code()
}

async fn contact_event(connection: &mut Connection) -> (String, ContactChange) {
    loop {
        if let Event::Contact(event) = connection.next().await {
            return (event.from.to_string(), event.change);
        }
    }
}

#[test]
fn people_become_contacts_and_block_each_other() {
    block_on(async {
        let server = server();
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        assert_eq!(code(alice.contact().add(user("nobody"), None).await), ErrorCode::UserNotFound);
        alice.contact().add(user("bob"), Some("it is me".into())).await.expect("a request");
        assert_eq!(contact_event(&mut bob).await, ("alice".into(), ContactChange::Invited));
        bob.contact().accept(user("alice")).await.expect("a contact");
        assert_eq!(contact_event(&mut alice).await, ("bob".into(), ContactChange::Agreed));
        assert_eq!(alice.contact().ids().await, Ok(vec!["bob".to_string()]));
        alice.contact().set_remark(user("bob"), "Bobby".into()).await.expect("a remark");
        let all = alice.contact().all().await.expect("contacts");
        let page = alice.contact().list(10, None).await.expect("contacts");
        assert_eq!((all[0].remark.as_deref(), &page.items, page.next), (Some("Bobby"), &all, None));

        let blocked = alice.contact().block(vec![user("bob")]).await;
        assert_eq!(blocked, Ok(vec!["bob".to_string()]));
        assert_eq!(alice.contact().blocked().await, Ok(vec!["bob".to_string()]));
        alice.contact().unblock(vec![user("bob")]).await.expect("one fewer");
        assert_eq!(alice.contact().blocked().await, Ok(vec![]));
        alice.contact().remove(user("bob")).await.expect("an end");
        assert_eq!(alice.contact().ids().await, Ok(vec![]));
        let remark = alice.contact().set_remark(user("bob"), "Bobby".into()).await;
        assert_eq!(code(remark), ErrorCode::NotFriend);
    });
}

#[test]
fn presence_is_told_to_who_asked_for_it() {
    block_on(async {
        let server = server();
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let day = Duration::from_secs(86_400);
        let now = alice.presence().subscribe(vec![user("bob")], day).await.expect("presence");
        assert_eq!((&*now[0].user, now[0].expiry.is_some()), ("bob", true));
        let list = alice.presence().subscriptions(1, 10).await.expect("subscriptions");
        assert_eq!((list.items[0].user.as_str(), list.next), ("bob", None));
        bob.presence().publish("busy".into()).await.expect("words");
        let told = loop {
            if let Event::Presence(event) = alice.next().await
                && event.users[0].ext.as_deref() == Some("busy")
            {
                break event.users[0].clone();
            }
        };
        let asked = alice.presence().status(vec![user("bob")]).await.expect("presence");
        assert_eq!((&asked[0].ext, &asked[0].devices), (&told.ext, &told.devices));
        alice.presence().unsubscribe(vec![user("bob")]).await.expect("an end");
        let list = alice.presence().subscriptions(1, 10).await.expect("subscriptions");
        assert_eq!(list.items, []);
    });
}

#[test]
fn users_say_who_they_are_and_where() {
    block_on(async {
        let server = server();
        let mut alice = online(&server, "alice").await;
        let mut phone = online(&server, "alice").await;
        let mut bob = online(&server, "bob").await;
        let profile = Profile::new().nickname("Alice & Co").sign("=");
        assert_eq!(alice.user().update_profile(profile.clone()).await, Ok(profile));
        let asked = bob.user().profiles(vec![user("alice")], vec![ProfileKey::Nickname]).await;
        let asked = asked.expect("profiles");
        assert_eq!(asked["alice"], Profile::new().nickname("Alice & Co"));
        alice.user().set_push_nickname("Al".into()).await.expect("a name");

        let other = alice.user().other_devices().await.expect("devices");
        let here = phone.client().device().resource.clone();
        assert_eq!(other, [Address::Device(user("alice"), here)]);
        assert_eq!(bob.user().other_devices().await, Ok(vec![]));

        let rtc = alice.user().rtc_token(None).await.expect("a token");
        let id = rtc.rtc_id.expect("a number");
        let known = bob.user().users_by_rtc_id(vec![id]).await.expect("users");
        assert_eq!(known.get(&id).map(String::as_str), Some("alice"));
        let token = alice.client().access_token().expect("a token").clone();
        assert!(alice.user().token_expiry(token).await.expect("an end").0 > 0);

        phone.push().upload("d".into(), "t".into(), "n".into()).await.expect("a push token");
        phone.push().unbind(Some("n".into())).await.expect("no push token");
    });
}

#[test]
fn notifications_are_silent_when_they_should_be() {
    block_on(async {
        let server = server();
        let mut alice = online(&server, "alice").await;
        let night = Daily { from: TimeOfDay::new(22, 30), to: TimeOfDay::new(7, 5) };
        alice.silent().set_for_all(Silence::Every(night)).await.expect("a setting");
        assert_eq!(alice.silent().for_all().await.expect("a setting").daily, Some(night));
        let bob = || Address::from(user("bob"));
        let hour = Silence::For(Duration::from_secs(3_600));
        assert!(alice.silent().set_for(bob(), hour).await.expect("a setting").until.is_some());
        let mentions = Silence::Remind(Remind::Mentions);
        alice.silent().set_for(bob(), mentions).await.expect("a setting");
        let one = alice.silent().of(bob()).await.expect("a setting");
        assert_eq!(one.remind, Some(Remind::Mentions));
        let many = alice.silent().of_many(vec![bob()]).await.expect("settings");
        assert_eq!(many.users["bob"].remind, Some(Remind::Mentions));
        let page = alice.silent().reminded(10, None).await.expect("conversations");
        assert_eq!((page.items[0].conversation.as_str(), page.next), ("bob", None));
        alice.silent().clear_remind(bob()).await.expect("a setting");
        assert_eq!(alice.silent().of(bob()).await.expect("a setting").remind, None);
        alice.silent().set_language("fr".into()).await.expect("a language");
        assert_eq!(alice.silent().language().await, Ok(Some("fr".to_string())));
    });
}

#[test]
fn a_text_arrives_with_its_translations() {
    block_on(async {
        let server = server();
        let (mut alice, mut bob) = (online(&server, "alice").await, online(&server, "bob").await);
        let languages = alice.translation().languages().await.expect("languages");
        assert!(languages.iter().any(|language| language.code == "fr"));

        let hello = Outgoing::text(user("bob"), "hello");
        let translating = Translating::new(hello.clone(), ["fr"]).expect("a text");
        let reply = alice.call(translating.call()).await;
        alice.send(translating.done(reply).expect("a translation")).expect("a message");
        let told = async {
            loop {
                if let Event::Message(message) = bob.next().await {
                    return message;
                }
            }
        };
        let sent = async {
            loop {
                alice.next().await;
            }
        };
        let message: Box<Message> = futures_lite::future::or(told, sent).await;
        assert!(matches!(&message.body, Body::Text(text) if &**text == "hello"));
        let translation = &message.translations[0];
        assert_eq!((&*translation.language, &*translation.text), ("fr", "[fr] hello"));

        let translating = Translating::new(hello.clone(), ["xx"]).expect("a text");
        let reply = alice.call(translating.call()).await;
        let refused = translating.done(reply).expect_err("no such language");
        assert_eq!(
            (*refused.message.clone(), refused.code()),
            (hello, ErrorCode::TranslationInvalid)
        );
    });
}

#[test]
fn a_server_creates_users_where_nobody_can_register() {
    block_on(async {
        let server = server();
        let mut anybody = connection(&server);
        let registered = anybody.register(user("carol"), PASSWORD.into(), "Carol").await;
        let why = registered.expect_err("a refusal").registration();
        assert_eq!(why, Some(RegistrationRefusal::Closed));

        let mut admin = connection(&server);
        let wrong = admin.admin().app_token("id".into(), "wrong".into()).await;
        assert!(matches!(wrong, Err(CallFailed::Refused(_))), "{wrong:?}");
        let token = admin.admin().app_token("id".into(), "secret".into()).await;
        let token = token.expect("an app token").token;
        let new = |name| NewUser::new(user(name), PASSWORD);
        let carol = new("carol").nickname("Carol");
        let account = admin.admin().create_user(token.clone(), carol.clone()).await;
        assert_eq!(account.expect("an account").user, "carol");
        let again = admin.admin().create_user(token.clone(), carol).await;
        let why = again.expect_err("a refusal").registration();
        assert_eq!(why, Some(RegistrationRefusal::NameTaken));
        let both = admin.admin().create_users(token, vec![new("dave"), new("erin")]).await;
        assert_eq!(both.expect("accounts").accounts.len(), 2);
        online(&server, "erin").await;
    });
}
