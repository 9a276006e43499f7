// Another name and another address of mail for somebody: corrected by an administrator, told at both
// addresses, found by whose account it is. On each database, in a real browser, with axe and the
// keyboard.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mailbox } from '../mailbox.mjs'
import { signedIn, stranger } from '../people.mjs'
import { databases, service } from '../service.mjs'
import { browsing, free } from '../waymark.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`a name and an address of mail are corrected, and told at both addresses, on ${name}`, async (t) => {
    const mail = await mailbox()
    t.after(() => mail.stop())
    const port = await free()
    const public_url = `http://localhost:${port}`
    const served = await service(makeDatabase, async () => ({
      options: [
        '--port', String(port), '--public-url', public_url,
        '--smtp', mail.address, '--mail-from', 'Waymark <waymark@example.org>'
      ]
    }))
    t.after(() => served.stop())
    const site = { ...served, origin: public_url }
    const looks = name === databases[0][0] ? new Set() : null
    const { administrator, facilitator } = site.workers
    const samir = await signedIn(browser, site, facilitator, looks)
    const abe = await signedIn(browser, site, administrator, looks)
    await abe.goes('/administration')
    await abe.follows(facilitator.name)
    await abe.shows('administration-person-to-correct')
    const form = abe.page.locator('form[action$="/correct"]')
    const see = 'See what this comes to'
    await form.getByLabel('Name').fill('')
    await form.getByLabel('E-mail address').fill('samir at home')
    await abe.arrives(() => form.getByRole('button', { name: see }).click())
    assert.match(await abe.page.title(), /^Error: /)
    await abe.reads(/Enter the name/, /in the form name@example.org/)
    await abe.shows('administration-correct-wrong')

    const wed = { ...facilitator, name: 'Samir Hart', email: 'samir.hart@example.org' }
    const again = abe.page.locator('form[action$="/correct"]')
    await again.getByLabel('Name').fill(wed.name)
    await again.getByLabel('E-mail address').fill(wed.email)
    // By keyboard alone.
    await again.getByRole('button', { name: see }).focus()
    await abe.arrives(() => abe.page.keyboard.press('Enter'))
    await abe.reads(
      new RegExp(`becomes ${wed.name}`), new RegExp(`A letter goes to ${facilitator.email} and to ${wed.email}`),
      /They stay signed in where they are/
    )
    await abe.shows('administration-correct-proposed')
    await abe.presses('Make it so')
    await abe.reads(/Name and e-mail address are as you gave them/, /What was corrected/, /an administrator corrected the name/)
    await abe.shows('administration-person-corrected')

    // Neither letter names anybody, or the other address.
    const left = await mail.came(facilitator.email, /^This is your e-mail address in Waymark no more$/)
    const now = await mail.came(wed.email, /^This is your e-mail address in Waymark now$/)
    for (const letter of [left, now]) assert.ok(!/Samir|Hart/.test(letter.words), letter.words)

    // Their session goes on, and says what happened.
    assert.equal(await samir.goes('/account'), 200)
    await samir.reads(
      /Name\s+Samir Hart/, new RegExp(`E-mail address\\s+${wed.email}`),
      /An administrator corrected your name and changed your e-mail address/, /ask an administrator to correct it/
    )
    await samir.shows('account-corrected')
    await samir.signsOut()
    await samir.goes('/sign-in')
    await samir.answers({ email: facilitator.email, password: facilitator.password })
    await samir.isRefused('Sign in', /not right/)
    const back = await stranger(browser, site, wed, looks)
    await back.signsIn()
    await back.leaves()
    await samir.leaves()
    await abe.leaves()
  })
}
