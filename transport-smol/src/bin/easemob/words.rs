//! What people read, in two languages.

use std::env;
use std::io::{self, ErrorKind};

use clap::ValueEnum;
use easemob_smol::core::{Lost, LostKind};

use crate::settings::Setting;

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    // No documentation: help would spread over many lines.
    En,
    Zh,
}

impl Lang {
    /// The one that is asked for: on the command line, or by a variable, which is heard also where no
    /// settings are read; else that of the locale.
    pub(crate) fn chosen(flag: Option<Self>) -> Self {
        flag.or_else(Self::of_variable).unwrap_or_else(Self::of_locale)
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }

    pub(crate) fn of_variable() -> Option<Self> {
        Self::named(&env::var(Setting::Lang.variable()?).ok()?)
    }

    /// What the locale says, as POSIX orders its variables.
    fn of_locale() -> Self {
        let set = |name: &&str| env::var(name).is_ok_and(|value| !value.is_empty());
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find(set);
        match name.and_then(|name| env::var(name).ok()) {
            Some(locale) if locale.starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }
}

/// The same in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    en: String,
    zh: String,
}

impl Words {
    pub(crate) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    pub(crate) fn add(&mut self, more: &Self) {
        self.en.push_str(&more.en);
        self.zh.push_str(&more.zh);
    }

    pub(crate) fn pick(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// What the system says. Its number stays, by which people find more.
pub(crate) fn os(error: &io::Error) -> Words {
    let zh = match error.kind() {
        ErrorKind::NotFound => "文件或目录不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::IsADirectory => "是目录",
        ErrorKind::NotADirectory => "路径中有一部分不是目录",
        ErrorKind::AlreadyExists => "已存在",
        ErrorKind::StorageFull => "磁盘空间不足",
        ErrorKind::BrokenPipe => "管道已关闭",
        ErrorKind::ConnectionRefused => "连接被拒绝",
        ErrorKind::TimedOut => "超时",
        // Of the standard library, when it reads a text. Others have more to say.
        ErrorKind::InvalidData if error.get_ref().is_none() => "不是 UTF-8 文本",
        _ => return words!("{error}", "{error}"),
    };
    let number = error.raw_os_error().map(|number| format!("（os error {number}）"));
    Words::new(error.to_string(), format!("{zh}{}", number.unwrap_or_default()))
}

/// Why a connection ended, or did not come about.
pub(crate) fn why_lost(lost: &Lost) -> Words {
    match lost.kind {
        LostKind::Unreachable => words!("{lost}", "无法连接（{lost}）"),
        LostKind::Protocol => {
            words!("this is not how the service answers ({lost})", "响应不符合协议（{lost}）")
        }
        LostKind::Closed | LostKind::Broken => {
            words!("the other side hung up ({lost})", "对方断开了连接（{lost}）")
        }
        LostKind::TooLarge => words!("{lost}", "数据过大（{lost}）"),
        LostKind::Timeout => words!("{lost}", "没有响应（{lost}）"),
        LostKind::NetworkDown => words!("{lost}", "网络已断开（{lost}）"),
        LostKind::NotKept => words!("{lost}", "存储出错（{lost}）"),
        _ => words!("{lost}", "{lost}"),
    }
}

/// [`Words`] from two formats; what they name is taken from around.
macro_rules! words {
    ($en:literal, $zh:literal) => {
        $crate::words::Words::new(format!($en), format!($zh))
    };
}
pub(crate) use words;
