// Who takes part and who serves which area, as whoever keeps accounts changes it: each change is
// shown with what it comes to, and holds on a second press. On each database, in a real browser, with
// axe, by keyboard and without a script.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'
import { refers } from '../steps.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

// The form whose button says so is chosen and sent by keys alone.
async function byKeys(person, name, words) {
  const { page } = person
  await page.locator(`main [name="${name}"]`).first().focus()
  await page.keyboard.press('Space')
  const button = page.getByRole('button', { name: words, exact: true })
  for (let steps = 0; steps < 40 && !(await button.evaluate((one) => one === document.activeElement)); steps += 1) {
    await page.keyboard.press('Tab')
  }
  await person.arrives(() => page.keyboard.press('Enter'))
}

for (const [name, makeDatabase] of databases) {
  test(`an organisation is added, and an area is taken from one once it is said what that comes to, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const { administrator, referrer } = site.workers
    const grace = await signedIn(browser, site, referrer, null)
    await refers(grace)

    const abe = await signedIn(browser, site, administrator, looks)
    await abe.turnsTo('Administration')
    await abe.follows('Organisations and areas')
    await abe.shows('administration-organisations')
    await abe.isRefused('See what this comes to', /Enter the name of the organisation/)
    await abe.shows('administration-organisations-faulty')
    await abe.answers({ name: 'Harbour Women', kind: 'support', areas: 'dudley, Sandwell' })
    await abe.presses('See what this comes to')
    await abe.reads(
      /Harbour Women takes part/, /Sandwell becomes an area/, /go to Foundry Women’s Service as before/,
      /Nobody runs the programme in Sandwell yet/
    )
    await abe.shows('administration-organisation-added-proposed')
    await abe.follows('Leave it as it is')
    assert.doesNotMatch(await abe.page.getByRole('main').innerText(), /Harbour/)
    await abe.answers({ name: 'Harbour Women', kind: 'support', areas: 'dudley, Sandwell' })
    await abe.presses('See what this comes to')
    await abe.presses('Make it so')
    await abe.reads(/The organisation takes part/, /Supports women/, /Dudley, Sandwell/, /Nobody of it has an account/)
    await abe.shows('administration-organisation-added')
    const harbour = new URL(abe.page.url()).pathname

    // By keyboard alone; and meanwhile somebody else changes what it comes to.
    await abe.goes('/administration/organisations')
    await abe.follows('Foundry Women’s Service')
    await abe.reads(/Carol Whitehouse/, /Amina Yusuf/, /2 accounts/)
    await abe.shows('administration-organisation')
    const foundry = new URL(abe.page.url()).pathname
    await abe.isRefused('See what taking it comes to', /Choose an area/)
    await abe.shows('administration-organisation-faulty')
    await byKeys(abe, 'area', 'See what taking it comes to')
    await abe.reads(
      /Foundry Women’s Service serves Dudley no more/, /go to Harbour Women instead of Foundry Women’s Service/,
      /Amina Yusuf holds a role by the name of Dudley, and keeps it/, /stays with whoever has it/
    )
    await abe.shows('administration-area-taken-proposed')

    const bea = await signedIn(browser, { ...site, browsing: { javaScriptEnabled: false } }, administrator, null)
    await bea.goes(harbour)
    await bea.answers({ area: 'Dudley' })
    await bea.presses('See what taking it comes to')
    await bea.presses('Make it so')
    await bea.reads(/serves that area no more/, /Taken away: Dudley/)
    await bea.answers({ name: 'Harbour' })
    await bea.presses('See what the name comes to')
    await bea.reads(/Harbour Women will be called Harbour/)
    await bea.presses('Make it so')
    await bea.reads(/has its new name/, /Called Harbour Women until then/)

    await abe.presses('Make it so')
    await abe.reads(/Nothing of yours was done/, /Nobody supports women in Dudley then/)
    await abe.shows('administration-area-taken-stale')
    await abe.presses('Make it so')
    abe.isAt(foundry)
    await abe.reads(/serves that area no more/, /Taken away: Dudley/)
    await abe.shows('administration-area-taken')
    await abe.goes('/administration/programme')
    await abe.reads(/Dudley\s+Turnpike Programme\s+nobody yet/)

    // Given back.
    await abe.goes(foundry)
    await abe.answers({ areas: 'Dudley' })
    await abe.presses('See what giving them comes to')
    await abe.reads(/Women of Dudley who are referred from then on go to Foundry/)
    await abe.shows('administration-areas-given-proposed')
    await abe.presses('Make it so')
    await abe.reads(/It serves those areas from now on/)

    // A token of a program, the same way.
    await abe.goes('/administration/organisations')
    await abe.follows('Dudley Council')
    await abe.follows('Tokens of its programs')
    await abe.answers({ name: 'Case system', may: 'follow_referrals' })
    await abe.presses('See what this comes to')
    await abe.shows('administration-token-proposed')
    await abe.presses('Make it so')
    await abe.shows('administration-token')
    for (const one of [grace, abe, bea]) await one.leaves()
  })
}
