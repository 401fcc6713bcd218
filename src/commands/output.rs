//! The files a command makes: their names, and writing them whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::diag::Diagnostic;
use crate::render::Pages;

/// A kind of file that pages are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// One file with all pages, the one meant for paper and for keeping.
    Pdf,
    /// A raster picture of each page, at 144 dpi.
    Png,
    /// A vector picture of each page.
    Svg,
}

/// Resolution of PNG pages in pixels per point: 144 dpi, sharp on a screen.
const PIXELS_PER_POINT: f64 = 2.0;

impl Output {
    /// The kind that a file's ending names.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "png" => Some(Self::Png),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    /// `pdf`
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// The pages as this kind, one entry a file.
    fn encode(self, pages: &Pages) -> Result<Vec<Vec<u8>>, Box<Diagnostic>> {
        match self {
            Self::Pdf => Ok(vec![pages.pdf()?]),
            Self::Png => pages.png(PIXELS_PER_POINT),
            Self::Svg => Ok(pages.svg()),
        }
    }
}

/// Where the files of one document go.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Path without ending.
    stem: PathBuf,
    outputs: Vec<Output>,
}

impl Target {
    /// `given` is what the user said after `-o`: a file (its ending then names the kind), or a folder. `default` is the
    /// path without ending where nothing was said. `several`: more than one document goes to `given`, so it is a folder.
    pub fn new(
        given: Option<&Path>,
        default: &Path,
        outputs: &[Output],
        several: bool,
    ) -> anyhow::Result<Self> {
        let or_pdf = || {
            if outputs.is_empty() {
                vec![Output::Pdf]
            } else {
                outputs.to_vec()
            }
        };
        let Some(given) = given else {
            return Ok(Self {
                stem: default.to_owned(),
                outputs: or_pdf(),
            });
        };
        if several && Output::of(given).is_some() && !given.is_dir() {
            bail!(
                "多份记录时 -o 应为文件夹，{0} 像是文件 (with several records -o is a folder; {0} looks like a file)",
                given.display()
            );
        }
        let folder = several || given.is_dir() || given.to_string_lossy().ends_with(['/', '\\']);
        if folder {
            let name = default.file_name().unwrap_or_default();
            return Ok(Self {
                stem: given.join(name),
                outputs: or_pdf(),
            });
        }
        match Output::of(given) {
            Some(kind) if outputs.is_empty() || outputs == [kind] => Ok(Self {
                stem: given.with_extension(""),
                outputs: vec![kind],
            }),
            Some(_) if outputs.len() > 1 => Ok(Self {
                stem: given.with_extension(""),
                outputs: or_pdf(),
            }),
            Some(kind) => {
                bail!(
                    "-o 的扩展名 .{0} 与 --format 不符 (the ending .{0} contradicts --format)",
                    kind.extension()
                )
            }
            None => bail!(
                "{0} 应以 .pdf、.png 或 .svg 结尾，或是已有的文件夹 ({0} must end in .pdf, .png or .svg, or be a folder that exists)",
                given.display()
            ),
        }
    }

    /// Writes the pages in every kind asked for, and tells the files.
    pub fn write(&self, pages: &Pages) -> anyhow::Result<Result<Vec<PathBuf>, Box<Diagnostic>>> {
        let mut written = Vec::new();
        for output in &self.outputs {
            let files = match output.encode(pages) {
                Ok(files) => files,
                Err(diagnostic) => return Ok(Err(diagnostic)),
            };
            let many = files.len() > 1;
            for (i, bytes) in files.into_iter().enumerate() {
                let path = self.path(*output, many.then_some(i + 1));
                replace(&path, &bytes)?;
                written.push(path);
            }
        }
        Ok(Ok(written))
    }

    /// Pages of a picture format are numbered when there are several.
    fn path(&self, output: Output, page: Option<usize>) -> PathBuf {
        let mut name = self.stem.as_os_str().to_owned();
        if let Some(page) = page {
            name.push(format!("-{page}"));
        }
        name.push(".");
        name.push(output.extension());
        PathBuf::from(name)
    }

    /// The first file it would write: two documents must not share it.
    pub fn key(&self) -> &Path {
        &self.stem
    }
}

/// Writes a file whole: to a neighbour first, which then takes the name.
///
/// # Errors
/// When the folder cannot be made or written, or the file is open in a program that locks it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = neighbour(path, bytes)?;
    file.persist(path).with_context(|| failed(path))?;
    Ok(())
}

/// Writes a file whole that must not exist yet; `false` where it does.
///
/// # Errors
/// When the folder cannot be made or written.
pub(super) fn create(path: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    if path.exists() {
        return Ok(false);
    }
    match neighbour(path, bytes)?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).with_context(|| failed(path)),
    }
}

fn failed(path: &Path) -> String {
    format!("无法写入 {0} (cannot write {0})", path.display())
}

/// A file with some bytes beside the place that it is meant for.
fn neighbour(path: &Path, bytes: &[u8]) -> anyhow::Result<tempfile::NamedTempFile> {
    let failed = || failed(path);
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(failed)?;
    let mut file = tempfile::Builder::new()
        .prefix(".wenkong-")
        .tempfile_in(folder)
        .with_context(failed)?;
    std::io::Write::write_all(&mut file, bytes).with_context(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))
            .with_context(failed)?;
    }
    Ok(file)
}
