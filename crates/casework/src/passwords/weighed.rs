//! What a password is worth to somebody who guesses.

use zxcvbn::{Score, zxcvbn};

/// The fewest characters of a password (OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15).
pub const SHORTEST: usize = 15;
/// The most bytes that are hashed: longer ones are refused, never cut.
pub const LONGEST: usize = 1024;

/// So many characters are weighed: by signs that stand for letters the work of it grows with the
/// square of their number and worse. Longer ones are judged by as many, their first.
const WEIGHED: usize = 40;

/// What is tried first at this very door.
const OURS: [&str; 6] = ["waymark", "my time", "programme", "facilitator", "referral", "support"];
/// Shorter parts of a name are parts of any word too.
const PART: usize = 3;
/// What is left of a password without what is near to whoever chooses it is worth this at the least.
const LEFT: Score = Score::Two;
/// Signs that stand for letters, as everybody who guesses knows.
const STANDS_FOR: [(char, char); 8] = [
    ('@', 'a'),
    ('4', 'a'),
    ('3', 'e'),
    ('1', 'i'),
    ('0', 'o'),
    ('$', 's'),
    ('5', 's'),
    ('7', 't'),
];

/// A password as it was typed. Nothing shows it.
pub struct Password(pub(super) String);

/// A password that somebody wants from now on, and that was weighed. Nothing else is hashed.
#[derive(Debug)]
pub(super) struct Chosen(pub(super) Password);

/// What is near to somebody, and so is tried first at their account: what they are called, their
/// address of mail, where they work.
pub struct Near {
    /// Each as it is, without what stands between its parts, and part by part.
    words: Vec<String>,
}

/// Why a new password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too few characters.
    #[error("Use at least {SHORTEST} characters, such as four words that you will remember")]
    Short,
    /// Too many bytes.
    #[error("Use at most {LONGEST} characters")]
    Long,
    /// It is among what is tried first: leaked passwords, names, words that follow one another, rows
    /// of the keyboard, one sign over and over.
    #[error(
        "This is easily guessed. Use words that have nothing to do with one another, or with you"
    )]
    Guessed,
    /// It is made of what is near to them, and little else.
    #[error(
        "This is made of your name, your e-mail address, where you work or the word Waymark, which \
         are tried first. Use words that have nothing to do with you"
    )]
    Near,
}

impl Near {
    /// What somebody is called, their address of mail, their organisation and its programmes.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = Vec::new();
        for one in all {
            let one = one.trim().to_lowercase();
            let parts: Vec<&str> = one.split(|sign: char| !sign.is_alphanumeric()).collect();
            words.push(parts.concat());
            words.extend(parts.into_iter().map(str::to_owned));
            words.push(one);
        }
        words.extend(OURS.map(str::to_owned));
        words.retain(|word| word.chars().count() >= PART);
        // The longest first, so that of a whole name no piece is left.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Self { words }
    }

    /// Whether a password is little else: what is left of it is soon guessed by itself. The order in
    /// which what is near is put together is soon tried through, which a measure of words in general
    /// does not know.
    fn is_most_of(&self, password: &str) -> bool {
        let typed = password.to_lowercase();
        let meant = |sign| STANDS_FOR.iter().find(|(is, _)| *is == sign).map_or(sign, |one| one.1);
        [typed.chars().map(meant).collect(), typed].into_iter().any(|mut text: String| {
            let whole = text.len();
            for word in &self.words {
                text = text.replace(word.as_str(), " ");
            }
            if text.len() == whole {
                return false;
            }
            // What stood between its parts is no word of theirs.
            text.retain(|sign| !sign.is_whitespace() && !sign.is_ascii_punctuation());
            score(&text, &[]) < LEFT
        })
    }
}

impl Password {
    /// What was typed, to be held against a hash or to be weighed.
    pub fn typed(text: String) -> Self {
        Self(text)
    }

    /// Whether it is as long as one has to be that somebody wants from now on. That costs nothing, and
    /// so is looked at before anything is counted or waits.
    ///
    /// # Errors
    /// Where it is too short, or too long.
    pub(crate) fn measured(self) -> Result<Self, Weak> {
        if self.0.len() > LONGEST {
            return Err(Weak::Long);
        }
        if self.0.chars().count() < SHORTEST {
            return Err(Weak::Short);
        }
        Ok(self)
    }

