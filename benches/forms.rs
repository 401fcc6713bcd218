//! Documents per second of each form: this program's way from a record file to PDF bytes, against plain Typst calls on the
//! same layout and data in a loop. The difference is our own overhead.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot go on is of no use"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, Source, VirtualPath};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use wenkong::check;
use wenkong::diag::Sink;
use wenkong::form::Form;
use wenkong::project::Project;
use wenkong::record::Record;
use wenkong::render::{Language, Mode, Page, Renderer};

fn folder(form: &Form) -> PathBuf {
    let revision = wenkong::id::file_name(&form.revision);
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("forms")
        .join(&form.id)
        .join(revision)
}

/// What `fill` does for one record: read, check, lay out, export.
fn ours(project: &Project, form: &Form, renderer: &Renderer<'_>) -> Vec<u8> {
    let mut sink = Sink::default();
    let source = project.source(&folder(form).join("example.toml"));
    let record = Record::open(&source, &project.forms, &mut sink).expect("a record");
    check::record(&record, form, &mut sink);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = Page {
        mode: Mode::Draft,
        record: Some(&record),
        root,
    };
    let pages = renderer.render(&page, &mut sink).expect("pages");
    assert!(sink.diagnostics().is_empty());
    pages.pdf().expect("a PDF")
}

/// A world of ready-made files, as short as Typst allows.
struct Bare {
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
    standard: LazyHash<Library>,
}

impl World for Bare {
    fn library(&self) -> &LazyHash<Library> {
        &self.standard
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &wenkong::builtin::fonts().book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources
            .get(&id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        wenkong::builtin::fonts().fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl Bare {
    /// The same files that `renderer` gives Typst.
    fn of(renderer: &Renderer<'_>, page: &Page<'_>) -> Self {
        let id = |path: &str| {
            let path = VirtualPath::new(path).expect("a path");
            typst::syntax::RootedPath::new(typst::syntax::VirtualRoot::Project, path).intern()
        };
        let (mut sources, mut files) = (HashMap::new(), HashMap::new());
        for (path, bytes) in renderer.inputs(page).expect("data") {
            let id = id(&path);
            if path.ends_with(".typ") {
                let text = String::from_utf8(bytes).expect("text");
                sources.insert(id, Source::new(id, text));
            } else {
                files.insert(id, Bytes::new(bytes));
            }
        }
        use typst::LibraryExt;
        Self {
            main: id("/form.typ"),
            sources,
            files,
            standard: LazyHash::new(Library::default()),
        }
    }

    fn pdf(&self) -> Vec<u8> {
        let document = typst::compile::<PagedDocument>(self)
            .output
            .expect("a document");
        let options = PdfOptions {
            ident: Smart::Custom("bench".to_owned()),
            timestamp: Datetime::from_ymd_hms(2026, 1, 1, 0, 0, 0).map(Timestamp::new_utc),
            standards: PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
                .expect("standards"),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).expect("a PDF");
        comemo::evict(0);
        bytes
    }
}

fn forms(criterion: &mut Criterion) {
    let mut sink = Sink::default();
    let project = Project::open(None, Path::new("/"), &mut sink);
    for form in project.forms.all() {
        let renderer =
            Renderer::new(form, &project.company, Language::Both, &mut sink).expect("a renderer");
        let source = project.source(&folder(form).join("example.toml"));
        let record = Record::open(&source, &project.forms, &mut sink).expect("a record");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let bare = Bare::of(
            &renderer,
            &Page {
                mode: Mode::Draft,
                record: Some(&record),
                root,
            },
        );
        let mut group = criterion.benchmark_group(&form.id);
        group.throughput(Throughput::Elements(1)).sample_size(30);
        group.bench_function("wenkong", |bencher| {
            bencher.iter(|| ours(&project, form, &renderer))
        });
        group.bench_function("typst", |bencher| bencher.iter(|| bare.pdf()));
        group.finish();
    }
}

criterion_group!(benches, forms);
criterion_main!(benches);
