use std::ops::Range;

use beian_text::{Bounds, Encoding, Name, Role, Sink, Span, Text};

use super::{CONTEXT, MOST, runs, safe_cut};

/// A text as a test tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Got {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) text: String,
    pub(super) encoding: &'static str,
    pub(super) edges: String,
}

impl Got {
    pub(super) fn range(&self) -> Range<usize> {
        usize::try_from(self.start).unwrap()..usize::try_from(self.end).unwrap()
    }
}

#[derive(Default)]
struct Collect(Vec<Got>);

impl Sink for Collect {
    fn text(&mut self, text: Text<'_>) {
        assert_eq!(text.role, Role::Unknown);
        let Bounds::Run { before, after } = text.bounds else { panic!("a run has no exact ends") };
        let encoding = match text.encoding {
            Encoding::Utf16Le => "16le",
            Encoding::Utf16Be => "16be",
            _ => "8",
        };
        let edges = format!("{before:?} {after:?}");
        let Span { start, end } = text.span;
        self.0.push(Got { start, end, text: text.text.into_owned(), encoding, edges });
    }

    fn name(&mut self, _: Name<'_>) {
        panic!("runs name nothing");
    }
}

pub(super) fn within(bytes: &[u8], base: u64, spans: &[Span]) -> Vec<Got> {
    let mut out = Collect::default();
    runs(bytes, base, spans, &mut out);
    out.0
}

pub(super) fn all(bytes: &[u8]) -> Vec<Got> {
    within(bytes, 0, &[Span::new(0, bytes.len() as u64)])
}

/// Texts and edges, `text|Before After`.
fn told(bytes: &[u8]) -> Vec<String> {
    all(bytes).into_iter().map(|got| format!("{}|{}", got.text, got.edges)).collect()
}

fn texts(bytes: &[u8]) -> Vec<String> {
    all(bytes).into_iter().map(|got| got.text).collect()
}

pub(super) fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

mod ends {
    use super::*;

    #[test]
    fn a_run_is_handed_over_whole_and_once() {
        assert_eq!(told(b"see a.example.cn, b.example.cn"), ["see a.example.cn, b.example.cn|Limit Limit"]);
        let got = all(b"\x01\x02www.example.cn\x80\x90");
        assert_eq!((got[0].start, got[0].end, got[0].encoding), (2, 16, "8"));
    }

    #[test]
    fn what_stands_at_the_ends_is_told() {
        assert_eq!(told(b"\0a.example.cn\0"), ["a.example.cn|Nul Nul"]);
        assert_eq!(told(b"\x03a.example.cn\x80"), ["a.example.cn|Binary Binary"]);
        assert_eq!(told(b"\xef\xbb\xbfa.example.cn\0"), ["a.example.cn|Limit Nul"]);
        assert_eq!(told(b"\x01\xef\xbb\xbfa.example.cn\0"), ["a.example.cn|Binary Nul"]);
    }

    #[test]
    fn lines_do_not_end_a_run() {
        assert_eq!(texts(b"\x01one\n\ta.example.cn\r\nthree\x01"), ["one\n\ta.example.cn\r\nthree"]);
    }

    #[test]
    fn letters_of_all_scripts_are_readable_and_broken_ones_are_not() {
        let text = "主页：“https://例子.cn” — ©";
        assert_eq!(texts(text.as_bytes()), [text]);
        assert_eq!(texts(b"\xe4\xb8www.example.cn\xe4\xb8"), ["www.example.cn"]);
        assert_eq!(texts("\u{85}www.example.cn\u{e000}".as_bytes()), ["www.example.cn"]);
        // Over-long, a surrogate, beyond the last character.
        for broken in
            [&b"\xc0\xae"[..], b"\xe0\x80\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf0\x80\x80\xae"]
        {
            let bytes = [broken, b"a.example.cn", broken].concat();
            assert_eq!(told(&bytes), ["a.example.cn|Binary Binary"], "{broken:x?}");
        }
    }

