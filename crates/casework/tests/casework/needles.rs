//! What somebody typed, looked for in bytes in every form in which it could stand there.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Every form begins with as many bytes.
const BEGINS: usize = 6;

/// One form of one text.
struct Needle {
    text: String,
    form: &'static str,
    bytes: Vec<u8>,
    /// Whether letters are the same in either case.
    either_case: bool,
}

/// Looks for texts in every form.
#[derive(Default)]
pub struct Needles {
    by_beginning: HashMap<[u8; BEGINS], Vec<Needle>>,
}

impl Needles {
    /// As it is typed, in letters of either case, folded as names are looked up, in UTF-16, as a
    /// form or JSON writes it, in hexadecimal and in base64 at each of the three places that it can
    /// begin at.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = Self::default();
        for text in texts {
            needles.add(text);
        }
        needles
    }

    fn add(&mut self, text: &str) {
        let small = text.to_lowercase();
        let folded = folded(&small);
        self.push(text, "as it was typed", text.to_ascii_lowercase().into_bytes(), true);
        self.push(text, "in small letters", small.clone().into_bytes(), true);
        self.push(text, "folded", folded.clone().into_bytes(), true);
        let closed: String = folded.chars().filter(|letter| *letter != ' ').collect();
        self.push(text, "folded, without blanks", closed.into_bytes(), true);
        let utf16: Vec<u8> = small.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.push(text, "UTF-16", utf16, true);
        self.push(text, "as a form sends it", small.replace(' ', "+").into_bytes(), true);
        self.push(text, "percent-encoded", small.replace(' ', "%20").into_bytes(), true);
        let json = serde_json::to_string(&small).unwrap();
        self.push(text, "JSON", json.trim_matches('"').as_bytes().to_vec(), true);
        let escaped: String = small
            .chars()
            .map(|letter| match letter {
                letter if letter.is_ascii() => letter.to_string(),
                letter => format!("\\u{:04x}", u32::from(letter)),
            })
            .collect();
        self.push(text, "JSON, escaped", escaped.into_bytes(), true);
        for spelled in [text, &small, &folded] {
            let hex: String = spelled.bytes().map(|byte| format!("{byte:02x}")).collect();
            self.push(text, "hexadecimal", hex.into_bytes(), true);
            for before in 0..3 {
                for coded in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                    let padded = [&[b'-'; 3][..before], spelled.as_bytes()].concat();
                    let coded = coded.encode(&padded);
                    // The first letters depend on what stands before, the last on what follows.
                    let from = if before == 0 { 0 } else { before + 1 };
                    let sure = &coded[from..coded.len() - 2];
                    self.push(text, "base64", sure.as_bytes().to_vec(), false);
                }
            }
        }
    }

    fn push(&mut self, text: &str, form: &'static str, bytes: Vec<u8>, either_case: bool) {
        let begins: [u8; BEGINS] = bytes[..BEGINS].try_into().unwrap();
        let needle = Needle { text: text.to_owned(), form, bytes, either_case };
        self.by_beginning.entry(begins).or_default().push(needle);
    }

    /// Every text that stands in the bytes, with the form in which it does.
    pub fn found_in(&self, bytes: &[u8]) -> Vec<String> {
        let small = bytes.to_ascii_lowercase();
        let mut found = Vec::new();
        for (stands, either_case) in [(bytes, false), (&small, true)] {
            for place in 0..stands.len().saturating_sub(BEGINS) {
                let rest = &stands[place..];
                let begins: [u8; BEGINS] = rest[..BEGINS].try_into().unwrap();
                let alike = self.by_beginning.get(&begins).into_iter().flatten();
                for needle in alike.filter(|needle| needle.either_case == either_case) {
                    if rest.starts_with(&needle.bytes) {
                        found.push(format!("“{}”, {}", needle.text, needle.form));
                    }
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

/// Without accents.
fn folded(small: &str) -> String {
    let plain = |letter| match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ï' => 'i',
        'ó' | 'ö' | 'ø' => 'o',
        'ú' | 'ü' => 'u',
        'ł' => 'l',
        'ż' | 'ź' => 'z',
        letter => letter,
    };
    small.chars().map(plain).collect()
}

#[test]
fn a_text_is_found_in_each_form_wherever_it_begins() {
    let text = "Zoë Quillfeather";
    let needles = Needles::of([text]);
    let utf16: Vec<u8> = text.to_lowercase().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
    let mut forms: Vec<Vec<u8>> = [
        text,
        "ZOË QUILLFEATHER".to_lowercase().as_str(),
        "zoe quillfeather",
        "zoequillfeather",
        "zoë+quillfeather",
        "zo\\u00eb quillfeather",
        &hex,
    ]
    .map(|form| form.as_bytes().to_vec())
    .to_vec();
    forms.push(utf16);
    for before in ["", "a", "ab", "abc"] {
        forms.push(STANDARD_NO_PAD.encode(format!("{before}{text}, and on")).into_bytes());
    }
    for form in forms {
        let stands = [&b"something before "[..], &form, b" and after"].concat();
        assert!(!needles.found_in(&stands).is_empty(), "{}", String::from_utf8_lossy(&stands));
    }
    assert!(needles.found_in(b"nothing of the kind, zoe quill").is_empty());
}
