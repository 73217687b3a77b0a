//! A subscriber that writes down what it is told.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use easemob_smol::log::tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use easemob_smol::log::tracing_subscriber::registry;
use easemob_smol::log::tracing_subscriber::registry::LookupSpan;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// The notes of one run: `PARENT/NAME FIELDS` when a span begins, `NAME: FIELDS` when it learns
/// more, `NAME ended`, and `SPAN> LEVEL words` for a line.
#[derive(Clone)]
pub(crate) struct Recorder {
    notes: Arc<Mutex<Vec<String>>>,
    level: Level,
}

impl Recorder {
    /// Runs something and gives what was noted at this level and above.
    pub(crate) fn listen<T>(level: Level, run: impl FnOnce() -> T) -> (T, Vec<String>) {
        let recorder = Self { notes: Arc::default(), level };
        let subscriber = registry().with(recorder.clone());
        let result = tracing::subscriber::with_default(subscriber, run);
        let notes = recorder.notes.lock().expect("nobody panics here").clone();
        (result, notes)
    }

    fn note(&self, note: String) {
        self.notes.lock().expect("nobody panics here").push(note);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == "easemob" && *metadata.level() <= self.level
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let mut fields = Fields(String::new());
        attributes.record(&mut fields);
        let span = cx.span(id).expect("it is new");
        let parent = span.parent().map_or("", |parent| parent.name());
        self.note(format!("{parent}/{}{}", span.name(), fields.0));
    }

    fn on_record(&self, id: &Id, more: &Record<'_>, cx: Context<'_, S>) {
        let mut fields = Fields(String::new());
        more.record(&mut fields);
        self.note(format!("{}:{}", cx.span(id).expect("it is open").name(), fields.0));
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let inside = cx.event_span(event).map_or("", |span| span.name());
        self.note(format!("{inside}> {}{}", event.metadata().level(), fields.0));
    }

    fn on_close(&self, id: Id, cx: Context<'_, S>) {
        self.note(format!("{} ended", cx.span(&id).expect("it is open until now").name()));
    }
}

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        }
        .expect("a string");
    }
}
