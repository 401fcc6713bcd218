//! Pictures that a record names: found, looked at, and given fixed virtual paths.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::VirtualFile;
use super::data::{Page, extension};
use crate::diag::codes::picture as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::record::Record;
use crate::source::Pointer;

/// What a picture may be, by the ending of its name.
const KINDS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "svg"];
const MAX_BYTES: u64 = 50 << 20;
const MAX_PIXELS: u64 = 100_000_000;

/// The pictures of one page, by the path that the record gives.
#[derive(Default)]
pub(super) struct Pictures(BTreeMap<String, (String, Vec<u8>)>);

impl Pictures {
    /// Virtual path of each picture, by the path in the record.
    pub fn paths(&self) -> BTreeMap<&str, &str> {
        self.0
            .iter()
            .map(|(file, (path, _))| (file.as_str(), path.as_str()))
            .collect()
    }

    pub fn files(&self) -> impl Iterator<Item = VirtualFile> {
        self.0.values().map(|(path, bytes)| VirtualFile {
            path: path.clone(),
            bytes: Cow::Owned(bytes.clone()),
        })
    }
}

/// Reads every picture that a `file` field of the record names. A picture that cannot be used is told, and the page is laid
/// out without it.
pub(super) fn collect(page: &Page<'_>, sink: &mut Sink) -> Pictures {
    let mut pictures = Pictures::default();
    let Some(record) = page.record else {
        return pictures;
    };
    let mut named = Vec::new();
    find(&record.document.value, &Pointer::root(), &mut named);
    for (pointer, file) in named {
        if pictures.0.contains_key(file) {
            continue;
        }
        match open(record, page.root, file) {
            Ok(bytes) => {
                let path = format!("/picture-{}.{}", pictures.0.len(), extension(file));
                pictures.0.insert(file.to_owned(), (path, bytes));
            }
            Err(trouble) => sink.push(told(record, pointer, file, trouble)),
        }
    }
    pictures
}

fn find<'a>(value: &'a Value, pointer: &Pointer, found: &mut Vec<(Pointer, &'a str)>) {
    match value {
        Value::Object(table) => {
            for (key, item) in table {
                match item {
                    Value::String(file)
                        if key == "file" && KINDS.contains(&extension(file).as_str()) =>
                    {
                        found.push((pointer.join(key), file));
                    }
                    _ => find(item, &pointer.join(key), found),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| find(item, &pointer.index(i), found)),
        _ => {}
    }
}

enum Trouble {
    /// Absolute, or outside the project.
    Outside,
    Unreadable(String),
    TooLarge,
    Broken,
}

fn open(record: &Record, root: &Path, file: &str) -> Result<Vec<u8>, Trouble> {
    let path = within(record, root, file).ok_or(Trouble::Outside)?;
    let unreadable = |error: std::io::Error| Trouble::Unreadable(error.to_string());
    let about = std::fs::metadata(&path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Trouble::Unreadable("not a file".to_owned()));
    }
    if about.len() > MAX_BYTES {
        return Err(Trouble::TooLarge);
    }
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    if extension(file) != "svg" {
        pixels(&bytes)?
    }
    Ok(bytes)
}

/// The picture's path: relative to the record's file, and inside the project or the record's own folder, also after `..`
/// and links are followed.
fn within(record: &Record, root: &Path, file: &str) -> Option<PathBuf> {
    let folder = record.document.source.path()?.parent()?;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let relative = Path::new(file)
        .components()
        .all(|part| !matches!(part, Component::Prefix(_) | Component::RootDir));
    let path = folder.join(file);
    let Ok(real) = path.canonicalize() else {
        return relative.then_some(path);
    };
    let inside = [root, folder]
        .iter()
        .filter_map(|home| home.canonicalize().ok())
        .any(|home| real.starts_with(home));
    (relative && inside).then_some(real)
}

/// Decodes the picture once, so that a broken one is told here and not in the middle of a layout.
fn pixels(bytes: &[u8]) -> Result<(), Trouble> {
    let reader = || {
        image::ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|_| Trouble::Broken)
    };
    let (width, height) = reader()?.into_dimensions().map_err(|_| Trouble::Broken)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Trouble::TooLarge);
    }
    reader()?.decode().map_err(|_| Trouble::Broken)?;
    Ok(())
}

fn told(record: &Record, pointer: Pointer, file: &str, trouble: Trouble) -> Diagnostic {
    let (code, message, help) = match trouble {
        Trouble::Outside => (
            code::OUTSIDE,
            Text::new(
                format!("图片“{file}”不在项目文件夹内"),
                format!("the picture `{file}` lies outside the project"),
            ),
            Text::new(
                "把图片放到记录旁边，写相对路径",
                "put the picture beside the record and give a relative path",
            ),
        ),
        Trouble::Unreadable(error) => (
            code::UNREADABLE,
            Text::new(
                format!("图片“{file}”读不出来：{error}"),
                format!("the picture `{file}` cannot be read: {error}"),
            ),
            Text::new(
                "核对文件名（相对于本记录所在的文件夹）",
                "check the name; it is relative to this record's folder",
            ),
        ),
        Trouble::TooLarge => (
            code::TOO_LARGE,
            Text::new(
                format!("图片“{file}”太大（上限 50 MB、1 亿像素）"),
                format!("the picture `{file}` is too large (at most 50 MB and 100 million pixels)"),
            ),
            Text::new("缩小图片后再附上", "attach a smaller picture"),
        ),
        Trouble::Broken => (
            code::BROKEN,
            Text::new(
                format!("图片“{file}”已损坏，或扩展名与内容不符"),
                format!("the picture `{file}` is damaged, or is not what its name says"),
            ),
            Text::new(
                "用看图软件打开核对，另存为 PNG 或 JPEG",
                "open it in a viewer and save it again as PNG or JPEG",
            ),
        ),
    };
    let diagnostic = Diagnostic::error(code, message)
        .at(record.place(pointer))
        .help(help);
    match &record.id {
        Some(id) => diagnostic.of(id),
        None => diagnostic,
    }
}
