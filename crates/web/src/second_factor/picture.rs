//! The picture that a telephone's camera reads.

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// White around the picture, in its own squares (ISO/IEC 18004 asks for four).
const MARGIN: i32 = 4;

/// A text as a picture. One that is too long for any is not drawn: the text stands beside it.
pub(super) fn of(text: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size() + 2 * MARGIN;
    let mut squares = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                squares.push_str(&format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN));
            }
        }
    }
    html! {
        svg class="waymark-picture" role="img" aria-label="The key below, as a picture"
            width="232" height="232" viewBox=(format!("0 0 {size} {size}"))
            shape-rendering="crispEdges" {
            rect width=(size) height=(size) fill="#fff" {}
            path d=(squares) fill="#000" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_a_name_and_no_style_of_its_own() {
        let picture = of("otpauth://totp/Waymark:Ada?secret=ABCD&issuer=Waymark").into_string();
        assert!(picture.contains("role=\"img\"") && picture.contains("aria-label="));
        assert!(!picture.contains("style="), "{picture}");
        assert!(picture.matches("h1v1h-1z").count() > 100);
        assert_ne!(picture, of("otpauth://totp/Waymark:Ben?secret=ABCD").into_string());
    }
}
