//! Attributes with the types JavaScript's values would get (messages §2.5).

use easemob_core::{Attribute, Attributes};
use serde_json::value::RawValue;

use super::wrong;
use crate::json::{Members, StandIn, compact};
use crate::problem::Problem;

/// The members of an object.
pub(super) fn attributes(json: &RawValue, name: &str) -> Result<Attributes, Problem> {
    let members =
        Members::parse(json.get()).map_err(|_| wrong(format!("{name} must be an object")))?;
    let mut attributes = Attributes::new();
    for (key, value) in members.iter() {
        if let Some(value) = attribute(value)? {
            attributes.set(key.to_owned(), value);
        }
    }
    Ok(attributes)
}

fn attribute(value: &RawValue) -> Result<Option<Attribute>, Problem> {
    let json = value.get();
    match StandIn::of(value) {
        Some(StandIn::Undefined) => return Ok(None),
        Some(StandIn::Whole(digits)) => return Ok(Some(Attribute::from(digits.into_owned()))),
        Some(StandIn::Number(x)) if x.is_nan() => return Ok(Some(Attribute::from("NaN"))),
        Some(StandIn::Number(x)) => return Ok(Some(float(x))),
        Some(StandIn::Hex) => return Err(wrong("ext cannot hold bytes")),
        None => {}
    }
    Ok(Some(match json.bytes().next() {
        Some(b'"') => {
            let text: String = serde_json::from_str(json)
                .map_err(|_| wrong("ext holds half a character, which is no text"))?;
            Attribute::from(text)
        }
        Some(b't' | b'f') => Attribute::from(json == "true"),
        Some(b'-' | b'0'..=b'9') => number(json),
        _ => Attribute::Json(compact(json).into()),
    }))
}

/// Whole numbers are integers, as in JavaScript (`1.0` is one); beyond 64 bits they keep their value
/// as floats.
fn number(json: &str) -> Attribute {
    if let Ok(n) = json.parse::<i64>() {
        Attribute::Int(n)
    } else if let Ok(n) = json.parse::<u64>() {
        Attribute::Uint(n)
    } else {
        float(json.parse().unwrap_or(f64::NAN))
    }
}

fn float(x: f64) -> Attribute {
    // Every whole float below 2^63 is exactly an i64.
    let limit = 2f64.powi(63);
    if x.fract() == 0.0 && (-limit..limit).contains(&x) {
        Attribute::Int(x as i64)
    } else {
        Attribute::Double(x)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, attribute};

    fn read(json: &str) -> Option<Attribute> {
        let raw = serde_json::from_str(json).expect("JSON");
        attribute(raw).expect("an attribute")
    }

    #[test]
    fn values_have_the_types_of_javascript() {
        use Attribute::{Bool, Double, Int, Uint};
        for (json, value) in [
            ("1", Int(1)),
            ("1.0", Int(1)),
            ("-0", Int(0)),
            ("1e3", Int(1_000)),
            ("9007199254740993", Int(9_007_199_254_740_993)),
            ("18446744073709551615", Uint(u64::MAX)),
            ("1e21", Double(1e21)),
            ("0.5", Double(0.5)),
            ("true", Bool(true)),
            ("\"\"", Attribute::from("")),
            ("null", Attribute::Json("null".into())),
            ("{ \"a\" : 1.50 }", Attribute::Json("{\"a\":1.50}".into())),
            ("{\"$bigint\":\"9007199254740993\"}", Attribute::from("9007199254740993")),
            ("{\"$number\":\"NaN\"}", Attribute::from("NaN")),
            ("{\"$number\":\"-Infinity\"}", Double(f64::NEG_INFINITY)),
        ] {
            assert_eq!(read(json), Some(value), "{json}");
        }
        assert_eq!(read("{\"$undefined\":true}"), None);
    }
}
