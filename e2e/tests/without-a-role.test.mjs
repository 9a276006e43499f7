// Whoever has lost every role: their account is theirs until it is closed, and nothing else is. On
// each database, in a real browser, with axe and the keyboard.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`whoever has lost every role keeps their account, and nothing else, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const { administrator, facilitator } = site.workers
    const elsewhere = await signedIn(browser, site, facilitator, null)
    const samir = await signedIn(browser, site, facilitator, looks)
    assert.equal(await samir.goes('/cases'), 200)

    const abe = await signedIn(browser, site, administrator, looks)
    const person = async () => {
      await abe.goes('/administration')
      await abe.follows(facilitator.name)
    }
    // Nobody gets the other side beside their own.
    await person()
    await abe.page.locator('main [name="role"][value="support_worker"]').check()
    await abe.isRefused('See what this comes to', /Nobody may be facilitator and support worker both/)
    await abe.shows('administration-both-sides')
    await person()
    await abe.page.locator('main [name="role"][value="facilitator"]').uncheck()
    await abe.presses('See what this comes to')
    await abe.presses('Make it so')

    // In the middle of their work: it is not there any more, and the page says so.
    assert.equal(await samir.goes('/cases'), 404)
    await samir.reads(/Page not found/)
    await samir.shows('not-found-without-a-role')
    await samir.follows('Start again')
    samir.isAt('/today')
    await samir.reads(/You have no role at the moment/, /Whoever keeps the accounts of Turnpike Programme can give you one/)
    assert.equal(await samir.page.getByRole('navigation').count(), 0, 'no menu without a place')
    await samir.shows('today-without-a-role')
    for (const closed of ['/groups', '/messages', '/referrals', '/figures', '/administration']) {
      assert.equal(await samir.goes(closed), 404, closed)
    }

    // What is theirs: what happened, where they are signed in, what they sign in with.
    await samir.goes('/today')
    await samir.follows('Your account')
    await samir.reads(/Role\s+None at the moment/, /An administrator.*facilitator/)
    await samir.shows('account-without-a-role')
    await samir.follows('Where you are signed in')
    await samir.presses('End every other session')
    await elsewhere.goes('/account')
    elsewhere.isAt('/sign-in')
    await samir.goes('/account')
    await samir.follows('Make recovery codes')
    await samir.presses('Make 10 codes')
    const codes = await samir.page.locator('.waymark-secret').allInnerTexts()
    assert.equal(codes.length, 10)
    await samir.goes('/account/password')
    const chosen = 'five other words to remember'
    await samir.answers({ password: facilitator.password, 'new-password': chosen })
    await samir.presses('Change it')
    await samir.reads(/Your password is changed/)
    facilitator.password = chosen

    // They sign in as before: with what they have besides their password.
    await samir.goes('/today')
    await samir.presses('Sign out', samir.page.getByRole('main'))
    samir.isAt('/sign-in')
    await samir.givesPassword()
    samir.isAt('/second-factor')
    await samir.shows('second-factor-without-a-role')
    for (const closed of ['/account', '/sessions', '/today']) {
      await samir.goes(closed)
      samir.isAt('/second-factor')
    }
    await samir.follows('Use a recovery code instead')
    await samir.answers({ 'recovery-code': codes[0] })
    await samir.presses('Go on')
    samir.isAt('/account')
    await samir.reads(/You have 9 left/, /Signed in with a recovery code/)
    await samir.goes('/')
    samir.isAt('/today')
    await samir.reads(/You have no role at the moment/)

    // Of a closed account nothing is anybody's.
    await person()
    await abe.presses('Close the account')
    await abe.presses('Close it now')
    await samir.goes('/account')
    samir.isAt('/sign-in')
    await samir.answers({ email: facilitator.email, password: chosen })
    await samir.isRefused('Sign in', /not right/)
    for (const one of [elsewhere, samir, abe]) await one.leaves()
  })
}
