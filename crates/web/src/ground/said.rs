//! What a page says after an act: one banner, after a redirect, out of a closed list. The address
//! carries its code alone, so that nobody can make a page of ours say words of theirs.

use axum::http::Uri;
use axum::response::Redirect;
use components::{Notification, notification};
use maud::{Markup, html};

macro_rules! said {
    ($($(#[$about:meta])* $said:ident = $code:literal, $words:literal;)+) => {
        /// Everything that is said after a redirect.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Said { $($(#[$about])* $said),+ }

        impl Said {
            const ALL: &'static [Self] = &[$(Self::$said),+];

            const fn code(self) -> &'static str {
                match self { $(Self::$said => $code),+ }
            }

            const fn words(self) -> &'static str {
                match self { $(Self::$said => $words),+ }
            }
        }
    };
}

said! {
    // Signing in
    SignedOut = "signed-out", "You are signed out.";
    SignInFirst = "sign-in-first", "Sign in to see this page.";
    Lapsed = "lapsed", "You were signed out, since nothing was done for 20 minutes or the day was over. Sign in again.";
    LapsedAndKept = "lapsed-and-kept", "You were signed out before you sent the form. What you typed is kept for you: sign in to go on with it.";
    SessionEnded = "session-ended", "That session has ended.";
    SessionsEnded = "sessions-ended", "Every other session of yours has ended.";
    KeptThrownAway = "thrown-away", "What was kept is thrown away.";
    // Referrals
    DraftKept = "draft-kept", "The referral is kept as you typed it. Only you see it.";
    DraftThrownAway = "draft-thrown-away", "The draft is thrown away.";
    AddedTo = "added-to", "It is added to the referral. The programme is told.";
    SealedMore = "sealed-more", "It is sealed with what you said of her. You cannot read it back.";
    WomanNamed = "woman-named", "She is named in the referral. You cannot read back what you wrote of her.";
    UpdateAsked = "update-asked", "The programme is asked for an update.";
    ReferralOpened = "referral-opened", "The referral is open to you for 12 hours. The programme’s manager sees that, and why.";
    Withdrawn = "withdrawn", "The referral is withdrawn. The programme is told.";
}

impl Said {
    /// A redirect to a page that says it.
    pub(crate) fn at(self, page: &str) -> Redirect {
        Redirect::to(&format!("{page}?said={}", self.code()))
    }

    /// What a page was asked to say.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        let code = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("said="))?;
        Self::ALL.iter().copied().find(|said| said.code() == code)
    }

    /// The banner.
    pub(crate) fn banner(self) -> Markup {
        let content = html! { p class="govuk-notification-banner__heading" { (self.words()) } };
        notification(&Notification { title: "What happened", content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_is_on_the_list_and_nothing_else() {
        for &said in Said::ALL {
            let uri: Uri = format!("/sign-in?said={}", said.code()).parse().unwrap();
            assert_eq!(Said::of(&uri), Some(said));
        }
        for query in ["", "?said=", "?said=Pay+here", "?notsaid=signed-out"] {
            assert_eq!(Said::of(&format!("/sign-in{query}").parse().unwrap()), None);
        }
    }
}
