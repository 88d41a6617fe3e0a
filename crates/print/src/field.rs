//! One value out of a report, by a form row's key or a path into its JSON.

use beian_model::{Report, RowKey};
use serde_json::Value;

/// What `--field` found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// The value, a line an item.
    Lines(Vec<String>),
    /// The report has such a field, but no value stands in it.
    Empty,
    /// There is no such field.
    Unknown,
}

/// The value of a form row (`package-id`) or at a path into the JSON report (`signing.signers.0.certificate.md5`).
///
/// Text is given bare, other values as JSON writes them; a list gives a line an item.
pub fn field(report: &Report, key: &str) -> Field {
    match RowKey::ALL.into_iter().find(|row| row.as_str() == key) {
        Some(key) => row_value(report, key),
        None => path_value(report, key),
    }
}

fn row_value(report: &Report, key: RowKey) -> Field {
    let value = report.form.rows.iter().find(|row| row.key == key).and_then(|row| row.value.clone());
    value.map_or(Field::Empty, |value| Field::Lines(vec![value]))
}

fn path_value(report: &Report, path: &str) -> Field {
    let Ok(root) = serde_json::to_value(report) else { return Field::Unknown };
    let found = path.split('.').try_fold(&root, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        Value::Object(members) => members.get(step),
        _ => None,
    });
    match found {
        None => Field::Unknown,
        Some(Value::Null) => Field::Empty,
        Some(Value::Array(items)) if items.is_empty() => Field::Empty,
        Some(Value::Array(items)) => Field::Lines(items.iter().map(line).collect()),
        Some(value) => Field::Lines(vec![line(value)]),
    }
}

fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim_end_matches('\n').to_owned(),
        other => other.to_string(),
    }
}
