use beian_text::{Edge, Encoding, Span};

use super::*;

fn text<'a>(text: &'a str, bounds: Bounds, role: Role<'a>) -> Text<'a> {
    let span = Span::new(100, 100 + u64::try_from(text.len()).unwrap());
    Text { text: text.into(), span, encoding: Encoding::Utf8, bounds, role }
}

fn run(after: Edge) -> Bounds {
    Bounds::Run { before: Edge::Nul, after }
}

fn find(found: Text<'_>) -> EntrySightings {
    let mut finder = Finder::new("classes.dex", 1000);
    finder.reader("dex");
    finder.text(found);
    finder.finish()
}

/// The hosts found, each with one stance, in the order of their names.
fn hosts(sightings: &EntrySightings) -> Vec<String> {
    sightings.hosts.keys().map(|host| host.ascii().into_owned()).collect()
}

fn literal(written: &str) -> Vec<String> {
    hosts(&find(text(written, Bounds::Exact, Role::Literal)))
}

fn in_run(written: &str) -> Vec<String> {
    hosts(&find(text(written, run(Edge::Nul), Role::Unknown)))
}

fn stance(sightings: &EntrySightings) -> Stance {
    let stances: Vec<_> = sightings.hosts.values().flat_map(|stances| stances.keys()).collect();
    assert_eq!(stances.len(), 1);
    *stances[0]
}

