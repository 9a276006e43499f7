//! A workbook's ZIP file, unpacked once against the caps before anything in it is believed.

use std::io::Read;

use memchr::{memchr_iter, memmem};

use super::caps;
use super::source::Whole;
use super::workbook::{damaged, too_much};
use crate::fault::ReadError;

/// Checks every part; tells whether the workbook is an ODS rather than an XLSX.
pub(crate) fn check(file: &str, whole: &Whole) -> Result<bool, ReadError> {
    let reader = whole.reader().map_err(|cause| ReadError::of(file, cause))?;
    let mut zip = zip::ZipArchive::new(reader).map_err(|cause| damaged(file, cause))?;
    if zip.len() > caps::ENTRIES {
        let what = format!("{} parts in the workbook", zip.len());
        return Err(too_much(file, &what, caps::ENTRIES as u64));
    }
    let names: Vec<String> =
        zip.file_names().filter_map(|name| name.ok()).map(Into::into).collect();
    let is_ods = names.iter().any(|name| name == "content.xml");
    if !is_ods && !names.iter().any(|name| name.ends_with(".xml")) {
        return Err(ReadError::NotAWorkbook { file: file.to_owned() });
    }
    let mut total = 0;
    let mut chunk = vec![0; 1 << 18];
    for place in 0..zip.len() {
        let mut part = zip.by_index(place).map_err(|cause| damaged(file, cause))?;
        let name = part.name().map_err(|cause| damaged(file, cause))?.into_owned();
        let is_sheet = name.contains("worksheets/") || name == "content.xml";
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        let packed = part.compressed_size().max(1);
        let mut size = 0_u64;
        let mut run = [0_usize; 2];
        loop {
            let read = part.read(&mut chunk).map_err(|cause| damaged(file, cause))?;
            if read == 0 {
                break;
            }
            let bytes = &chunk[..read];
            size += read as u64;
            total += read as u64;
            if total > caps::UNPACKED || (is_xml && !is_sheet && size > caps::SHARED) {
                return Err(too_much(file, "an unpacked size", caps::UNPACKED));
            }
            if size > caps::SMALL && size / packed > caps::RATIO {
                return Err(too_much(file, "a part packed more tightly", caps::RATIO));
            }
            if is_xml {
                // Neither a tag nor a text may grow without end: each is held in memory.
                for (run, sign) in run.iter_mut().zip([b'<', b'>']) {
                    let mut from = 0;
                    for at in memchr_iter(sign, bytes) {
                        if *run + at - from > caps::XML_RUN {
                            return Err(too_much(file, "a text or tag", caps::XML_RUN as u64));
                        }
                        (*run, from) = (0, at);
                    }
                    *run += read - from;
                    if *run > caps::XML_RUN {
                        return Err(too_much(file, "a text or tag", caps::XML_RUN as u64));
                    }
                }
                // A count of shared texts is taken at its word when memory is set aside.
                if !is_sheet && claims_too_many(bytes) {
                    return Err(too_much(file, "shared texts claimed", caps::SHARED));
                }
            }
        }
    }
    Ok(is_ods)
}

/// Whether the part says that it has more texts than could be in it.
fn claims_too_many(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"ount=").any(|at| {
        let digits = bytes[at + 5..].iter().skip(1).take_while(|byte| byte.is_ascii_digit());
        digits.count() > 8
    })
}
