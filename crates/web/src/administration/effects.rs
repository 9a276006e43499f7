//! What a change of organisations and areas comes to, in plain words. They tell of no case: not even
//! whether there is one.

use casework::accounts::OrganisationKind;
use casework::organisations::Effect;

/// A sentence or two.
pub(super) fn words(effect: &Effect) -> String {
    match effect {
        Effect::AreaBegins(area) => format!(
            "{area} becomes an area of the programme: it can be chosen for referrals, groups and roles."
        ),
        Effect::AreaEnds(area) => format!(
            "Nobody serves {area} any more: it can be chosen for no new referral, group or role. A \
             referral that is half written there cannot be sent."
        ),
        Effect::Goes { area, kind: OrganisationKind::Support, from, to } => match (from, to) {
            (_, None) => format!(
                "Nobody supports women in {area} then. Until somebody does, no man there can be found \
                 pending, and no woman referred: whoever tries is told that nobody runs the support \
                 service there. Where the rules refer her with him, a referral that names her is not \
                 acknowledged. What is said of her stays sealed."
            ),
            (None, Some(to)) => format!(
                "Women of {area} who are referred from then on go to {to}. Now nobody supports women \
                 there."
            ),
            (Some(from), Some(to)) => format!(
                "Women of {area} who are referred from then on go to {to} instead of {from}. Of several \
                 that support women in an area, the first by name gets them."
            ),
        },
        Effect::Goes { area, from, to, .. } => match (from, to) {
            (_, None) => format!(
                "Nobody runs the programme in {area} then. A referral from there is refused, and \
                 whoever refers is told why."
            ),
            (None, Some(to)) => format!(
                "New referrals from {area} go to {to}. Now nobody runs the programme there."
            ),
            (Some(from), Some(to)) => format!(
                "New referrals from {area} go to {to} instead of {from}. Of several that run the \
                 programme in an area, the first by name gets them."
            ),
        },
        Effect::Beside { area, kind: OrganisationKind::Support, first } => format!(
            "Women of {area} who are referred go to {first} as before: of several that support women \
             in an area, the first by name gets them."
        ),
        Effect::Beside { area, first, .. } => format!(
            "New referrals from {area} go to {first} as before: of several that run the programme in \
             an area, the first by name gets them."
        ),
        Effect::NobodyYet { area, kind: OrganisationKind::Support } => format!(
            "Nobody supports women in {area} yet: until somebody does, no man there can be found \
             pending, and no woman referred."
        ),
        Effect::NobodyYet { area, .. } => format!(
            "Nobody runs the programme in {area} yet: until somebody does, a referral from there is \
             refused."
        ),
        Effect::NoAreaLeft => {
            "It serves no area then. It goes on taking part, and its people keep their accounts."
                .to_owned()
        }
        Effect::Held { area, people, more } => {
            let people = people.join(", ");
            let (who, hold, keep, they) = match more {
                0 if !people.contains(", ") => (people, "holds", "keeps", "They go on"),
                0 => (people, "hold", "keep", "They go on"),
                more => (format!("{people} and {more} more"), "hold", "keep", "They go on"),
            };
            format!(
                "{who} {hold} a role by the name of {area}, and {keep} it. {they} with the work that \
                 they have there. Take it from them one by one, under People, where they should not."
            )
        }
    }
}
