//! What a person can do with groups and their registers.

use axum::http::StatusCode;
use casework::Worker;
use casework::groups::Setting;
use jiff::civil::Weekday;
use pathway::{Area, GroupId, Reference};
use programme::group::Facilitators;
use programme::parts::{Meets, Placement, TimeOfDay};

use crate::signing_in::tests::{Answer, ask};
use crate::town::{Town, text};

impl Town {
    pub(crate) fn setting(&self) -> Setting {
        Setting {
            area: Area::new("Dudley"),
            venue: "Civic hall".to_owned(),
            meets: Meets { weekday: Weekday::Monday, time: TimeOfDay::Evening },
            facilitators: Facilitators {
                man: self.colleague.actor.worker(),
                woman: self.facilitator.actor.worker(),
            },
            capacity: 12,
        }
    }
    /// A group in which one man has a place.
    async fn group_with_one(&self) -> (Reference, Reference) {
        let manager = self.office().acting(&self.manager);
        let opened = manager.open_group(self.form(0), self.setting()).await.unwrap();
        let id = manager.group(opened.reference).await.unwrap().listed.id();
        let his = self.cleared().await;
        self.places(his, id).await;
        (opened.reference, his)
    }
    async fn places(&self, his: Reference, group: GroupId) {
        let facilitator = self.office().acting(&self.facilitator);
        let version = facilitator.his_case(his).await.unwrap().version;
        let place = Placement::Group(group);
        facilitator.place(his, self.form(version), place).await.unwrap();
    }
    /// Sends the form of a page with what is typed.
    async fn sends(&self, who: &Worker, address: &str, typed: &[(&str, &str)]) -> Answer {
        let cookie = self.enters(who).await;
        let page = ask(&self.site, "GET", address, &cookie, "").await;
        self.sends_again(&cookie, address, &page, typed).await
    }
    async fn sends_again(
        &self,
        cookie: &str,
        address: &str,
        page: &Answer,
        typed: &[(&str, &str)],
    ) -> Answer {
        let mut body = format!(
            "form-token={}&command={}",
            hidden(&page.body, "form-token"),
            hidden(&page.body, "command"),
        );
        for (name, typed) in typed {
            body.push_str(&format!("&{name}={}", typed.replace(' ', "+")));
        }
        ask(&self.site, "POST", address, cookie, &body).await
    }
}

/// What a hidden field of the last form that has it holds.
fn hidden(html: &str, name: &str) -> String {
    let after = html.rsplit(&format!("name=\"{name}\" value=\"")).next().unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_manager_opens_a_group_and_is_told_what_lacks() {
    let town = Town::new().await;
    let empty = town.sees(&town.manager, "/groups").await;
    assert!(empty.body.contains("There is no group yet"), "{}", text(&empty.body));
    let faulty = town.sends(&town.manager, "/groups/new", &[("venue", "Civic hall")]).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faulty.body.contains("<title>Error: Open a group"));
    assert!(faulty.body.contains("value=\"Civic hall\""), "what was typed stays");
    assert!(text(&faulty.body).contains("Choose the day of the week"));
    let (man, woman) = (
        town.colleague.actor.worker().uuid().to_string(),
        town.facilitator.actor.worker().uuid().to_string(),
    );
    let mut typed = vec![
        ("area", "Dudley"),
        ("venue", "Civic hall"),
        ("weekday", "monday"),
        ("time", "evening"),
        ("man", &man),
        ("woman", &man),
        ("capacity", "12"),
    ];
    let one = town.sends(&town.manager, "/groups/new", &typed).await;
    assert!(text(&one.body).contains("Choose two different people"), "{}", text(&one.body));
    typed[5] = ("woman", &woman);
    let opened = town.sends(&town.manager, "/groups/new", &typed).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let page = text(&town.sees(&town.facilitator, opened.header("location")).await.body);
    assert!(page.contains("Dudley, Monday evening, Civic hall"), "{page}");
    assert!(page.contains("Ben Archer and Ada Nolan"), "{page}");
    assert!(page.contains("Nobody has a place yet."), "{page}");
    let list = text(&town.sees(&town.facilitator, "/groups").await.body);
    assert!(list.contains("1 session a week, of the 12 that were promised."), "{list}");
}

