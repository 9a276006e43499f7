// Letters, as whoever they are to gets them: invited by mail, told of a sign-in from elsewhere; and
// what an administrator sees while the server of mail takes none. On each database, with axe.
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

async function invites(abe, { name, email }) {
  await abe.goes('/administration/invite')
  await abe.answers({ name, email, role: 'facilitator' })
  await abe.page.getByLabel('Organisation').selectOption({ label: 'Turnpike Programme' })
  await abe.page.locator('main [name="areas"][value="Dudley"]').check()
  await abe.presses('See what this comes to')
  await abe.reads(new RegExp(`A letter goes to ${email}`))
  await abe.presses('Invite them')
}

for (const [name, makeDatabase] of databases) {
  test(`whoever is invited gets a letter and works with Waymark by it, on ${name}`, async (t) => {
    const mail = await mailbox()
    t.after(() => mail.stop())
    const port = await free()
    const public_url = `http://localhost:${port}`
    const site = await service(makeDatabase, async () => ({
      options: [
        '--port', String(port), '--public-url', public_url,
        '--smtp', mail.address, '--mail-from', 'Waymark <waymark@example.org>'
      ]
    }))
    t.after(() => site.stop())
    const named = { ...site, origin: public_url }
    const looks = name === databases[0][0] ? new Set() : null

    const abe = await signedIn(browser, named, site.workers.administrator, looks)
    const nia = { name: 'Nia Gray', email: 'nia@example.org', password: 'five words that nobody guesses' }
    await invites(abe, nia)
    await abe.reads(/Nia Gray gets a letter at nia@example\.org/)
    await abe.shows('invited-by-mail')
    assert.equal(await abe.page.locator('.waymark-secret').count(), 0, 'nobody but her sees the link')

    const letter = await mail.came(nia.email, /^You are invited to Waymark$/)
    assert.equal(letter.from, 'waymark@example.org')
    assert.ok(!/Nia|Gray|Turnpike|Abe/.test(letter.words), letter.words)
    const links = letter.words.match(/https?:\/\/\S+/g)
    const link = links.find((one) => one.includes('/invitation/'))
    assert.ok(links.every((one) => one.startsWith(public_url)), links.join(' '))

    // Her link, in a browser that was never here.
    const newcomer = await stranger(browser, named, nia, looks)
    const path = link.slice(public_url.length)
    assert.equal(await newcomer.goes(path), 200)
    await newcomer.shows('invitation-of-letter')
    await newcomer.page.getByLabel('A password of your own').fill(nia.password)
    await newcomer.presses('Go on')
    newcomer.isAt('/second-factor')
    await newcomer.showsSecondFactor()
    newcomer.isAt('/today')
    await newcomer.shows('today-of-newcomer')
    assert.equal(await newcomer.goes(path), 404, 'the link is good once')

    // Another browser of hers: she is told.
    const elsewhere = await stranger(browser, named, nia, looks)
    assert.equal(await elsewhere.goes(path), 404)
    await elsewhere.signsIn()
    const news = await mail.came(nia.email, /^A sign-in from a browser that is new to you$/)
    assert.match(news.words, new RegExp(`${public_url}/account`))
    await elsewhere.goes('/account')
    await elsewhere.reads(/new browser|browser that/i)
    await elsewhere.shows('account-elsewhere')

    // While the server takes no letters, whoever invites sees that, and they come afterwards.
    mail.refuses(true)
    const ola = { name: 'Ola Finch', email: 'ola@example.org' }
    await invites(abe, ola)
    await seen(abe, /refuses it \(451\)/)
    await abe.reads(/Mail that could not be sent yet/)
    await abe.shows('mail-not-sent')
    const page = await abe.page.getByRole('table', { name: 'Mail that could not be sent yet' }).innerText()
    assert.ok(!/ola|Finch/i.test(page), `to whom it is, is not said: ${page}`)
    assert.ok(!mail.letters.some((one) => one.to.includes(ola.email)))
    mail.refuses(false)
    await site.mailIsDue()
    await mail.came(ola.email, /^You are invited to Waymark$/)
    await abe.goes('/administration')
    assert.equal(await abe.page.getByText('Mail that could not be sent yet').count(), 0)

    const ids = mail.letters.map((one) => one.id)
    assert.equal(new Set(ids).size, ids.length, 'none came twice')
    for (const never of ['nia@', 'ola@', 'Gray', 'Finch', path]) {
      assert.ok(!site.log().includes(never), `${never} is in the log`)
    }
    for (const one of [abe, newcomer, elsewhere]) await one.leaves()
  })
}

// Looks at the people until something is said there.
async function seen(abe, pattern) {
  for (const patience = Date.now() + 30_000; Date.now() < patience; ) {
    await abe.goes('/administration')
    if (pattern.test(await abe.page.getByRole('main').innerText())) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await abe.reads(pattern)
}
