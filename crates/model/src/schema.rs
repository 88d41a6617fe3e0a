//! The JSON Schema of what is printed.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::{Document, Report};

/// What one line or one file of output is: the schema's root.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is wanted")]
enum Output {
    /// `--format json`.
    Document(Document),
    /// `--format jsonl`, one a line.
    Report(Box<Report>),
}

/// The JSON Schema (draft 2020-12) of `--format json` and of one line of `--format jsonl`.
pub fn json_schema() -> Schema {
    let mut schema =
        SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Output>();
    schema.insert("title".into(), crate::SCHEMA.into());
    schema
}
