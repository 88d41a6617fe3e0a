//! Hosts for the form that are contacted without encryption alone.

use beian_model::{Finding, FindingId, Host, Place, Report};

/// The finding of all candidates that stand only in addresses without encryption, at the first address of each.
pub(crate) fn finding(report: &Report) -> Option<Finding> {
    let hosts: Vec<&Host> = report.hosts.iter().flatten().filter(|host| counts(host)).collect();
    let (count, places) = (hosts.len().to_string(), hosts.iter().map(|host| place(host)));
    let finding = Finding::new(FindingId::HostsCleartext, &[("count", count.into())]);
    (!hosts.is_empty()).then(|| places.fold(finding, Finding::at))
}

/// Links that the app answers for are not contacted.
fn counts(host: &Host) -> bool {
    use beian_model::HostKind as K;
    host.is_likely() && matches!(host.kind, K::Endpoint | K::Template | K::Ip) && host.is_cleartext_only()
}

fn place(host: &Host) -> Place {
    let first = host.evidence.first();
    Place {
        entry: first.map(|found| found.entry.clone()),
        offset: first.map(|found| found.offset),
        text: Some(host.host.clone()),
    }
}

#[cfg(test)]
mod tests {
    use beian_testkit::report;

    use super::*;

    fn speak(report: &mut Report, schemes: &[&str]) {
        for host in report.hosts.iter_mut().flatten() {
            host.schemes = schemes.iter().map(ToString::to_string).collect();
        }
    }

    #[test]
    fn only_candidates_that_never_stand_behind_https_count() {
        let mut report = report::with_hosts();
        speak(&mut report, &["http", "https"]);
        assert_eq!(finding(&report), None);
        speak(&mut report, &["http"]);
        let expected: Vec<String> =
            report.hosts.iter().flatten().filter(|host| counts(host)).map(|host| host.host.clone()).collect();
        let found = finding(&report).expect("all candidates are");
        let named: Vec<String> = found.evidence.iter().filter_map(|place| place.text.clone()).collect();
        assert!(expected.len() >= 3 && named == expected);
        speak(&mut report, &[]);
        assert_eq!(finding(&report), None, "a bare name says nothing of how it is contacted");
    }
}
