//! Makes styles, script and font out of `assets/` and embeds them under names that carry the
//! hash of their content.
//!
//! `npm ci` installs govuk-frontend, the font and dart-sass by the lock file into `OUT_DIR`,
//! once for each lock file, so that a later build needs no network. Where there is no npm,
//! `WAYMARK_ASSETS` names a folder made by another build (its `OUT_DIR/made`).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What went wrong, in a sentence that says what to do.
type Fault = String;

/// The modules of govuk-frontend that `assets/app.mjs` needs.
const GOVUK_MODULES: [&str; 4] =
    ["common/index.mjs", "component.mjs", "components/skip-link/skip-link.mjs", "errors/index.mjs"];
/// The scripts of the Latin alphabet that names and places here are written in.
const FONTS: [(&str, &str); 2] = [
    (
        "latin-ext",
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    ),
    (
        "latin",
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    ),
];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-env-changed=WAYMARK_ASSETS");
    match assets() {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            println!("cargo::error={fault}");
            ExitCode::FAILURE
        }
    }
}

fn assets() -> Result<(), Fault> {
    let out = variable("OUT_DIR")?;
    let folder = match std::env::var_os("WAYMARK_ASSETS") {
        Some(folder) => {
            let named = PathBuf::from(folder);
            let folder = fs::canonicalize(&named).map_err(|fault| {
                format!(
                    "WAYMARK_ASSETS names {}, which cannot be read ({fault}): name the folder \
                     `made` of another build",
                    named.display()
                )
            })?;
            println!("cargo::rerun-if-changed={}", folder.display());
            folder
        }
        None => make(&variable("CARGO_MANIFEST_DIR")?.join("assets"), &out)?,
    };
    write(&out.join("embedded.rs"), embed(&folder)?)
}

/// Installs, compiles and gathers everything into `OUT_DIR/made`.
fn make(sources: &Path, out: &Path) -> Result<PathBuf, Fault> {
    let modules = install(sources, &out.join("npm"))?;
    let (made, scss) = (out.join("made"), out.join("scss"));
    for folder in [&made, &scss] {
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|fault| said(folder, &fault))?;
        }
    }
    let mut faces = String::new();
    for (script, range) in FONTS {
        let font = read(&modules.join(format!(
            "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-{script}-wght-normal.woff2"
        )))?;
        let name = format!("atkinson-hyperlegible-next-{script}-{}.woff2", hash(&[&font]));
        write(&made.join(&name), font)?;
        let _written = writeln!(
            faces,
            "@font-face {{ font-family: \"Atkinson Hyperlegible Next\"; font-style: normal; \
             font-weight: 200 800; font-display: swap; src: url({name}) format(\"woff2\"); \
             unicode-range: {range}; }}"
        );
    }
    write(&scss.join("_fonts.scss"), faces)?;
    for name in [
        "app.scss",
        "_furniture.scss",
        "_figures.scss",
        "_forms.scss",
        "_casework.scss",
        "_work.scss",
    ] {
        write(&scss.join(name), read(&sources.join(name))?)?;
    }
    sass(&modules, &scss.join("app.scss"), &made.join("app.css"))?;
    for module in ["app.mjs", "passkey.mjs"] {
        write(&made.join("script").join(module), read(&sources.join(module))?)?;
    }
    for module in GOVUK_MODULES {
        let text = text(&modules.join("govuk-frontend/dist/govuk").join(module))?;
        // A source map is not served, and a browser that looks for one logs a fault.
        let without_map = text.split("//# sourceMappingURL=").next().unwrap_or_default();
        write(&made.join("script/govuk").join(module), without_map)?;
    }
    Ok(made)
}

