// A directory that answers with what is not to be believed: at a real provider, in a real browser,
// on each database. Nobody is signed in by it, and whoever is at the machine is told what to do.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { council, showsThere } from '../council.mjs'
import { HOSTILE, TRUE } from '../directory.mjs'
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
  test(`no hostile answer of a directory signs anybody in, on ${name}`, async (t) => {
    const tess = { name: 'Tess Okafor', email: 'tess@council.example', groups: ['family-safeguarding'] }
    const { site, issuer, answers } = await council(t, makeDatabase, { tess })
    const looks = name === databases[0][0] ? new Set() : null
    // Whoever comes to a machine of their own, goes to the directory, and shows there who they are.
    const comes = async (answer, atTheDirectory = () => {}) => {
      answers(answer)
      const one = await stranger(browser, site, { name: 'Tess Okafor' }, looks)
      await one.goes('/sign-in')
      await one.follows('Sign in with Dudley Council')
      assert.ok(one.page.url().startsWith(issuer), one.page.url())
      await atTheDirectory(one)
      await showsThere(one, 'tess')
      return one
    }
    const sessions = async (one) =>
      (await one.page.context().cookies(site.origin)).filter((cookie) => /^(__Host-)?waymark$/.test(cookie.name))

    for (const [what, cause, answer] of HOSTILE) {
      await t.test(`an answer ${what}`, async () => {
        const logged = site.log().length
        const one = await comes(answer)
        one.isAt('/sign-in/with/council/answer')
        assert.equal(await one.page.locator('h1').innerText(), 'You are not signed in')
        if (cause) {
          await one.reads(/Dudley Council did not sign you in, or its answer cannot be believed/)
          await one.reads(/Try again; if it stays so, tell whoever runs Waymark/)
          await one.shows('answer-not-believed')
        } else {
          await one.reads(/not to what this browser asked\. Sign in again from here/)
          await one.shows('answer-not-asked')
        }
        // Nothing of it is shown or kept, and no page of work opens.
        assert.deepEqual(await sessions(one), [])
        await one.goes('/cases')
        one.isAt('/sign-in')
        await one.goes('/account')
        one.isAt('/sign-in')
        // Whoever runs Waymark finds the cause, and nothing of anybody.
        const log = site.log().slice(logged)
        assert.match(log, /nobody was signed in/)
        assert.match(log, cause ?? /no answer to what this browser asked/)
        assert.ok(!/okafor|council\.example|elsewhere/i.test(log), log)
        await one.leaves()
      })
    }

    // None of them made an account.
    const abe = await signedIn(browser, site, site.workers.administrator, null)
    const found = async () => {
      await abe.goes('/administration')
      await abe.answers({ words: 'Okafor' })
      await abe.presses('Look for them')
    }
    await found()
    await abe.reads(/Nobody has that/)
    // Each has its line of the audit, which waits for nothing once somebody reads there. What is no
    // answer to what was asked here costs none: any site can make a browser bring it.
    await abe.goes('/account')
    const refused = HOSTILE.filter(([, cause]) => cause).length
    assert.equal(await site.refusals('sign_in_by_directory'), refused)
    // The same claims, signed anew in the same way as they should be, sign in: what was refused was
    // refused for what was wrong with it. And so does what the provider says by itself.
    const brought = {}
    const signs = await comes(TRUE, async (one) => {
      brought.cookies = await one.page.context().cookies()
      one.page.on('request', (request) => {
        if (request.url().includes('/sign-in/with/council/answer?')) brought.address = request.url()
      })
    })
    signs.isAt('/second-factor')
    assert.equal((await sessions(signs)).length, 1)
    await signs.showsSecondFactor()
    signs.isAt('/today')
    assert.equal(await signs.goes('/referrals'), 200)
    await found()
    await abe.reads(/One account/)
    const again = await comes({})
    again.isAt('/second-factor')
    // What was true once is not true twice, though it is brought with all that the browser kept then.
    const thief = await stranger(browser, site, { name: 'Tess Okafor' }, looks)
    await thief.page.context().addCookies(brought.cookies)
    await thief.page.goto(brought.address)
    thief.isAt('/sign-in/with/council/answer')
    await thief.reads(/not to what this browser asked\. Sign in again from here/)
    assert.deepEqual(await sessions(thief), [])
    for (const one of [abe, signs, again, thief]) await one.leaves()
  })
}
