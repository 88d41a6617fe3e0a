use beian_testkit::axml::{ANDROID, Junk, Place, Xml, chunk};
use proptest::prelude::*;

use super::*;
use crate::ResourceId;
use crate::oddity::Platform;

const NAME: u32 = 0x0101_0003;

fn sample() -> Xml {
    Xml::new()
        .open("manifest")
        .attribute("package", "com.example")
        .android(0x0101_021b, "versionCode", 7)
        .leaf("application", |xml| xml.android(NAME, "name", ".App"))
        .close()
}

fn names(document: &Document<'_>) -> Vec<String> {
    let name = |event| match event {
        Ok(Event::StartElement(element)) => Some(element.name()?.ok()?.text().value),
        _ => None,
    };
    document.events().filter_map(name).collect()
}

/// The text of an attribute by id.
fn attribute(document: &Document<'_>, id: u32) -> Option<String> {
    document.events().find_map(|event| match event {
        Ok(Event::StartElement(element)) => {
            let attribute = element.attribute(ResourceId(id))?;
            Some(attribute.string(attribute.value.data).ok()?.text().value)
        }
        _ => None,
    })
}

/// Reads all of a document; what was odd about it.
fn kinds(document: &Document<'_>) -> Vec<OddityKind> {
    let mut events = document.events();
    while events.next().is_some() {}
    document.oddities().iter().chain(events.oddities()).map(|oddity| oddity.kind).collect()
}

/// What the platform's reading tolerates: the elements are all there, and the oddity is noted.
fn tolerated(xml: &Xml, kind: OddityKind) {
    let bytes = xml.build();
    let document = Document::strict(&bytes).unwrap();
    assert_eq!(names(&document), ["manifest", "application"], "{kind:?}");
    assert_eq!(kinds(&document), [kind]);
    assert_eq!(kind.platform(), Platform::Accepts);
}

/// What only the recovered reading tolerates.
fn recovered(xml: &Xml, kind: OddityKind) -> Error {
    let bytes = xml.build();
    let error = Document::strict(&bytes).unwrap_err();
    let document = Document::recovered(&bytes).unwrap();
    assert_eq!(names(&document), ["manifest", "application"], "{kind:?}");
    assert_eq!(attribute(&document, NAME).as_deref(), Some(".App"));
    assert!(kinds(&document).contains(&kind), "{:?}", kinds(&document));
    assert_eq!(kind.platform(), Platform::Refuses);
    error
}

#[test]
fn a_sound_document_has_no_oddity() {
    for xml in [sample(), sample().utf8()] {
        let bytes = xml.build();
        let document = Document::strict(&bytes).unwrap();
        assert_eq!(names(&document), ["manifest", "application"]);
        assert_eq!(attribute(&document, NAME).as_deref(), Some(".App"));
        assert_eq!(kinds(&document), []);
        assert_eq!(document.reading(), Reading::Strict);
    }
}

#[test]
fn events_come_in_order_and_depth_is_counted() {
    let bytes = sample().open("more").text("words").close().build();
    let document = Document::strict(&bytes).unwrap();
    let mut events = document.events();
    let mut seen = String::new();
    while let Some(event) = events.next() {
        seen.push_str(match event.unwrap() {
            Event::StartNamespace(namespace) => {
                assert_eq!(namespace.uri().unwrap().unwrap().text().value, ANDROID);
                assert_eq!(namespace.prefix().unwrap().unwrap().text().value, "android");
                "ns "
            }
            Event::EndNamespace(_) => "/ns",
            Event::StartElement(_) => "<",
            Event::EndElement => ">",
            Event::Text(node) => {
                assert_eq!(node.text().unwrap().unwrap().text().value, "words");
                "t"
            }
        });
        if events.depth() > 0 {
            seen.push(char::from_digit(events.depth(), 10).unwrap());
        }
    }
    assert_eq!(seen, "ns <1<2>1><1t1>/ns");
    assert!(events.closed_root());
}

#[test]
fn attributes_are_known_by_id_whatever_their_names() {
    let xml = Xml::new()
        .open("x")
        .android(NAME, "versionCode", "by id")
        .with(Some(0x0101_0001), None, "", "no name".into())
        .close();
    let bytes = xml.build();
    let document = Document::strict(&bytes).unwrap();
    assert_eq!(attribute(&document, NAME).as_deref(), Some("by id"));
    assert_eq!(attribute(&document, 0x0101_0001).as_deref(), Some("no name"));
    assert_eq!(attribute(&document, 0x0101_021b), None);
}

#[test]
fn an_attribute_by_name_is_one_without_namespace() {
    let bytes = Xml::new()
        .open("x")
        .with(None, Some(ANDROID), "package", "wrong".into())
        .attribute("package", "right")
        .close()
        .build();
    let document = Document::strict(&bytes).unwrap();
    let Some(Ok(Event::StartElement(element))) = document.events().nth(1) else { panic!() };
    let package = element.plain_attribute("package").unwrap();
    assert_eq!(package.string(package.raw.unwrap()).unwrap().text().value, "right");
    assert!(element.named_attribute("package").unwrap().is_in_namespace(ANDROID));
}

