//! The packages that rules are not tuned on, so that their figures say how the rules do on what nobody has looked at.

use std::path::Path;

use sha2::{Digest as _, Sha256};

/// A third of the labelled APKs is held out: of the fifteen there were when they were chosen, the five whose file names'
/// SHA-256 are smallest. This is the bound on the first byte that parts those five from the ten others. A bound, so that
/// being held out is a property of the name alone: labels that are added, or left away, move no other package.
const BOUND: u8 = 0x60;

/// Whether a package is held out, by its file name.
pub fn is_held_out(package: &str) -> bool {
    Path::new(package).extension().is_some_and(|suffix| suffix == "apk") && digest(package)[0] < BOUND
}

fn digest(package: &str) -> [u8; 32] {
    Sha256::digest(package.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The labelled APKs when the choice was made.
    const LABELLED: [&str; 15] = [
        "amap-path-record.apk",
        "androidproject-baidu.apk",
        "bingge-baidu.apk",
        "cfl-1.0.1-xiaomi.apk",
        "iyou-cordova.apk",
        "jjdxm-social.apk",
        "juzinovel-legu.apk",
        "latex2image-cordova.apk",
        "minimal-poem-1.1.13.apk",
        "realmtasks-v7a.apk",
        "sharesdk-sample-2.6.3.apk",
        "speedreact-1.0.3-rn.apk",
        "syn-rn-hermes96.apk",
        "syn-uniapp-uview.apk",
        "yosemite-airtest-1.4.3.apk",
    ];

    #[test]
    fn the_five_of_the_smallest_digests_are_held_out() {
        let mut by_digest = LABELLED;
        by_digest.sort_by_key(|package| digest(package));
        let (held_out, tuned) = by_digest.split_at(5);
        assert!(held_out.iter().all(|package| is_held_out(package)), "{held_out:?}");
        assert!(!tuned.iter().any(|package| is_held_out(package)), "{tuned:?}");
    }

    #[test]
    fn only_apks_are_held_out() {
        let held_out = LABELLED.iter().find(|package| is_held_out(package)).unwrap();
        assert!(!is_held_out(&held_out.replace(".apk", ".ipa")));
    }
}
