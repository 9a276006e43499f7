//! Styles, script and fonts, embedded by `build.rs` under names that carry the hash of their
//! content, so that a browser may keep each for ever.

/// A file that pages use.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    /// Its address under `/assets/`.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub content: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The file of a name under `/assets/`.
pub fn find(name: &str) -> Option<&'static Asset> {
    EVERY.iter().find(|asset| asset.name == name)
}

/// Every file that pages use.
pub fn every() -> &'static [Asset] {
    EVERY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> &'static Asset {
        let name = address.strip_prefix("/assets/").expect("under /assets/");
        find(name).expect("embedded")
    }

    #[test]
    fn styles_name_only_fonts_that_are_served() {
        let styles = std::str::from_utf8(at(STYLES).content).unwrap();
        let fonts: Vec<&str> = styles
            .split("url(")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap().trim_matches('"'))
            .collect();
        assert_eq!(fonts.len(), 2, "{fonts:?}");
        assert!(fonts.iter().all(|font| find(font).is_some()), "{fonts:?}");
        assert!(!styles.contains("GDS Transport"));
        assert!(find(FONT.trim_start_matches("/assets/")).is_some());
    }

    #[test]
    fn every_module_that_a_module_imports_is_served_beside_it() {
        for asset in every().iter().filter(|asset| asset.kind.starts_with("text/javascript")) {
            let text = std::str::from_utf8(asset.content).unwrap();
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let imported = line.rsplit('\'').nth(1).unwrap();
                let mut path: Vec<&str> = asset.name.split('/').collect();
                path.pop();
                for part in imported.split('/') {
                    match part {
                        "." => {}
                        ".." => drop(path.pop()),
                        name => path.push(name),
                    }
                }
                assert!(find(&path.join("/")).is_some(), "{} imports {imported}", asset.name);
            }
        }
    }

    #[test]
    fn no_script_keeps_anything_in_the_browser_or_makes_markup_or_code_of_words() {
        for asset in every().iter().filter(|asset| asset.kind.starts_with("text/javascript")) {
            let text = std::str::from_utf8(asset.content).unwrap();
            for never in [
                // Machines are shared: what is kept is read by the next.
                "localStorage",
                "sessionStorage",
                "indexedDB",
                "document.cookie",
                "caches.",
                "serviceWorker",
                // Words are words.
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "setHTMLUnsafe",
                "eval(",
                "Function(",
                "javascript:",
                // Pages talk to their server alone.
                "postMessage",
                "window.open",
                "WebSocket",
                "XMLHttpRequest",
                "import('http",
                "__proto__",
            ] {
                assert!(!text.contains(never), "{} says {never}", asset.name);
            }
        }
    }

    #[test]
    fn our_own_module_stays_under_10_kilobytes_and_the_styles_under_100() {
        assert!(at(SCRIPT).content.len() < 10_000);
        assert!(at(STYLES).content.len() < 100_000, "{}", at(STYLES).content.len());
    }
}