#[test]
fn the_documents_kind_is_never_looked_at() {
    tolerated(&sample().lies(|lies| lies.magic = Some(0)), OddityKind::Magic);
}

#[test]
fn bytes_after_the_document_are_not_read() {
    let mut bytes = sample().build();
    bytes.extend([0xff; 5]);
    let document = Document::strict(&bytes).unwrap();
    assert_eq!(kinds(&document), [OddityKind::TrailingBytes]);
}

#[test]
fn unknown_chunks_are_skipped() {
    let junk = |place, bytes: Vec<u8>| sample().lies(move |lies| lies.junk.push(Junk { place, bytes }));
    tolerated(&junk(Place::First, chunk(0x0999, &[1, 2, 3, 4])), OddityKind::JunkChunk);
    tolerated(&junk(Place::BeforeNodes, chunk(0x0999, &[])), OddityKind::JunkChunk);
    // Among the nodes even an unknown one needs a node's header.
    let mut node = chunk(0x0999, &[0; 8]);
    node[2] = 16;
    tolerated(&junk(Place::AfterFirstElement, node), OddityKind::JunkNode);
}

#[test]
fn an_unknown_chunk_with_a_short_header_among_the_nodes_ends_the_strict_reading() {
    let bytes = sample()
        .lies(|lies| lies.junk.push(Junk { place: Place::AfterFirstElement, bytes: chunk(0x0999, &[0; 8]) }))
        .build();
    let document = Document::strict(&bytes).unwrap();
    let events: Vec<_> = document.events().collect();
    assert!(matches!(events.last(), Some(Err(Error::HeaderTooSmall { found: 8, least: 16, .. }))));
    assert_eq!(names(&document), ["manifest"]);
    // The recovered reading steps over it.
    let document = Document::recovered(&bytes).unwrap();
    assert_eq!(names(&document), ["manifest", "application"]);
    assert_eq!(kinds(&document), [OddityKind::NodeSkipped]);
}

#[test]
fn headers_and_attributes_of_other_sizes() {
    tolerated(&sample().lies(|lies| lies.node_header = Some(24)), OddityKind::NodeHeaderSize);
    tolerated(&sample().lies(|lies| lies.attribute_size = Some(28)), OddityKind::AttributeSize);
    tolerated(&sample().lies(|lies| lies.attribute_start = Some(24)), OddityKind::AttributeStart);
}

#[test]
fn the_last_pool_counts() {
    let pool = beian_testkit::arsc_pool::Pool::default().build(&["nobody".into()]);
    tolerated(
        &sample().lies(|lies| lies.junk.push(Junk { place: Place::First, bytes: pool })),
        OddityKind::SecondStringPool,
    );
}

#[test]
fn without_a_resource_map_no_attribute_has_an_id() {
    let xml = sample().lies(|lies| lies.no_resource_map = true);
    tolerated(&xml, OddityKind::NoResourceMap);
    let bytes = xml.build();
    let document = Document::strict(&bytes).unwrap();
    assert!(!document.has_resource_map());
    assert_eq!(attribute(&document, NAME), None);
}

#[test]
fn elements_left_open_and_closed_too_often() {
    tolerated(&sample().lies(|lies| lies.no_end_elements = true), OddityKind::UnclosedElements);
    let end =
        [3, 1, 16, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]
            .to_vec();
    tolerated(
        &sample().lies(|lies| lies.junk.push(Junk { place: Place::Last, bytes: end })),
        OddityKind::StrayEndElement,
    );
}

#[test]
fn namespaces_may_be_missing() {
    let bytes = sample().lies(|lies| lies.no_namespace = true).build();
    let document = Document::strict(&bytes).unwrap();
    assert_eq!(names(&document), ["manifest", "application"]);
    assert_eq!(kinds(&document), []);
}

#[test]
fn a_total_size_that_lies_is_refused_and_recovered() {
    let error = recovered(&sample().lies(|lies| lies.total_size = Some(u32::MAX)), OddityKind::TotalSize);
    assert!(matches!(error, Error::SizeBeyondEnd { part: Part::Document, size: u32::MAX, .. }));
    let error = recovered(&sample().lies(|lies| lies.total_size = Some(0)), OddityKind::TotalSize);
    assert!(matches!(error, Error::SizeBelowHeader { size: 0, .. }));
}

#[test]
fn an_odd_header_size_is_refused_and_recovered() {
    let error = recovered(&sample().lies(|lies| lies.header_size = Some(10)), OddityKind::HeaderSize);
    assert!(matches!(
        error,
        Error::HeaderTooSmall { part: Part::DocumentChunk, .. }
            | Error::SizeBelowHeader { .. }
            | Error::Unaligned { .. }
            | Error::NoRootNode { .. }
    ));
}

