//! What a directory says of itself: where it is asked what, and by which keys it signs.

use hyper::{StatusCode, Uri};
use serde::Deserialize;

use crate::fetch::{Client, address};
use crate::keys::{self, Key};
use crate::provider::NotAnswered;

/// Where a directory is asked what.
#[derive(Clone, Debug)]
pub(crate) struct Discovered {
    pub(crate) authorization: Uri,
    pub(crate) token: Uri,
    pub(crate) signing_out: Option<Uri>,
    /// Whether who asks is proven in a header; in the form otherwise.
    pub(crate) by_header: bool,
    /// Whether its answers name it.
    pub(crate) names_itself: bool,
    pub(crate) keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Asks a directory for it.
pub(crate) async fn discover(client: &Client, issuer: &str) -> Result<Discovered, NotAnswered> {
    let known = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let document = get(client, &known).await?;
    let document: Document = serde_json::from_slice(&document)
        .map_err(|_form| NotAnswered::Wrong("what it says of itself is in no known form"))?;
    if document.issuer != issuer {
        return Err(NotAnswered::Wrong("it says of itself that it is another issuer"));
    }
    let keys = get(client, &document.jwks_uri).await?;
    let reach = |text: &str| {
        address(text)
            .map_err(|_words| NotAnswered::Wrong("it names an address that is not over TLS"))
    };
    let methods = document.token_endpoint_auth_methods_supported;
    let has =
        |method: &str| methods.as_ref().is_some_and(|all| all.iter().any(|one| one == method));
    Ok(Discovered {
        authorization: reach(&document.authorization_endpoint)?,
        token: reach(&document.token_endpoint)?,
        signing_out: document.end_session_endpoint.as_deref().map(reach).transpose()?,
        by_header: has("client_secret_basic") || !has("client_secret_post"),
        names_itself: document.authorization_response_iss_parameter_supported,
        keys: keys::read(&keys).map_err(NotAnswered::Wrong)?,
    })
}

async fn get(client: &Client, at: &str) -> Result<Vec<u8>, NotAnswered> {
    let uri = address(at)
        .map_err(|_words| NotAnswered::Wrong("it names an address that is not over TLS"))?;
    let answer = client.ask(&uri, None).await.map_err(NotAnswered::Unreachable)?;
    if answer.status != StatusCode::OK {
        return Err(NotAnswered::Unreachable(format!("it answered {}", answer.status).into()));
    }
    Ok(answer.body.to_vec())
}
