//! What a message says: a text, or a file that is uploaded first.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Args;
use easemob_smol::core::Address;
use easemob_smol::core::message::outgoing::{Content, File, Image, Text, Video, Voice};
use easemob_smol::core::rest::files::UploadFile;
use easemob_smol::{Connection, FileSource};

use crate::exit::{Exit, Failure};
use crate::progress::Bar;
use crate::settings::Settings;
use crate::words::{Lang, os, words};

/// More than any server takes, in bytes: what is read of standard input.
const LONGEST_TEXT: u64 = 1024 * 1024;

#[derive(Args, Debug)]
#[group(skip)]
pub(super) struct Options {
    /// The text; - reads it from standard input
    #[arg(group = "content")]
    text: Option<String>,
    /// Send a file
    #[arg(long, value_name = "FILE", group = "content")]
    file: Option<PathBuf>,
    /// Send an image
    #[arg(long, value_name = "FILE", group = "content")]
    image: Option<PathBuf>,
    /// Send a voice message
    #[arg(long, value_name = "FILE", group = "content", requires = "seconds")]
    voice: Option<PathBuf>,
    /// Send a video
    #[arg(long, value_name = "FILE", group = "content", requires = "seconds")]
    video: Option<PathBuf>,
    /// How long a voice message or a video is
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["text", "file", "image"])]
    seconds: Option<u32>,
}

/// A content whose file is there.
pub(super) enum Prepared {
    Text(String),
    File(Kind, PathBuf),
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    File,
    Image,
    Voice(u32),
    Video(u32),
}

impl Options {
    /// Finds what is wrong before anybody logs in.
    pub(super) fn prepare(&self, settings: &Settings) -> Result<Prepared, Failure> {
        let seconds = self.seconds.unwrap_or_default();
        let files = [
            (Kind::File, &self.file),
            (Kind::Image, &self.image),
            (Kind::Voice(seconds), &self.voice),
            (Kind::Video(seconds), &self.video),
        ];
        if let Some((kind, path)) =
            files.into_iter().find_map(|(kind, it)| Some((kind, it.as_ref()?)))
        {
            let found = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
            if !found.is_file() {
                return Err(Failure::at(path, Exit::File, &words!("is not a file", "不是文件")));
            }
            return Ok(Prepared::File(kind, path.clone()));
        }
        let text = match self.text.as_deref().unwrap_or_default() {
            "-" => read_input(settings)?,
            text => text.to_owned(),
        };
        if text.is_empty() {
            let words = words!("the text is empty", "消息内容为空");
            return Err(Failure::new(Exit::Usage, words));
        }
        Ok(Prepared::Text(text))
    }
}

/// The whole of standard input, without the end of its last line.
fn read_input(settings: &Settings) -> Result<String, Failure> {
    if let Some(flag) = settings.proof_on_stdin() {
        let words = words!(
            "{flag} and a text from standard input exclude each other",
            "{flag} 与从标准输入读取消息内容不能同时使用"
        );
        return Err(Failure::new(Exit::Usage, words));
    }
    let mut text = String::new();
    io::stdin().take(LONGEST_TEXT).read_to_string(&mut text).map_err(|error| {
        Failure::new(Exit::File, words!("standard input: ", "标准输入：")).and(&os(&error))
    })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

impl Prepared {
    /// Uploads what has to be.
    pub(super) async fn load(
        self,
        connection: &mut Connection,
        to: &Address,
        lang: Lang,
    ) -> Result<Content, Failure> {
        let (kind, path) = match self {
            Self::Text(text) => return Ok(Text::new(text).into()),
            Self::File(kind, path) => (kind, path),
        };
        let source = FileSource::open(&path).await.map_err(|error| Failure::file(&path, &error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bar = Bar::bytes(words!("{name}: uploading", "{name}：上传中").pick(lang));
        let content_type = mime_guess::from_path(&path).first_or_octet_stream();
        let what = UploadFile::new(to.clone(), &*name).content_type(content_type.essence_str());
        let uploaded = connection.upload(what, source, |it| bar.set(it.done, it.total)).await?;
        Ok(match kind {
            Kind::File => File::new(uploaded).into(),
            Kind::Image => {
                let (width, height) = pixels(&path);
                Image::new(uploaded).size(width, height).into()
            }
            Kind::Voice(seconds) => Voice::new(uploaded, seconds).into(),
            Kind::Video(seconds) => Video::new(uploaded, seconds).into(),
        })
    }
}

/// Width and height, 0 for an image of a kind nobody here knows.
fn pixels(path: &Path) -> (f64, f64) {
    imagesize::size(path).map_or((0.0, 0.0), |size| (size.width as f64, size.height as f64))
}
