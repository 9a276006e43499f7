//! SVG, written element by element.

use std::fmt::Write;

/// The width of every drawing, in its own units; a page scales it.
pub const WIDTH: f64 = 760.0;
/// About how wide a letter is, of its size: enough to leave room by.
const LETTER: f64 = 0.56;

/// A drawing in the making.
pub struct Drawing {
    body: String,
    height: f64,
}

/// From where a text runs.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// Rightwards.
    Start,
    /// To both sides.
    Middle,
    /// Leftwards.
    End,
}

impl Anchor {
    fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// A coordinate with one decimal, and no more bytes than it needs.
pub fn at(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// About how wide a text is at a size.
pub fn width_of(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * LETTER
}

/// Parts a text into lines of at most so many letters, at spaces; the last line that is allowed
/// ends with an ellipsis where more would follow.
pub fn wrapped(text: &str, letters: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    let cut = lines.len() > most;
    lines.truncate(most);
    for line in &mut lines {
        if line.chars().count() > letters + 2 {
            *line = line.chars().take(letters).chain(['…']).collect();
        }
    }
    if cut && let Some(last) = lines.last_mut().filter(|last| !last.ends_with('…')) {
        last.push('…');
    }
    lines
}

impl Drawing {
    /// An empty drawing of a height.
    pub fn new(height: f64) -> Self {
        Self { body: String::with_capacity(4096), height }
    }

    /// A rectangle; one without width or height is not drawn.
    pub fn bar(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        if width > 0.0 && height > 0.0 {
            self.write(format_args!(
                "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                at(x),
                at(y),
                at(width),
                at(height)
            ));
        }
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.write(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            at(from.0),
            at(from.1),
            at(to.0),
            at(to.1)
        ));
    }

    /// Any line, by its path.
    pub fn path(&mut self, class: &str, path: &str) {
        self.write(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    /// A point.
    pub fn dot(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.write(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            at(x),
            at(y),
            at(radius)
        ));
    }

    /// Words, on their base line.
    pub fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, words: &str) {
        let anchor = anchor.word();
        self.write(format_args!(
            "<text class=\"{class}\" text-anchor=\"{anchor}\" x=\"{}\" y=\"{}\">{}</text>",
            at(x),
            at(y),
            escaped(words)
        ));
    }

    /// Words in lines around a middle height.
    pub fn lines(&mut self, class: &str, x: f64, middle: f64, anchor: Anchor, lines: &[String]) {
        const LEADING: f64 = 17.0;
        let first = middle + 5.0 - LEADING * (lines.len().saturating_sub(1)) as f64 / 2.0;
        for (place, line) in lines.iter().enumerate() {
            self.text(class, x, first + LEADING * place as f64, anchor, line);
        }
    }

    fn write(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a text cannot fail.
        writeln!(self.body, "{element}").ok();
    }

    /// The whole picture: its title and description named by ids that begin with `id`.
    pub fn finish(self, id: &str, title: &str, description: &str, style: Option<&str>) -> String {
        let (width, height) = (at(WIDTH), at(self.height));
        let style = style.map_or_else(String::new, |style| format!("<style>{style}</style>\n"));
        let (title, description) = (escaped(title), escaped(description));
        format!(
            "<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-description\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\">\n<title id=\"{id}-title\">{title}</title>\n\
             <desc id=\"{id}-description\">{description}</desc>\n{style}\
             <rect class=\"chart-ground\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>\n",
            self.body
        )
    }
}

/// Text as text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no other control characters than these, even as references.
            control if control.is_control() && !matches!(control, '\t' | '\n' | '\r') => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_wrapped_and_the_longest_cut() {
        assert_eq!(wrapped("Needs alternate support", 18, 2), ["Needs alternate", "support"]);
        assert_eq!(wrapped("one two three four", 5, 2), ["one", "two…"]);
        assert_eq!(wrapped("abcdefghijkl", 5, 2), ["abcde…"]);
        assert!(wrapped("", 5, 2).is_empty());
    }
}
