//! A workbook's ZIP file, unpacked once against the caps before anything in it is believed.

use std::io::Read;

use super::caps::Unpacking;
use super::markup::{Markup, Refused};
use super::source::Whole;
use super::workbook::{damaged, too_much};
use crate::fault::ReadError;

/// The shortest that a shared text can be spelled: `<si/>`.
const SHORTEST_TEXT: u64 = 5;

/// Checks every part; tells whether the workbook is an ODS rather than an XLSX.
pub(crate) fn check(file: &str, whole: &Whole, caps: &Unpacking) -> Result<bool, ReadError> {
    let reader = whole.reader().map_err(|cause| ReadError::of(file, cause))?;
    let mut zip = zip::ZipArchive::new(reader).map_err(|cause| damaged(file, cause))?;
    if zip.len() > caps.entries {
        let (has, most) = (zip.len(), caps.entries);
        return Err(too_much(file, format!("it has {has} parts, and at most {most} are read")));
    }
    let names: Vec<String> =
        zip.file_names().filter_map(|name| name.ok()).map(Into::into).collect();
    let is_ods = names.iter().any(|name| name == "content.xml");
    if !is_ods && !names.iter().any(|name| name.ends_with(".xml")) {
        return Err(ReadError::NotAWorkbook { file: file.to_owned() });
    }
    let mut total = 0;
    let mut chunk = vec![0; 1 << 16];
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).map_err(|cause| damaged(file, cause))?;
        let name = part.name().map_err(|cause| damaged(file, cause))?.into_owned();
        let is_sheet = name.contains("worksheets/") || name == "content.xml";
        let mut markup =
            (name.ends_with(".xml") || name.ends_with(".rels")).then(|| Markup::new(caps.markup));
        let packed = part.compressed_size().max(1);
        let mut size = 0_u64;
        loop {
            let read = part.read(&mut chunk).map_err(|cause| damaged(file, cause))?;
            if read == 0 {
                break;
            }
            size += read as u64;
            total += read as u64;
            if total > caps.total {
                let most = mebibytes(caps.total);
                return Err(too_much(file, format!("it unpacks to more than {most}")));
            }
            if size > caps.small && size / packed > caps.ratio {
                let ratio = caps.ratio;
                let what = format!("its part {name} unpacks to more than {ratio} times its size");
                return Err(too_much(file, what));
            }
            let Some(markup) = &mut markup else { continue };
            markup.take(&chunk[..read]).map_err(|refused| match refused {
                Refused::TooLong => {
                    let most = mebibytes(caps.markup as u64);
                    too_much(file, format!("its part {name} has a text or tag over {most}"))
                }
                Refused::Malformed(what) => damaged(file, format!("{name} has {what}")),
            })?;
            if (!is_sheet || markup.claimed().is_some()) && size > caps.held {
                let most = mebibytes(caps.held);
                return Err(too_much(file, format!("its part {name} unpacks to more than {most}")));
            }
        }
        // The count of shared texts is taken at its word when memory is set aside for them.
        let claimed = markup.and_then(|markup| markup.claimed()).unwrap_or(0);
        if claimed > size / SHORTEST_TEXT {
            let what = format!("its part {name} claims {claimed} texts, more than it can hold");
            return Err(too_much(file, what));
        }
    }
    Ok(is_ods)
}

fn mebibytes(bytes: u64) -> String {
    match bytes {
        0x4000_0000.. => format!("{} GiB", bytes >> 30),
        0x10_0000.. => format!("{} MiB", bytes >> 20),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::write::SimpleFileOptions;

    use super::*;

    fn checked(parts: &[(&str, &[u8])], caps: &Unpacking) -> String {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        let whole = Whole::Bytes(zip.finish().unwrap().into_inner().into());
        check("b.xlsx", &whole, caps).map_or_else(|refused| refused.to_string(), |_| "read".into())
    }

    #[test]
    fn each_cap_refuses_what_is_over_it_and_says_what_to_do() {
        let (small, much) = (b"<x/>".as_slice(), "<x/>".repeat(50_000).into_bytes());
        let usual = Unpacking::USUAL;
        let parts = [("a.xml", small), ("b.xml", small)];
        for (parts, caps, said) in [
            (&parts[..], Unpacking { entries: 1, ..usual }, "it has 2 parts, and at most 1 are"),
            (&parts, Unpacking { total: 7, ..usual }, "it unpacks to more than 7 bytes"),
            (&parts, Unpacking { held: 3, ..usual }, "part a.xml unpacks to more than 3 bytes"),
            (
                &[("a.xml", &much)],
                Unpacking { small: 1_000, ratio: 10, ..usual },
                "part a.xml unpacks to more than 10 times",
            ),
            (
                &[("xl/worksheets/a.xml", b"<sst uniqueCount='9'/>")],
                usual,
                "claims 9 texts, more than it can hold",
            ),
            (&[("xl/worksheets/a.xml", b"<sst/>")], Unpacking { held: 3, ..usual }, "more than 3"),
            (&[("a.xml", b"<!DOCTYPE a>")], usual, "is a damaged workbook"),
        ] {
            let found = checked(parts, &caps);
            assert!(found.contains(said) && found.contains(';'), "{said}: {found}");
        }
        let comment = format!("<!--{}-->", "<>".repeat(600_000));
        let found = checked(&[("a.xml", comment.as_bytes())], &usual);
        assert!(found.contains("a text or tag over 1 MiB"), "{found}");
        assert_eq!(
            checked(
                &[("a.xml", &much), ("b.xml", b"<sst count='9' uniqueCount='1'><si/>")],
                &usual
            ),
            "read"
        );
    }
}
