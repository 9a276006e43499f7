//! An app that shows codes, as people have it on their telephones.
#![expect(clippy::expect_used, reason = "a test whose page shows no secret fails there")]

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// An app that was told a secret, and remembers which code it showed last: none is good twice.
pub struct App {
    secret: Vec<u8>,
    last: i64,
}

impl App {
    /// An app that is told the secret of a page.
    ///
    /// # Panics
    /// Where the page shows none.
    pub fn told_by(page: &str) -> Self {
        let after = page.split("waymark-secret\">").nth(1).expect("a page with a secret");
        Self::told(after.split('<').next().unwrap_or_default())
    }

    /// An app that is told a secret, in groups of letters.
    ///
    /// # Panics
    /// Where it is none.
    pub fn told(secret: &str) -> Self {
        let secret = secret.replace(' ', "");
        Self { secret: BASE32_NOPAD.decode(secret.as_bytes()).expect("base 32"), last: 0 }
    }

    /// A code that is good at a second of Unix time, and for half a minute after: at a second
    /// sign-in within that, the next one, which is taken too.
    pub fn shows(&mut self, second: i64) -> String {
        let step = second.div_euclid(30);
        self.last = (self.last + 1).max(step);
        self.code(self.last)
    }

    fn code(&self, step: i64) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.secret).expect("a key of any length");
        mac.update(&step.to_be_bytes());
        let tag = mac.finalize().into_bytes();
        let from = usize::from(tag[19] & 15);
        let four: [u8; 4] = tag[from..from + 4].try_into().expect("four bytes");
        format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
    }
}
