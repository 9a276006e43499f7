// Signing in through the directory of an organisation, as whoever works there does it: against a
// real provider, in a real browser, on each database.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { council, showsThere } from '../council.mjs'
import { signedIn, stranger } from '../people.mjs'
import { databases } from '../service.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`the people of an organisation sign in through its directory, on ${name}`, async (t) => {
    const people = {
      tess: { name: 'Tess Okafor', email: 'tess@council.example', groups: ['family-safeguarding'] },
      noel: { name: 'Noel Ward', email: 'noel@council.example', groups: ['parks'] }
    }
    const { site, issuer } = await council(t, makeDatabase, people)
    const looks = name === databases[0][0] ? new Set() : null

    const tess = await stranger(browser, site, { name: 'Tess Okafor' }, looks)
    await tess.goes('/sign-in')
    await tess.shows('sign-in-with-directory')
    await tess.follows('Sign in with Dudley Council')
    assert.ok(tess.page.url().startsWith(issuer), tess.page.url())
    await showsThere(tess, 'tess')
    // Nothing there said that a second factor was shown: Waymark asks for its own.
    tess.isAt('/second-factor')
    await tess.showsSecondFactor()
    tess.isAt('/today')
    await tess.goes('/account')
    await tess.reads(/Tess Okafor/, /Dudley Council/, /Signed in through your organisation/)
    await tess.shows('account-of-directory')
    assert.equal(await tess.goes('/referrals'), 200)

    // Another site that leads there signs nobody in without a word, though the directory knows them: who
    // is at the machine presses first.
    await tess.page.goto(`${issuer}/.well-known/openid-configuration`)
    await tess.arrives(() => tess.page.evaluate((to) => location.assign(to), `${site.origin}/sign-in/with/council`))
    tess.isAt('/sign-in/with/council')
    await tess.reads(/Another site led you here/, /Whoever is signed in here is signed out/)
    await tess.shows('led-by-another-site')
    assert.equal(await tess.goes('/referrals'), 200, 'the session goes on')
    tess.isAt('/referrals')
    await tess.page.goBack()
    await tess.follows('Sign in with Dudley Council')
    tess.isAt('/second-factor')
    await tess.showsSecondFactor()
    await tess.goes('/sessions')
    assert.equal(await tess.page.getByText('This one').count(), 1)
    assert.equal(await tess.page.getByRole('button', { name: /^End (?!every)/ }).count(), 0, 'the one before is out')
    await tess.reads(/4 hours after signing in/)

    // Signed out here and there: whoever comes next to the machine is asked who they are.
    await tess.goes('/account')
    await tess.page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await tess.page.waitForURL((url) => url.href.startsWith(issuer))
    await tess.arrives(() => tess.page.locator('[name="logout"], [type="submit"]').first().click())
    tess.isAt('/sign-in')
    await tess.follows('Sign in with Dudley Council')
    assert.ok(await tess.page.locator('[name="login"]').isVisible(), 'the directory asks again')

    // Whoever keeps accounts sees what the groups of which directory come to.
    const abe = await signedIn(browser, site, site.workers.administrator, looks)
    await abe.goes('/administration/organisations')
    await abe.reads(/Of My Time\./, /family-safeguarding: referrer/)
    await abe.shows('administration-directories')
    await abe.leaves()

    // Nobody without a group that works with Waymark.
    const noel = await stranger(browser, site, { name: 'Noel Ward' }, looks)
    await noel.goes('/sign-in')
    await noel.follows('Sign in with Dudley Council')
    await showsThere(noel, 'noel')
    await noel.reads(/puts you into no group that works with Waymark/)
    await noel.shows('not-signed-in')
    await noel.goes('/today')
    noel.isAt('/sign-in')

    // The answer of one browser is none in another, nor twice in its own.
    const answer = await answered(noel, issuer)
    const other = await stranger(browser, site, { name: 'Somebody' }, null)
    assert.equal(await other.goes(answer), 403)
    await other.reads(/not to what this browser asked/)
    assert.equal(await noel.goes(answer), 403)

    // Whoever leaves the group is out.
    people.tess.groups = []
    await showsThere(tess, 'tess')
    await tess.reads(/puts you into no group/)
    assert.match(site.log(), /no group of theirs comes to a role/)
    assert.ok(!site.log().includes('council.example') && !site.log().includes('Okafor'), 'nothing of anybody in the log')
    for (const one of [tess, noel, other]) await one.leaves()
  })
}

// The address of the answer with which somebody comes back from the directory once more.
async function answered(one, issuer) {
  const seen = one.page.waitForRequest((request) => /\/sign-in\/with\/council\/answer\?/.test(request.url()))
  await one.goes('/sign-in')
  await one.follows('Sign in with Dudley Council')
  const address = new URL((await seen).url())
  assert.ok(address.searchParams.get('iss') === issuer, address.href)
  return address.pathname + address.search
}
