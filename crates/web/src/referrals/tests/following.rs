//! A referral that was sent: followed, added to, withdrawn, and told of.

use super::*;

#[tokio::test]
async fn a_referral_is_followed_added_to_and_withdrawn() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let referral = referrer.refers().await;
    // Nothing is added by an empty form.
    let add = format!("{referral}/add");
    let empty = referrer.fills_in(&add, &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("Answer at least one question"));
    let drawn_before = referrer.page(&add).await;
    let note = [("note", "The plan has changed."), ("plan", "cin")];
    let added = referrer.sends_from(&drawn_before, &add, &note).await;
    assert_eq!(added.header("location"), format!("{referral}?said=added-to"));
    let twice = referrer.sends_from(&drawn_before, &add, &note).await;
    assert_eq!(twice.header("location"), format!("{referral}?said=added-to"), "done once");
    assert!(referrer.page(&format!("{referral}?said=added-to")).await.contains("It is added"));
    // Somebody else was quicker: both are told, nothing typed is lost, and it can be sent again.
    let withdraw = format!("{referral}/withdraw");
    let drawn = referrer.page(&withdraw).await;
    referrer.fills_in(&add, &[("note", "He moved.")]).await;
    let why = [("why", "The family has moved to Leeds.")];
    let stale = referrer.sends_from(&drawn, &withdraw, &why).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.body.contains("Somebody else changed this") && stale.body.contains("moved to Leeds")
    );
    let again = referrer.sends_from(&stale.body, &withdraw, &why).await;
    assert_eq!(again.header("location"), format!("{referral}?said=withdrawn"));
    let page = referrer.page(&referral).await;
    assert!(page.contains("the referrer withdrew the referral"), "{page}");
    assert!(!page.contains("Withdraw the referral") && page.contains("Ask for an update"));
    assert_eq!(referrer.sees(&add).await.header("location"), referral);
    let over = referrer.page("/referrals?standing=over&area=Dudley").await;
    assert!(over.contains("1 referral") && over.contains("Closed before assessment"));
    let none = referrer.page("/referrals?area=Walsall").await;
    assert!(none.contains("No referral is like this"));
}

#[tokio::test]
async fn what_is_sealed_can_be_added_to_and_not_read() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let referral = referrer.refers().await;
    let tell = format!("{referral}/tell");
    let empty = referrer.fills_in(&tell, &[("which", "0")]).await;
    assert!(empty.body.contains("Write what is to be added"), "{}", empty.body);
    let told = referrer.fills_in(&tell, &[("which", "0"), ("more", "She moves on Friday.")]).await;
    assert_eq!(told.header("location"), format!("{referral}?said=sealed-more"));
    let named = referrer
        .fills_in(
            &format!("{referral}/woman"),
            &[
                ("given", "Jade"),
                ("family", "Pemberton"),
                ("safe-contact", "Not known"),
                ("consent", "none"),
            ],
        )
        .await;
    assert_eq!(named.header("location"), format!("{referral}?said=woman-named"));
    for page in ["", "/add", "/tell", "/woman", "/update", "/withdraw", "/sent"] {
        let page = referrer.page(&format!("{referral}{page}")).await;
        for sealed in SEALED.iter().chain(&["moves on Friday", "Jade", "Pemberton"]) {
            assert!(!page.contains(sealed), "{sealed}");
        }
    }
    let update = referrer.fills_in(&format!("{referral}/update"), &[]).await;
    assert_eq!(update.header("location"), format!("{referral}?said=update-asked"));
    let nothing = referrer.sees(&format!("{referral}/report-1")).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(
        referrer.sees(&format!("{referral}/session-notes")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn everybody_is_told_in_words_and_finds_what_it_is_about() {
    let town = Town::new().await;
    let referrer = town.signed_in("council").await;
    let empty = town.signed_in("desk").await.page("/messages").await;
    assert!(empty.contains("Nothing has come yet"));
    let referral = referrer.refers().await;
    let reference = referral.strip_prefix("/referrals/").unwrap();
    let inbox = referrer.page("/messages").await;
    assert!(inbox.contains("Your referral has been received") && inbox.contains("1 is unread"));
    assert!(inbox.contains(reference) && !inbox.contains("Quillfeather"), "nothing personal");
    let desk = town.signed_in("desk").await;
    let inbox = desk.page("/messages").await;
    assert!(inbox.contains("A referral has arrived"));
    let one = inbox.split("href=\"/messages/").nth(1).unwrap().split('"').next().unwrap();
    let page = desk.page(&format!("/messages/{one}")).await;
    assert!(page.contains("You are the first to read this"));
    assert!(page.contains(&format!("href=\"/cases/{reference}\"")), "{page}");
    let read = desk.page("/messages").await;
    assert!(read.contains("Everything is read") && read.contains("You read it on"), "{read}");
    // To whom it is not, it is not there.
    for other in ["refuge", "police", "council"] {
        let answer = town.signed_in(other).await.sees(&format!("/messages/{one}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
    assert!(
        town.signed_in("refuge").await.page("/messages").await.contains("Nothing has come yet")
    );
    assert_eq!(desk.sees("/messages?after=nonsense").await.status, StatusCode::NOT_FOUND);
}