/// Installs by the lock file, unless this lock file is installed already.
fn install(sources: &Path, npm: &Path) -> Result<PathBuf, Fault> {
    let modules = npm.join("node_modules");
    let lock = text(&sources.join("package-lock.json"))?;
    let installed = npm.join("installed-lock.json");
    if fs::read_to_string(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(modules);
    }
    for name in ["package.json", "package-lock.json"] {
        write(&npm.join(name), read(&sources.join(name))?)?;
    }
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let done = Command::new(program)
        .args(["ci", "--ignore-scripts", "--omit=optional", "--prefer-offline"])
        .args(["--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(npm)
        .output()
        .map_err(|fault| {
            format!(
                "the pages' styles need npm, which could not be started ({fault}): install \
                 Node.js 20 or later, or set WAYMARK_ASSETS to the folder `made` of another build"
            )
        })?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let line = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("npm said nothing");
        return Err(format!(
            "npm could not install the pages' styles ({line}): check that the package registry \
             can be reached, or set WAYMARK_ASSETS to the folder `made` of another build"
        ));
    }
    write(&installed, lock)?;
    Ok(modules)
}

fn sass(modules: &Path, from: &Path, to: &Path) -> Result<(), Fault> {
    let done = Command::new("node")
        .arg(modules.join("sass/sass.js"))
        .args(["--style=compressed", "--no-source-map", "--no-charset", "--quiet-deps"])
        .arg(format!("--load-path={}", modules.display()))
        .args([from, to])
        .output()
        .map_err(|fault| {
            format!("the pages' styles need Node.js, which could not be started: {fault}")
        })?;
    if done.status.success() {
        return Ok(());
    }
    // Cargo takes one line a message.
    let said = String::from_utf8_lossy(&done.stderr).trim().replace('\n', " | ");
    Err(format!("assets/app.scss does not compile: {said}"))
}

/// Rust that embeds every file of the folder.
fn embed(folder: &Path) -> Result<String, Fault> {
    let mut files = Vec::new();
    list(folder, folder, &mut files)?;
    files.sort();
    let mut contents = Vec::new();
    for file in &files {
        contents.push(read(&folder.join(file))?);
    }
    // One hash for all modules: they import one another by relative addresses.
    let script: Vec<&[u8]> = files
        .iter()
        .zip(&contents)
        .filter(|(file, _)| file.starts_with("script/"))
        .map(|(_, content)| content.as_slice())
        .collect();
    let script = hash(&script);
    let (mut entries, mut styles, mut preload) = (String::new(), None, None);
    for (file, content) in files.iter().zip(&contents) {
        let name = match file.strip_prefix("script/") {
            Some(module) => format!("script-{script}/{module}"),
            None if file == "app.css" => {
                styles.insert(format!("app-{}.css", hash(&[content]))).clone()
            }
            None => file.clone(),
        };
        if name.contains("next-latin-") && !name.contains("latin-ext") {
            preload = Some(name.clone());
        }
        let kind = match Path::new(&name).extension().and_then(|ending| ending.to_str()) {
            Some("css") => "text/css; charset=utf-8",
            Some("mjs") => "text/javascript; charset=utf-8",
            Some("woff2") => "font/woff2",
            _ => {
                return Err(format!(
                    "{} is not something that pages use",
                    folder.join(file).display()
                ));
            }
        };
        let path = folder.join(file);
        let _written = writeln!(
            entries,
            "    Asset {{ name: {name:?}, kind: {kind:?}, content: include_bytes!({path:?}) }},"
        );
    }
    let (Some(styles), Some(preload)) = (styles, preload) else {
        return Err(format!("{} holds no app.css or no font", folder.display()));
    };
    Ok(format!(
        "/// The address of the styles.\npub const STYLES: &str = \"/assets/{styles}\";\n\
         /// The address of the script, a module.\n\
         pub const SCRIPT: &str = \"/assets/script-{script}/app.mjs\";\n\
         /// The address of the font in which most of a page is set.\n\
         pub const FONT: &str = \"/assets/{preload}\";\n\
         static EVERY: &[Asset] = &[\n{entries}];\n"
    ))
}

/// The files under a folder, as paths relative to `root` with `/` between.
fn list(root: &Path, folder: &Path, files: &mut Vec<String>) -> Result<(), Fault> {
    for entry in fs::read_dir(folder).map_err(|fault| said(folder, &fault))? {
        let path = entry.map_err(|fault| said(folder, &fault))?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            files.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// A name for a content: 64 bits of FNV-1a, which only have to differ when a file changes.
fn hash(contents: &[&[u8]]) -> String {
    let bytes = contents.iter().flat_map(|content| content.iter());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

fn variable(name: &str) -> Result<PathBuf, Fault> {
    std::env::var_os(name).map(PathBuf::from).ok_or_else(|| format!("cargo did not set {name}"))
}

fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    fs::read(path).map_err(|fault| said(path, &fault))
}

fn text(path: &Path) -> Result<String, Fault> {
    fs::read_to_string(path).map_err(|fault| said(path, &fault))
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Fault> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|fault| said(folder, &fault))?;
    }
    fs::write(path, content).map_err(|fault| said(path, &fault))
}

fn said(path: &Path, fault: &std::io::Error) -> Fault {
    format!("{}: {fault}", path.display())
}
