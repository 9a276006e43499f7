// What goes on when somebody leaves: cases and groups that their manager gives on, and referrals that
// colleagues go on with. On each database, in a real browser, with axe and by keyboard.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'
import { acknowledges, assesses, gives, refers } from '../steps.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`the cases of whoever leaves are given on by their manager, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const walk = (worker) => signedIn(browser, site, worker, looks)
    const { referrer, spoc, facilitator, elsewhere, manager, administrator } = site.workers
    const grace = await walk(referrer)
    await refers(grace)
    const ruth = await walk(spoc)
    const reference = (await acknowledges(ruth, facilitator.name)).split('/').pop()

    const abe = await walk(administrator)
    await abe.goes('/administration')
    await abe.follows(elsewhere.name)
    await abe.page.locator('main [name="areas"][value="Dudley"]').check()
    await abe.presses('See what this comes to')
    await abe.presses('Make it so')
    await abe.goes('/administration')
    await abe.follows(facilitator.name)
    await abe.presses('Close the account')
    await abe.presses('Close it now')

    const diane = await walk(manager)
    await diane.goes('/today')
    await diane.reads(/To give to others/, /1 case/)
    await diane.shows('today-left')
    await diane.follows('Say who takes over')
    diane.isAt('/cases/left')
    await diane.shows('cases-left')
    await diane.isRefused('Give them to others', /Choose who gets at least one/)
    await diane.page.locator(`[name="to-${reference}"]`).selectOption({ label: elsewhere.name })
    await diane.presses('Give them to others')
    await diane.reads(/The cases are given/, /Every case that goes on is with somebody who can open it/)
    await diane.shows('cases-left-none')
    const olive = await walk(elsewhere)
    assert.equal(await olive.goes(`/cases/${reference}`), 200)
    for (const one of [grace, ruth, abe, diane, olive]) await one.leaves()
  })
}

for (const [name, makeDatabase] of databases) {
  test(`her case is given on by her manager when her worker leaves, and his finds nothing of it, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const walk = (worker) => signedIn(browser, site, worker)
    const { referrer, spoc, facilitator, manager, supportManager, support, administrator } = site.workers
    const grace = await walk(referrer)
    await refers(grace)
    const ruth = await walk(spoc)
    const his = await acknowledges(ruth, facilitator.name)
    const samir = await walk(facilitator)
    await assesses(samir, his)
    const carol = await walk(supportManager)
    const reference = (await gives(carol, support.name)).split('/').pop()
    const diane = await walk(manager)
    const said = async () => {
      const pages = []
      for (const page of ['/today', '/cases/left', '/cases?whose=left']) {
        await diane.goes(page)
        pages.push(await diane.page.getByRole('main').innerText())
      }
      return pages
    }
    const before = await said()
    const abe = await walk(administrator)
    await abe.goes('/administration')
    await abe.follows(support.name)
    await abe.presses('Close the account')
    await abe.presses('Close it now')
    assert.deepEqual(await said(), before)
    await carol.goes('/today')
    await carol.reads(/To give to others/, /1 case/)
    await carol.follows('Say who takes over')
    await carol.page.locator(`[name="to-${reference}"]`).selectOption({ label: supportManager.name })
    await carol.presses('Give them to others')
    await carol.reads(/The cases are given/, /Every case that goes on is with somebody who can open it/)
    assert.deepEqual(await said(), before)
    for (const one of [grace, ruth, samir, carol, diane, abe]) await one.leaves()
  })
}

for (const [name, makeDatabase] of databases) {
  test(`a referral that was left half-written is taken on by one colleague, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const walk = (worker) => signedIn(browser, site, worker, looks)
    const { referrer, intake, administrator } = site.workers
    const writes = async (one, him) => {
      await one.goes('/referrals/rules')
      await one.presses('Start a referral')
      await one.answers({ area: 'Dudley', source: 'children_services', reason: `${him} shouts at night.` })
      await one.presses('Continue')
      await one.answers({ given: him, family: 'Quillfeather' })
      await one.presses('Save and come back later')
    }
    const grace = await walk(referrer)
    await writes(grace, 'Darren')
    await writes(grace, 'Luke')

    // Nobody else refers for the council yet.
    const abe = await walk(administrator)
    const closes = async () => {
      await abe.goes('/administration')
      await abe.follows(referrer.name)
      await abe.presses('Close the account')
    }
    await closes()
    await abe.reads(/2 half-written referrals are left, and nobody else of their organisation refers/)
    await abe.shows('administration-close-half-written')
    const tom = await walk(await site.hires('colleague', 'Tom Reed', 'Dudley Council', 'referrer'))
    const una = await walk(await site.hires('another', 'Una Marsh', 'Dudley Council', 'referrer'))
    await tom.goes('/referrals')
    assert.doesNotMatch(await tom.page.getByRole('main').innerText(), /Left half-written/)
    await closes()
    await abe.reads(/2 half-written referrals are left to colleagues who refer/)
    await abe.presses('Close it now')

    await una.goes('/referrals')
    await tom.goes('/referrals')
    await tom.reads(/Left half-written by colleagues/, /Grace Adeyemi/, /Begun on .*, last written on/)
    assert.doesNotMatch(await tom.page.content(), /Quillfeather|Darren|Luke|shouts/)
    await tom.shows('referrals-left')
    // By keyboard, without the mouse.
    const first = tom.page.getByRole('button', { name: /^Take it on/ }).first()
    await first.focus()
    await Promise.all([tom.page.waitForEvent('load'), tom.page.keyboard.press('Enter')])
    await tom.reads(/The referral is yours now/, /Being written by you/, /Luke Quillfeather/)
    await tom.shows('referrals-taken-on')
    // Whoever drew the page before is told, and gets the other.
    const late = una.page.getByRole('button', { name: /^Take it on/ })
    assert.equal(await late.count(), 2)
    await Promise.all([una.page.waitForEvent('load'), late.first().click()])
    await una.reads(/not there to take on any more/)
    await una.shows('referrals-gone')
    await Promise.all([una.page.waitForEvent('load'), late.first().click()])
    await una.reads(/The referral is yours now/, /Darren Quillfeather/)
    await una.follows('Darren Quillfeather')
    await una.reads(/Darren shouts at night/)
    // The desk of the programme's own people knows of none of it.
    const nina = await walk(intake)
    await nina.goes('/referrals')
    assert.doesNotMatch(await nina.page.getByRole('main').innerText(), /half-written|Grace/)
    for (const one of [grace, abe, tom, una, nina]) await one.leaves()
  })
}