    #[test]
    fn spans_are_kept_to_and_tell_what_stands_beside_them() {
        let bytes = b"\0a.example.cn/b.example.cn\0c.example.cn";
        let told = |span: Span| {
            let got = within(bytes, 100, &[span]).into_iter();
            got.map(|got| format!("{} {}|{}", got.start, got.text, got.edges)).collect::<Vec<_>>()
        };
        assert_eq!(told(Span::new(101, 113)), ["101 a.example.cn|Nul Cut"]);
        assert_eq!(told(Span::new(113, 126)), ["113 /b.example.cn|Cut Nul"]);
        assert_eq!(told(Span::new(127, 139)), ["127 c.example.cn|Nul Limit"]);
        assert_eq!(told(Span::new(127, 140)), ["127 c.example.cn|Nul Cut"]);
        assert_eq!(told(Span::new(500, 600)), [""; 0]);
        assert_eq!(within(b"a.example.cn", 7, &[Span::new(0, 19)])[0].edges, "Cut Limit");
    }

    #[test]
    fn several_spans_are_read_one_after_the_other() {
        let bytes = b"a.example.cn b.example.cn c.example.cn";
        let spans = [Span::new(0, 12), Span::new(26, 38)];
        let texts: Vec<_> = within(bytes, 0, &spans).into_iter().map(|got| got.text).collect();
        assert_eq!(texts, ["a.example.cn", "c.example.cn"]);
    }
}

mod seeds {
    use super::*;

    fn is_seed(text: &str) -> bool {
        let bytes = [b"\0", text.as_bytes(), b"\0"].concat();
        texts(&bytes) == [text]
    }

    #[test]
    fn what_a_host_has_is_found() {
        for text in [
            "t.cn",
            "1.1.1.1",
            "a-b.example.cn",
            "http://localhost",
            "https://%s/",
            "ws://[fe80::1]/",
            "2400:3200::1",
            "http:\\/\\/server\\/",
            "youtube\\.com",
            "例子.中国",
            "例.cn",
            "x.例子",
        ] {
            assert!(is_seed(text), "{text}");
        }
    }

    #[test]
    fn encoded_forms_are_found() {
        for text in [
            "aHR0cDovL3NlcnZlci8",
            "xaHR0cHM6Ly9hLmV4YW1wbGUuY24",
            "eGh0dHA6Ly9h",
            "eGh0dHBzOi8vYQ",
            "eHhodHRwOi8v",
            "68747470733a2f2f61",
            "http%3A%2F%2Fserver",
            "http%3a%2f%2fserver",
            "a%2Ecn",
            "a%2ecn",
            "http:\\u002f\\u002fserver",
            "a\\u002ecn",
            "a\\u002Ecn",
            "\\x68\\x2f",
            "a\\x2ecn",
        ] {
            assert!(is_seed(text), "{text}");
        }
    }

    #[test]
    fn what_no_host_has_is_none() {
        for text in [
            "",
            ".",
            "a.b",
            "a. b",
            "end.",
            ".so",
            "a..b",
            "1.",
            "12:30:45",
            "std::string",
            "foo:bar",
            "a/b/c",
            "http:/x",
            "aHR0",
            "6874747",
            "%3A",
            "\\u003d",
            "例。子",
        ] {
            assert!(!is_seed(text), "{text}");
        }
    }

    #[test]
    fn a_seed_that_is_cut_by_what_is_not_readable_is_none() {
        assert_eq!(texts(b"a.\0cn"), [""; 0]);
        assert_eq!(texts(b"\x80.cn.\x80"), [""; 0]);
        assert_eq!(texts(b"a.\x80\x80"), [""; 0]);
    }

