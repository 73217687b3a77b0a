//! What is done with a file between the lines: uploads and downloads, for whoever has sockets.

use bytes::{Bytes, BytesMut};
use easemob_core::driver::{Handle, TransferFailed};
use easemob_core::rest::files::{
    Audio, Download, Form, ShareFile, Upload, UploadFile, Uploaded, VoiceFileToText,
};
use easemob_core::rest::{Answer, Draft, Endpoint, Retry};
use easemob_core::{CallFailed, GroupId, Method, RoomId, UserId};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::json::{Members, string, whole};
use crate::message::file;
use crate::problem::Problem;

/// An upload or a download.
#[derive(Debug)]
pub struct Transfer {
    /// Which one, for [`Driver::transferred`](crate::Driver::transferred).
    pub number: u64,
    pub(crate) job: Job,
}

#[derive(Debug)]
pub(crate) enum Job {
    Message(UploadFile, Bytes),
    Share(ShareFile, Vec<u8>),
    Voice(VoiceFileToText, Vec<u8>),
    Download(Download),
    /// Messages that were sent on.
    Bundle(Download),
}

/// What came of it.
#[derive(Debug)]
pub struct Transferred(pub(crate) Done);

#[derive(Debug)]
pub(crate) enum Done {
    File(Uploaded),
    Result(Value),
    Bundle(Bytes),
}

impl Transfer {
    /// Does it.
    ///
    /// # Errors
    /// As the handle says.
    pub async fn run(self, handle: &Handle) -> Result<Transferred, TransferFailed> {
        let done = match self.job {
            Job::Message(what, file) => Done::File(handle.upload(what, file, drop).await?),
            Job::Share(what, file) => {
                Done::Result(handle.upload(Raw(what), Bytes::from(file), drop).await?)
            }
            Job::Voice(what, file) => {
                let text = handle.upload(what, Bytes::from(file), drop).await?;
                Done::Result(json!({ "type": 0, "data": { "text": text } }))
            }
            Job::Bundle(what) => Done::Bundle(fetched(handle, what).await?),
            Job::Download(what) => {
                let hex: String =
                    fetched(handle, what).await?.iter().map(|byte| format!("{byte:02x}")).collect();
                Done::Result(json!({ "$hex": hex }))
            }
        };
        Ok(Transferred(done))
    }
}

async fn fetched(handle: &Handle, what: Download) -> Result<Bytes, TransferFailed> {
    let mut sink = BytesMut::new();
    handle.download(what, &mut sink, drop).await?;
    Ok(sink.freeze())
}

/// The method of this name, if it does something with a file.
pub(crate) fn called(
    method: &str,
    args: &[&RawValue],
    me: Option<&UserId>,
) -> Result<Option<Job>, Problem> {
    let wrong = |what: &str| Problem::BadField(what.into());
    let members = |at: usize| match args.get(at) {
        Some(argument) => {
            Members::parse(argument.get()).map(Some).map_err(|_| wrong("Invalid parameter"))
        }
        None => Ok(None),
    };
    let first = || members(0)?.ok_or_else(|| wrong("Invalid parameter"));
    let said = |fields: &Members<'_>, name: &str| {
        let text = fields.get(name).and_then(string).filter(|text| !text.is_empty());
        text.ok_or_else(|| wrong(&format!("Invalid parameter: {name:?}")))
    };
    let inner = |fields: &Members<'_>| {
        let file = fields.get("file").ok_or_else(|| wrong("Invalid parameter: \"file\""))?;
        file::described(file)
    };
    Ok(Some(match method {
        "uploadGroupSharedFile" => {
            let fields = first()?;
            let group = GroupId::new(said(&fields, "groupId")?).map_err(|id| Problem::of(&id))?;
            let (name, content_type, bytes) = inner(&fields)?;
            let name = name.unwrap_or_default();
            Job::Share(ShareFile::in_group(group, name).content_type(content_type), bytes)
        }
        "uploadChatRoomSharedFile" => {
            let fields = first()?;
            let room = RoomId::new(said(&fields, "roomId")?).map_err(|id| Problem::of(&id))?;
            let (name, content_type, bytes) = inner(&fields)?;
            let name = name.unwrap_or_default();
            Job::Share(ShareFile::in_room(room, name).content_type(content_type), bytes)
        }
        "voiceFileToText" => {
            let file = args.first().ok_or_else(|| wrong("Invalid parameter"))?;
            let (name, content_type, bytes) = file::described(file)?;
            let audio = members(1)?.map(|fields| audio(&fields)).unwrap_or_default();
            let me = me.ok_or(Problem::NotLoggedIn)?;
            let voice = VoiceFileToText::new(me, name.unwrap_or_default(), audio);
            Job::Voice(voice.content_type(content_type), bytes)
        }
        "downloadGroupSharedFile" => {
            let fields = first()?;
            let group = GroupId::new(said(&fields, "groupId")?).map_err(|id| Problem::of(&id))?;
            let file = Download::shared_in_group(group, said(&fields, "fileId")?);
            Job::Download(with_secret(file, &fields))
        }
        "utils.download" | "download" => {
            let fields = first()?;
            Job::Download(with_secret(Download::url(said(&fields, "url")?), &fields))
        }
        "downloadAndParseCombineMessage" => {
            let fields = first()?;
            Job::Bundle(with_secret(Download::url(said(&fields, "url")?), &fields))
        }
        _ => return Ok(None),
    }))
}

fn with_secret(download: Download, fields: &Members<'_>) -> Download {
    match fields.get("secret").and_then(string) {
        Some(secret) => download.secret(secret),
        None => download,
    }
}

fn audio(fields: &Members<'_>) -> Audio {
    let number = |name: &str| fields.get(name).and_then(whole)?.try_into().ok();
    Audio {
        format: fields.get("format").and_then(string),
        sample_rate: number("sampleRate"),
        bits_per_sample: number("bitsPerSample"),
        channels: number("channels"),
    }
}

/// An upload answered with what the server says, word for word.
#[derive(Clone)]
struct Raw(ShareFile);

impl Upload for Raw {
    fn measure(&mut self, bytes: u64) {
        self.0.measure(bytes);
    }

    fn form(&self) -> Form {
        self.0.form()
    }
}

impl Endpoint for Raw {
    type Reply = Value;

    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn method(&self) -> Method {
        self.0.method()
    }

    fn retry(&self) -> Retry {
        self.0.retry()
    }

    fn write(&self, to: &mut Draft<'_>) {
        self.0.write(to);
    }

    fn read(&self, answer: &Answer) -> Result<Value, CallFailed> {
        let mut document: Value = answer.json()?;
        if let Some(members) = document.as_object_mut() {
            members.insert("type".into(), json!(0));
        }
        Ok(document)
    }
}
