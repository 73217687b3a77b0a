//! Bugs put in on purpose, one at a time: whoever looks for bugs shows that he finds these.
//!
//! Each is a small mistake a careless implementer makes, and sits at its place in the code as a
//! condition. Without the feature `seeded-bugs` every condition is `false` and nothing of them is
//! compiled; with it `Config::seeded_bug` chooses one, and none is chosen by default.

use alloc::collections::VecDeque;

use crate::config::Config;
use crate::io::Effect;

macro_rules! bugs {
    ($($bug:ident $name:literal $careless:literal)*) => {
        /// A mistake, and what the careless implementer does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(not(feature = "seeded-bugs"), expect(unreachable_pub, reason = "not offered"))]
        pub enum SeededBug {
            $(#[doc = $careless] $bug,)*
        }

        #[cfg(feature = "seeded-bugs")]
        impl SeededBug {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$bug,)*];

            /// Its name on a command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$bug => $name,)* }
            }

            /// What the careless implementer does.
            #[must_use]
            pub const fn careless(self) -> &'static str {
                match self { $(Self::$bug => $careless,)* }
            }
        }
    };
}

bugs! {
    // ---- fetching ----
    CursorReset "cursor-reset"
        "Takes over `next_key` as it comes: 0, which says nothing, sets the cursor back."
    AckBeforeHandOver "ack-before-hand-over"
        "Counts a page as taken when it has arrived, before the application had it."
    AckOneEarly "ack-one-early"
        "Counts a page as taken when its last message is still in the application's hands."
    LastPageNotAcknowledged "last-page-not-acknowledged"
        "Asks for nothing more after a page with `is_last`, so that its key is never told."
    PullForgotten "pull-forgotten"
        "Leaves a queue waiting for the answer to a pull that went down with its link."
    PullAgainEarly "pull-again-early"
        "Pulls again while the late answer may still be under way, which acknowledges it unread."
    SeenWindowByTime "seen-window-by-time"
        "Remembers what was taken from one UNREAD reply to the next, instead of by number."
    RepeatInHand "repeat-in-hand"
        "Recognizes what comes again only once the application has taken it."
    QueueKeyedWithResource "queue-keyed-with-resource"
        "Keeps the device name in the key of a queue, so that one queue becomes two."
    PoisonDropped "poison-dropped"
        "Skips content that cannot be read, and tells nobody."
    ManualCommitIgnored "manual-commit-ignored"
        "Commits what it hands over although the application commits by itself."

    // ---- refusals ----
    RefusedAtOnce "refused-at-once"
        "Hands over again at once what was refused: what failed has no time to recover."
    RefusedOvertaken "refused-overtaken"
        "Goes on with the queue while what was refused waits, and brings it after that."
    RefusalHoldsAll "refusal-holds-all"
        "Lets everything wait behind what was refused, also what is in other queues."
    RefusedForEver "refused-for-ever"
        "Hands over what is refused again and again, so that its queue never goes on."
    RefusalsNotKept "refusals-not-kept"
        "Counts refusals in memory only: what ends every process is tried for ever."
    RefusalReconnects "refusal-reconnects"
        "Drops the link after a refusal, so that the server sends the message again."
    DeadLetterDropped "dead-letter-dropped"
        "Takes what was refused too often without telling anybody."

    // ---- sending ----
    ResentUnderNewId "resent-under-new-id"
        "Builds a message anew to send it again, so that the server cannot know it."
    OutboxOutOfOrder "outbox-out-of-order"
        "Sends what is new before what is to be sent again."
    OutcomeToldTwice "outcome-told-twice"
        "Tells that a message is in doubt, sends it again, and tells how that ended."
    StrayAckTaken "stray-ack-taken"
        "Takes an acknowledgement that belongs to nothing for the oldest message's."
    KeptAfterSend "kept-after-send"
        "Sends a message first and writes it to the store then."
    OutcomeKeptWhenTold "outcome-kept-when-told"
        "Forgets a message in the store when its outcome is known, before the application heard it."
    EndNotKept "end-not-kept"
        "Lets the store believe that a message given up still waits."
    RestoredAsUnsent "restored-as-unsent"
        "Takes what an earlier process had accepted for never sent."
    StoreFailureIgnored "store-failure-ignored"
        "Goes on over the same link when the store fails."

    // ---- the session ----
    HeartbeatWithoutDeadline "heartbeat-without-deadline"
        "Sends heartbeats and never asks where the answer stays: a half-open link lives for ever."
    StaleLinkAccepted "stale-link-accepted"
        "Takes what comes from a link that was given up for news of the present one."
    LoginTimerLeft "login-timer-left"
        "Leaves the timer of the login running when it succeeds."
    KickRetried "kick-retried"
        "Treats a kick like any other end of a link, and comes back."
    TokenOutlivesEnd "token-outlives-end"
        "Keeps the token when the session has ended for good."
    RedirectForEver "redirect-for-ever"
        "Follows every redirect, also in a circle."
    RedirectNotFollowed "redirect-not-followed"
        "Hears of another host and dials the same one again."
    TokenWantedTwice "token-wanted-twice"
        "Asks the application for a token again while it is getting one."
    CompressionCarriedOver "compression-carried-over"
        "Goes on compressing over a new link with the window of the old one."
    BackoffWithoutJitter "backoff-without-jitter"
        "Waits the whole bound before every attempt, like everybody else."
    BackoffWithoutGrowth "backoff-without-growth"
        "Waits no longer after the tenth failure than after the first."
    TokenLogged "token-logged"
        "Writes the token into the log, to see what is sent."

    // ---- calls and rooms ----
    CallAnsweredTwice "call-answered-twice"
        "Tells that a call has failed, asks again, and tells how that ended."
    UnsafeCallRepeated "unsafe-call-repeated"
        "Asks again for what must not be done twice."
    RejoinForgotten "rejoin-forgotten"
        "Does not join the rooms again after a reconnection."
}

impl Config {
    /// Whether this client makes this mistake.
    #[cfg(feature = "seeded-bugs")]
    pub(crate) fn has_bug(&self, bug: SeededBug) -> bool {
        self.seeded_bug == Some(bug)
    }

    /// No client makes a mistake.
    #[cfg(not(feature = "seeded-bugs"))]
    pub(crate) const fn has_bug(&self, _: SeededBug) -> bool {
        false
    }
}

/// The careless order: what is to be kept comes after what depends on it.
pub(crate) fn send_before_keeping(effects: &mut VecDeque<Effect>) {
    if let [.., Effect::Keep(_), Effect::Send(..)] = effects.make_contiguous() {
        let last = effects.len() - 1;
        effects.swap(last - 1, last);
    }
}
