//! The messages a message sends on: they travel in a file (messages §2.10).

use easemob_core::message::bundle::{self, Bundle};
use easemob_core::message::{Body, Message};
use easemob_core::{AppKey, Outgoing, ServerId, UnixMillis, UserId};
use serde_json::value::RawValue;

use super::content::{messages, shown};
use super::{Form, built, id, members, wrong};
use crate::json::{Members, string, whole};
use crate::problem::Problem;

/// The bundle of a message's `messageList`; `None` for a message that has none, or whose file lies
/// somewhere already. A message in the list without a sender is `me`'s.
pub(super) fn bundle(
    fields: &Members<'_>,
    me: &UserId,
    app_key: &AppKey,
) -> Result<Option<Bundle>, Problem> {
    if fields.get("type").and_then(string).as_deref() != Some("combine")
        || fields.get("url").is_some()
    {
        return Ok(None);
    }
    let Some(list) = messages(fields)? else { return Ok(None) };
    let messages = list.into_iter().map(|json| entry(json, me)).collect::<Result<Vec<_>, _>>()?;
    bundle::write(&messages, app_key).map(Some).map_err(Problem::of)
}

/// A message object, as its receivers read it.
fn entry(json: &RawValue, me: &UserId) -> Result<Box<Message>, Problem> {
    let fields = members(json)?;
    let server = ServerId(id(&fields, &["id"])?);
    let from = match fields.get("from").and_then(string).filter(|name| !name.is_empty()) {
        Some(name) => UserId::new(name).map_err(|invalid| wrong(invalid.to_string()))?,
        None => me.clone(),
    };
    let at = UnixMillis(fields.get("time").and_then(whole).unwrap_or_default());
    let said: Outgoing = built(&fields, Form::Options, shown(&fields)?)?;
    let message = said.as_received(server, at, &from);
    let mut message = message.ok_or_else(|| wrong("messageList holds what is no message"))?;
    if let Body::Video(video) = &mut message.body {
        let text = |name: &str| fields.get(name).and_then(string).unwrap_or_default().into();
        video.thumbnail = text("thumb");
        video.thumbnail_secret = text("thumb_secret");
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use easemob_core::message::{Reader, bundle};
    use easemob_core::web::MessageForm;
    use easemob_core::{AppKey, ErrorCode, UserId};
    use serde_json::value::to_raw_value;
    use serde_json::{Value, json};

    use crate::message::upload;
    use crate::problem::Problem;

    /// What alice uploads for a message of hers to carol.
    fn file(list: &Value) -> Result<Bytes, Problem> {
        let message = json!({ "type": "combine", "to": "carol", "messageList": list });
        let message = to_raw_value(&message).expect("JSON");
        let app_key = AppKey::parse("org1#app1").expect("an app key");
        let alice = UserId::new("alice").expect("a name");
        upload(&message, &alice, &app_key).map(|upload| upload.expect("something to upload").1)
    }

    fn read(file: &Bytes) -> Value {
        let reader = Reader::new("carol", "http://rest.test");
        let messages = bundle::read(file, reader).expect("a bundle");
        messages.iter().map(|one| serde_json::to_value(MessageForm(one)).expect("JSON")).collect()
    }

    #[test]
    fn the_file_is_that_of_the_web_sdk() {
        let list = json!([
            {"id": "1499696395467098072", "type": "txt", "chatType": "singleChat", "to": "bob",
             "from": "", "time": 1_700_000_000_123_u64, "msg": "one"},
            {"id": "1499696395467098073", "type": "txt", "chatType": "singleChat", "to": "alice",
             "from": "bob", "time": 1_700_000_000_456_u64, "msg": "two"},
        ]);
        let known = "636d0000005108d88f80d6d0bdffe7141a1d0a096f72673123617070311203626f621a0b65617\
            3656d6f622e636f6d20fbd095ffbc312801321b080112071205616c6963651a051203626f622207080012036\
            f6e6538000000005308d98f80d6d0bdffe7141a1f0a096f72673123617070311205616c6963651a0b6561736\
            56d6f622e636f6d20c8d395ffbc312801321b080112051203626f621a071205616c696365220708001203747\
            76f38009e";
        let hex: String = file(&list).expect("a file").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, known);
    }

    #[test]
    fn messages_come_out_as_they_went_in() {
        let url = |id: u8| {
            format!("http://rest.test/org1/app1/chatfiles/{id}?em-redirect=true&share-secret=s{id}")
        };
        let common = json!({"chatType": "groupChat", "to": "259", "from": "bob", "time": 5,
            "ext": {"k": [1]}});
        let list: Vec<Value> = [
            json!({"type": "txt", "msg": "你好"}),
            json!({"type": "img", "url": url(1), "secret": "s1", "width": 3, "height": 4,
                "file_length": 9, "filename": "i.png"}),
            json!({"type": "audio", "url": url(2), "secret": "s2", "length": 7,
                "file_length": 9, "filename": "a.amr"}),
            json!({"type": "video", "url": url(3), "secret": "s3", "length": 8,
                "file_length": 9, "filename": "v.mp4", "thumb": url(3) + "&vframe=true",
                "thumb_secret": "s3"}),
            json!({"type": "file", "url": url(4), "secret": "s4", "file_length": 9,
                "filename": "f"}),
            json!({"type": "loc", "lat": 1.5, "lng": -2.5, "addr": "a", "buildingName": "b"}),
            json!({"type": "cmd", "action": "typing"}),
            json!({"type": "custom", "customEvent": "card", "customExts": {"n": "1"}}),
            json!({"type": "combine", "url": url(5), "secret": "s5", "file_length": 9,
                "filename": "combine", "title": "T", "summary": "S", "compatibleText": "C",
                "combineLevel": 2}),
        ]
        .into_iter()
        .enumerate()
        .map(|(index, mut message)| {
            let members = message.as_object_mut().expect("an object");
            members.extend(common.as_object().expect("an object").clone());
            members.insert("id".into(), (70 + index).to_string().into());
            message
        })
        .collect();
        let told = read(&file(&list.clone().into()).expect("a file"));
        assert_eq!(told.as_array().map(Vec::len), Some(list.len()));
        for (at, message) in list.iter().enumerate() {
            for (member, value) in message.as_object().expect("an object") {
                let told = &told[at][member];
                let same =
                    told == value || told.as_f64().is_some() && told.as_f64() == value.as_f64();
                assert!(same, "{member}: {told} of {message}");
            }
        }
    }

    #[test]
    fn what_cannot_be_sent_on_is_refused() {
        let text = |id: u32| json!({"id": id.to_string(), "type": "txt", "to": "bob", "msg": "x"});
        let bundle = |level: u32| json!({"id": "1", "type": "combine", "to": "bob", "url": "u", "combineLevel": level});
        let many = |count: u32| (1..=count).map(text).collect::<Value>();
        file(&many(300)).expect("a file");
        file(&json!([bundle(9)])).expect("a file");
        for (list, code) in [
            (json!([]), ErrorCode::MaxLimit),
            (many(301), ErrorCode::MaxLimit),
            (json!([bundle(10)]), ErrorCode::MaxLimit),
            (json!([{"type": "txt", "to": "bob", "msg": "x"}]), ErrorCode::MessageParameter),
            (json!([{"id": "1", "type": "read", "to": "bob"}]), ErrorCode::MessageParameter),
            (json!([7]), ErrorCode::MessageParameter),
        ] {
            let problem = file(&list).expect_err("a problem");
            assert_eq!(problem.to_web().code, code, "{list}");
        }
    }
}
