// The steps of one family's path, each as the person whose it is does it on the pages.
import assert from 'node:assert/strict'
import { axe, keyboard, sideways } from './accessible.mjs'

export const HE = 'Darren Quillfeather'
export const SHE = 'Gemma Thistlewood'
// What is hers, as it is typed and as a number may be kept: it never reaches the programme, and
// the referrer only while they write it.
export const HERS = [
  'Gemma', 'Thistlewood', '07700 900456', '07700900456', '7700900456', 'Through the school', 'Netherton',
  'sleeps with the door locked', 'must not hear that she rang', 'asked for the nurse',
  'sister minds the children'
]
// What was written down of his assessment and his session: it never reaches her side.
export const HIS = ['wept when the children were named', 'speaks of the children first', 'come on foot']

const london = (options) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', ...options })
const today = london({}).format(new Date())
const weekday = london({ weekday: 'long' }).format(new Date()).toLowerCase()
const now = () => london({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date())

// A moment of hers: her forms ask for the day and the time by name.
const just = (on, at) => ({ [on]: today, [at]: now() })

const CASE_PAGES = [
  'overview', 'timeline', 'people', 'allocation', 'contact', 'appointments', 'assessment', 'decision', 'discussion',
  'consent', 'start', 'sessions', 'risk', 'notes', 'news', 'end', 'access'
]

// The rules, then the form page by page; it is kept while the referrer is signed out, checked, and
// sent: a reference at once. What it calls the referral.
export async function refers(referrer) {
  await referrer.shows('today-none')
  await referrer.turnsTo('Referrals')
  await referrer.shows('referrals-none')
  await referrer.follows('Refer a family')
  await referrer.reads(/Referrals are being taken/)
  await referrer.shows('referrals-rules')
  await referrer.presses('Start a referral')
  await referrer.isRefused('Continue', /There is a problem/)
  await referrer.shows('referral-family-faulty')
  const pages = {
    family: { area: 'Dudley', source: 'children_services', reason: 'He shouts at night.' },
    him: {
      given: 'Darren', family: 'Quillfeather', 'date-of-birth': '1985-02-01', phone: '07700 900123',
      postcode: 'DY1 1AA', relationship: 'together'
    },
    children: { father: 'yes', children: '2', 'children-ages': '4 and 7', plan: 'cp' }
  }
  for (const [page, answers] of Object.entries(pages)) {
    await referrer.answers(answers)
    await referrer.shows(`referral-${page}`)
    await referrer.presses('Continue')
  }

  // Half written, it waits for whoever writes it.
  await referrer.answers({ risk: 'medium' })
  await referrer.presses('Save and come back later')
  await referrer.reads(/kept as you typed it/, new RegExp(HE))
  await referrer.shows('referrals-draft')
  await referrer.signsOut()
  await referrer.shows('signed-out')
  await referrer.signsIn()
  await referrer.turnsTo('Referrals')
  await referrer.follows(HE)
  await referrer.reads(/Check your answers/, /This page is not right yet/, /He shouts at night/)
  await referrer.shows('referral-check-unfinished')
  await referrer.follows(/Fill in this page ?: Screening and risk/)
  const risk = {
    'with-a-woman': 'yes', 'takes-responsibility': 'yes', 'open-and-honest': 'yes', 'willing-to-change': 'yes',
    strangulation: 'no'
  }
  assert.ok(await referrer.page.locator('main [name="risk"][value="medium"]').isChecked(), 'what was typed is kept')
  await referrer.answers(risk)
  await referrer.shows('referral-risk')
  await referrer.presses('Continue')
  await referrer.follows(/Fill in this page ?: His consent/)
  await referrer.answers({ consent: 'written', 'consent-on': today })
  await referrer.shows('referral-consent')
  await referrer.presses('Continue')
  await referrer.follows(/Fill in this page ?: The woman/)
  await referrer.answers({
    given: 'Gemma', family: 'Thistlewood', phone: '07700 900456', 'safe-to-phone': 'no',
    'safe-contact': 'Through the school', whereabouts: 'With her mother in Netherton.', consent: 'verbal',
    'consent-on': today, note: 'She asked for the nurse.'
  })
  await referrer.shows('referral-her')
  await referrer.presses('Continue')
  await referrer.reads(/Check your answers/, /the family is eligible/, /Through the school/)
  await referrer.shows('referral-check')

  // From here on what is hers is sealed, also from whoever wrote it.
  referrer.begins()
  await referrer.presses('Send the referral')
  await referrer.reads(/The referral is sent/, /Its reference is/)
  await referrer.shows('referral-sent')
  await referrer.follows('Follow this referral')
  await referrer.reads(/Next: the referral is acknowledged/)
  await referrer.shows('referral-progress')
  return new URL(referrer.page.url()).pathname
}

// The case of a name in the list of whoever looks: its address.
async function opens(worker, name) {
  await worker.turnsTo('Cases')
  await worker.follows(name)
  return new URL(worker.page.url()).pathname
}

// The single point of contact screens it and gives it to a facilitator: the address of his case.
export async function acknowledges(spoc, facilitator) {
  await spoc.shows('today-spoc')
  await spoc.turnsTo('Messages')
  await spoc.shows('messages-spoc')
  const his = await opens(spoc, HE)
  await spoc.reads(/Next: acknowledge the referral/)
  await spoc.goes(`${his}/allocation`)
  await spoc.shows('his-acknowledge')
  await spoc.isRefused('Acknowledge the referral', /Choose whether the case goes on/)
  await spoc.shows('his-acknowledge-faulty')
  await spoc.reads(/Screening Eligible/)
  await spoc.answers({ decision: 'go-on' })
  await spoc.chooses(facilitator)
  await spoc.presses('Acknowledge the referral')
  await spoc.reads(/acknowledged, and the referrer is told/)
  await spoc.shows('his-acknowledged')
  return his
}

// The facilitator reaches him, offers an assessment, assesses him; the case is pending.
export async function assesses(facilitator, his) {
  await facilitator.shows('today-facilitator')
  assert.equal(await opens(facilitator, HE), his)
  await facilitator.reads(/Next: try to reach him/)
  await facilitator.shows('his-overview-acknowledged')
  await facilitator.does(`${his}/contact`, 'Record the attempt', {
    way: 'telephone', result: 'reached', on: today, at: now(), note: 'He will come on foot.'
  })
  await facilitator.shows('his-contacted')
  await facilitator.goes(`${his}/appointments`)
  await facilitator.shows('his-offer')
  await facilitator.answers({ on: today, at: now(), mode: 'in_person', place: 'St Mary’s Rooms' })
  await facilitator.presses('Offer it')
  await facilitator.reads(/The assessment is offered/)
  await facilitator.shows('his-offered')
  await facilitator.answers({ kept: 'attended' })
  await facilitator.presses('Record it')
  await facilitator.goes(`${his}/assessment`)
  await facilitator.shows('his-assess')
  await facilitator.answers({
    on: today, motivation: 'mostly', responsibility: 'a_little', honesty: 'mostly', risk: 'medium',
    note: 'He speaks of the children first.'
  })
  await facilitator.presses('Record the assessment')
  await facilitator.reads(/The latest assessment/)
  await facilitator.goes(`${his}/decision`)
  await facilitator.shows('his-outcome')
  await facilitator.answers({ outcome: 'pending' })
  await facilitator.presses('Record the outcome')
  await facilitator.reads(/The case is pending/)
  await facilitator.shows('his-pending')
}

// The manager of the support service finds her case, and gives it to a worker: its address.
export async function gives(supportManager, worker) {
  await supportManager.shows('today-support-manager')
  const hers = await opens(supportManager, SHE)
  await supportManager.reads(/Next: give the case to a worker/)
  await supportManager.shows('hers-new')
  await supportManager.goes(`${hers}/allocation`)
  await supportManager.shows('hers-give')
  await supportManager.chooses(worker)
  await supportManager.presses('Give the case')
  await supportManager.reads(/The case is given to a worker/)
  return hers
}

// Her worker finds her case, reaches her, assesses her; she consents, and he is cleared for her part.
export async function clears(support, hers) {
  await support.shows('today-support')
  await support.turnsTo('Messages')
  await support.shows('messages-support')
  assert.equal(await opens(support, SHE), hers)
  await support.shows('hers-overview-given')
  await support.goes(`${hers}/people`)
  await support.reads(/Through the school/, /Netherton/, /asked for the nurse/)
  await support.does(`${hers}/contact`, 'Record the attempt', {
    ...just('attempt-on', 'attempt-at'), 'attempt-how': 'through_professional', 'attempt-result': 'reached',
    'attempt-safe': 'yes'
  })
  await support.goes(`${hers}/assessment`)
  await support.shows('hers-assess')
  await support.answers({
    ...just('assessed-on', 'assessed-at'), abuse: 'yes', 'ill-health': 'no', substances: 'unknown',
    findings: 'She sleeps with the door locked.'
  })
  await support.presses('Record the assessment')
  await support.reads(/The assessment is recorded/)
  await support.does(`${hers}/notes`, 'Write the note', { note: 'He must not hear that she rang.' })

  // Each consent is a form of its own; that to his starting is of one case of his.
  await support.goes(`${hers}/consent`)
  await support.shows('hers-consent')
  const starting = support.page.locator('main form').filter({ hasText: /his starting/i })
  const act = await starting.locator('[name="act"]').inputValue()
  await support.answers({ [`${act}-answer`]: 'written', ...just(`${act}-on`, `${act}-at`) })
  await support.presses('Record her answer', starting)
  await support.reads(/Her answer is recorded/)
  await support.goes(`${hers}/consent`)
  await support.answers({ 'support-answer': 'verbal', ...just('support-on', 'support-at') })
  const supporting = support.page.locator('main form').filter({ has: support.page.locator('[name="support-answer"]') })
  await support.presses('Record her answer', supporting)
  await support.goes(`${hers}/discussion`)
  await support.shows('hers-discussion')
  await support.presses('We are ready to discuss')
  await support.reads(/told that the service is ready/)
  await support.goes(`${hers}/decision`)
  await support.shows('hers-clearance')
  await support.page.locator('main [name^="clearance-"][value="her-consent"]').check()
  await support.presses('Record the decision')
  await support.reads(/The programme hears that, and nothing else/)
}

// A group that meets today, with a session planned: its address.
export async function opensGroup(manager, man, woman) {
  await manager.shows('today-manager')
  await manager.turnsTo('Groups')
  await manager.shows('groups-none')
  await manager.goes('/groups/new')
  await manager.shows('group-new')
  await manager.answers({ area: 'Dudley', venue: 'St Mary’s Rooms', weekday, time: 'evening', capacity: '12' })
  await manager.page.locator('main [name="man"]').selectOption({ label: man })
  await manager.page.locator('main [name="woman"]').selectOption({ label: woman })
  await manager.presses('Open the group')
  await manager.reads(/The group is open/)
  await manager.shows('group-open')
  const group = new URL(manager.page.url()).pathname
  await manager.goes(`${group}/session?on=${today}`)
  await manager.shows('group-plan')
  await manager.answers({ session: '1', content: 'understanding', heavy: 'no' })
  await manager.presses('Plan it')
  await manager.reads(/The session is planned/)
  return group
}

// Both services discuss the case and decide that he is suitable: each writes its own part.
export async function decide(facilitator, his, support, hers) {
  await facilitator.turnsTo('Messages')
  await facilitator.shows('messages-facilitator')
  await facilitator.goes(`${his}/discussion`)
  await facilitator.shows('his-discuss')
  await facilitator.answers({ 'took-part': ['programme', 'support'], decision: 'suitable', reasons: 'He is willing to change.' })
  await facilitator.presses('Record the discussion')
  await facilitator.reads(/He is suitable/)
  await support.goes(`${hers}/discussion`)
  await support.answers({ 'part-of': 'discussion', 'part-on': today, 'part-decisions': 'Her sister minds the children.' })
  await support.chooses(support.worker.name)
  await support.presses('Record our part')
  await support.reads(/It goes nowhere by itself/)
}

// He has a place in the group, and is offered a session.
export async function commences(facilitator, his) {
  await facilitator.goes(`${his}/start`)
  await facilitator.shows('his-place')
  await facilitator.answers({ how: 'group' })
  await facilitator.chooses(/Dudley/)
  await facilitator.presses('Give him the place')
  await facilitator.reads(/He has a place/)
  await facilitator.shows('his-placed')
  await facilitator.answers({ on: today, session: '1' })
  await facilitator.presses('Offer it')
  await facilitator.reads(/The session is offered/)
}

// The register of the group's session, with a notable emotional response of his and what was noted.
export async function recordsSession(facilitator, his, group) {
  await facilitator.turnsTo('Today')
  await facilitator.shows('today-register')
  await facilitator.turnsTo('Groups')
  await facilitator.shows('groups')
  await facilitator.goes(`${group}/register?on=${today}`)
  const man = his.split('/').at(-1).toLowerCase()
  await facilitator.answers({ [`${man}-came`]: 'in-time' })
  await facilitator.unfolds('Something to note of him')
  await facilitator.page.locator(`main [name="${man}-response"]`).check()
  await facilitator.answers({ [`${man}-note`]: 'He wept when the children were named.' })
  await facilitator.shows('register')
  await facilitator.presses('Take the register')
  await facilitator.reads(/The register is taken/)
  await facilitator.shows('group-held')
  await facilitator.goes(`${his}/sessions`)
  await facilitator.reads(/1 of 30/)
}

// The signal is on her worker's pages the same minute, what was noted is not; and what her worker
// did is recorded.
export async function hears(support, hers) {
  await support.turnsTo('Today')
  await support.reads(/affects her safety/)
  await support.shows('today-signal')
  await support.turnsTo('Messages')
  await support.shows('messages-signal')
  await support.follows(/session/i)
  await support.shows('message-signal')
  await support.goes(`${hers}/news`)
  await support.reads(/notable emotional response/i)
  await support.shows('hers-signal')
  // That he starts, and the signal: each asks what was done about it.
  for (const told of [/Darren Quillfeather came to his first session/, /a notable emotional response/]) {
    assert.match(await support.page.locator('main form').first().innerText(), told)
    await support.answers({ done: 'told_her', 'acted-note': 'Rang the school.' })
    await support.presses('Record what you did')
    await support.reads(/What you did is recorded/)
  }
  await support.turnsTo('Today')
  assert.doesNotMatch(await support.page.getByRole('main').innerText(), /affects her safety/)
}

// The referrer has been told of every step that is theirs to know.
export async function followsIt(referrer, referral) {
  await referrer.turnsTo('Today')
  await referrer.shows('today-referrer')
  await referrer.turnsTo('Messages')
  await referrer.reads(
    /has been received/, /has been acknowledged/, /An assessment has been offered/, /The assessment has taken place/,
    /discussed and decided/, /A place has been given/
  )
  await referrer.shows('messages-referrer')
  await referrer.goes(referral)
  await referrer.reads(
    /The referral was received/, /acknowledged, and given to a facilitator/, /An assessment was offered/,
    /He was assessed/, /he is suitable/, /He was given a place/
  )
  await referrer.shows('referral-told')
  await referrer.turnsTo('Referrals')
  await referrer.shows('referrals')
}

// Every page of a case, as somebody sees it who works with it.
export async function looksThrough(worker, address, whose) {
  for (const page of CASE_PAGES) {
    const status = await worker.goes(page === 'overview' ? address : `${address}/${page}`)
    // His case has no news: what is told of her does not come to his side.
    if (page === 'news' && whose !== 'hers') continue
    assert.equal(status, 200, `${worker.worker.name} at ${page}`)
    await worker.shows(`${whose}-${page}`)
  }
  await worker.turnsTo('Cases')
  await worker.shows(`cases-${whose}`)
}

// On a telephone the pages of a case are folded away, and a keyboard unfolds them.
export async function foldsThePages(worker, address) {
  const { page } = worker
  const size = page.viewportSize()
  await worker.goes(address)
  const pages = page.getByRole('navigation', { name: 'Pages of this case' })
  assert.ok(await pages.getByRole('link').count() > 10)
  assert.equal(await pages.locator('summary').isVisible(), false, 'a wide window has room for them')
  await page.setViewportSize({ width: 375, height: 740 })
  const heading = page.getByRole('heading', { level: 1 })
  const begins = async () => (await heading.boundingBox()).y
  const folded = await begins()
  assert.ok(folded < 340, `the page begins at ${folded} of 740`)
  assert.equal(await pages.getByRole('link').count(), 0)
  await pages.locator('summary').focus()
  await page.keyboard.press('Enter')
  assert.ok(await begins() > folded)
  assert.deepEqual([...(await axe(page)), ...(await sideways(page)), ...(await keyboard(page))], [])
  await page.setViewportSize({ width: 320, height: 640 })
  assert.deepEqual(await sideways(page), [])
  await page.setViewportSize(size)
}

// A case that is not theirs is answered as one that was never made, on each of its pages.
export async function isNotThere(worker, address) {
  for (const page of ['', '/timeline', '/notes']) {
    const answers = []
    for (const asked of [address, '/cases/0000-0000-0000']) {
      assert.equal(await worker.goes(asked + page), 404, `${worker.worker.name} at ${asked}${page}`)
      answers.push(unsigned(await worker.page.content()))
    }
    assert.equal(answers[0], answers[1], `${worker.worker.name} at ${page}`)
  }
  await worker.shows('not-there')
}

// A page without what differs from one drawing of it to the next.
function unsigned(html) {
  return html.replaceAll(/name="form-token" value="[^"]*"/g, '').replaceAll(/data-ends-in="\d+"/g, '')
}
