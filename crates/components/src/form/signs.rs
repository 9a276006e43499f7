//! Signs that no answer may hold. Each is said with where it stands, since most cannot be seen.

/// What kind of text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line, such as a name: no pictures.
    Line,
    /// Several lines, which may quote a message with its pictures.
    Lines,
}

/// The sentence about the first sign that cannot be kept, after the answer's name.
pub(super) fn refused(text: &str, kind: Kind) -> Option<String> {
    let (place, sign, what) =
        text.char_indices().find_map(|(place, sign)| Some((place, sign, wrong(sign, kind)?)))?;
    let before: Vec<char> = text[..place].chars().rev().take(12).collect();
    let before: String = before.into_iter().rev().collect();
    let place = match before.trim() {
        "" => "at its start".to_owned(),
        before => format!("after ‘{before}’"),
    };
    let code = u32::from(sign);
    Some(match what {
        Wrong::Picture => format!("has the picture {sign} {place}: write it in words"),
        Wrong::Break => format!("has a new line {place}: write it in one line"),
        Wrong::Direction => format!(
            "has a mark {place} that turns the direction of text and cannot be seen (U+{code:04X}): \
             delete it, or type the words again"
        ),
        Wrong::Unseen => format!(
            "has a sign {place} that cannot be seen (U+{code:04X}): delete it, or type the words \
             again"
        ),
    })
}

enum Wrong {
    Picture,
    Break,
    Direction,
    Unseen,
}

fn wrong(sign: char, kind: Kind) -> Option<Wrong> {
    Some(match sign {
        '\t' => return None,
        '\n' | '\r' | '\u{2028}' | '\u{2029}' if kind == Kind::Lines => return None,
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Wrong::Break,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Wrong::Direction
        }
        _ if sign.is_control() => Wrong::Unseen,
        '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' => {
            Wrong::Unseen
        }
        // For private use, without meaning, or tags.
        '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{fff0}'..='\u{fffb}' => {
            Wrong::Unseen
        }
        '\u{e0000}'.. => Wrong::Unseen,
        _ if u32::from(sign) & 0xfffe == 0xfffe => Wrong::Unseen,
        _ if kind == Kind::Line && picture(sign) => Wrong::Picture,
        _ => return None,
    })
}

/// The blocks that hold emoji.
fn picture(sign: char) -> bool {
    matches!(
        sign,
        '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}'
    )
}
