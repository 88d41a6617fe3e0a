//! Property lists as JSON.

use std::collections::BTreeMap;

use beian_apple::plist::{Date, Dictionary, Value};
use serde_json::Value as Json;

/// A dictionary as an object. Data is written as base64 and times in ISO 8601, as XML lists have them.
pub(super) fn object(list: &Dictionary) -> BTreeMap<String, Json> {
    list.iter().map(|(key, value)| (key.to_owned(), json(value))).collect()
}

/// A time in ISO 8601, if it is one.
pub(super) fn timestamp(date: Date) -> Option<String> {
    date.unix().map(|_| date.to_string())
}

/// No deeper than the value, whose depth is bounded.
fn json(value: &Value) -> Json {
    match value {
        Value::Array(values) => values.iter().map(json).collect(),
        Value::Dictionary(list) => Json::Object(object(list).into_iter().collect()),
        Value::Boolean(value) => Json::from(*value),
        Value::Data(bytes) => Json::from(data_encoding::BASE64.encode(bytes)),
        Value::Date(date) => timestamp(*date).map_or(Json::Null, Json::from),
        Value::Real(number) => Json::from(*number),
        // Greater numbers than JSON's readers can be trusted with are text, as everywhere.
        Value::Integer(number) => match i64::try_from(*number) {
            Ok(number) => Json::from(number),
            Err(_) => Json::from(number.to_string()),
        },
        Value::String(text) => Json::from(text.as_str()),
        Value::Uid(number) => Json::from(*number),
        Value::Null => Json::Null,
    }
}