    /// The same as a password that somebody wants from now on. It is work, and so is done in its turn
    /// alone: see [`Passwords::choose`](super::Passwords::choose).
    pub(super) fn weighed(self, near: &Near) -> Result<Chosen, Weak> {
        let Self(typed) = self.measured()?;
        let guessed = |near: &[&str]| score(&typed, near) < Score::Three;
        let words: Vec<&str> = near.words.iter().map(String::as_str).collect();
        if near.is_most_of(&typed) {
            return Err(Weak::Near);
        }
        if guessed(&[]) {
            return Err(Weak::Guessed);
        }
        if guessed(&words) {
            return Err(Weak::Near);
        }
        Ok(Chosen(Self(typed)))
    }
}

/// What a password is worth, of which no more is looked at than can be in a moment.
fn score(text: &str, near: &[&str]) -> Score {
    zxcvbn(first(text), near).score()
}

/// As much of it as is weighed.
fn first(text: &str) -> &str {
    text.char_indices().nth(WEIGHED).map_or(text, |(end, _)| &text[..end])
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::passwords) fn typed(text: &str) -> Password {
        Password::typed(text.to_owned())
    }

    pub(in crate::passwords) fn ada() -> Near {
        let (name, email) = ("Ada Nolan-Webb", "ada.nolanwebb@bridge-street.example.org");
        Near::of([name, email, "Bridge Street", "Children’s services", "Black Country"])
    }

    #[test]
    fn a_password_that_is_easily_guessed_is_not_taken() {
        let chosen = |text: &str| typed(text).weighed(&ada()).map(|_| ());
        assert_eq!(chosen("short"), Err(Weak::Short));
        for guessed in [
            "aaaaaaaaaaaaaaaaaaaa",
            "passwordpassword",
            "qwertyuiopasdfghjkl",
            "iloveyouiloveyou",
            "123456789123456789",
        ] {
            assert_eq!(chosen(guessed), Err(Weak::Guessed), "{guessed}");
        }
        assert_eq!(chosen(&"ab1 ".repeat(300)), Err(Weak::Long));
        assert_eq!(chosen("four words to remember"), Ok(()));
        assert_eq!(chosen("пять слов подряд, да"), Ok(()));
    }

    #[test]
    fn a_password_that_is_made_of_what_is_near_to_somebody_is_not_taken() {
        for near in [
            "Ada Nolan-Webb 1",
            "adanolanwebbadanolanwebb1",
            "ada.nolanwebb@bridge-street.example.org",
            "ada.nolanwebb@bridge-street.example.org7",
            "Nolan-Webb Nolan-Webb 2026",
            "BridgeStreet2026!",
            "Bridge Street Dudley 1",
            "nolanwebb.bridgestreet.1",
            "Ada of Bridge Street 2026",
            "Black Country Waymark 2026",
            "WaymarkWaymark2026",
            "waymark adanolan waymark",
            "Children’s services 1",
            "@d@ n0l@n-w3bb 2026",
            // Much is left, and is soon guessed itself.
            "Ada Nolan-Webb 19870214",
            "nolanwebb password",
            "bbewnalonada1234",
        ] {
            let refused = typed(near).weighed(&ada()).map(|_| ());
            assert_eq!(refused, Err(Weak::Near), "{near}");
        }
        // To somebody else it is a password like another, and beside enough that is none of it, to her.
        let stranger = Near::of(["Mo Teal", "mo.teal@example.org"]);
        for taken in ["Ada Nolan-Webb rows", "BridgeStreet2026!"] {
            assert!(typed(taken).weighed(&stranger).is_ok(), "{taken}");
        }
        assert!(typed("Ada walnuts orange tram").weighed(&ada()).is_ok());
        let said = typed("nolanwebb.bridgestreet.1").weighed(&ada()).unwrap_err().to_string();
        assert!(said.contains("your name, your e-mail address"), "{said}");
    }

    #[test]
    fn of_a_long_password_of_signs_that_stand_for_letters_a_few_are_weighed() {
        let crafted: String = "4@8({[<36190!|1$5+7%2".chars().cycle().take(100).collect();
        assert_eq!(first(&crafted).chars().count(), WEIGHED);
        assert_eq!(first("☂☕🚲"), "☂☕🚲");
        let cut = |text: &str| typed(text).weighed(&ada()).map(|_| ());
        let beginning = "a".repeat(WEIGHED);
        assert_eq!(cut(&beginning), Err(Weak::Guessed));
        assert_eq!(
            cut(&format!("{beginning}{crafted}")),
            Err(Weak::Guessed),
            "what follows is not"
        );
        let before = "Seven walnuts under an orange tram, and nobody rings";
        assert!(cut(&format!("{before}{}", "a".repeat(900))).is_ok());
    }

    #[test]
    fn nothing_shows_a_password() {
        assert_eq!(format!("{:?}", Password::typed("secret".to_owned())), "Password(…)");
    }
}
