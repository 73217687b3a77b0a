//! What `easemob doctor --json` told.

use serde_json::{Value, json};

use crate::stage::Run;

/// What a run with `--json` told.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) steps: Vec<Value>,
    pub(crate) verdict: Value,
}

impl Told {
    /// Runs to the end, and finds the verdict to be what the process ends with.
    pub(crate) fn by(run: Run) -> Self {
        let ended = run.end();
        // Tokens as the service spells them: nobody told the test the one a password was traded for.
        assert!(!ended.out.contains("YWMt") && !ended.errors.contains("YWMt"), "{ended:?}");
        let lines = ended.out.lines();
        let mut steps: Vec<Value> =
            lines.map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let verdict = steps.pop().expect("a verdict");
        assert_eq!(verdict["exit"], json!(ended.code), "{ended:?}");
        let failed = ended.code != Some(0);
        assert_eq!(verdict["verdict"], if failed { "failed" } else { "passed" }, "{ended:?}");
        assert_eq!(ended.errors.is_empty(), !failed, "{ended:?}");
        assert!(ended.errors.lines().count() < 2, "one line on standard error: {ended:?}");
        let told = Self { steps, verdict };
        told.is_in_order();
        told
    }

    /// What there is in a line of each state, and that nothing is tried after the last failure.
    fn is_in_order(&self) {
        let mut is_over = false;
        for step in &self.steps {
            let has = |member: &str| step.get(member).is_some_and(|it| !it.is_null());
            let (state, complains) = (step["state"].as_str(), has("why"));
            match state {
                Some("passed") => assert!(!complains && !has("advice"), "{step}"),
                Some("warning" | "failed") => assert!(complains, "{step}"),
                Some("not_tried") => assert!(!has("ms") && !has("host"), "{step}"),
                _ => panic!("{step} has no state"),
            }
            assert_eq!(has("ms"), state != Some("not_tried"), "{step}");
            assert!(!is_over || state == Some("not_tried"), "{self:?}");
            is_over |= state == Some("not_tried");
        }
        assert!(self.verdict["ms"].is_u64(), "{}", self.verdict);
    }

    /// The names of the steps in a state.
    pub(crate) fn that(&self, state: &str) -> Vec<&str> {
        let steps = self.steps.iter().filter(|step| step["state"] == state);
        steps.map(|step| step["step"].as_str().expect("a name")).collect()
    }

    /// That it failed at this step with this code and these words, in its line.
    #[track_caller]
    pub(crate) fn failed(&self, step: &str, exit: i32, words: &[&str]) {
        let bad = self.steps.iter().rfind(|it| it["state"] == "failed").expect("a failure");
        assert_eq!(
            (&self.verdict["step"], &bad["step"], &self.verdict["exit"]),
            (&json!(step), &json!(step), &json!(exit)),
            "{self:#?}"
        );
        for line in [bad.to_string(), self.verdict.to_string()] {
            for word in words {
                assert!(line.contains(word), "{word:?} is not in {line}");
            }
        }
    }
}
