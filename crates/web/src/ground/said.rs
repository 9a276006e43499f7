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
    // Groups
    GroupOpened = "group-opened", "The group is open. Men can be given places in it.";
    GroupChanged = "group-changed", "The group is changed.";
    GroupEnded = "group-ended", "The group has ended.";
    RegisterTaken = "register-taken", "The register is taken. What was noted is in each man’s case, and whoever must know the same day has been told.";
    SessionPlanned = "session-planned", "The session is planned. It is announced in the week before.";
    SessionCancelled = "session-cancelled", "The session is cancelled. It counts against nobody.";
    SessionMoved = "session-moved", "The session is moved. The day that falls out counts against nobody.";
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
