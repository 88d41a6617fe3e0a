//! The patterns of rules: POSIX extended regular expressions, for which `resources.cpp` calls `regcomp` with `REG_EXTENDED`.
//!
//! What they mean: `re_format(7)`. No other syntax is read (`REG_ENHANCED` is not set), cases differ (`REG_ICASE` neither), and a pattern
//! may match anywhere in the path (`regexec`). They match bytes, as in the C locale, in which a program is that sets no other.

use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, Look, Repetition};

/// Bytes of a pattern. The longest that Apple's tools write has 110.
const LONGEST: usize = 1024;
/// Groups within each other.
const DEEPEST: usize = 32;
/// Steps of a pattern with its repetitions written out.
const LARGEST: usize = 2048;
/// What may be counted to in braces: `RE_DUP_MAX`.
const MOST_COUNTED: u32 = 255;

/// A pattern that was read.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) hir: Hir,
    /// Steps, with repetitions written out.
    pub(super) size: usize,
}

impl Pattern {
    /// `None` where it is none, or too large.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        if pattern.len() > LONGEST {
            return None;
        }
        let mut reader = Reader { rest: pattern.as_bytes(), depth: 0 };
        let parsed = reader.alternatives()?;
        // What is left begins with a bracket that nothing opened.
        reader.rest.is_empty().then_some(parsed)
    }

    fn of(hir: Hir) -> Self {
        Self { hir, size: 1 }
    }

    fn byte(byte: u8) -> Self {
        Self::of(Hir::literal([byte]))
    }

    fn class(class: ClassBytes) -> Self {
        Self::of(Hir::class(Class::Bytes(class)))
    }

    fn repeated(self, min: u32, max: Option<u32>) -> Option<Self> {
        let times = usize::try_from(max.unwrap_or(min).max(1)).ok()?;
        let size = self.size.checked_mul(times)?.checked_add(1).filter(|size| *size <= LARGEST)?;
        let repetition = Repetition { min, max, greedy: true, sub: Box::new(self.hir) };
        Some(Self { hir: Hir::repetition(repetition), size })
    }

    fn joined(parts: Vec<Self>, join: impl Fn(Vec<Hir>) -> Hir) -> Option<Self> {
        let sum = parts.iter().fold(1_usize, |sum, part| sum.saturating_add(part.size));
        let hirs = parts.into_iter().map(|part| part.hir).collect();
        (sum <= LARGEST).then(|| Self { hir: join(hirs), size: sum })
    }
}

