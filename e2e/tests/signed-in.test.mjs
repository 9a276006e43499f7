// What somebody does with what they sign in with on an old telephone. On each database, in a real
// browser.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { stranger, telephone } from '../people.mjs'
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

for (const [name, makeDatabase] of databases) {
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
}
