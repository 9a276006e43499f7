// The path through both services, walked by each of the people in a browser of their own, on each
// database: from the referral to the signal after a session.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'

const HE = 'Darren Quillfeather'
const SHE = 'Gemma Thistlewood'
// What is hers alone, or a note of his session: each is looked for where it must not be.
const HERS = ['Thistlewood', '07700 900456', 'Through the school', 'door locked']
const NOTED = 'He wept when the children were named.'

const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date())
const now = () =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(new Date())

const CASE_PAGES = [
  'timeline', 'people', 'allocation', 'contact', 'appointments', 'assessment', 'consent', 'discussion', 'decision', 'start', 'sessions', 'risk', 'notes', 'news', 'end', 'access'
]

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`a referral goes through both services to the signal after a session, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const enters = (worker) => signedIn(browser, site, site.workers[worker])

    const referrer = await enters('referrer')
    await referrer.isAccessible()
    const referral = await refers(referrer)

    const spoc = await enters('spoc')
    const his = await opens(spoc, HE)
    await spoc.goes(`${his}/allocation`)
    await spoc.reads(/No referrals are being taken/)
    await spoc.isAccessible()
    await spoc.presses('Acknowledge the referral').then(
      () => assert.fail('an empty form is not taken'),
      () => {}
    )
    await spoc.isAccessible()
    await spoc.answers({ decision: 'although', although: 'The programme goes on for this family.' })
    await spoc.page.getByLabel('Samir Chaudhry').first().check()
    await spoc.presses('Acknowledge the referral')
    await spoc.reads(/acknowledged, and the referrer is told/)

    const facilitator = await enters('facilitator')
    assert.equal(await opens(facilitator, HE), his)
    await facilitator.isAccessible()
    await act(facilitator, `${his}/contact`, 'Record the attempt', {
      way: 'telephone', result: 'reached', on: today, at: now(), note: 'He will come.'
    })
    await facilitator.goes(`${his}/appointments`)
    await facilitator.isAccessible()
    await act(facilitator, `${his}/appointments`, 'Offer it', { on: today, at: now(), mode: 'in_person', place: 'St Mary’s Rooms' })
    await facilitator.follows('Record what came of it')
    await facilitator.answers({ kept: 'attended' })
    await facilitator.presses('Record it')
    await act(facilitator, `${his}/assessment`, 'Record the assessment', {
      on: today, motivation: 'mostly', responsibility: 'a_little', honesty: 'mostly', risk: 'medium'
    })
    await act(facilitator, `${his}/decision`, 'Record the outcome', { outcome: 'pending' })
    await facilitator.seesNothingOf(...HERS)

    const supportManager = await enters('supportManager')
    const hers = await opens(supportManager, SHE)
    assert.notEqual(hers, his)
    await supportManager.goes(`${hers}/allocation`)
    await supportManager.isAccessible()
    await supportManager.page.getByLabel('Amina Yusuf').first().check()
    await supportManager.presses('Give the case')

    const support = await enters('support')
    assert.equal(await opens(support, SHE), hers)
    await support.isAccessible()
    await act(support, `${hers}/contact`, 'Record the attempt', {
      'attempt-on': today, 'attempt-at': now(), 'attempt-how': 'through_professional', 'attempt-result': 'reached', 'attempt-safe': 'yes'
    })
    await act(support, `${hers}/assessment`, 'Record the assessment', {
      'assessed-on': today, 'assessed-at': now(), abuse: 'yes', 'ill-health': 'no', substances: 'unknown', findings: 'She sleeps with the door locked.'
    })
    for (const page of CASE_PAGES) {
      await support.goes(`${hers}/${page}`)
      await support.isAccessible()
    }
    await support.goes(`${hers}/consent`)
    const starting = support.page.locator('main form').filter({ hasText: /his starting/i }).first()
    await starting.locator('[name$="-answer"][value="written"]').check()
    await dated(starting, today)
    await starting.locator('[name$="-at"]').fill(now())
    await starting.getByRole('button', { name: 'Record her answer' }).click()
    await support.reads(/Her answer is recorded/)
    await support.goes(`${hers}/discussion`)
    await support.presses('We are ready to discuss')
    await support.goes(`${hers}/decision`)
    await support.page.locator('main [name^="clearance-"][value="her-consent"]').check()
    await support.presses('Record the decision')
    await support.reads(/The programme hears that, and nothing else/)

    await act(facilitator, `${his}/discussion`, 'Record the discussion', {
      'took-part': ['programme', 'support'], decision: 'suitable', reasons: 'He is willing to change.'
    })
    await facilitator.goes(`${his}/start`)
    await facilitator.isAccessible()
    await act(facilitator, `${his}/start`, 'Give him the place', { how: 'one_to_one' })
    await act(facilitator, `${his}/start`, 'Offer it', { on: today, session: '1' })
    await act(facilitator, `${his}/sessions`, 'Record that he came', {
      on: today, session: '1', content: 'understanding', note: NOTED
    }, { notable: true })
    await facilitator.reads(/It is recorded that he came/)
    for (const page of CASE_PAGES) {
      await facilitator.goes(`${his}/${page}`)
      await facilitator.isAccessible()
      await facilitator.seesNothingOf(...HERS)
    }

    // The signal is on her worker's pages the same minute; what was noted is not.
    await support.goes('/messages')
    await support.reads(/A session gave reason to tell you today/)
    await support.isAccessible()
    await support.goes('/today')
    await support.reads(/affects her safety/)
    await support.isAccessible()
    await support.goes(`${hers}/news`)
    await support.seesNothingOf(NOTED, 'wept')
    await support.reads(/notable emotional response/i)
    await support.page.locator('main [name="done"]').first().check()
    await support.presses('Record what you did')
    await support.reads(/What you did is recorded/)

    // The referrer was told of each step, and reads nothing of hers nor of the session.
    await referrer.goes('/messages')
    for (const words of [/acknowledged/i, /assessment/i, /decided|suitable/i, /place/i]) await referrer.reads(words)
    await referrer.isAccessible()
    await referrer.goes(`/referrals/${referral}`)
    await referrer.isAccessible()
    await referrer.seesNothingOf(...HERS, NOTED)

    // What is not theirs does not exist: the same page as for a case that was never made.
    for (const [worker, address] of [
      ['elsewhere', his], ['commissioner', his], ['administrator', his], ['referrer', his],
      ['facilitator', hers], ['manager', hers], ['spoc', hers], ['support', his], ['supportManager', his]
    ]) {
      const somebody = await enters(worker)
      const answer = await somebody.page.goto(site.origin + address)
      const there = await somebody.page.content()
      const never = await somebody.page.goto(`${site.origin}/cases/0000-0000-0000`)
      assert.deepEqual([answer.status(), never.status()], [404, 404], `${worker} at ${address}`)
      assert.equal(unsigned(there), unsigned(await somebody.page.content()))
      await somebody.leaves()
    }
    for (const worker of [referrer, spoc, facilitator, supportManager, support]) await worker.leaves()

    // Nothing that was typed is in the log.
    for (const typed of ['Quillfeather', 'Thistlewood', '07700', 'wept', 'example.org', his.slice(7)]) {
      assert.ok(!site.log().includes(typed), `the log holds ${typed}`)
    }
  })
}

async function refers(referrer) {
  await referrer.goes('/referrals/rules')
  await referrer.isAccessible()
  await referrer.presses('Start a referral')
  const pages = [
    { area: 'Dudley', source: 'children_services', reason: 'He shouts at night.' },
    { given: 'Darren', family: 'Quillfeather', 'date-of-birth': '1985-02-01', phone: '07700 900123', relationship: 'together' },
    { father: 'yes', children: '2', 'children-ages': '4 and 7', plan: 'cp' },
    { risk: 'medium', 'with-a-woman': 'yes', 'takes-responsibility': 'yes', 'open-and-honest': 'yes', 'willing-to-change': 'yes', strangulation: 'no' },
    { consent: 'written', 'consent-on': today },
    { given: 'Gemma', family: 'Thistlewood', phone: '07700 900456', 'safe-to-phone': 'no', 'safe-contact': 'Through the school', consent: 'verbal', 'consent-on': today }
  ]
  for (const answers of pages) {
    await referrer.isAccessible()
    await referrer.answers(answers)
    await referrer.presses('Continue')
  }
  await referrer.reads(/Check your answers/)
  await referrer.isAccessible()
  await referrer.presses('Send the referral')
  await referrer.reads(/The referral is sent/)
  await referrer.isAccessible()
  return referrer.reference()
}

// Finds the one case in the list, and opens it: its address.
async function opens(worker, name) {
  await worker.goes('/cases')
  await worker.follows(name)
  return new URL(worker.page.url()).pathname
}

async function dated(form, date) {
  const [year, month, day] = date.split('-')
  for (const [part, value] of [['day', day], ['month', month], ['year', year]]) {
    await form.locator(`[name$="-on-${part}"]`).fill(value)
  }
}

// A page without what differs from one drawing of it to the next.
function unsigned(html) {
  return html.replaceAll(/name="form-token" value="[^"]*"/g, '').replaceAll(/data-ends-in="\d+"/g, '')
}

async function act(worker, address, button, answers, ticks = {}) {
  await worker.goes(address)
  await worker.answers(answers)
  for (const name of Object.keys(ticks)) await worker.page.locator(`main [name="${name}"]`).check()
  await worker.presses(button)
}
