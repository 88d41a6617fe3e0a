use super::*;

fn layout(names: &[&str]) -> Option<Layout> {
    Layout::of(names.iter().map(|name| name.as_bytes()))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The paths of the apps, and of what is in the first.
fn shown(layout: &Layout) -> (Vec<String>, Vec<(String, BundleKind)>) {
    let apps = layout.apps.iter().map(|app| text(&app.bundle.path)).collect();
    let nested = layout.apps[0].nested.iter().map(|bundle| (text(&bundle.path), bundle.kind)).collect();
    (apps, nested)
}

#[test]
fn an_app_lies_in_payload_and_others_within_it() {
    let layout = layout(&[
        "iTunesMetadata.plist",
        "Payload/",
        "Payload/示例.app/",
        "Payload/示例.app/Info.plist",
        "Payload/示例.app/PlugIns/Share.appex/Info.plist",
        "Payload/示例.app/PlugIns/Share.appex/Share",
        "Payload/示例.app/Watch/W.app/PlugIns/E.appex/Info.plist",
        "Payload/示例.app/AppClips/C.app/Info.plist",
        "Payload/示例.app/Frameworks/A.framework/A",
        "Payload/示例.app/Frameworks/Empty.framework/",
        "Payload/示例.app/demo/X.app/Info.plist",
        "Payload/示例.app/.app/.appex/x",
    ])
    .unwrap();
    assert_eq!((layout.container, layout.wrapper.as_slice()), (Container::Payload, &b""[..]));
    let nested = [
        ("PlugIns/Share.appex", BundleKind::Extension),
        ("Watch/W.app", BundleKind::Watch),
        ("Watch/W.app/PlugIns/E.appex", BundleKind::Extension),
        ("AppClips/C.app", BundleKind::Clip),
        ("Frameworks/A.framework", BundleKind::Framework),
        ("demo/X.app", BundleKind::Other),
    ];
    let nested = nested.map(|(path, kind)| (format!("Payload/示例.app/{path}"), kind));
    assert_eq!(shown(&layout), (vec!["Payload/示例.app".to_owned()], nested.to_vec()));
}

#[test]
fn folders_around_payload_are_told_and_resource_forks_are_nobodys() {
    let found = layout(&["__MACOSX/a/Payload/Z.app/._Info.plist", "a/b/Payload/X.app/Info.plist"]).unwrap();
    assert_eq!((found.container, text(&found.wrapper).as_str()), (Container::Payload, "a/b/"));
    assert_eq!(shown(&found).0, ["a/b/Payload/X.app"]);
    assert_eq!(text(&layout(&["MyPayload/Payload/X.app/x"]).unwrap().wrapper), "MyPayload/");
    assert_eq!(layout(&["__MACOSX/Payload/Z.app/._Info.plist"]), None);
}

#[test]
fn an_archive_holds_apps_among_its_products() {
    let names = ["N.xcarchive/Info.plist", "N.xcarchive/Products/Applications/X.app/Info.plist"];
    let found = layout(&names).unwrap();
    assert_eq!((found.container, text(&found.wrapper).as_str()), (Container::Archive, "N.xcarchive/"));
    assert_eq!(layout(&["Products/Applications/X.app/X"]).unwrap().wrapper, b"");
}

#[test]
fn what_an_installer_finds_counts_and_bare_apps_come_last() {
    let bare = ["b/Y.app/Info.plist", "X.app/Info.plist"];
    let found = layout(&bare).unwrap();
    assert_eq!((found.container, found.wrapper.as_slice()), (Container::Bare, &b""[..]));
    assert_eq!(shown(&found).0, ["b/Y.app", "X.app"]);
    let both = ["X.app/Info.plist", "Payload/A.app/Info.plist", "Y.app/x", "Payload/B.app/Info.plist"];
    assert_eq!(shown(&layout(&both).unwrap()).0, ["Payload/A.app", "Payload/B.app"]);
    // The folder must be of that name, and an app has files.
    assert_eq!(layout(&["MyPayload/A.app/x"]).unwrap().container, Container::Bare);
    assert_eq!(layout(&["Payload/A.app", "Payload/.app/x", "A.appx/x"]), None);
}

#[test]
fn a_name_never_leads_out_of_its_bundle() {
    let bundle = Bundle { path: b"Payload/X.app".to_vec(), kind: BundleKind::App };
    assert_eq!(bundle.join("a/b").as_deref(), Some(&b"Payload/X.app/a/b"[..]));
    for name in ["", "..", "a/../../b", "/etc/passwd", "a//b", "./a", "a\\b", "a\0"] {
        assert_eq!(bundle.join(name), None, "{name:?}");
    }
    assert_eq!(bundle.within(b"Payload/X.app/a"), Some(&b"a"[..]));
    assert_eq!((bundle.within(b"Payload/X.app2/a"), bundle.within(b"Payload/X.app")), (None, None));
}
