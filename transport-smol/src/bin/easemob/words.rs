//! What people read, in two languages.

use std::env;

use clap::ValueEnum;

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    // No documentation: help would spread over many lines.
    En,
    Zh,
}

impl Lang {
    /// The one the command line asks for, or that of the locale.
    pub(crate) fn chosen(flag: Option<Self>) -> Self {
        flag.unwrap_or_else(Self::of_locale)
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

/// [`Words`] from two formats; what they name is taken from around.
macro_rules! words {
    ($en:literal, $zh:literal) => {
        $crate::words::Words::new(format!($en), format!($zh))
    };
}
pub(crate) use words;