#[test]
fn urls_name_their_host() {
    let cases = [
        ("https://api.example.cn/v1", "api.example.cn"),
        ("HTTP://API.Example.CN:8080", "api.example.cn"),
        ("wss://user:pw@a.example.cn/x", "a.example.cn"),
        ("jdbc:mysql://db.example.cn:3306/x", "db.example.cn"),
        ("https:\\/\\/a.example.cn\\/x", "a.example.cn"),
        ("mqqapi://x?url=http%3A%2F%2Fqm.example.cn%2Fx", "qm.example.cn"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("https://例子.中国/", "xn--fsqu00a.xn--fiqs8s"),
        ("://player.example.cn/video/", "player.example.cn"),
        ("%s://player.example.cn/video/", "player.example.cn"),
        ("//cdn.example.cn/a.js", "cdn.example.cn"),
        ("https://%s.example.cn/", "*.example.cn"),
        ("https://graph.%s", "graph.*"),
        ("http://books.google.", "books.google.*"),
        (".umeng.com/app_logs", "*.umeng.com"),
        ("*.amap.com", "*.amap.com"),
        ("{region}.example.cn", "*.example.cn"),
        ("s.jpush.cn", "s.jpush.cn"),
        ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ("10.0.0.172", "10.0.0.172"),
        ("git@example.cn:a/b", "example.cn"),
        ("Mail to kefu@example.cn!", "example.cn"),
        ("客服邮箱：kefu@example.cn", "example.cn"),
        ("http://example.cn　@例子", "example.cn"),
        ("stun:stun.example.cn:3478", "stun.example.cn"),
    ];
    for (written, want) in cases {
        assert_eq!(literal(written), [want], "{written}");
    }
}

#[test]
fn what_names_no_host_is_passed_over() {
    let cases = [
        "weixin://sendreq",
        "content://com.example.provider/x",
        "fb%s://bridge/",
        "://authorize",
        "https://",
        "https://%s/",
        "http://*/*",
        "file:///android_asset/www/index.html",
        "com.example.%s",
        "a.b.c: d",
        "1.2.3",
        "See example.cn for more",
        "text/vnd.example.cn",
        "// example.cn",
    ];
    for written in cases {
        assert_eq!(literal(written), Vec::<String>::new(), "{written}");
    }
}

#[test]
fn a_custom_scheme_hides_its_authority_alone() {
    assert_eq!(literal("auth://tauth.qq.com/?to=https://graph.qq.com/x"), ["graph.qq.com"]);
}

#[test]
fn neighbours_are_told_apart_in_runs() {
    assert_eq!(in_run("https://a.example.cnhttps://b.example.cn/"), ["a.example.cn", "b.example.cn"]);
    assert_eq!(in_run("1https://a.example.cn/"), ["a.example.cn"]);
    assert_eq!(in_run("x righttps://a.example.comNext"), ["a.example.com"]);
}

#[test]
fn nothing_in_path_or_query_is_a_name_but_another_url_is() {
    assert_eq!(literal("https://a.example.cn/b.example.cn?c.example.cn"), ["a.example.cn"]);
    assert_eq!(literal("https://a.example.cn/?u=https://b.example.cn/"), ["a.example.cn", "b.example.cn"]);
}

#[test]
fn an_at_sign_among_other_letters_is_that_of_mail() {
    let found = find(text("客服邮箱：kefu@example.cn", Bounds::Exact, Role::Literal));
    assert_eq!(stance(&found).form, Form::Mail);
}

#[test]
fn offsets_are_those_of_the_host() {
    let found = find(text("x=https://u@a.example.cn", Bounds::Exact, Role::Literal));
    let spot = &found.hosts.values().next().unwrap().values().next().unwrap().spots[0];
    assert_eq!((spot.offset, spot.reader, &*spot.around), (112, "dex", "x=https://u@a.example.cn"));
}

#[test]
fn offsets_count_in_the_stored_encoding() {
    let mut stored = text("é https://a.example.cn", Bounds::Exact, Role::Literal);
    stored.encoding = Encoding::Utf16Le;
    let found = find(stored);
    assert_eq!(found.hosts.values().next().unwrap().values().next().unwrap().spots[0].offset, 100 + 2 * 10);
}

#[test]
fn the_ends_are_those_of_the_format_or_inferred() {
    let ends = |written, bounds| stance(&find(text(written, bounds, Role::Unknown))).ends;
    assert_eq!(ends("https://a.example.cn", Bounds::Exact), Ends::Exact);
    assert_eq!(ends("https://a.example.cn", run(Edge::Nul)), Ends::Exact);
    assert_eq!(ends("https://a.example.cn", run(Edge::Binary)), Ends::Inferred);
    assert_eq!(ends("https://a.example.cn/x", run(Edge::Binary)), Ends::Exact);
    assert_eq!(ends("https://a.example.comNext/x", run(Edge::Nul)), Ends::Inferred);
}

#[test]
fn a_host_by_format_is_taken_whole() {
    let answered = find(text("m.example.cn", Bounds::Exact, Role::AnsweredHost));
    assert_eq!((hosts(&answered), stance(&answered).meant), (vec!["m.example.cn".into()], Meant::Answered));
    let matched = find(text("*.example.cn", Bounds::Exact, Role::MatchedHost));
    assert_eq!((hosts(&matched), stance(&matched).meant), (vec!["*.example.cn".into()], Meant::Matched));
}

#[test]
fn a_host_by_format_stands_behind_the_blanks_before_it() {
    let answered = find(text(" \tm.example.cn ", Bounds::Exact, Role::AnsweredHost));
    assert_eq!(answered.hosts.values().next().unwrap().values().next().unwrap().spots[0].offset, 102);
}

#[test]
fn a_sentence_glued_to_a_name_is_cut_off_however_long_it_is() {
    let sentence = "查询".repeat(100);
    assert_eq!(literal(&format!("http://www.example.cn{sentence}")), ["www.example.cn"]);
    assert_eq!(in_run(&format!("http://www.example.com{}", "Next1".repeat(30))), ["www.example.com"]);
}

#[test]
fn a_list_is_one_for_each_of_its_names() {
    assert_eq!(literal("a.cn,b.cn|name"), Vec::<String>::new());
    assert_eq!(literal("a.cn,b.cn|c.cn"), ["a.cn", "b.cn", "c.cn"]);
}

#[test]
fn the_names_of_a_suffix_list_are_rules() {
    let mut finder = Finder::new("okhttp3/internal/publicsuffix/publicsuffixes.gz", 10);
    finder.text(text("example.com.cn", Bounds::Exact, Role::Literal));
    finder.text(text("https://publicsuffix.org/", Bounds::Exact, Role::Literal));
    assert_eq!(hosts(&finder.finish()), ["publicsuffix.org"]);
}

#[test]
fn what_is_beyond_the_limit_is_counted() {
    let mut finder = Finder::new("a", 2);
    for name in ["https://a.cn", "https://b.cn", "https://c.cn", "https://a.cn"] {
        finder.text(text(name, Bounds::Exact, Role::Literal));
    }
    let found = finder.finish();
    assert_eq!((hosts(&found).len(), found.dropped()), (2, 1));
}

#[test]
fn parts_of_an_entry_join() {
    let mut first = EntrySightings::default();
    first.append(find(text("https://a.cn", Bounds::Exact, Role::Literal)));
    first.append(find(text("https://a.cn", Bounds::Exact, Role::Literal)));
    first.append(find(text("https://b.cn", Bounds::Exact, Role::Literal)));
    let counts: Vec<_> = first.hosts.values().map(|stances| stances.values().next().unwrap().count).collect();
    assert_eq!(counts, [2, 1]);
}

#[test]
fn what_only_ends_sentences_and_keys_need_not_be_handed_over() {
    let finder = Finder::new("a", 8);
    for no in ["Sign in. Then go on.", "Name: Ann", "100% sure, %1$s", "no", "first.\nsecond:\r\n", "."] {
        assert!(!finder.wants(no.as_bytes()), "{no}");
    }
    for yes in ["Go to a.cn.", "a://b", "http%3A%2F%2Flocalhost", "Ask 例.中国", "ক.বাংলা", "::1", ".cn"]
    {
        assert!(finder.wants(yes.as_bytes()), "{yes}");
        for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
            let stored: Vec<u8> = yes.encode_utf16().flat_map(bytes).collect();
            assert!(finder.wants(&stored), "{yes}");
        }
    }
}
