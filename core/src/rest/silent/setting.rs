//! What notifications one wants, and when.

use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::json::Object;
use crate::rest::Draft;
use crate::time::UnixMillis;

/// Milliseconds of silence: seven days.
const SILENCE_MAX: u64 = 604_800_000;

/// Which messages one is notified of.
#[doc(alias = "remindType")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remind {
    /// Every one.
    #[doc(alias = "ALL")]
    All,
    /// Those that mention one.
    #[doc(alias = "AT")]
    Mentions,
    /// None.
    #[doc(alias = "NONE")]
    Nothing,
}

impl Remind {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Mentions => "AT",
            Self::Nothing => "NONE",
        }
    }

    /// `None` for names that say nothing of one's own, such as `DEFAULT`.
    pub(crate) fn read(name: &str) -> Option<Self> {
        [Self::All, Self::Mentions, Self::Nothing].into_iter().find(|it| it.as_str() == name)
    }
}

/// A time of day. No call names a time zone: it is the server's to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl TimeOfDay {
    /// This hour and minute.
    #[must_use]
    pub const fn new(hour: u8, minute: u8) -> Self {
        Self { hour, minute }
    }

    const fn is_one(self) -> bool {
        self.hour < 24 && self.minute < 60
    }
}

/// Zero-padded as the vendor documents it; the official client sends `8:30-9:5` (rest oddity 19).
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// Every day from one time to another, over midnight when the second is the earlier one.
#[doc(alias = "ignoreInterval")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Daily {
    /// When it begins.
    #[doc(alias = "startTime")]
    pub from: TimeOfDay,
    /// When it ends.
    #[doc(alias = "endTime")]
    pub to: TimeOfDay,
}

impl fmt::Display for Daily {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

/// Reads `21:30-08:00`, zero-padded or not.
impl FromStr for Daily {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let time = |text: &str| {
            let (hour, minute) = text.trim().split_once(':')?;
            let time = TimeOfDay::new(hour.parse().ok()?, minute.parse().ok()?);
            time.is_one().then_some(time)
        };
        let (from, to) = text.split_once('-').ok_or(())?;
        Ok(Self { from: time(from).ok_or(())?, to: time(to).ok_or(())? })
    }
}

/// What is to be set; the rest of a [`Setting`] stays.
#[doc(alias = "paramType")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Notify of these messages only.
    Remind(Remind),
    /// Be silent from now on for this long: whole milliseconds, seven days at most. None of it ends
    /// a silence.
    #[doc(alias = "ignoreDuration")]
    For(Duration),
    /// Be silent at these times of every day.
    Every(Daily),
}

impl Silence {
    pub(super) fn check(self, to: &mut Draft<'_>) {
        match self {
            Self::Remind(_) => {}
            Self::For(duration) => {
                let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
                to.within("duration in milliseconds", millis, 0, SILENCE_MAX);
            }
            Self::Every(Daily { from, to: until }) => {
                let problem = "is no time of day: 0 to 23 hours and 0 to 59 minutes are";
                to.require(from.is_one(), "from", problem).require(until.is_one(), "to", problem);
            }
        }
    }

    pub(super) fn body(self) -> Value {
        match self {
            Self::Remind(remind) => json!({ "type": remind.as_str() }),
            Self::For(duration) => {
                json!({ "ignoreDuration": u64::try_from(duration.as_millis()).unwrap_or(u64::MAX) })
            }
            Self::Every(daily) => json!({ "ignoreInterval": daily.to_string() }),
        }
    }
}

/// What is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Setting {
    /// Which messages one is notified of; `None` when nothing of one's own is set.
    #[doc(alias = "type")]
    pub remind: Option<Remind>,
    /// Silent until then. The server names the end, whatever duration was set.
    #[doc(alias = "ignoreDuration")]
    pub until: Option<UnixMillis>,
    /// Silent at these times of every day.
    #[doc(alias = "ignoreInterval")]
    pub daily: Option<Daily>,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let it = Object::deserialize(from)?;
        Ok(Self {
            remind: it.text("type").and_then(|name| Remind::read(&name)),
            until: it.time("ignoreDuration").filter(|until| until.0 > 0),
            daily: it.text("ignoreInterval").and_then(|daily| daily.parse().ok()),
        })
    }
}