    #[test]
    fn seeds_far_apart_are_all_found() {
        for gap in [0, 1, 100, MOST - 20, MOST - 8, MOST, MOST + 5, 3 * MOST] {
            let bytes =
                [&b"t.cn"[..], &vec![0; gap + 1], b"aHR0cDov", &vec![0xff; gap + 1], b"u.cn"].concat();
            assert_eq!(texts(&bytes), ["t.cn", "aHR0cDov", "u.cn"], "{gap}");
        }
    }
}

mod sixteen {
    use super::*;

    #[test]
    fn either_order_at_either_alignment() {
        for (big, encoding) in [(false, "16le"), (true, "16be")] {
            for shift in 0..4 {
                let text = "GET http://a.example.cn/";
                // No zero beside it, so that one order alone reads it whole.
                let bytes = [&vec![0xf1; shift], &utf16(text, big)[..], &[0xf1; 3]].concat();
                let got = all(&bytes);
                assert_eq!(got.len(), 1, "{got:?}");
                assert_eq!((got[0].text.as_str(), got[0].encoding), (text, encoding), "{shift}");
                assert_eq!((got[0].start, got[0].end), (shift as u64, (shift + 48) as u64));
            }
        }
    }

    #[test]
    fn between_zeros_the_even_place_decides() {
        for big in [false, true] {
            let bytes = [&[0, 0], &utf16("a.example.cn", big)[..], &[0, 0, 0, 0]].concat();
            let got = all(&bytes);
            assert_eq!((got.len(), got[0].start, got[0].end), (1, 2, 26));
            assert_eq!(got[0].encoding, if big { "16be" } else { "16le" });
            assert_eq!(got[0].edges, "Nul Nul");
        }
    }

    #[test]
    fn a_length_decides_before_that() {
        for length in [&[12, 0, 0, 0][..], &[24, 0, 0, 0], &[0, 0, 0, 12], &[12]] {
            let bytes = [&[7], length, &utf16("a.example.cn", false), &[0, 0, 0]].concat();
            let got = all(&bytes);
            assert_eq!((got[0].text.as_str(), got[0].encoding), ("a.example.cn", "16le"), "{length:?}");
            assert_eq!(got[0].edges, "Length Length", "{length:?}");
        }
    }

    #[test]
    fn east_asian_text_and_schemes_are_part_of_it() {
        for big in [false, true] {
            let text = "主页：http://server/ “二”";
            let bytes = utf16(text, big);
            assert_eq!(texts(&bytes), [text]);
        }
    }

    #[test]
    fn a_mark_of_order_is_no_part_of_it() {
        let bytes = [&[0xff, 0xfe], &utf16("a.example.cn", false)[..]].concat();
        assert_eq!(told(&bytes), ["a.example.cn|Limit Limit"]);
    }

    #[test]
    fn long_ones_are_cut_at_blanks() {
        let word = "a.example.cn ";
        let bytes = utf16(&word.repeat(8000), false);
        let got = all(&bytes);
        assert_eq!(got.iter().map(|got| got.text.as_str()).collect::<String>(), word.repeat(8000));
        assert!(got.iter().all(|got| got.text.ends_with(word) && got.text.starts_with('a')));
        assert!(got.iter().all(|got| got.end - got.start <= MOST as u64));
        assert_eq!((got[0].edges.as_str(), got[1].edges.as_str()), ("Limit Cut", "Cut Cut"));
    }
}

mod lengths {
    use super::*;

    const HOST: &[u8] = b"a.example.cn";

    #[test]
    fn a_length_of_any_form_that_is_that_of_the_run() {
        for length in [&[12][..], &[12, 0], &[0, 12], &[12, 0, 0, 0], &[0, 0, 0, 12], &[7, 12]] {
            let bytes = [&[0xff], length, HOST, &[0xff]].concat();
            assert_eq!(told(&bytes), ["a.example.cn|Length Length"], "{length:?}");
        }
        let long = [&b"http://a.example.cn/"[..], &[b'x'; 280]].concat();
        for length in [&[0xac, 2][..], &[0x2c, 1], &[1, 0x2c]] {
            let bytes = [&[0xff], length, &long, &[0xff]].concat();
            assert_eq!(told(&bytes).len(), 1);
            assert_eq!(all(&bytes)[0].edges, "Length Length", "{length:?}");
        }
    }

