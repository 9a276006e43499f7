// A man who is referred twice: suggested to whoever screens, answered, united, separated again, and
// the answer changed, by keyboard where it counts; each page with axe and on a phone. Whoever refers
// him is told nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'

const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date())

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

// A referral of him with names and birthday as they were typed: its reference.
async function refers(referrer, him) {
  await referrer.goes('/referrals/rules')
  await referrer.presses('Start a referral')
  for (const answers of [
    { area: 'Dudley', source: 'children_services', reason: 'He shouts at night.' },
    him,
    { father: 'yes', children: '2', 'children-ages': '4 and 7', plan: 'cp' },
    {
      risk: 'medium', 'with-a-woman': 'yes', 'takes-responsibility': 'yes', 'open-and-honest': 'yes',
      'willing-to-change': 'yes', strangulation: 'no'
    },
    { consent: 'written', 'consent-on': today },
    { given: 'Gemma', family: 'Thistlewood', 'safe-contact': 'Through the school', consent: 'none' }
  ]) {
    await referrer.answers(answers)
    await referrer.presses('Continue')
  }
  await referrer.reads(/Check your answers/)
  await referrer.presses('Send the referral')
  return referrer.reference()
}

// Goes by the Tab key to what has such words, and presses Enter.
async function byKeyboard(worker, words) {
  const { page } = worker
  for (let steps = 0; steps < 200; steps++) {
    await page.keyboard.press('Tab')
    const on = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    if (on === words) {
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
      await page.waitForLoadState('load')
      return
    }
  }
  assert.fail(`${words} is not reached by the keyboard`)
}

for (const [name, makeDatabase] of databases) {
  test(`a man who is known is suggested, united and separated, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const enters = (key) => signedIn(browser, site, site.workers[key], looks)
    const referrer = await enters('referrer')
    const first = await refers(referrer, {
      given: 'Darren', family: 'Quillfeather', 'date-of-birth': '1985-02-01', phone: '07700 900123', postcode: 'DY1 1AA'
    })
    referrer.begins()
    // Names swapped and misspelt, day and month exchanged.
    const second = await refers(referrer, {
      given: 'Quilfeather', family: 'Daren', 'date-of-birth': '1985-01-02', postcode: 'DY1 1AB'
    })
    referrer.neverReceived('may be known', 'the same man', '/likely')

    // Who refers for the programme, and may be told, is told while he is typed, and before sending.
    const intake = await enters('intake')
    await intake.goes('/referrals/rules')
    await intake.presses('Start a referral')
    await intake.answers({ area: 'Dudley', source: 'children_services', reason: 'He shouts at night.' })
    await intake.presses('Continue')
    await intake.answers({ given: 'Daren', family: 'Quillfeather', 'date-of-birth': '1985-02-01' })
    await intake.page.getByRole('status').filter({ hasText: 'He may be known already' }).waitFor()
    await intake.reads(new RegExp(first), /first name by its sound, last name, date of birth/)
    await intake.shows('referral-him-known')
    await intake.presses('Continue')
    await intake.goes(new URL(intake.page.url()).pathname.replace(/[^/]+$/, 'check'))
    await intake.reads(/May he be known already/, /Almost certainly the same man/)
    await intake.shows('referral-check-known')

    const spoc = await enters('spoc')
    await spoc.goes('/today')
    await spoc.reads(/It may be of somebody known/)
    await spoc.shows('today-known')
    await spoc.goes(`/cases/${second}/allocation`)
    await spoc.reads(
      new RegExp(first), /Darren Quillfeather/, /the same man/i, /both names, the other way round/,
      /day and month the other way round/
    )
    await spoc.shows('his-suggested')
    await byKeyboard(spoc, 'The same man')
    await spoc.reads(/A person said: the same man/)
    await spoc.shows('his-compared')
    await byKeyboard(spoc, 'Unite that case with this one')
    await spoc.shows('his-unite')
    await spoc.isRefused('Unite the two cases', /Say why the two cases are of one man/)
    await spoc.answers({ why: 'Same street.' })
    await spoc.presses('Unite the two cases')
    await spoc.reads(/The two cases are united/)
    await spoc.shows('his-united')
    await byKeyboard(spoc, 'Separate the two cases')
    await spoc.shows('his-separate')
    await spoc.isRefused('Separate the two cases', /Say why the two cases are not of one man/)
    await spoc.answers({ 'apart-why': 'They are brothers.' })
    await spoc.presses('Separate the two cases')
    await spoc.reads(/The two cases are separated/)
    await byKeyboard(spoc, 'Change this answer')
    await spoc.shows('his-change-answer')
    await spoc.answers({ otherwise: 'no', 'changed-why': 'They are brothers.' })
    await spoc.presses('Change the answer')
    await spoc.reads(/Not the same man, as a person said/)
    await spoc.shows('his-not-the-same')
    await spoc.goes(`/cases/${second}/timeline`)
    await spoc.reads(/Same street/, /They are brothers/)
    await spoc.shows('his-timeline-separated')
    await spoc.goes(`/cases/${first}`)
    await spoc.reads(/Next: acknowledge the referral/)
    for (const somebody of [referrer, intake, spoc]) await somebody.leaves()
  })
}
