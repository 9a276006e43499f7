// The directory of an organisation: a real provider of OpenID Connect on this machine, with people
// of its own. Whoever types the login of one is that person.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

export const SECRET = 'what Waymark is known by there'

// A directory for a site: its issuer, and how to end it. People by login: name, email, groups.
export async function directory(site, people) {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'waymark',
      client_secret: SECRET,
      redirect_uris: [`${site}/sign-in/with/council/answer`],
      post_logout_redirect_uris: [`${site}/sign-in`],
      grant_types: ['authorization_code'],
      response_types: ['code']
    }],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ['of this run alone'] },
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, IdToken: 600, AccessToken: 600 },
    findAccount: (_context, login) => {
      const person = people[login]
      return person && { accountId: login, claims: () => ({ sub: login, email_verified: true, ...person }) }
    }
  })
  server.on('request', provider.callback())
  return { issuer, stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) }
}
