//! What a report says of a package's hosts, as far as scoring asks.

use beian_model::{Confidence, Host, HostKind};
use serde_json::Value;

use crate::{NoReport, kinds};

/// A host of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// As the report writes it.
    pub host: String,
    /// Its kind.
    pub kind: HostKind,
    /// How sure the report is.
    pub confidence: Confidence,
    /// The text of its first evidence; empty where there is none.
    pub text: String,
}

impl Found {
    /// Whether the report shows it: what has low confidence is kept for whoever asks for everything.
    pub fn is_shown(&self) -> bool {
        self.confidence >= Confidence::Medium
    }
}

impl From<&Host> for Found {
    fn from(host: &Host) -> Self {
        Self {
            host: host.host.clone(),
            kind: host.kind,
            confidence: host.confidence,
            text: host.evidence.first().map(|evidence| evidence.text.clone()).unwrap_or_default(),
        }
    }
}

/// The only report, or the first of a document, of what `beian inspect --format json` printed.
pub fn json_report(printed: &[u8]) -> Result<Value, NoReport> {
    let mut document: Value =
        serde_json::from_slice(printed).map_err(|cause| NoReport::NotJson(cause.to_string()))?;
    match document.get_mut("packages") {
        Some(packages) => packages.get_mut(0).map(Value::take).ok_or(NoReport::NoPackage),
        None => Ok(document),
    }
}

/// The hosts of a report in JSON.
pub fn hosts_of_report(report: &Value) -> Result<Vec<Found>, NoReport> {
    report["hosts"].as_array().ok_or(NoReport::NoHosts)?.iter().map(host).collect()
}

fn host(json: &Value) -> Result<Found, NoReport> {
    Ok(Found {
        host: json["host"].as_str().ok_or(NoReport::Host("host"))?.to_owned(),
        kind: json["kind"].as_str().and_then(kinds::kind).ok_or(NoReport::Host("kind"))?,
        confidence: match json["confidence"].as_str() {
            Some("high") => Confidence::High,
            Some("medium") => Confidence::Medium,
            // Whatever else it says, and if it says nothing: it is not shown.
            _ => Confidence::Low,
        },
        text: json["evidence"][0]["text"].as_str().unwrap_or_default().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hosts(printed: &str) -> Result<Vec<Found>, NoReport> {
        hosts_of_report(&json_report(printed.as_bytes())?)
    }

    #[test]
    fn a_document_and_a_bare_report_give_the_same() {
        let report =
            r#"{"hosts":[{"host":"a.cn","kind":"link","confidence":"medium","evidence":[{"text":"x"}]}]}"#;
        let bare = hosts(report).unwrap();
        assert_eq!(hosts(&format!(r#"{{"packages":[{report}]}}"#)).unwrap(), bare);
        assert_eq!((bare[0].kind, bare[0].text.as_str()), (HostKind::Link, "x"));
        assert!(bare[0].is_shown());
    }

    #[test]
    fn what_is_not_high_or_medium_is_not_shown() {
        for confidence in [json!("low"), json!("certain"), json!(null)] {
            let report = json!({ "hosts": [{ "host": "a.cn", "kind": "ip", "confidence": confidence }] });
            assert!(!hosts_of_report(&report).unwrap()[0].is_shown());
        }
    }

    #[test]
    fn without_a_usable_report_the_reason_is_said() {
        assert!(matches!(hosts(""), Err(NoReport::NotJson(_))));
        assert_eq!(hosts(r#"{"packages":[]}"#), Err(NoReport::NoPackage));
        assert_eq!(hosts(r#"{"packages":[{}]}"#), Err(NoReport::NoHosts));
        assert_eq!(hosts(r#"{"hosts":null}"#), Err(NoReport::NoHosts));
        assert_eq!(hosts(r#"{"hosts":[{"kind":"ip"}]}"#), Err(NoReport::Host("host")));
        assert_eq!(hosts(r#"{"hosts":[{"host":"a.cn","kind":"URL"}]}"#), Err(NoReport::Host("kind")));
    }
}
