// Every page of the record in every state, as the tests of `crates/web` draw them: just begun,
// usual, full, and with faults. Run `cargo test -p web` first, which writes them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, sideways } from '../accessible.mjs'
import { names, serving } from '../samples.mjs'
import { browsing } from '../waymark.mjs'

// As many pages are looked at side by side.
const TOGETHER = 3

const pages = names().filter((name) => /^(his|referrals|pages\/hers)-/.test(name))
let site, browser

before(async () => {
  site = await serving(() => ({}))
  browser = await browsing()
})

after(async () => {
  await browser?.close()
  site?.close()
})

// Looks at every sample, several side by side; what is wrong with any.
async function look(how) {
  const waiting = [...pages]
  const faults = []
  const one = async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    let name
    page.on('pageerror', (fault) => faults.push(`${name}: ${fault}`))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${name}: ${message.text()}`)
    })
    while ((name = waiting.shift())) {
      await page.goto(`${site.origin}/${name}`)
      for (const fault of await how(page)) faults.push(`${name}: ${fault}`)
    }
    await context.close()
  }
  await Promise.all(Array.from({ length: TOGETHER }, one))
  return faults
}

test('the samples are there', () => {
  for (const begins of ['his-', 'referrals-', 'pages/hers-']) {
    const found = pages.filter((name) => name.startsWith(begins)).length
    assert.ok(found > 30, `${found} of ${begins}: run cargo test -p web first`)
  }
})

test('axe finds nothing on any page of the record, and none is wider than a window of 320 pixels', async () => {
  const faults = await look(async (page) => {
    await page.setViewportSize({ width: 1280, height: 900 })
    const found = await axe(page)
    await page.setViewportSize({ width: 320, height: 640 })
    return [...found, ...(await sideways(page))]
  })
  assert.deepEqual(faults, [])
})

test('the pages of a case stand open in a wide window, and on a telephone unfold without a script', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${site.origin}/${pages.find((name) => /^his-on-overview/.test(name))}`)
  const [nav, fold] = [page.getByRole('navigation', { name: 'Pages of this case' }), page.locator('summary', { hasText: 'Pages of this case' })]
  const links = () => nav.getByRole('link').count()
  await page.setViewportSize({ width: 1280, height: 900 })
  assert.ok((await links()) > 5)
  assert.ok(!(await fold.isVisible()), 'nothing to unfold')
  await page.setViewportSize({ width: 375, height: 740 })
  assert.equal(await links(), 0)
  assert.equal(await fold.innerText(), 'Pages of this case: Overview')
  await fold.press('Enter')
  assert.ok((await links()) > 5)
  // Of the screen of a telephone the header takes no more than a sixth.
  const { height } = await page.locator('header').boundingBox()
  assert.ok(height < 125, `${height}`)
  await context.close()
})
