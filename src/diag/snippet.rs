//! The lines of files that a finding is about, as the renderer takes them.

use super::{
    Diagnostic, Label, Lang,
    excerpt::Excerpt,
    places::{Places, Spot},
};
use crate::source::Place;
use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};
use std::ops::Range;

/// The primary place, then the labels; those near the primary place share its excerpt.
pub(super) fn elements(found: &Diagnostic, places: &Places, lang: Lang) -> Vec<Element<'static>> {
    let Some(place) = &found.place else {
        return labels(&found.labels, places, lang);
    };
    joined(place, &found.labels, places, lang).unwrap_or_else(|| {
        let mut elements = excerpt(place, AnnotationKind::Primary, None, places);
        elements.extend(labels(&found.labels, places, lang));
        elements
    })
}

/// Only the name of the file, and the line and column if there are some.
pub(super) fn origin(place: &Place, places: &Places) -> Element<'static> {
    let origin = Origin::path(place.file());
    match places
        .position(place)
        .filter(|_| place.source.sheet().is_none())
    {
        Some(at) => origin.line(at.line).char_column(at.column),
        None => origin,
    }
    .into()
}

fn labels(labels: &[Label], places: &Places, lang: Lang) -> Vec<Element<'static>> {
    let one = |label: &Label| {
        let words = label.message.get(lang).to_owned();
        excerpt(&label.place, AnnotationKind::Context, Some(words), places)
    };
    labels.iter().flat_map(one).collect()
}

fn joined(
    place: &Place,
    labels: &[Label],
    places: &Places,
    lang: Lang,
) -> Option<Vec<Element<'static>>> {
    let elsewhere = |label: &Label| label.place.source != place.source;
    if labels.is_empty() || labels.iter().any(elsewhere) {
        return None;
    }
    let spot = places.spot(place)?;
    let others = labels
        .iter()
        .map(|label| Some(places.spot(&label.place)?.range));
    let ranges = std::iter::once(Some(spot.range.clone()))
        .chain(others)
        .collect::<Option<Vec<_>>>()?;
    let excerpt = Excerpt::joining(spot.text(), &ranges)?;
    let words = labels.iter().map(|label| {
        (
            AnnotationKind::Context,
            Some(label.message.get(lang).to_owned()),
        )
    });
    let words = std::iter::once((AnnotationKind::Primary, None)).chain(words);
    let annotations = excerpt
        .ranges
        .iter()
        .zip(words)
        .map(|(range, (kind, words))| kind.span(range.clone()).label(words));
    let snippet = snippet(place, &spot, &excerpt).annotations(annotations);
    Some(vec![snippet.into()])
}

fn excerpt(
    place: &Place,
    kind: AnnotationKind,
    label: Option<String>,
    places: &Places,
) -> Vec<Element<'static>> {
    let spot = places.spot(place);
    let excerpt = spot.as_ref().and_then(|spot| {
        let excerpt = Excerpt::of(spot.text(), spot.range.clone())?;
        Some((spot, excerpt))
    });
    let Some((spot, excerpt)) = excerpt else {
        return vec![origin(place, places)];
    };
    let annotate = |range: &Range<usize>| kind.span(range.clone()).label(label.clone());
    let snippet = snippet(place, spot, &excerpt).annotations(excerpt.ranges.iter().map(annotate));
    // Lines and columns of a sheet are not those of its text: the cell is named instead.
    let cell = place.source.sheet().map(|_| origin(place, places));
    cell.into_iter().chain([snippet.into()]).collect()
}

fn snippet(place: &Place, spot: &Spot, excerpt: &Excerpt) -> Snippet<'static, Annotation<'static>> {
    let name = place.source.name().to_owned();
    let path = place.source.sheet().is_none().then_some(name);
    Snippet::source(excerpt.text.clone())
        .path(path)
        .line_start(spot.line(excerpt.start))
}
