// Signing in, as whoever works here does it: the second factor set up and shown, by passkey and by
// app; invited by a link; slowed when guessing. On each database, in a real browser, with axe.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { app, signedIn, stranger, telephone } from '../people.mjs'
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
  test(`whoever works here signs in by passkey, app and recovery code, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    // Browsers know passkeys of a name, and not of an address in numbers.
    const named = { ...site, origin: site.origin.replace('127.0.0.1', 'localhost') }
    const looks = name === databases[0][0] ? new Set() : null

    const samir = await stranger(browser, named, site.workers.facilitator, looks)
    const passkeys = await telephone(samir.page)
    await samir.givesPassword()
    samir.isAt('/second-factor')
    await samir.shows('second-factor-first')
    assert.equal(await samir.goes('/cases'), 200)
    samir.isAt('/second-factor')
    await samir.follows('Set up a passkey')
    await samir.shows('passkey')
    await samir.answers({ name: 'Work telephone' })
    await samir.pressesAndIsAsked('Set it up')
    samir.isAt('/account/recovery-codes')
    assert.equal((await passkeys.held()).length, 1)
    await samir.presses('Make 10 codes')
    await samir.shows('recovery-codes-made')
    const codes = await samir.page.locator('.waymark-secret').allInnerTexts()
    assert.equal(codes.length, 10)
    // All of them at one press, for a safe for passwords, and nothing else.
    await samir.page.locator('.waymark-secret').nth(3).click()
    const selected = await samir.page.evaluate(() => getSelection().toString().split(/\s+/).filter(Boolean))
    assert.deepEqual(selected, codes)
    // On paper stand the codes, and no buttons.
    await samir.page.emulateMedia({ media: 'print' })
    assert.equal(await samir.page.locator('.waymark-secret:visible').count(), 10)
    assert.equal(await samir.page.locator('.waymark-acts:visible, .govuk-button:visible').count(), 0)
    await samir.page.emulateMedia({ media: null })
    await samir.follows('Your account')
    await samir.reads(/Work telephone/, /You have 10 left/)
    await samir.shows('account')

    // The passkey again, by keyboard alone.
    await samir.signsOut()
    await samir.givesPassword()
    await samir.shows('second-factor')
    const button = samir.page.getByRole('button', { name: 'Use your passkey' })
    await button.focus()
    await samir.arrives(() => samir.page.keyboard.press('Enter'))
    samir.isAt('/today')

    // What is worth a second look is asked for with what they have, and not with a password.
    await site.shownEarlier(11)
    await samir.goes('/second-factor/passkey')
    samir.isAt('/sign-in/again')
    await samir.shows('again-passkey')
    assert.equal(await samir.page.locator('[name="password"], [name="code"]').count(), 0)
    // A telephone that does not know its owner is nobody, at a desk that was left.
    await passkeys.knowsItsOwner(false)
    await samir.page.getByRole('button', { name: 'Use your passkey' }).click()
    await samir.page.getByText(/not taken|Try again/).first().waitFor()
    samir.isAt('/sign-in/again')
    await passkeys.knowsItsOwner(true)
    await samir.goes('/second-factor/passkey')
    await samir.pressesAndIsAsked('Use your passkey')
    samir.isAt('/second-factor/passkey')
    await samir.goes('/account')
    await samir.reads(/Worth a second look/, /A second factor was added/)
    await samir.goes('/account/events')
    await samir.reads(/Password given/)
    await samir.shows('account-events')

    // The telephone is lost: a code for recovery, once.
    await samir.signsOut()
    await samir.givesPassword()
    await samir.follows('Use a recovery code instead')
    await samir.shows('recovery')
    await samir.answers({ 'recovery-code': codes[0].toLowerCase() })
    await samir.presses('Go on')
    samir.isAt('/account')
    await samir.reads(/You have 9 left/, /Signed in with a recovery code/)
    await samir.signsOut()
    await samir.givesPassword()
    await samir.goes('/second-factor/recovery')
    await samir.answers({ 'recovery-code': codes[0] })
    await samir.isRefused('Go on', /not right, or was used before/)
    await samir.leaves()

    // Guessing is slowed, for everybody alike, and a browser that is known goes on.
    const ruth = await stranger(browser, named, site.workers.spoc, looks)
    await ruth.signsIn()
    await ruth.signsOut()
    const guesser = await stranger(browser, named, { ...site.workers.spoc, password: 'wrong' }, looks)
    for (let guess = 0; guess < 10; guess += 1) {
      await guesser.goes('/sign-in')
      await guesser.answers({ email: guesser.worker.email, password: guesser.worker.password })
      await guesser.isRefused('Sign in', /not right/)
    }
    await guesser.goes('/sign-in')
    await guesser.answers({ email: guesser.worker.email, password: guesser.worker.password })
    await guesser.isRefused('Sign in', /Too much was tried/)
    await guesser.shows('sign-in-slowed')
    await guesser.leaves()
    await ruth.signsIn()
    await ruth.leaves()

    // So are codes after a password that was stolen; five of them end what it began, and its owner
    // goes on where they signed in before.
    const diane = await stranger(browser, named, site.workers.manager, looks)
    await diane.signsIn()
    await diane.signsOut()
    const thief = await stranger(browser, named, site.workers.manager, looks)
    await thief.givesPassword()
    for (let guess = 0; guess < 4; guess += 1) {
      await thief.answers({ code: '000000' })
      await thief.isRefused('Go on', /not right/)
    }
    await thief.answers({ code: '000000' })
    await thief.presses('Go on')
    thief.isAt('/sign-in')
    await thief.reads(/so many codes were wrong/)
    await thief.givesPassword()
    await thief.answers({ code: '000000' })
    await thief.isRefused('Go on', /Too much was tried/)
    await thief.leaves()
    await diane.signsIn()
    await diane.leaves()
  })

  test(`what was typed when the session lapsed comes back to the same person, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const grace = await signedIn(browser, site, site.workers.referrer, looks)
    await grace.turnsTo('Referrals')
    await grace.follows('Refer a family')
    await grace.presses('Start a referral')
    await grace.answers({ area: 'Dudley', source: 'children_services', reason: 'He shouts at night.' })
    await site.leftAlone(21)
    await grace.presses('Continue')
    grace.isAt('/sign-in')
    await grace.reads(/What you typed is kept for you/)
    // Somebody else at the same desk is shown nothing of it.
    const samir = site.workers.facilitator
    const other = await stranger(browser, site, samir, looks)
    await other.signsIn()
    await other.goes('/sessions/kept')
    other.isAt('/today')
    await other.leaves()
    await grace.signsIn('/sessions/kept')
    await grace.shows('kept')
    await grace.reads(/He shouts at night\./)
    await grace.presses('Send it now')
    const draft = new URL(grace.page.url()).pathname
    assert.match(draft, /^\/referrals\/drafts\//)
    await grace.goes(draft.replace(/[^/]+$/, 'family'))
    assert.equal(await grace.page.locator('[name="reason"]').inputValue(), 'He shouts at night.')
    // What was taken is not offered again.
    await grace.goes('/sessions/kept')
    grace.isAt('/today')
    await grace.leaves()
  })

  test(`whoever comes back after a lapse is where they were, and nobody else is, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const { facilitator, manager, spoc, referrer, support } = site.workers
    const samir = await signedIn(browser, site, facilitator, null)
    await samir.goes('/cases?area=Dudley&due=late')
    await site.leftAlone(21)
    await samir.goes('/cases?area=Dudley&due=late')
    samir.isAt('/sign-in')
    await samir.reads(/You were signed out/)
    await samir.signsIn('/cases')
    assert.match(samir.page.url(), /\/cases\?area=Dudley&due=late$/)
    await samir.leaves()

    // Without a script, and with somebody else who signs in where the session lapsed.
    const ruth = await signedIn(browser, site, spoc, null)
    await ruth.leaves()
    const diane = await stranger(browser, { ...site, browsing: { javaScriptEnabled: false } }, manager, null)
    await diane.signsIn()
    await site.leftAlone(21)
    await diane.goes('/groups')
    diane.isAt('/sign-in')
    diane.givesPlaceTo(spoc)
    await diane.signsIn('/today')
    await diane.signsOut()
    diane.givesPlaceTo(manager)
    await diane.signsIn('/today')
    await diane.leaves()

    // A page that is open when it happens goes to the door by itself, and comes back the same way.
    const grace = await signedIn(browser, site, referrer, looks)
    await grace.page.clock.install()
    await grace.turnsTo('Messages')
    await site.leftAlone(21)
    await grace.arrives(() => grace.page.clock.fastForward('20:05'))
    grace.isAt('/sign-in')
    await grace.page.clock.resume()
    await grace.shows('sign-in-lapsed')
    await grace.signsIn('/messages')
    await grace.leaves()

    // The list of one's sessions, at the desk and on the telephone.
    const telephone = await signedIn(browser, site, support, null)
    const amina = await signedIn(browser, site, support, looks)
    await amina.goes('/sessions')
    await amina.reads(/Chrome on Linux/, /This one/, /Today at \d\d:\d\d/)
    assert.equal(await amina.page.getByRole('button', { name: /^End Chrome/ }).count(), 1)
    await amina.shows('sessions')
    await telephone.leaves()
    await amina.leaves()
  })

  test(`a page in which the session ends sends what is being typed, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const grace = await signedIn(browser, site, site.workers.referrer, null)
    await grace.page.clock.install()
    await grace.turnsTo('Referrals')
    await grace.follows('Refer a family')
    await grace.presses('Start a referral')
    await grace.answers({ area: 'Dudley', source: 'children_services' })
    await grace.answers({ reason: 'He shouts at night and in the morning.' })
    await site.leftAlone(21)
    await grace.arrives(() => grace.page.clock.fastForward('20:05'))
    grace.isAt('/sign-in')
    await grace.reads(/What you typed is kept for you/)
    await grace.page.clock.resume()
    await grace.signsIn('/sessions/kept')
    await grace.reads(/He shouts at night and in the morning\./)
    await grace.presses('Throw it away')
    await grace.leaves()
  })

  test(`somebody is invited, and roles are given and taken while they work, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const abe = await signedIn(browser, site, site.workers.administrator, looks)
    await abe.turnsTo('Administration')
    await abe.shows('administration')
    await abe.follows('Invite somebody')
    await abe.shows('invite')
    await abe.isRefused('See what this comes to', /Enter the name/)
    await abe.answers({ name: 'Nia Gray', email: 'nia@example.org', role: 'facilitator' })
    await abe.page.getByLabel('Organisation').selectOption({ label: 'Turnpike Programme' })
    await abe.page.locator('main [name="areas"][value="Dudley"]').check()
    await abe.presses('See what this comes to')
    await abe.reads(/Nia Gray gets an account/, /nia@example\.org/, /good once, and for three days/, /Facilitator, Dudley/)
    await abe.shows('invite-proposed')
    await abe.presses('Invite them')
    await abe.shows('invited')
    const link = await abe.page.locator('.waymark-secret').innerText()

    const nia = { name: 'Nia Gray', email: 'nia@example.org', password: 'five words that nobody guesses' }
    const newcomer = await stranger(browser, site, nia, looks)
    await newcomer.goes(new URL(link, site.origin).pathname)
    await newcomer.shows('invitation')
    await newcomer.page.getByLabel('A password of your own').fill('too short')
    await newcomer.isRefused('Go on', /at least 15/)
    await newcomer.page.getByLabel('A password of your own').fill(nia.password)
    await newcomer.presses('Go on')
    newcomer.isAt('/second-factor')
    await newcomer.showsSecondFactor()
    newcomer.isAt('/today')
    await newcomer.turnsTo('Cases')
    assert.equal(await newcomer.goes(new URL(link, site.origin).pathname), 404)

    // What she is changes while she works.
    await abe.goes('/administration')
    await abe.answers({ words: 'nobody at all' })
    await abe.presses('Look for them')
    await abe.reads(/Nobody has that/)
    await abe.answers({ words: 'GRAY' })
    await abe.presses('Look for them')
    await abe.reads(/One account/)
    await abe.shows('administration-found')
    await abe.follows('Nia Gray')
    await abe.shows('administration-person')
    await abe.page.locator('main [name="role"][value="facilitator"]').uncheck()
    await abe.page.locator('main [name="role"][value="referrer"]').check()
    await abe.presses('See what this comes to')
    await abe.reads(/those that their organisation referred/)
    await abe.shows('administration-roles')
    await abe.presses('Make it so')
    // The other side is none that she could get.
    await abe.page.locator('main [name="role"][value="referrer"]').uncheck()
    await abe.page.locator('main [name="role"][value="support_worker"]').check()
    await abe.isRefused('See what this comes to', /Choose the areas, or every area/)
    await abe.shows('administration-no-area')
    await abe.page.locator('main [name="areas"][value="every-area"]').check()
    await abe.isRefused('See what this comes to', /signed in with on the other side/)
    await abe.shows('administration-other-side')
    await abe.follows('Leave it as it is')
    assert.equal(await newcomer.goes('/cases'), 404)
    assert.equal(await newcomer.goes('/referrals'), 200)
    await abe.presses('End their sessions')
    await abe.shows('administration-end-sessions')
    await abe.follows('Leave it as it is')
    assert.equal(await newcomer.goes('/referrals'), 200)
    await abe.presses('Make a new link for choosing a password')
    await abe.shows('administration-new-link')
    await abe.follows('Leave it as it is')
    await abe.presses('Close the account')
    await abe.shows('administration-close')
    await abe.presses('Close it now')
    await abe.presses('Open the account again')
    await abe.shows('administration-open-again')
    await abe.follows('Leave it as it is')
    await newcomer.goes('/referrals')
    newcomer.isAt('/sign-in')
    await newcomer.leaves()
    await abe.leaves()
  })
}

for (const [name, makeDatabase] of databases) {
  test(`a programme gets another name, and another is begun for somebody else, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const looks = name === databases[0][0] ? new Set() : null
    const abe = await signedIn(browser, site, site.workers.administrator, looks)
    await abe.turnsTo('Administration')
    await abe.follows('The programme')
    await abe.reads(/My Time/, /Turnpike Programme\s+Runs the programme\s+5/, /Dudley\s+Turnpike Programme/)
    await abe.shows('administration-programme')
    await abe.follows('Change')
    await abe.isRefused('See what this comes to', /It is called so already/)
    await abe.shows('administration-programme-name-faulty')
    await abe.answers({ name: 'My Time, Black Country' })
    await abe.presses('See what this comes to')
    await abe.reads(/My Time will be called My Time, Black Country/)
    await abe.shows('administration-programme-name')
    await abe.presses('Make it so')
    await abe.reads(/has its new name/)

    // Not for oneself; nor without being asked again, once a while has passed.
    await site.shownEarlier(11)
    await abe.follows('Begin another programme')
    abe.isAt('/sign-in/again')
    await abe.answers({ code: abe.worker.app.shows() })
    await abe.presses('Go on')
    abe.isAt('/administration/programme/another')
    await abe.shows('administration-another')
    await abe.isRefused('See what this comes to', /Enter the name of the programme/)
    await abe.shows('administration-another-faulty')
    const marches = { name: 'The Marches', 'kept-by': 'new', organisation: 'Marches accounts' }
    await abe.answers({ ...marches, administrator: 'Bo Lee', email: abe.worker.email })
    await abe.isRefused('See what this comes to', /Nobody gives themselves a role/)
    await abe.answers({ email: 'bo@example.org' })
    await abe.presses('See what this comes to')
    await abe.reads(/You have no part in it/)
    await abe.shows('administration-another-proposed')
    await abe.presses('Begin it')
    await abe.shows('administration-another-begun')
    const link = await abe.page.locator('.waymark-secret').innerText()
    await abe.goes('/administration')
    assert.doesNotMatch(await abe.page.getByRole('main').innerText(), /Bo Lee/)

    const bo = { name: 'Bo Lee', email: 'bo@example.org', password: 'five words that nobody guesses' }
    const newcomer = await stranger(browser, site, bo, looks)
    await newcomer.goes(new URL(link, site.origin).pathname)
    await newcomer.page.getByLabel('A password of your own').fill('Bo Lee of the Marches 1')
    await newcomer.isRefused('Go on', /made of your name/)
    await newcomer.page.getByLabel('A password of your own').fill(bo.password)
    await newcomer.presses('Go on')
    await newcomer.showsSecondFactor()
    await newcomer.turnsTo('Administration')
    await newcomer.reads(/Bo Lee/, /One account/)
    await newcomer.follows('The programme')
    await newcomer.reads(/The Marches/, /Nobody yet/, /No area is served yet/)
    await newcomer.shows('administration-programme-empty')
    await newcomer.goes('/account')
    await newcomer.reads(/An administrator opened your account in The Marches\. Given: administrator/)
    for (const one of [abe, newcomer]) await one.leaves()
  })
}

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
    await diane.follows('Give them to others')
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
    await carol.follows('Give them to others')
    await carol.page.locator(`[name="to-${reference}"]`).selectOption({ label: supportManager.name })
    await carol.presses('Give them to others')
    await carol.reads(/The cases are given/, /Every case that goes on is with somebody who can open it/)
    assert.deepEqual(await said(), before)
    for (const one of [grace, ruth, samir, carol, diane, abe]) await one.leaves()
  })
}

