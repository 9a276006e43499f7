//! What somebody signs in with besides a password: how many, and that one stays.

use super::guarded::ADA;
use super::*;

/// Adds another app to what somebody signs in with: their session goes on by another token.
async fn added(office: &Office, token: &Token) -> Result<Token, Fault> {
    let who = signed_in(session(office, token).await);
    let claimant = Claimant::SignedIn(&who);
    office.begin_app(claimant).await?;
    let secret = office.app_secret(claimant).await?.unwrap();
    let code = App::told(&secret.text).shows(office.now().as_second());
    Ok(office.set_up_app(claimant, "Another", &code, &whence()).await.unwrap())
}

both_databases! {
    async fn nobody_has_more_than_twenty(database: Database) {
        let (office, clock, _) = open(&database).await;
        let mut token = sign_in(&office, ADA, WORDS).await.unwrap();
        for _ in 1..20 {
            clock.pass(SignedDuration::from_secs(30));
            token = added(&office, &token).await.unwrap();
        }
        let refused = added(&office, &token).await.unwrap_err();
        assert!(matches!(refused, Fault::Refused(words) if words.contains("20 apps and passkeys")));
    }

    async fn of_two_that_are_taken_away_at_one_time_one_stays(database: Database) {
        let (office, ..) = open(&database).await;
        let first = sign_in(&office, ADA, WORDS).await.unwrap();
        let token = added(&office, &first).await.unwrap();
        let who = signed_in(session(&office, &token).await);
        let both = office.factors(&who).await.unwrap();
        assert_eq!(both.len(), 2);
        let (one, other) = tokio::join!(
            office.remove_factor(&who, both[0].id),
            office.remove_factor(&who, both[1].id)
        );
        assert_ne!(one.is_ok(), other.is_ok(), "{one:?}, {other:?}");
        let left = office.factors(&who).await.unwrap();
        assert_eq!(left.len(), 1);
        let refused = office.remove_factor(&who, left[0].id).await.unwrap_err();
        assert!(matches!(refused, Fault::Refused(_)), "{refused}");
    }
}
