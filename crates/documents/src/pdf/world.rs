//! What Typst may see: the template, the fonts of the program, the files of one report. No
//! disk, no network, no clock, no packages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static TEMPLATE: LazyLock<Source> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a fixed relative name is a path, as every test shows")]
    let path = VirtualPath::new("report.typ").expect("a relative path");
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    Source::new(id, include_str!("report.typ").into())
});
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(&*FONTS)));
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files: [&'static [u8]; 5] = [
        include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
        include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
        include_bytes!("../../fonts/AtkinsonHyperlegibleNext-Italic.ttf"),
        include_bytes!("../../fonts/AtkinsonHyperlegibleNextExtended-Regular.ttf"),
        include_bytes!("../../fonts/AtkinsonHyperlegibleNextExtended-Bold.ttf"),
    ];
    files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect()
});

/// The desk on which one report is set.
pub(super) struct Desk {
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    /// With these files on it, by name.
    pub(super) fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        let files = files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))).collect();
        Self { files }
    }
}

/// Whether a face of the program has the letter. PDF/A refuses a text that has none.
pub(super) fn has_letter(letter: char) -> bool {
    FONTS.iter().any(|font| font.info().coverage.contains(u32::from(letter)))
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(missing(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(id.get().vpath().get_without_slash()).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
