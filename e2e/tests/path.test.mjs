// One family's path through both services, each step by the person whose it is, in a browser of
// their own, on each database: from the rules in force to the signal after a session. Everything
// that is answered to each of them on the way is searched for what they must never learn, and the
// log for anything of anybody.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing } from '../waymark.mjs'
import { signedIn } from '../people.mjs'
import { databases, service } from '../service.mjs'
import {
  HE, HERS, HIS, acknowledges, assesses, clears, commences, decide, foldsThePages, followsIt, gives, hears, isNotThere,
  looksThrough, opensGroup, recordsSession, refers
} from '../steps.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

for (const [name, makeDatabase] of databases) {
  test(`a family goes through both services, on ${name}`, async (t) => {
    const site = await service(makeDatabase)
    t.after(() => site.stop())
    // A page is the same whichever database it comes from: axe, which takes longest, looks at those
    // of the first.
    const looks = name === databases[0][0] ? new Set() : null
    const inside = []
    const enters = async (key) => {
      const somebody = await signedIn(browser, site, site.workers[key], looks)
      inside.push(somebody)
      return somebody
    }
    const called = (...keys) => keys.map((key) => site.workers[key].name)

    const referrer = await enters('referrer')
    const referral = await refers(referrer)
    const spoc = await enters('spoc')
    const his = await acknowledges(spoc, ...called('facilitator'))
    const facilitator = await enters('facilitator')
    await assesses(facilitator, his)
    const supportManager = await enters('supportManager')
    const hers = await gives(supportManager, ...called('support'))
    const support = await enters('support')
    await clears(support, hers)
    const manager = await enters('manager')
    const group = await opensGroup(manager, ...called('facilitator', 'elsewhere'))
    await decide(facilitator, his, support, hers)
    await commences(facilitator, his)
    await recordsSession(facilitator, his, group)
    await hears(support, hers)
    await followsIt(referrer, referral)
    await foldsThePages(facilitator, his)
    await looksThrough(facilitator, his, 'his')
    await looksThrough(spoc, his, 'his')
    await looksThrough(support, hers, 'hers')

    // What is not theirs does not exist.
    const [elsewhere, commissioner] = [await enters('elsewhere'), await enters('commissioner')]
    for (const somebody of [referrer, support, supportManager, elsewhere, commissioner]) await isNotThere(somebody, his)
    for (const somebody of [referrer, spoc, facilitator, manager, commissioner]) await isNotThere(somebody, hers)

    // What was answered to whom, all the way.
    const [ofHis, ofHers] = [his, hers].map((address) => address.split('/').at(-1))
    for (const somebody of [referrer, spoc, facilitator, manager, elsewhere, commissioner]) {
      somebody.neverReceived(...HERS, ofHers, ...called('support', 'supportManager'))
    }
    for (const somebody of [support, supportManager, commissioner]) {
      somebody.neverReceived(...HIS, ...called('spoc', 'facilitator', 'elsewhere', 'manager'))
    }
    for (const somebody of inside) await somebody.leaves()

    // What was written down for whoever runs it, to the last detail.
    assert.equal(await site.stop(), 0)
    const log = site.log().toLowerCase()
    assert.match(log, /"level":"debug"/)
    for (const typed of [...HERS, ...HIS, ...HE.split(' '), '900123', '@example.org', ofHis, ofHers]) {
      assert.ok(!log.includes(typed.toLowerCase()), `the log holds ${typed}`)
    }
  })
}
