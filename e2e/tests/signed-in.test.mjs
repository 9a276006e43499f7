// What somebody does with what they sign in with, once they are signed in: several passkeys, sessions
// ended one by one, the warning before the end by keyboard, an old telephone. On each database, in a
// real browser, with axe.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe } from '../accessible.mjs'
import { browsing } from '../waymark.mjs'
import { app, signedIn, stranger, telephone } from '../people.mjs'
import { databases, service } from '../service.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

// Browsers know passkeys of a name, and not of an address in numbers.
const named = (site) => ({ ...site, origin: site.origin.replace('127.0.0.1', 'localhost') })

// The script of the page warns; the keyboard, which is on no control of the dialog's before, answers.
async function keepsByKeyboard(one, site, key) {
  const warning = one.page.locator('#session-warning')
  await one.page.clock.install()
  await one.page.reload()
  await one.page.clock.fastForward('17:30')
  assert.equal(await warning.isVisible(), false)
  await site.leftAlone(18)
  await one.page.clock.fastForward('00:45')
  await warning.waitFor()
  assert.ok(await one.page.evaluate(() => document.activeElement.matches('[data-stays]')))
  await one.page.clock.resume()
  assert.deepEqual(await axe(one.page), [])
  const stays = one.page.waitForResponse((answer) => answer.request().method() === 'POST')
  await one.page.keyboard.press(key)
  assert.equal((await stays).status(), 204)
  await warning.waitFor({ state: 'hidden' })
  // The use is noted while nobody waits.
  await one.page.waitForTimeout(500)
  await site.leftAlone(18)
}

