//! The project's own chores.

use std::io;

fn main() -> io::Result<()> {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let schema = serde_json::to_string_pretty(&beian_model::json_schema())? + "\n";
    std::fs::write(docs.join("beian-1.schema.json"), schema)?;
    std::fs::write(docs.join("findings.md"), beian_model::findings_markdown())
}