#[test]
fn a_chunk_of_no_size_is_refused_and_stepped_over() {
    let mut bytes = chunk(0x0999, &[]);
    bytes[4] = 0;
    let error = recovered(
        &sample().lies(|lies| lies.junk.push(Junk { place: Place::First, bytes })),
        OddityKind::ChunkSkipped,
    );
    assert!(matches!(error, Error::SizeBelowHeader { part: Part::DocumentChunk, size: 0, .. }));
}

#[test]
fn pools_that_lie_are_refused_and_recovered() {
    let error = recovered(&sample().pool(|pool| pool.style_count = Some(5)), OddityKind::Styles);
    assert!(matches!(error, Error::BelowLeast { part: Part::Styles, .. }));
    let error =
        recovered(&sample().pool(|pool| pool.string_count = Some(0x7fff_ffff)), OddityKind::StringCount);
    assert!(matches!(error, Error::Truncated { part: Part::StringOffsets, .. }));
}

#[test]
fn a_pool_whose_size_lies_is_refused_and_recovered() {
    let mut bytes = sample().build();
    bytes[12..16].copy_from_slice(&0x7fff_fffc_u32.to_le_bytes());
    assert!(matches!(Document::strict(&bytes), Err(Error::NoRootNode { .. })));
    let document = Document::recovered(&bytes).unwrap();
    assert_eq!(names(&document), ["manifest", "application"]);
    assert_eq!(attribute(&document, NAME).as_deref(), Some(".App"));
    assert!(kinds(&document).contains(&OddityKind::PoolSize));
    assert_eq!(OddityKind::PoolSize.platform(), Platform::Refuses);
}

#[test]
fn a_truncated_document_gives_what_is_whole() {
    let bytes = sample().build();
    // The last nodes: end of application, end of manifest, end of namespace.
    let cut = &bytes[..bytes.len() - 24 * 3 - 4];
    assert!(matches!(Document::strict(cut), Err(Error::SizeBeyondEnd { .. })));
    let document = Document::recovered(cut).unwrap();
    assert_eq!(names(&document), ["manifest"]);
    let mut events = document.events();
    assert!(matches!(events.by_ref().last(), Some(Err(Error::SizeBeyondEnd { part: Part::Node, .. }))));
    assert!(events.next().is_none(), "fused");
    assert!(events.first_error().is_some());
}

#[test]
fn plain_text_is_named_as_such() {
    for text in ["<?xml version=\"1.0\"?><manifest/>", "\u{feff}\n <manifest package=\"a.b\"></manifest>"] {
        assert_eq!(Document::strict(text.as_bytes()).unwrap_err(), Error::PlainTextXml);
        assert_eq!(Document::recovered(text.as_bytes()).unwrap_err(), Error::PlainTextXml);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Document::strict(&wide).unwrap_err(), Error::PlainTextXml);
    }
}

#[test]
fn nothing_and_next_to_nothing() {
    for bytes in [&[][..], &[3], &[3, 0, 8, 0], &[3, 0, 8, 0, 8, 0, 0, 0]] {
        assert!(Document::strict(bytes).is_err());
        assert!(Document::recovered(bytes).is_err());
    }
}

#[test]
fn attributes_without_size_are_one_place_and_cost_no_more() {
    let xml = sample().lies(|lies| lies.attribute_size = Some(0));
    let mut bytes = xml.build();
    // The element counts 65,535 attributes that all stand in one place.
    let count = bytes.windows(6).position(|w| w == [20, 0, 0, 0, 2, 0]).unwrap() + 4;
    bytes[count..count + 2].fill(0xff);
    let document = Document::strict(&bytes).unwrap();
    let Some(Ok(Event::StartElement(element))) = document.events().nth(1) else { panic!() };
    assert_eq!(element.attributes().count(), 65_535);
    assert!(element.plain_attribute("package").is_some());
    assert!(element.attribute(ResourceId(1)).is_none());
}

/// Everything that the API offers, once.
fn exercise(bytes: &[u8]) {
    for document in [Document::strict(bytes), Document::recovered(bytes)].into_iter().flatten() {
        let mut events = document.events();
        let mut count = 0;
        for event in events.by_ref() {
            count += 1;
            if let Ok(Event::StartElement(element)) = event {
                let _ = (element.name().map(|name| name.map(|name| name.text())), element.line());
                for attribute in element.attributes().take(300).flatten() {
                    let _ = attribute.string(attribute.value.data).map(|string| string.text());
                }
                assert!(element.attribute(ResourceId(0)).is_none());
            }
        }
        assert!(count <= bytes.len() / 16 + 2, "more events than bytes could hold");
        assert!(events.next().is_none());
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        exercise(&bytes);
    }

    #[test]
    fn broken_documents_never_panic(utf8 in any::<bool>(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let xml = if utf8 { sample().utf8() } else { sample() };
        let mut bytes = xml.build();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        exercise(&bytes);
        bytes.truncate(cut.index(bytes.len() + 1));
        exercise(&bytes);
    }
}