#[tokio::test]
async fn groups_are_not_there_for_whoever_may_not_see_or_change_them() {
    let town = Town::new().await;
    let (group, _) = town.group_with_one().await;
    let never = Reference::random(9);
    for worker in [&town.referrer, &town.support_worker, &town.support_manager] {
        for address in
            ["/groups".to_owned(), format!("/groups/{group}"), format!("/groups/{never}")]
        {
            let answer = town.sees(worker, &address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        }
    }
    for page in [
        "/groups/new".to_owned(),
        format!("/groups/{group}/change"),
        format!("/groups/{group}/end"),
    ] {
        let answer = town.sees(&town.facilitator, &page).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    let register = format!("/groups/{group}/register");
    let answer = town.sees(&town.single_point, &register).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_register_is_taken_with_nothing_chosen_beforehand_and_nothing_lost() {
    let town = Town::new().await;
    let (group, his) = town.group_with_one().await;
    let today = text(&town.sees(&town.facilitator, "/today").await.body);
    assert!(today.contains("Take the register"), "{today}");
    let address = format!("/groups/{group}/register?on=2019-03-04");
    let cookie = town.enters(&town.facilitator).await;
    let page = ask(&town.site, "GET", &address, &cookie, "").await;
    assert!(text(&page.body).contains("Did Darren Quillfeather come?"), "{}", text(&page.body));
    assert!(!page.body.contains(" checked"), "nothing is chosen beforehand");
    let man = his.to_string().to_lowercase();
    let (came, late, note, response) = (
        format!("{man}-came"),
        format!("{man}-late"),
        format!("{man}-note"),
        format!("{man}-response"),
    );
    let mut typed = vec![
        ("session", "17"),
        ("content", "implications"),
        ("heavy", "yes"),
        (&*note, "He wept."),
        (&*response, "yes"),
    ];
    let faulty = town.sends_again(&cookie, &address, &page, &typed).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&faulty.body).contains("Choose whether Darren Quillfeather came"));
    assert!(faulty.body.contains("He wept.") && faulty.body.contains("value=\"17\""));
    typed.push((&came, "late"));
    let faulty = town.sends_again(&cookie, &address, &faulty, &typed).await;
    let said = text(&faulty.body);
    assert!(said.contains("Enter how many minutes late Darren Quillfeather was"), "{said}");
    typed.push((&late, "10"));
    let taken = town.sends_again(&cookie, &address, &faulty, &typed).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", text(&taken.body));
    assert_eq!(taken.header("location"), format!("/groups/{group}?said=register-taken"));
    let again = town.sends_again(&cookie, &address, &faulty, &typed).await;
    assert_eq!(again.header("location"), taken.header("location"), "sent twice, done once");
    let page = text(&town.sees(&town.facilitator, &format!("/groups/{group}")).await.body);
    assert!(
        page.contains(
            "Session 17: implications for partners, children and witnesses heavy 1 of 12"
        ),
        "{page}"
    );
    let after = text(&town.sees(&town.facilitator, &address).await.body);
    assert!(after.contains("Every man has his entry."), "{after}");
    let today = text(&town.sees(&town.facilitator, "/today").await.body);
    assert!(today.contains("Register taken"), "{today}");
    // Her worker hears at once that there was a reason, and never what was noted.
    let hers = text(&town.sees(&town.support_worker, "/today").await.body);
    assert!(hers.contains("Told by the programme, to look at 2"), "{hers}");
    assert!(!hers.contains("wept") && !hers.contains("Quillfeather"), "{hers}");
}

#[tokio::test]
async fn a_register_that_somebody_overtook_is_shown_again_with_what_was_typed() {
    let town = Town::new().await;
    let (group, his) = town.group_with_one().await;
    let address = format!("/groups/{group}/register?on=2019-03-04");
    let cookie = town.enters(&town.facilitator).await;
    let page = ask(&town.site, "GET", &address, &cookie, "").await;
    let plan = [
        ("on-day", "11"),
        ("on-month", "3"),
        ("on-year", "2019"),
        ("session", "18"),
        ("content", "alternatives"),
        ("heavy", "no"),
    ];
    let planned = town.sends(&town.manager, &format!("/groups/{group}/session"), &plan).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", text(&planned.body));
    let came = format!("{}-came", his.to_string().to_lowercase());
    let typed =
        [("session", "17"), ("content", "implications"), ("heavy", "no"), (&*came, "in-time")];
    let stale = town.sends_again(&cookie, &address, &page, &typed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(text(&stale.body).contains("Somebody else changed this"));
    assert!(stale.body.contains("value=\"in-time\" checked"), "what was typed stays");
    let taken = town.sends_again(&cookie, &address, &stale, &typed).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", text(&taken.body));
}

#[tokio::test]
async fn a_session_is_moved_and_a_group_with_men_does_not_end() {
    let town = Town::new().await;
    let (group, _) = town.group_with_one().await;
    let plan = [
        ("on-day", "11"),
        ("on-month", "march"),
        ("on-year", "2019"),
        ("session", "18"),
        ("content", "alternatives"),
        ("tags", "fathering"),
        ("heavy", "no"),
    ];
    let here = format!("/groups/{group}");
    town.sends(&town.facilitator, &format!("{here}/session"), &plan).await;
    let cancel = format!("{here}/cancel?on=2019-03-11");
    let lacks = town.sends(&town.facilitator, &cancel, &[("instead", "moved")]).await;
    assert!(
        text(&lacks.body).contains("Enter the day to which it is moved"),
        "{}",
        text(&lacks.body)
    );
    let to = [("instead", "moved"), ("on-day", "13"), ("on-month", "3"), ("on-year", "2019")];
    let moved = town.sends(&town.facilitator, &cancel, &to).await;
    assert_eq!(moved.header("location"), format!("{here}?said=session-moved"));
    let page = text(&town.sees(&town.facilitator, &here).await.body);
    assert!(page.contains("13 March 2019 Session 18"), "{page}");
    assert!(page.contains("11 March 2019 Cancelled by us"), "{page}");
    let end = town.sends(&town.manager, &format!("{here}/end"), &[]).await;
    assert_eq!(end.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(&end.body).contains("One man has a place"), "{}", text(&end.body));
}

#[tokio::test]
async fn a_man_is_put_on_the_waiting_list_by_his_reference() {
    let town = Town::new().await;
    let (group, _) = town.group_with_one().await;
    town.later(1);
    let his = town.cleared().await.to_string();
    let address = format!("/groups/{group}/waiting");
    let other = Reference::random(9).to_string();
    for wrong in ["nothing", &other] {
        let typed = [("man", wrong), ("act", "on")];
        let faulty = town.sends(&town.facilitator, &address, &typed).await;
        assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(faulty.body.contains(&format!("value=\"{wrong}\"")), "what was typed stays");
    }
    let put = town.sends(&town.facilitator, &address, &[("man", &his), ("act", "on")]).await;
    assert_eq!(put.header("location"), format!("/groups/{group}?said=waits-for-place"));
    let page = text(&town.sees(&town.facilitator, &format!("/groups/{group}")).await.body);
    assert!(page.contains(&format!("Men who wait for one {his} Darren Quillfeather")), "{page}");
    town.sends(&town.facilitator, &address, &[("man", &his), ("act", "off")]).await;
    let page = text(&town.sees(&town.facilitator, &format!("/groups/{group}")).await.body);
    assert!(!page.contains("Men who wait for one"), "{page}");
}