    #[test]
    fn another_number_is_no_length() {
        for number in [&[11][..], &[14], &[12, 1], &[1, 11], &[0, 11]] {
            let bytes = [&[0xff], number, HOST, &[0xff]].concat();
            assert_ne!(all(&bytes)[0].edges, "Length Length", "{number:?}");
            assert_eq!(all(&bytes)[0].text, "a.example.cn");
        }
    }

    #[test]
    fn a_length_that_is_readable_is_no_part_of_the_string() {
        // The constant pool of a class file: tag, length, bytes.
        let text = [&b"http://a.example.cn/"[..], &[b'x'; 22]].concat();
        let bytes = [b"\x01\0*", &text[..], b"\x01\0\x05other"].concat();
        assert_eq!(told(&bytes), [format!("{}|Length Length", String::from_utf8(text).unwrap())]);
        // 104 is the letter h.
        let text = format!("https://a.example.cn/{}", "y".repeat(104 - 21));
        assert_eq!(told(format!("\x01\0h{text}\x01").as_bytes()), [format!("{text}|Length Length")]);
    }

    #[test]
    fn a_letter_that_has_the_number_of_what_follows_stays_a_letter() {
        // 104 bytes follow the h.
        let text = format!("https://a.example.cn/{}", "y".repeat(105 - 21));
        assert_eq!(told(format!("\0{text}\0").as_bytes()), [format!("{text}|Nul Nul")]);
    }

    #[test]
    fn strings_glued_by_readable_tags_and_lengths_are_parted() {
        // Protobuf: field 4 is `"`, 5 is `*`; 42 is `*`, 12 is unreadable.
        let url = format!("https://b.example.cn/{}", "z".repeat(42 - 21));
        let bytes = [b"\x1a\x0ca.example.cn\"*", url.as_bytes(), b"*\x0cc.example.cn\x30\x01"].concat();
        assert_eq!(
            told(&bytes),
            ["a.example.cn|Length Length", &format!("{url}|Length Length"), "c.example.cn|Length Length"]
        );
    }

    #[test]
    fn strings_glued_by_lengths_alone_are_parted() {
        let url = format!("https://b.example.cn/{}", "z".repeat(42 - 21));
        let bytes = [b"\xff\x0ca.example.cn*", url.as_bytes(), b"*", url.as_bytes(), b"\xff"].concat();
        let told = told(&bytes);
        assert_eq!(
            told,
            ["a.example.cn|Length Length", &format!("{url}|Length Length"), &format!("{url}|Length Length")]
        );
    }

    #[test]
    fn the_low_byte_of_the_next_length_is_no_part_of_the_string() {
        let long = format!("b.example.cn/{}", "z".repeat(0x31 - 13));
        let bytes = [b"\x0c\0\0\0a.example.cn1\0\0\0", long.as_bytes(), b"\x02\0\0\0zz"].concat();
        assert_eq!(told(&bytes), ["a.example.cn|Length Length", &format!("{long}|Length Length")]);
    }

    #[test]
    fn a_number_that_fits_part_of_a_run_alone_is_no_length() {
        assert_eq!(told(b"\xff\x08a.example.cn\xff"), ["a.example.cn|Binary Binary"]);
        assert_eq!(told(b"\xff\x0ba.example.cn\xff"), ["a.example.cn|Binary Binary"]);
    }
}

mod long {
    use super::*;