for (const [name, makeDatabase] of databases) {
  test(`whoever has two passkeys takes one away, ends a session, and keeps theirs by keyboard, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const carol = await stranger(browser, named(site), site.workers.supportManager, looks)
    await carol.signsIn()
    const key = await telephone(carol.page, 'usb')
    await carol.goes('/account')
    await carol.follows('Add a passkey')
    await carol.answers({ name: 'Blue key' })
    await carol.pressesAndIsAsked('Set it up')
    carol.isAt('/account')
    assert.equal((await key.held()).length, 1)
    await key.isPutAway()
    const phone = await telephone(carol.page, 'internal')
    await carol.follows('Add a passkey')
    await carol.answers({ name: 'Work telephone, new' })
    await carol.pressesAndIsAsked('Set it up')
    carol.isAt('/account')
    await carol.reads(/It is added/, /Blue key\s+Passkey/, /Work telephone, new\s+Passkey/)
    await carol.shows('account-two-passkeys')
    const [held] = await phone.held()

    // Either is asked for; the one that is taken away is not any more.
    const asked = async () => {
      const options = await carol.page.locator('[data-options]').getAttribute('data-options')
      return JSON.parse(options).allowCredentials.map(({ id }) => id)
    }
    await carol.signsOut()
    await carol.givesPassword()
    assert.equal((await asked()).length, 2)
    await carol.pressesAndIsAsked('Use your passkey')
    carol.isAt('/today')
    await carol.goes('/account')
    await carol.presses('Remove Blue key')
    await carol.reads(/It is taken away/, /Work telephone, new/)
    const main = await carol.page.getByRole('main').innerText()
    assert.doesNotMatch(main, /Blue key/)
    await carol.shows('account-passkey-removed')
    await carol.signsOut()
    await carol.givesPassword()
    const id = Buffer.from(held.credentialId, 'base64').toString('base64url')
    assert.deepEqual(await asked(), [id])
    await carol.pressesAndIsAsked('Use your passkey')
    carol.isAt('/today')

    // Another session of hers ends by a press, and hers goes on.
    const elsewhere = await signedIn(browser, named(site), site.workers.supportManager, null)
    await carol.goes('/sessions')
    await carol.presses('End Chrome on Linux')
    await carol.reads(/That session has ended/)
    assert.equal(await carol.page.getByRole('button', { name: /^End / }).count(), 0)
    await elsewhere.goes('/cases')
    elsewhere.isAt('/sign-in')
    await elsewhere.leaves()

    assert.equal(await carol.goes('/cases'), 200)
    await keepsByKeyboard(carol, site, 'Enter')
    await carol.goes('/cases')
    carol.isAt('/cases')
    await carol.leaves()

    // Half a session warns, too.
    const half = await stranger(browser, named(site), site.workers.supportManager, looks)
    await half.givesPassword()
    half.isAt('/second-factor')
    await keepsByKeyboard(half, site, 'Escape')
    await half.goes('/second-factor')
    half.isAt('/second-factor')
    await half.presses('Not you? Sign out')
    half.isAt('/sign-in')
    await half.leaves()
  })

  test(`whoever takes long to set an app up goes on with it when they are signed out, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const amina = await stranger(browser, site, site.workers.support, looks)
    await amina.givesPassword()
    await amina.presses('Set up an app')
    const telephones = app(await amina.page.locator('.waymark-secret').innerText())
    await site.leftAlone(21)
    await amina.answers({ code: telephones.shows() })
    await amina.presses('Set it up')
    amina.isAt('/sign-in')
    await amina.reads(/You were signed out before you had shown who you are/)
    await amina.shows('sign-in-lapsed-halfway')
    await amina.givesPassword()
    await amina.reads(/If you set your app up within the last hour/)
    await amina.shows('second-factor-begun')
    await amina.answers({ code: '000000' })
    await amina.isRefused('Go on', /not right/)
    await amina.answers({ code: telephones.shows() })
    await amina.presses('Go on')
    amina.isAt('/account/recovery-codes')
    await amina.leaves()
  })

  test(`a telephone of years ago makes a passkey and keeps a draft, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const grace = await stranger(browser, named(site), site.workers.referrer, null)
    await grace.page.addInitScript(() => {
      delete HTMLFormElement.prototype.requestSubmit
      delete AbortSignal.timeout
    })
    const passkeys = await telephone(grace.page, 'internal')
    await grace.givesPassword()
    await grace.follows('Set up a passkey')
    await grace.pressesAndIsAsked('Set it up')
    grace.isAt('/account/recovery-codes')
    assert.equal((await passkeys.held()).length, 1)
    await grace.signsOut()
    await grace.givesPassword()
    await grace.pressesAndIsAsked('Use your passkey')
    grace.isAt('/today')
    await grace.turnsTo('Referrals')
    await grace.follows('Refer a family')
    await grace.presses('Start a referral')
    await grace.answers({ area: 'Dudley', source: 'children_services' })
    await grace.presses('Continue')
    const typed = grace.page.getByRole('main').getByRole('textbox').first()
    await typed.fill('Marlowe')
    await grace.page.getByText(/^Draft saved at/).waitFor()
    await grace.leaves()
  })

  test(`whoever keeps accounts sees each page of their own and loses nothing that they typed, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const abe = await signedIn(browser, named(site), site.workers.administrator, looks)
    await telephone(abe.page)
    await abe.goes('/second-factor/passkey')
    await abe.shows('account-passkey')
    await abe.pressesAndIsAsked('Set it up')
    await abe.goes('/account/password')
    await abe.shows('account-password')
    await abe.goes('/account')
    await abe.presses('Add an app that shows codes')
    abe.isAt('/second-factor/app')
    await abe.shows('account-app')
    await abe.goes('/administration/organisations')
    await abe.follows('Dudley Council')
    await abe.follows('Tokens of its programs')
    await abe.shows('administration-tokens')

    // A form of another session is given back whole.
    await abe.goes('/administration/invite')
    await abe.answers({ name: 'Nia Gray', email: 'nia@example.org', role: 'referrer' })
    await abe.page.evaluate(() => {
      document.querySelector('main [name="form-token"]').value = 'AAAA'
    })
    await abe.presses('See what this comes to')
    await abe.reads(/Nothing is lost/, /Nia Gray/)
    await abe.shows('send-again')

    // It took so long that they are asked again who they are.
    await abe.goes('/administration/invite')
    await abe.answers({ name: 'Nia Gray', email: 'nia@example.org', role: 'referrer' })
    await abe.page.getByLabel('Organisation').selectOption({ label: 'Dudley Council' })
    await site.shownEarlier(31)
    await abe.presses('See what this comes to')
    abe.isAt('/sign-in/again')
    await abe.shows('again-app')
    await abe.answers({ code: abe.worker.app.shows() })
    await abe.presses('Go on')
    abe.isAt('/sessions/kept')
    await abe.reads(/This was not done yet/, /Nia Gray/)
    await abe.shows('kept-meanwhile')
    await abe.presses('Send it now')
    await abe.reads(/Nia Gray gets an account/)
    await abe.presses('Invite them')
    await abe.reads(/Nia Gray/)
    await abe.goes('/sessions/kept')
    abe.isAt('/today')

    // And when their session has ended.
    await abe.goes('/administration/invite')
    await abe.answers({ name: 'Bo Lee', email: 'bo@example.org' })
    await site.leftAlone(21)
    await abe.presses('See what this comes to')
    abe.isAt('/sign-in')
    await abe.reads(/What you typed is kept for you/)
    await abe.givesPassword()
    await abe.pressesAndIsAsked('Use your passkey')
    abe.isAt('/sessions/kept')
    await abe.reads(/Bo Lee/)
    await abe.leaves()
  })
}
