//! The checked-in schema and list of findings are those of the code.

use std::path::Path;

#[track_caller]
fn assert_fresh(file: &str, generated: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(file);
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == generated,
        "docs/{file} is not what the code says: run `cargo xtask docs` and look at the difference"
    );
}

#[test]
fn the_json_schema_is_fresh() {
    let schema = serde_json::to_string_pretty(&beian_model::json_schema()).unwrap() + "\n";
    assert_fresh("beian-1.schema.json", &schema);
}

#[test]
fn the_list_of_findings_is_fresh() {
    assert_fresh("findings.md", &beian_model::findings_markdown());
}

/// Keys never change their meaning; that they are all documented is what makes them a contract.
#[test]
fn every_property_of_the_schema_has_a_description() {
    let schema = serde_json::to_value(beian_model::json_schema()).unwrap();
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions {
        for (key, property) in definition["properties"].as_object().into_iter().flatten() {
            assert!(property.get("description").is_some() || property.get("$ref").is_some(), "{name}.{key}");
        }
    }
    assert!(definitions.len() > 30);
}
