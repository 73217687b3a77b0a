//! The list of operations: what it shows can be asked for as it is.

mod common;

use common::World;
use easemob_emulator::control;
use serde_json::{Map, Value, json};

/// The members of a form with their examples; an empty example says that nothing is usual.
fn filled(form: &Value, optional: bool) -> Map<String, Value> {
    let members = form["members"].as_array().unwrap().iter();
    let wanted = members
        .filter(|member| member["required"] == true || (optional && member["example"] != ""));
    wanted.map(|member| (name(member).to_owned(), member["example"].clone())).collect()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

fn world() -> World {
    let mut world = World::new();
    world.ctl(json!({ "op": "group", "id": "g1", "owner": "alice", "members": ["bob"] }));
    world.login("alice", "phone");
    world
}

#[test]
fn every_operation_is_done_with_its_examples() {
    let list = control::operations();
    let operations = list["operations"].as_array().unwrap();
    assert!(operations.len() > 30);
    for form in operations {
        for optional in [false, true] {
            let mut operation = filled(form, optional);
            operation.insert("op".into(), form["name"].clone());
            world().ctl(operation.into());
        }
    }
}

#[test]
fn every_kind_of_fault_is_taken_and_shown() {
    let list = control::operations();
    for form in list["faults"].as_array().unwrap() {
        let mut world = world();
        let mut operation = filled(form, true);
        operation.insert("op".into(), json!("fault"));
        operation.insert("kind".into(), form["name"].clone());
        operation.insert("user".into(), json!("alice"));
        operation.insert("times".into(), json!(3));
        assert_eq!(world.ctl(operation.into()), json!({ "faults": 1 }));
        let shown = &world.ctl(json!({ "op": "state" }))["faults"][0];
        let kind = if name(form) == "hang" { "ignore" } else { name(form) };
        assert_eq!(
            (&shown["kind"], &shown["user"], &shown["times"]),
            (&json!(kind), &json!("alice"), &json!(3))
        );
    }
}

#[test]
fn both_languages_say_what_it_does() {
    let list = control::operations();
    let forms = ["operations", "faults"].map(|part| list[part].as_array().unwrap().clone());
    for form in forms.iter().flatten() {
        let [en, zh] = ["en", "zh"].map(|language| form["does"][language].as_str().unwrap());
        assert!(en.ends_with('.') && zh.ends_with('。'), "{}", name(form));
    }
}
