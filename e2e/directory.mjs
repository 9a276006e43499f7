// The directory of an organisation: a real provider of OpenID Connect on this machine, with people
// of its own. Whoever types the login of one is that person. It answers truly, or as it is told to.
import { createServer } from 'node:http'
import { SignJWT, decodeJwt, exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

export const SECRET = 'what Waymark is known by there'

const KID = 'of this run'

// A directory for a site: its issuer, what changes its answers from now on, and how to end it. People
// by login: name, email, groups.
export async function directory(site, people) {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${server.address().port}`
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: KID, alg: 'RS256', use: 'sig' }] },
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
  let changes = {}
  provider.use(async (context, next) => {
    await next()
    // Its pages would fetch a font from elsewhere, and wait for it where there is no elsewhere.
    if (typeof context.body === 'string') context.body = context.body.replace(/@import url\([^)]*\);/, '')
    const { token, redirect } = changes
    if (token && context.oidc?.route === 'token' && context.body?.id_token) {
      context.body.id_token = await token(signed(context.body.id_token, privateKey, publicKey))
    }
    const to = context.response.get('location')
    if (redirect && to?.startsWith(`${site}/`)) {
      const address = new URL(to)
      redirect(address.searchParams)
      context.set('location', address.href)
    }
  })
  server.on('request', provider.callback())
  return {
    issuer,
    // A token is changed by a function of what `signed` gives, the way back by one of its fields.
    answers(changed) {
      changes = changed
    },
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections())
  }
}

// A token that was to be given, with what makes another of it.
function signed(token, privateKey, publicKey) {
  const claims = decodeJwt(token)
  const sign = (payload, { key = privateKey, ...head } = {}) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: KID, ...head }).sign(key)
  return { token, claims, publicKey, sign, with: (other, how) => sign({ ...claims, ...other }, how) }
}

const text = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const stranger = async () => (await generateKeyPair('RS256')).privateKey
const seconds = (from) => Math.floor(Date.now() / 1000) + from
// Without some of its claims.
const without = ({ claims, sign }, ...names) =>
  sign(Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name))))

// What a directory that is not what it seems may answer, and why Waymark does not believe it. Where
// the way back is changed, Waymark is not answered at all.
export const HOSTILE = [
  ['of another issuer', /of another issuer/, { token: (one) => one.with({ iss: 'https://elsewhere.example' }) }],
  ['of an issuer with a stroke more', /of another issuer/, { token: (one) => one.with({ iss: `${one.claims.iss}/` }) }],
  ['for another program', /for somebody else/, { token: (one) => one.with({ aud: 'another' }) }],
  ['for several, to another', /given to somebody else/,
    { token: (one) => one.with({ aud: ['waymark', 'another'], azp: 'another' }) }],
  ['to what another browser asked', /no answer to what this browser asked/, { token: (one) => one.with({ nonce: 'another' }) }],
  ['to what nobody asked', /no answer to what this browser asked/, { token: (one) => without(one, 'nonce') }],
  ['that has ended', /it has ended/, { token: (one) => one.with({ iat: seconds(-600), exp: seconds(-120) }) }],
  ['that never ends', /does not say when it ends/, { token: (one) => without(one, 'exp') }],
  ['that was kept for an hour', /made too long ago/, { token: (one) => one.with({ iat: seconds(-3600) }) }],
  ['that was made tomorrow', /not valid yet/,
    { token: (one) => one.with({ iat: seconds(86_400), exp: seconds(90_000) }) }],
  ['that nobody signed', /no key that the directory publishes/,
    { token: ({ claims }) => `${text({ alg: 'none' })}.${text(claims)}.` }],
  ['that names its key and was not signed', /no key that the directory publishes/,
    { token: ({ claims, token }) => `${text({ alg: 'none', kid: KID })}.${text(claims)}.${token.split('.')[2]}` }],
  ['signed with what Waymark is known by', /no key that the directory publishes/,
    { token: (one) => one.with({}, { alg: 'HS256', key: Buffer.from(SECRET) }) }],
  ['signed with the public key as a secret', /no key that the directory publishes/,
    { token: async (one) => one.with({}, { alg: 'HS256', key: Buffer.from(JSON.stringify(await exportJWK(one.publicKey))) }) }],
  ['signed by another key of the same name', /not signed by the directory/,
    { token: async (one) => one.with({}, { key: await stranger() }) }],
  ['signed by a key that nobody published', /no key that the directory publishes/,
    { token: async (one) => one.with({}, { key: await stranger(), kid: 'another' }) }],
  ['changed after it was signed', /not signed by the directory/,
    {
      token: ({ claims, token }) => {
        const [head, , signature] = token.split('.')
        return [head, text({ ...claims, sub: 'administrator' }), signature].join('.')
      }
    }],
  ['that is none', /no signed token/, { token: () => 'yes' }],
  ['from another directory, by its own name', /came from another directory/,
    { redirect: (fields) => fields.set('iss', 'https://elsewhere.example') }],
  ['from a directory that does not name itself', /came from another directory/, { redirect: (fields) => fields.delete('iss') }],
  ['with a code that was never given', /the directory refuses: invalid_grant/, { redirect: (fields) => fields.set('code', 'another') }],
  ['with no code', /the directory refuses/, { redirect: (fields) => fields.delete('code') }],
  ['to another question', null, { redirect: (fields) => fields.set('state', 'another') }],
  ['to no question', null, { redirect: (fields) => fields.delete('state') }]
]

// The same claims, signed once more as they should be: the way by which the hostile ones are made.
export const TRUE = { token: (one) => one.with({}), redirect: () => {} }
