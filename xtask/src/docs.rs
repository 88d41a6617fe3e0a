//! What stands in `docs/` but is written by `beian-model`: the report's JSON Schema and the list of findings.

use std::fs;

use crate::run::root;
use crate::{Outcome, nothing_but};

/// Writes the generated files, or with `--check` compares them.
pub fn run(arguments: &[String]) -> Outcome {
    nothing_but(&["--check"], arguments)?;
    if arguments.is_empty() { write() } else { check() }
}

/// The checked-in files are what the types and the table of findings give.
pub fn check() -> Outcome {
    for (path, text) in generated()? {
        let checked_in = fs::read_to_string(root().join(path)).map_err(|e| format!("{path}: {e}"))?;
        if checked_in != text {
            return Err(format!("{path} is not what the code gives; `cargo xtask docs` writes it anew"));
        }
    }
    Ok(())
}

/// Writes the files anew.
pub fn write() -> Outcome {
    for (path, text) in generated()? {
        fs::write(root().join(path), text).map_err(|e| format!("{path}: {e}"))?;
    }
    Ok(())
}

/// Each generated file and its text.
fn generated() -> Result<[(&'static str, String); 2], String> {
    let schema = serde_json::to_string_pretty(&beian_model::json_schema())
        .map_err(|e| format!("the schema is no JSON: {e}"))?;
    Ok([("docs/beian-1.schema.json", schema + "\n"), ("docs/findings.md", beian_model::findings_markdown())])
}