    fn pieces(text: &str) -> Vec<Got> {
        let got = all(text.as_bytes());
        assert_eq!(got.iter().map(|got| got.text.as_str()).collect::<String>(), text);
        assert!(got.iter().all(|got| got.text.len() <= MOST));
        assert!(got.windows(2).all(|two| two[0].end == two[1].start));
        assert_eq!(got.first().unwrap().edges, "Limit Cut");
        assert_eq!(got.last().unwrap().edges, "Cut Limit");
        got
    }

    #[test]
    fn cut_at_line_ends_then_blanks_then_separators() {
        for (word, last) in [("a.example.cn b\n", '\n'), ("a.example.cn,b ", ' '), ("\"a.example.cn\",", ',')]
        {
            let text = word.repeat(20_000);
            for got in pieces(&text) {
                assert!(got.text.ends_with(last), "{}", &got.text[got.text.len() - 20..]);
            }
        }
    }

    #[test]
    fn without_any_of_these_each_byte_is_in_one_piece_all_the_same() {
        pieces(&"a.example.cn".repeat(20_000));
        pieces(&"中文.cn".repeat(20_000));
        pieces(&"://".repeat(100_000));
    }

    #[test]
    fn what_is_far_from_a_seed_is_left_out() {
        let blank = "word ".repeat(100_000);
        let text = format!("{blank}a.example.cn {blank}");
        let got = all(text.as_bytes());
        assert_eq!(got.len(), 1);
        assert!(got[0].text.contains(" word a.example.cn word ") && got[0].text.len() <= MOST);
        assert_eq!(got[0].edges, "Cut Cut");
        assert_eq!(got[0].text, text[got[0].range()]);
        assert!(got[0].text.starts_with("word ") && got[0].text.ends_with(' '));
    }
}

mod windows {
    use super::*;

    /// As an entry is read in windows of this size.
    fn in_windows(bytes: &[u8], window: usize) -> Vec<Got> {
        let mut got = Vec::new();
        let (mut shown, mut done) = (0, 0);
        loop {
            let end = (shown + window).min(bytes.len());
            let piece = &bytes[shown..end];
            let last = end == bytes.len();
            let cut = if last { end } else { shown + safe_cut(piece, piece.len()) };
            let cut = cut.max(done);
            got.extend(within(piece, shown as u64, &[Span::new(done as u64, cut as u64)]));
            if last {
                return got;
            }
            done = cut;
            shown = cut.saturating_sub(CONTEXT).max(shown + 1);
        }
    }

    #[test]
    fn give_what_the_whole_gives() {
        let mut bytes = Vec::new();
        for index in 0..400_u32 {
            bytes.extend_from_slice(&[0; 3][..=(index % 3) as usize]);
            bytes.extend_from_slice(&(12 + index % 2).to_le_bytes());
            bytes.extend_from_slice(b"a.example.cn");
            bytes.extend_from_slice(&[0, 0]);
            bytes.extend_from_slice(&utf16("b.example.cn 中", index % 2 == 0));
            bytes.extend_from_slice(&[1, 2, 3, 4][..=(index % 4) as usize]);
        }
        let whole = all(&bytes);
        assert!(whole.len() >= 800);
        for window in [300, 301, 1000, 4096, bytes.len() - 1] {
            assert_eq!(in_windows(&bytes, window), whole, "{window}");
        }
    }
}

#[test]
fn a_long_run_in_16_bits_is_cut_into_pieces_of_one_order() {
    let lines: Vec<_> =
        (0..60_000).map(|n| format!("\nhttps://h{}.example.cn/a/b?c={n}", n % 1000)).collect();
    let text = lines.concat();
    let orders = [(u16::to_le_bytes as fn(u16) -> [u8; 2], "16le"), (u16::to_be_bytes, "16be")];
    for (order, encoding) in orders {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let mut end = 0;
        for got in all(&bytes) {
            assert_eq!((got.encoding, got.start), (encoding, end));
            end = got.end;
        }
        assert_eq!(end, bytes.len() as u64);
    }
}