struct Reader<'p> {
    rest: &'p [u8],
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn has(&mut self, text: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn alternatives(&mut self) -> Option<Pattern> {
        let mut branches = vec![self.branch()?];
        while self.has(b"|") {
            branches.push(self.branch()?);
        }
        Pattern::joined(branches, Hir::alternation)
    }

    fn branch(&mut self) -> Option<Pattern> {
        let mut pieces = Vec::new();
        while !matches!(self.rest.first(), None | Some(b'|' | b')')) {
            pieces.push(self.piece()?);
        }
        Pattern::joined(pieces, Hir::concat)
    }

    fn piece(&mut self) -> Option<Pattern> {
        let mut piece = self.atom()?;
        while let Some(first) = self.rest.first() {
            let (min, max) = match first {
                b'*' => (0, None),
                b'+' => (1, None),
                b'?' => (0, Some(1)),
                b'{' if self.is_bound() => {
                    self.next();
                    piece = self.bounded(piece)?;
                    continue;
                }
                _ => break,
            };
            self.next();
            piece = piece.repeated(min, max)?;
        }
        Some(piece)
    }

    /// Whether a brace begins a bound: a digit has to follow.
    fn is_bound(&self) -> bool {
        matches!(self.rest, [b'{', digit, ..] if digit.is_ascii_digit())
    }

    /// Behind the brace of a bound.
    fn bounded(&mut self, piece: Pattern) -> Option<Pattern> {
        let min = self.number()?;
        let max = match (self.has(b","), self.rest.first()) {
            (false, _) => Some(min),
            (true, Some(b'}')) => None,
            (true, _) => Some(self.number()?),
        };
        let is_sound = self.has(b"}") && max.is_none_or(|max| min <= max);
        if is_sound { piece.repeated(min, max) } else { None }
    }

    fn number(&mut self) -> Option<u32> {
        let end = self.rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        std::str::from_utf8(digits).ok()?.parse().ok().filter(|number| *number <= MOST_COUNTED)
    }

    fn atom(&mut self) -> Option<Pattern> {
        let is_bound = self.is_bound();
        Some(match self.next()? {
            b'(' => {
                self.depth = self.depth.checked_add(1).filter(|depth| *depth <= DEEPEST)?;
                let group = self.alternatives()?;
                self.depth = self.depth.saturating_sub(1);
                return self.has(b")").then_some(group);
            }
            b'[' => return self.bracket(),
            b'.' => Pattern::class(ClassBytes::new([ClassBytesRange::new(0, u8::MAX)])),
            b'^' => Pattern::of(Hir::look(Look::Start)),
            b'$' => Pattern::of(Hir::look(Look::End)),
            b'\\' => Pattern::byte(self.next()?),
            // There is nothing that they could repeat.
            b'*' | b'+' | b'?' => return None,
            b'{' if is_bound => return None,
            byte => Pattern::byte(byte),
        })
    }

    /// Behind the bracket that opens a set. A backslash in it stands for itself.
    fn bracket(&mut self) -> Option<Pattern> {
        let is_negated = self.has(b"^");
        let mut class = ClassBytes::empty();
        let mut is_first = true;
        while is_first || !self.has(b"]") {
            is_first = false;
            if self.has(b"[:") {
                for (start, end) in named(self.until(b":]")?)? {
                    class.push(ClassBytesRange::new(*start, *end));
                }
                continue;
            }
            let start = self.member()?;
            // A hyphen at the end stands for itself.
            let is_range = self.rest.first() == Some(&b'-') && self.rest.get(1) != Some(&b']');
            let end = if is_range && self.has(b"-") { self.member()? } else { start };
            if end < start {
                return None;
            }
            class.push(ClassBytesRange::new(start, end));
        }
        if is_negated {
            class.negate();
        }
        Some(Pattern::class(class))
    }

    /// A byte of a set, by itself or as a collating element.
    fn member(&mut self) -> Option<u8> {
        let element = if self.has(b"[.") {
            self.until(b".]")?
        } else if self.has(b"[=") {
            self.until(b"=]")?
        } else {
            return self.next();
        };
        if let [byte] = element { Some(*byte) } else { None }
    }

    fn until(&mut self, end: &[u8]) -> Option<&[u8]> {
        let at = self.rest.windows(end.len()).position(|window| window == end)?;
        let (inner, rest) = self.rest.split_at_checked(at)?;
        self.rest = rest.strip_prefix(end)?;
        Some(inner)
    }
}

/// The ranges of a named set, in the C locale.
fn named(name: &[u8]) -> Option<&'static [(u8, u8)]> {
    Some(match name {
        b"alnum" => &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')],
        b"alpha" => &[(b'A', b'Z'), (b'a', b'z')],
        b"blank" => &[(b' ', b' '), (b'\t', b'\t')],
        b"cntrl" => &[(0, 0x1f), (0x7f, 0x7f)],
        b"digit" => &[(b'0', b'9')],
        b"graph" => &[(b'!', b'~')],
        b"lower" => &[(b'a', b'z')],
        b"print" => &[(b' ', b'~')],
        b"punct" => &[(b'!', b'/'), (b':', b'@'), (b'[', b'`'), (b'{', b'~')],
        b"space" => &[(b'\t', b'\r'), (b' ', b' ')],
        b"upper" => &[(b'A', b'Z')],
        b"xdigit" => &[(b'0', b'9'), (b'A', b'F'), (b'a', b'f')],
        _ => return None,
    })
}
