//! Whatever the input: no panic, and never a report that says nothing.

use beian_inspect::Parts;

use beian_testkit::corpus::{corpus, files};

use super::report;

#[test]
fn every_file_gives_a_report_that_says_something_or_a_reason() {
    let Some(corpus) = corpus() else { return };
    let mut reports = 0;
    for path in files(&corpus) {
        match report(&path, Parts::ALL) {
            Ok(report) => {
                reports += 1;
                let signing = report.signing.as_ref();
                let signer = signing.is_some_and(|signing| signing.primary.is_some());
                // A profile may allow several certificates, of which none is chosen.
                let profile = signing.and_then(|signing| signing.ios.as_ref()?.profile.as_ref()).is_some();
                let app = report.app.as_ref().is_some_and(|app| app.id.is_some());
                assert!(app || signer || profile || report.has_errors(), "{}", path.display());
            }
            Err(why) => assert_eq!(why.to_string().lines().count(), 1, "{}: {why}", path.display()),
        }
    }
    assert!(reports > 500, "only {reports} reports: is the corpus whole?");
}

/// Asking for the identity alone changes nothing of it, and finds nothing that reading everything does not.
#[test]
fn the_same_bytes_give_the_same_report() {
    let Some(corpus) = corpus() else { return };
    for path in files(&corpus.join("apk-odd")) {
        let (Ok(first), Ok(second)) = (report(&path, Parts::ALL), report(&path, Parts::ALL)) else {
            continue;
        };
        assert_eq!(first, second, "{}", path.display());
        let identity = report(&path, Parts::IDENTITY).expect("it was read before");
        assert_eq!((&first.app, &first.signing), (&identity.app, &identity.signing), "{}", path.display());
        let known = |id| first.findings.iter().any(|finding| finding.id == id);
        let news: Vec<_> = identity.findings.iter().filter(|finding| !known(finding.id)).collect();
        assert!(news.is_empty(), "{}: {news:?}", path.display());
    }
}
