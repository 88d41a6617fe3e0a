use std::collections::BTreeSet;

use super::*;

fn products(entries: &[&str], class: Option<&str>) -> Vec<&'static str> {
    noticed(entries.iter().copied(), class).iter().map(|hardened| hardened.product).collect()
}

#[test]
fn every_line_is_a_row_with_a_source() {
    assert_eq!(lines().count(), rows().count());
    for line in lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert!(cells.iter().all(|cell| !cell.is_empty() && cell.trim() == *cell), "{line}");
        assert!(cells[5].starts_with("https://"), "{line}");
    }
}

#[test]
fn every_pattern_names_a_file_or_a_class_with_one_hole_at_most() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        let pattern = row.pattern;
        assert!(pattern.matches('*').count() <= 1, "{pattern}");
        assert!(pattern.bytes().filter(|&byte| byte != b'*').count() >= 5, "{pattern}");
        assert!(!pattern.contains(['/', '\\', ' ', '?']), "{pattern}");
        assert!(row.place != Place::Class || pattern.contains('.'), "{pattern}");
        assert!(seen.insert((pattern, row.place == Place::Class)), "{pattern}");
    }
}

#[test]
fn a_product_has_one_name_in_each_language() {
    for row in rows() {
        let same = rows().filter(|other| other.product == row.product);
        assert!(same.map(|other| other.product_zh).all(|zh| zh == row.product_zh), "{}", row.product);
    }
    assert!(Table::get().products.len() >= 25);
}

/// Each row finds its own product by an example of it, and no other.
#[test]
fn every_row_is_found() {
    for row in rows() {
        let name = row.pattern.replace('*', "x1");
        let found = match row.place {
            Place::File => products(&[&format!("lib/arm64-v8a/{name}")], None),
            Place::Asset => products(&[&format!("assets/a/{name}")], None),
            Place::Class => products(&[], Some(&name)),
        };
        assert_eq!(found, [row.product], "{name}");
    }
}

#[test]
fn known_packages_of_each_kind() {
    let cases: [(&[&str], Option<&str>, &str); 9] = [
        (&["assets/libjiagu_a64.so"], None, "360 Jiagu"),
        (&[], Some("com.stub.StubApp"), "360 Jiagu"),
        (&["lib/armeabi/libshella-2.9.0.2.so"], None, "Tencent Legu"),
        (&["lib/armeabi/libshell-superv.2019.so"], None, "Tencent Legu"),
        (&[], Some("com.example.MyWrapperProxyApplication"), "Tencent Legu"),
        (&["lib/armeabi-v7a/libDexHelper-x86.so"], None, "Bangcle (SecNeo)"),
        (&["assets/ijiami.ajm"], None, "ijiami"),
        (&[], Some("s.h.e.l.l.S"), "ijiami"),
        (&["lib/arm64-v8a/libnesec.so"], None, "NetEase Yidun"),
    ];
    for (entries, class, want) in cases {
        assert_eq!(products(entries, class), [want], "{entries:?} {class:?}");
    }
}

#[test]
fn plain_packages_have_none() {
    let entries = [
        "AndroidManifest.xml",
        "classes.dex",
        "lib/arm64-v8a/libBugly.so",
        "lib/arm64-v8a/libsgmain.so",
        "lib/arm64-v8a/libtersafe.so",
        "lib/arm64-v8a/libshell.so",
        "lib/arm64-v8a/libc++_shared.so",
        "lib/arm64-v8a/libflutter.so",
        "assets/index.html",
        "assets/data.dat",
        "res/libjiagu.so",
        "libjiagu.so",
        "lib/arm64-v8a/libJiagu.so",
        "lib/libjiagu.so.txt",
        "lib/classes.dex.dat",
        "lib/",
        "",
    ];
    assert_eq!(noticed(entries.into_iter(), Some("com.example.App")), []);
    assert_eq!(noticed(std::iter::empty(), None), []);
    assert_eq!(noticed(std::iter::empty(), Some("com.stub.StubApplication")), []);
}

#[test]
fn one_sign_each_in_the_table_s_order() {
    let entries = ["assets/ijiami.dat", "assets/x/libjiagu.so", "assets/libjiagu_x86.so"];
    let found = noticed(entries.into_iter(), Some("com.stub.StubApp"));
    let want = [
        ("360 Jiagu", "360加固", Sign::Entry("assets/x/libjiagu.so".to_owned())),
        ("ijiami", "爱加密", Sign::Entry("assets/ijiami.dat".to_owned())),
    ];
    let want = want.map(|(product, product_zh, sign)| Hardened { product, product_zh, sign });
    assert_eq!(found, want);
    let found = noticed(std::iter::empty(), Some("com.stub.StubApp"));
    assert_eq!(found[0].sign, Sign::ApplicationClass("com.stub.StubApp".to_owned()));
}
