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
    LapsedAndKept = "lapsed-and-kept", "You were signed out before you sent the form. What you typed is kept for you, for 30 days: sign in to go on with it.";
    LapsedHalfway = "lapsed-halfway", "You were signed out before you had shown who you are, since nothing was done for 20 minutes. Sign in again with your password: you need no other link.";
    WrongCodes = "wrong-codes", "You are signed out, since so many codes were wrong. Wait ten minutes, and sign in again. If your password is not taken then, ask whoever keeps accounts for a new link.";
    SessionEnded = "session-ended", "That session has ended.";
    SessionsEnded = "sessions-ended", "Every other session of yours has ended.";
    KeptThrownAway = "thrown-away", "What was kept is thrown away.";
    // One's own account
    FactorAdded = "factor-added", "It is added: from now on you can sign in with it. Every other session of yours has ended.";
    FactorRemoved = "factor-removed", "It is taken away: nobody signs in with it any more.";
    PasswordChanged = "password-changed", "Your password is changed, and every other session of yours has ended.";
    // Keeping accounts
    RolesGiven = "roles-given", "It holds from the next page that they open.";
    Corrected = "corrected-account", "Name and e-mail address are as you gave them, from the next page that anybody opens.";
    ResetAsked = "reset-asked", "It is asked for. Another administrator has to do the same within a day.";
    ResetDone = "reset-done", "What they signed in with besides the password is gone. They set it up anew when they next sign in.";
    ResetDoneByMail = "reset-done-by-mail", "What they signed in with is gone. Whoever has a password here gets a letter with a link for another, and sets up the rest anew.";
    TheirSessionsEnded = "their-sessions-ended", "Every session of theirs has ended. They can sign in again.";
    AccountClosed = "account-closed", "The account is closed, and every session of it has ended. Their manager finds on Today what they worked on, to give it to others.";
    AccountOpened = "account-opened", "The account is open again, without any role: give the roles anew.";
    TokenEnded = "token-ended", "The token opens nothing any more.";
    ProgrammeRenamed = "programme-renamed", "The programme has its new name, from the next page that anybody opens.";
    OrganisationAdded = "organisation-added", "The organisation takes part. Its people can be invited.";
    OrganisationRenamed = "organisation-renamed", "The organisation has its new name, from the next page that anybody opens.";
    AreasGiven = "areas-given", "It serves those areas from now on.";
    AreaTaken = "area-taken", "It serves that area no more.";
    // Groups
    GroupOpened = "group-opened", "The group is open. Men can be given places in it.";
    GroupChanged = "group-changed", "The group is changed.";
    GroupEnded = "group-ended", "The group has ended.";
    WaitsForPlace = "waits-for-place", "He waits for a place in this group.";
    WaitsNoMore = "waits-no-more", "He waits for a place in this group no more.";
    RegisterTaken = "register-taken", "The register is taken. What was noted is in each man’s case, and whoever must know the same day has been told.";
    SessionPlanned = "session-planned", "The session is planned. It is announced in the week before.";
    SessionCancelled = "session-cancelled", "The session is cancelled. It counts against nobody.";
    SessionMoved = "session-moved", "The session is moved. The day that falls out counts against nobody.";
    // Her case
    CaseGiven = "given", "The case is given to a worker.";
    AttemptRecorded = "attempt", "The attempt is recorded.";
    SafeWaysVerified = "safe-ways", "The safe ways are recorded.";
    DetailsChanged = "details", "The name and contacts are changed.";
    ProfileRecorded = "profile", "Who she is is recorded.";
    AssessmentRecorded = "assessed", "The assessment is recorded.";
    SupportDeclined = "declined", "It is recorded that she declines support.";
    HerAnswerRecorded = "answer", "Her answer is recorded.";
    Cleared = "cleared", "He is cleared to start, for her part. The programme hears that, and nothing else.";
    NotYetCleared = "not-yet", "Not yet is recorded. The programme hears that, and nothing else.";
    ReadyToDiscuss = "ready", "The programme is told that the service is ready.";
    PartWritten = "part", "The service’s part is recorded. It goes nowhere by itself.";
    SupportStarted = "started", "The start of support is recorded.";
    ContactRecorded = "contact", "The contact is recorded.";
    MeetingRecorded = "meeting", "The meeting is recorded.";
    ActionSet = "action", "What is to be done is recorded.";
    ActionDone = "action-done", "It is recorded as done.";
    RiskAssessed = "risk", "The assessment of risk is recorded.";
    IncidentRecorded = "incident", "The incident is recorded.";
    MaracReferred = "marac", "The referral to the MARAC is recorded.";
    EscalationReviewed = "escalation", "The review is recorded.";
    SafetyPlanned = "safety-plan", "The safety plan is recorded.";
    NoteWritten = "note", "The note is written.";
    ActedUpon = "acted", "What you did is recorded.";
    CaseClosed = "closed", "The case is closed.";
    CaseReopened = "reopened", "The case is open again.";
    DeathRecorded = "death", "Her death is recorded. Nothing of the case may be erased, and a joint review is due.";
    EntryCorrected = "corrected", "The correction is recorded beside the entry.";
    FlagLookedAt = "looked-at", "It is recorded that you looked at the step.";
    Restricted = "restricted", "The case is restricted: it opens with a reason that the manager sees.";
    RestrictionLifted = "not-restricted", "The case is restricted no more.";
    Opened = "opened", "The case is open to you for 12 hours. The manager sees that, and why.";
    ConflictRecorded = "conflict", "It is recorded that the worker knows the family: for them the case is not there.";
    ConflictLifted = "conflict-over", "It is recorded that the conflict is over.";
    // His case
    Acknowledged = "acknowledged", "The referral is acknowledged, and the referrer is told.";
    Compared = "compared", "What you said of the two cases is recorded.";
    ComparedAgain = "compared-again", "The new answer is recorded beside the one before.";
    TakenBack = "taken-back", "What was said of the two cases is taken back.";
    Separated = "separated", "The two cases are separated. Both stand as before.";
    Merged = "merged", "The two cases are united. This one goes on.";
    Transferred = "transferred", "The case is given to another facilitator.";
    AssessmentOffered = "offered", "The assessment is offered, and the referrer is told.";
    OfferRecorded = "offer-recorded", "What came of the appointment is recorded.";
    FoundPending = "pending", "The case is pending. What the referral says of her went to the support service.";
    FoundSuitable = "suitable", "He is suitable. The referrer is told.";
    FoundUnsuitable = "unsuitable", "He is unsuitable. He is referred back, and the case is closed.";
    SheIsReferred = "she-is-referred", "What the referral says of her went to the support service.";
    ConsentRecorded = "consent", "His consent is recorded.";
    Placed = "placed", "He has a place. The referrer is told.";
    SessionOffered = "session-offered", "The session is offered.";
    AttendanceRecorded = "came", "It is recorded that he came.";
    MissRecorded = "missed", "It is recorded that he missed the session. Ask him why today.";
    CancellationRecorded = "cancelled", "It is recorded that we cancelled the session.";
    KeyWorkRecorded = "key-work", "It is recorded, outside the thirty.";
    MeasuresRecorded = "measures", "The measures are recorded.";
    MaracDecided = "marac-decided", "The decision on MARAC is recorded.";
    LeavingProposed = "leaving-proposed", "It is proposed. A manager confirms it, or says why he stays.";
    HeStays = "he-stays", "It is recorded that he stays.";
    HeLeft = "he-left", "It is recorded that he left. Review the risks of it today.";
    ExitReviewed = "exit-reviewed", "The review is recorded.";
    Completed = "completed", "He completed the programme. The referrer is told.";
    ReturnBegun = "return-begun", "His return is begun. Risk, discussion and clearance are needed afresh.";
    HeIsBack = "he-is-back", "He is back on the programme.";
    FlagAnswered = "flag-answered", "What was done is recorded.";
    // Cases of those who have left
    CasesGivenOn = "given-on", "The cases are given to those whom you chose.";
    // Referrals
    DraftKept = "draft-kept", "The referral is kept as you typed it. Only you see it.";
    DraftTakenOn = "draft-taken-on", "The referral is yours now, as it was left. Only you see it.";
    DraftGone = "draft-gone", "That referral is not there to take on any more. A colleague may have been quicker, or whoever began it refers again.";
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

    /// What a page was asked to say; nothing of what is done in a case of hers, which no other
    /// page can be made to say.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        Self::of_hers(uri).filter(|said| !said.is_of_hers())
    }

    /// The same on a page of a case of hers.
    pub(crate) fn of_hers(uri: &Uri) -> Option<Self> {
        let code = uri.query()?.split('&').find_map(|pair| pair.strip_prefix("said="))?;
        Self::ALL.iter().copied().find(|said| said.code() == code)
    }

    /// Whether it is done in a case of hers alone.
    const fn is_of_hers(self) -> bool {
        matches!(
            self,
            Self::SafeWaysVerified
                | Self::ProfileRecorded
                | Self::SupportDeclined
                | Self::HerAnswerRecorded
                | Self::Cleared
                | Self::NotYetCleared
                | Self::ReadyToDiscuss
                | Self::PartWritten
                | Self::SupportStarted
                | Self::ContactRecorded
                | Self::MeetingRecorded
                | Self::ActionSet
                | Self::ActionDone
                | Self::SafetyPlanned
                | Self::ActedUpon
                | Self::CaseReopened
                | Self::DeathRecorded
        )
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
            assert_eq!(Said::of_hers(&uri), Some(said));
            assert_eq!(Said::of(&uri), Some(said).filter(|said| !said.is_of_hers()));
        }
        for query in ["", "?said=", "?said=Pay+here", "?notsaid=signed-out"] {
            assert_eq!(Said::of_hers(&format!("/sign-in{query}").parse().unwrap()), None);
        }
    }
}
