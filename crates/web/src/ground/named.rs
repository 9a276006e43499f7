//! By which name a request came.

use axum::extract::Request;
use axum::http::header::HOST;

use crate::Site;
use crate::site::Public;

/// Where the address is told by which browsers reach the site, there is nothing at any other: no
/// page can be had by a name that somebody else made lead here. Whoever runs the machine asks by
/// its number how it is.
pub(crate) fn is_by_its_name(site: &Site, request: &Request) -> bool {
    let path = request.uri().path();
    let operations = path.starts_with("/health/") || path == "/metrics";
    match site.public() {
        Some(public) => !public.is_told() || operations || is_named(public, request),
        None => true,
    }
}

/// That everything a request says of where it goes is this name.
fn is_named(public: &Public, request: &Request) -> bool {
    let hosts = request.headers().get_all(HOST);
    let mut said = hosts.iter().map(|host| host.to_str().unwrap_or_default()).peekable();
    let authority = request.uri().authority().map(|authority| authority.as_str());
    (said.peek().is_some() || authority.is_some())
        && said.chain(authority).all(|host| public.is(host))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use axum::http::StatusCode;
    use tower::ServiceExt;

    use super::*;
    use crate::router;
    use crate::signing_in::tests::service_reached_at;

    async fn asked(site: &Arc<Site>, address: &str, hosts: &[&str]) -> (StatusCode, Vec<u8>) {
        let mut request = Request::get(address);
        for host in hosts {
            request = request.header("host", *host);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = router(Arc::clone(site)).oneshot(request).await.unwrap();
        let status = answer.status();
        (status, to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    #[tokio::test]
    async fn by_another_name_there_is_nothing_and_it_looks_like_what_was_never_there() {
        let site = service_reached_at("https://waymark.example").await;
        let never = asked(&site, "/never", &["waymark.example"]).await;
        assert_eq!(never.0, StatusCode::NOT_FOUND);
        for ours in [&["waymark.example"][..], &["Waymark.Example"], &["waymark.example:443"]] {
            assert_eq!(asked(&site, "/sign-in", ours).await.0, StatusCode::OK, "{ours:?}");
        }
        for others in [
            &[][..],
            &[""],
            &["evil.example"],
            &["waymark.example.evil.example"],
            &["waymark.example:8443"],
            &["waymark.example:80"],
            &["127.0.0.1"],
            &["localhost"],
            &["waymark.example", "evil.example"],
            &["evil.example", "waymark.example"],
        ] {
            assert_eq!(asked(&site, "/sign-in", others).await, never, "{others:?}");
        }
        let elsewhere = "https://evil.example/sign-in";
        assert_eq!(asked(&site, elsewhere, &["waymark.example"]).await, never);
        // Whoever watches the machine asks by whatever leads there.
        assert_eq!(asked(&site, "/health/live", &["10.0.0.7:8080"]).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn where_no_address_was_told_any_name_of_the_machine_leads_here() {
        let (site, _) = crate::signing_in::tests::service().await;
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            assert_eq!(asked(&site, "/sign-in", &[host]).await.0, StatusCode::OK, "{host}");
        }
    }
}
