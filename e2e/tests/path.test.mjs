// The path through both services, walked by each of the people in a browser of their own, on each
// database: from the referral to her assessment. `crates/web` and `crates/casework` walk the rest.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'

const HE = 'Darren Quillfeather'
const SHE = 'Gemma Thistlewood'
// What is hers alone: it is looked for where it must not be.
const HERS = ['Thistlewood', '07700 900456', 'Through the school', 'door locked']

const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date())
const now = () =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(new Date())

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`a referral goes through both services to her assessment, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const enters = (worker) => signedIn(browser, site, site.workers[worker])

    const referrer = await enters('referrer')
    await referrer.isAccessible()
    await refers(referrer)

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
    await support.reads(/The assessment is recorded/)
    for (const worker of [referrer, spoc, facilitator, supportManager, support]) await worker.leaves()
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

async function act(worker, address, button, answers) {
  await worker.goes(address)
  await worker.answers(answers)
  await worker.presses(button)
}
