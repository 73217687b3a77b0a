//! The steps, told as they end, and the verdict.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::advice;
use super::step::Step;
use crate::exit::{Exit, Failure};
use crate::output::{self, printable};
use crate::words::{Lang, Words, words};

pub(super) struct Report {
    json: bool,
    lang: Lang,
    began: Instant,
    step: Step,
    step_began: Instant,
    /// Where the step goes.
    place: Option<String>,
    /// The step has begun and has not ended.
    open: bool,
    /// What helps against what was found in this step.
    advice: Option<Words>,
    /// What is left of the way to the host, and of the work.
    way: Vec<Step>,
    work: Vec<Step>,
    /// The step ended by Ctrl-C: nothing is wrong with it.
    interrupted: bool,
    /// Warnings, and failures of one host where another one served.
    remarks: u32,
}

impl Report {
    pub(super) fn new(json: bool, lang: Lang) -> Self {
        let now = Instant::now();
        Self {
            json,
            lang,
            began: now,
            step: Step::Settings,
            step_began: now,
            place: None,
            open: false,
            advice: None,
            way: Step::WAY.to_vec(),
            work: Step::WORK.to_vec(),
            interrupted: false,
            remarks: 0,
        }
    }

    /// A step that is not needed.
    pub(super) fn leave_out(&mut self, step: Step) {
        self.work.retain(|it| *it != step);
    }

    /// The steps to a host begin.
    pub(super) fn set_out(&mut self, way: &[Step]) {
        self.way = way.to_vec();
    }

    pub(super) fn begin(&mut self, step: Step, place: Option<&str>) {
        (self.step, self.step_began, self.open) = (step, Instant::now(), true);
        (self.place, self.advice) = (place.map(str::to_owned), None);
        self.way.retain(|it| *it != step);
        self.work.retain(|it| *it != step);
    }

    /// How long the step has taken until now.
    pub(super) fn elapsed(&self) -> Duration {
        self.step_began.elapsed()
    }

    /// What helps, where that is known better than from the step alone.
    pub(super) fn advise(&mut self, advice: Words) {
        self.advice = Some(advice);
    }

    fn advice(&self) -> Option<Words> {
        let advice = self.advice.clone().or_else(|| advice::of(self.step));
        advice.filter(|_| !self.interrupted)
    }

    pub(super) fn passed(&mut self, detail: Words) -> Result<(), Failure> {
        self.end("passed", "✓", &detail, None)
    }

    /// It went well and something should be done all the same.
    pub(super) fn warned(&mut self, detail: Words, why: &Words) -> Result<(), Failure> {
        self.remarks += 1;
        self.end("warning", "!", &detail, Some(why))
    }

    pub(super) fn failed(&mut self, why: &Words) -> Result<(), Failure> {
        self.remarks += 1;
        self.end("failed", "✗", &words!("", ""), Some(why))
    }

    /// Tells how the step ended.
    fn end(
        &mut self,
        state: &str,
        sign: &str,
        detail: &Words,
        why: Option<&Words>,
    ) -> Result<(), Failure> {
        self.open = false;
        let ms = self.elapsed().as_millis();
        let advice = why.and_then(|_| self.advice());
        let advice = advice.as_ref().map(|advice| advice.pick(self.lang));
        let [detail, why] = [Some(detail), why].map(|it| it.map(|it| it.pick(self.lang)));
        let detail = detail.filter(|detail| !detail.is_empty());
        if self.json {
            return tell(&[
                ("step", self.step.id().into()),
                ("host", self.place.clone().into()),
                ("state", state.into()),
                ("ms", json!(u64::try_from(ms).unwrap_or(u64::MAX))),
                ("detail", detail.into()),
                ("why", why.into()),
                ("advice", advice.into()),
            ]);
        }
        let mut line = format!("{sign} {ms:>6} ms  {}", self.name(self.lang));
        let colon = match self.lang {
            Lang::En => ": ",
            Lang::Zh => "：",
        };
        for said in [detail, why].into_iter().flatten() {
            line.push_str(colon);
            line.push_str(said);
        }
        output::line(&printable(&line))?;
        match advice {
            Some(advice) => output::line(&printable(&format!("             → {advice}"))),
            None => Ok(()),
        }
    }

    /// What is left was not tried; then the verdict. Gives the failure to end with.
    pub(super) fn finish(mut self, examined: Result<(), Failure>) -> Result<(), Failure> {
        let Err(failure) = examined else { return self.all_is_well() };
        // As with every other command: what makes no sense is not begun.
        if failure.exit() == Exit::Usage {
            return Err(failure);
        }
        self.interrupted = failure.exit() == Exit::Interrupted;
        if self.open {
            self.failed(failure.words())?;
        }
        for step in self.way.iter().chain(&self.work) {
            self.not_tried(*step)?;
        }
        let (step, exit) = (self.step, failure.exit());
        if self.json {
            tell(&[
                ("verdict", "failed".into()),
                ("step", step.id().into()),
                ("host", self.place.clone().into()),
                ("exit", (exit as u8).into()),
                ("ms", self.total()),
                ("why", failure.words().pick(self.lang).into()),
                ("advice", self.advice().map(|it| it.pick(self.lang).to_owned()).into()),
            ])?;
        }
        Err(if self.interrupted { failure } else { self.named(&failure) })
    }

    /// The step, and where it goes.
    fn name(&self, lang: Lang) -> String {
        let name = self.step.name();
        let name = name.pick(lang);
        self.place.as_ref().map_or_else(|| name.to_owned(), |place| format!("{name} [{place}]"))
    }

    /// The failure, and the step it was found in.
    fn named(&self, failure: &Failure) -> Failure {
        let [name, name_zh] = [Lang::En, Lang::Zh].map(|lang| self.name(lang));
        let [why, why_zh] = [Lang::En, Lang::Zh].map(|lang| failure.words().pick(lang));
        Failure::new(
            failure.exit(),
            words!("{name} failed: {why}", "步骤“{name_zh}”失败：{why_zh}"),
        )
    }

    fn not_tried(&self, step: Step) -> Result<(), Failure> {
        if self.json {
            return tell(&[("step", step.id().into()), ("state", "not_tried".into())]);
        }
        let mut words = step.name();
        words.add(&words!(" (not tried)", "（未执行）"));
        output::line(&format!("-            {}", words.pick(self.lang)))
    }

    fn all_is_well(&self) -> Result<(), Failure> {
        let remarks = self.remarks;
        if self.json {
            return tell(&[
                ("verdict", "passed".into()),
                ("exit", (Exit::Done as u8).into()),
                ("ms", self.total()),
                ("remarks", remarks.into()),
            ]);
        }
        let words = match remarks {
            0 => words!("All is well.", "一切正常。"),
            _ => words!(
                "It works; see the lines with ! or ✗ ({remarks}).",
                "可以登录并发送消息；请留意标有 ! 或 ✗ 的步骤（{remarks} 个）。"
            ),
        };
        output::line(words.pick(self.lang))
    }

    fn total(&self) -> Value {
        json!(u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX))
    }
}

/// Prints a line of JSON, without what is not known.
fn tell(members: &[(&str, Value)]) -> Result<(), Failure> {
    let known = members.iter().filter(|(_, value)| !value.is_null());
    let known = known.map(|(name, value)| ((*name).to_owned(), value.clone()));
    output::json(&Value::Object(known.collect()))
}
