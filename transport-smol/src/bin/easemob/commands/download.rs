//! `easemob download`.

use std::fs;
use std::path::{Path, PathBuf};

use async_io::block_on;
use clap::Args;
use easemob_smol::FileSink;
use easemob_smol::core::rest::files::Download;

use crate::args::Account;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Bar;
use crate::session::with_login;
use crate::settings::Settings;
use crate::words::words;

/// Fetch a file of a message.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Its address, as `listen` prints it
    url: String,
    /// Where to; what has come of it so far is in FILE.part
    file: PathBuf,
    /// Go on with the FILE.part of an earlier download
    #[arg(long)]
    resume: bool,
    /// The largest file worth fetching, in bytes [default: 100 MiB]
    #[arg(long, value_name = "BYTES")]
    at_most: Option<u64>,
    #[command(flatten)]
    pub(crate) account: Account,
}

/// Prints the length of the file.
pub(crate) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    let path = &options.file;
    let part = part(path)?;
    let scheme = options.url.split_once("://").map(|(scheme, _)| scheme);
    if !matches!(scheme, Some("http" | "https")) {
        let words = words!(
            "URL must begin with https:// (or http://)",
            "URL 必须以 https://（或 http://）开头"
        );
        return Err(Failure::new(Exit::Usage, words));
    }
    let mut download = Download::url(&*options.url);
    if let Some(bytes) = options.at_most {
        download = download.at_most(bytes);
    }
    let bytes = block_on(with_login(settings, async |connection, _| {
        let sink = match options.resume {
            true => FileSink::resume(&part).await,
            false => FileSink::create(&part).await,
        };
        let mut sink = sink.map_err(|error| Failure::file(&part, &error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bar = Bar::bytes(words!("{name}: downloading", "{name}：下载中").pick(settings.lang()));
        let progress = |it: easemob_smol::core::driver::Progress| bar.set(it.done, it.total);
        Ok(connection.download(download, &mut sink, progress).await?.bytes)
    }));
    let bytes = bytes.map_err(|failure| kept(&part, failure))?;
    fs::rename(&part, path).map_err(|error| Failure::file(path, &error))?;
    output::line(&bytes.to_string())
}

/// Where it lies while it is not whole.
fn part(path: &Path) -> Result<PathBuf, Failure> {
    let name = path.file_name().filter(|_| !path.is_dir());
    let a_folder = || Failure::at(path, Exit::File, &words!("is a folder", "是文件夹"));
    let mut name = name.ok_or_else(a_folder)?.to_owned();
    name.push(".part");
    Ok(path.with_file_name(name))
}

/// What has come stays, to go on with; an empty file is of no use.
fn kept(part: &Path, failure: Failure) -> Failure {
    let Ok(length) = fs::metadata(part).map(|found| found.len()) else { return failure };
    if length == 0 {
        let _useless = fs::remove_file(part);
        return failure;
    }
    let part = part.display();
    failure.and(&words!(
        "; {length} bytes are in {part}: --resume goes on",
        "；已下载的 {length} 字节在 {part}，可用 --resume 继续"
    ))
}