for (const [name, makeDatabase] of databases) {
  test(`whoever is invited comes to their first page with a passkey, and lets a colleague set one up anew with another, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    const named = { ...site, origin: site.origin.replace('127.0.0.1', 'localhost') }
    const looks = name === databases[0][0] ? new Set() : null
    const { administrator, facilitator } = site.workers
    const abe = await signedIn(browser, site, administrator, looks)
    await abe.goes('/administration')
    await abe.follows('Invite somebody')
    await abe.answers({ name: 'Bea Finch', email: 'bea@example.org', role: 'administrator' })
    await abe.page.getByLabel('Organisation').selectOption({ label: 'Black Country accounts' })
    await abe.presses('See what this comes to')
    await abe.presses('Invite them')
    const link = new URL(await abe.page.locator('.waymark-secret').innerText(), site.origin).pathname

    const invited = { name: 'Bea Finch', email: 'bea@example.org', password: 'five words that nobody guesses' }
    const bea = await stranger(browser, named, invited, looks)
    const passkeys = await telephone(bea.page)
    assert.equal(await bea.goes(link), 200)
    await bea.shows('invitation-opened')
    await bea.page.getByLabel('A password of your own').fill(invited.password)
    await bea.presses('Go on')
    bea.isAt('/second-factor')
    await bea.shows('invitation-second-factor')
    await bea.follows('Set up a passkey')
    await bea.shows('invitation-passkey')
    await bea.answers({ name: 'Work telephone' })
    await bea.pressesAndIsAsked('Set it up')
    bea.isAt('/account/recovery-codes')
    assert.equal((await passkeys.held()).length, 1)
    await bea.shows('invitation-recovery-codes')
    await bea.follows('Not now')
    bea.isAt('/today')
    await bea.shows('invitation-first-page')
    assert.equal(await bea.goes(link), 404)
    await bea.shows('invitation-used')

    // A telephone is lost. One administrator alone takes nothing away.
    const samir = await signedIn(browser, site, facilitator, looks)
    await abe.goes('/administration')
    await abe.follows(facilitator.name)
    await abe.presses('Ask that they may set up a second factor anew')
    await abe.reads(/Nothing is taken away yet/)
    await abe.shows('administration-reset-proposed')
    await abe.presses('Ask for it')
    await abe.reads(/Another administrator has to do the same within a day/)
    assert.equal(await abe.page.getByRole('button', { name: /set up a second factor anew/ }).count(), 0)
    await abe.shows('administration-reset-asked')
    assert.equal(await samir.goes('/cases'), 200)
    await samir.goes('/account')
    await samir.reads(/An administrator asked that you may set up a second factor anew/)

    await bea.goes('/administration')
    await bea.follows(facilitator.name)
    await bea.reads(/Make sure that it is really them who ask/)
    await bea.shows('administration-reset-confirms')
    await bea.presses('Let them set up a second factor anew')
    await bea.shows('administration-reset-confirm-proposed')
    await bea.presses('Let them set it up anew')
    await bea.shows('administration-reset-done')
    await samir.goes('/cases')
    samir.isAt('/sign-in')
    const lost = facilitator.app
    delete facilitator.app
    await samir.signsIn('/today')
    assert.notEqual(facilitator.app.at(0), lost.at(0))
    await samir.goes('/account')
    await samir.reads(/Two administrators took away what you sign in with besides your password/)
    await samir.shows('account-after-reset')
    for (const one of [abe, bea, samir]) await one.leaves()
  })
}

test('an app told in a page shows the codes of the standard', () => {
  // RFC 6238, appendix B: the secret is the digits 1 to 0 twice.
  const told = app('GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
  assert.equal(told.at(59), '287082')
  assert.equal(told.at(1_111_111_109), '081804')
})
