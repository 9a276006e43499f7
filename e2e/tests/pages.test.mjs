// Every page: accessible, at home in a narrow window, and asking nobody else for anything.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, sideways } from '../accessible.mjs'
import { browsing, demonstration, pagesOf } from '../waymark.mjs'

const NOWHERE = '/nowhere'

let site, browser, pages

before(async () => {
  site = await demonstration()
  browser = await browsing()
  pages = [...(await pagesOf(site.origin)), NOWHERE]
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

// Opens every page in one window of a size, with what was wrong on the way.
async function visit(options, look, addresses = pages) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const faults = []
  let address
  page.on('console', (message) => {
    // The browser itself writes down that the page which is not there is not there.
    if (message.type() === 'error' && address !== NOWHERE) faults.push(`${address}: ${message.text()}`)
  })
  page.on('pageerror', (fault) => faults.push(`${address}: ${fault}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${site.origin}/`)) faults.push(`${address}: asks ${request.url()}`)
  })
  page.on('requestfailed', (request) => {
    // The next page broke it off: the sign on the tab comes last.
    if (request.failure().errorText === 'net::ERR_ABORTED') return
    faults.push(`${address}: failed ${request.url()}`)
  })
  for (address of addresses) {
    await page.goto(site.origin + address)
    faults.push(...(await look(page)).map((fault) => `${address}: ${fault}`))
  }
  await context.close()
  return faults
}

// Links and summaries that stand alone are targets of 24 pixels; those in a sentence need not.
function smallTargets() {
  const alone = (one) =>
    one.matches('summary, button') ||
    ![...one.parentElement.childNodes].some((node) => node !== one && node.textContent.trim())
  return [...document.querySelectorAll('a[href], button, summary')]
    .filter((one) => !one.matches('.govuk-skip-link') && one.getClientRects().length > 0)
    .filter(alone)
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 90)} is ${width} × ${height}`)
}

test('the crawl reaches the overview, the lists and every figure', () => {
  for (const address of ['/', '/figures', '/contradictions', '/downloads', '/figures/14', '/figures/21']) {
    assert.ok(pages.includes(address), `${address} of ${pages}`)
  }
  assert.ok(pages.filter((page) => page.startsWith('/figures/')).length >= 27)
})

test('axe finds nothing on any page of a wide window, and nothing is asked of others', async () => {
  assert.deepEqual(await visit({ viewport: { width: 1280, height: 900 } }, axe), [])
})

test('axe finds nothing on a phone on a page of each kind', async () => {
  const kinds = ['/', '/figures', '/contradictions', '/downloads', '/figures/21', NOWHERE]
  assert.deepEqual(await visit({ viewport: { width: 375, height: 740 } }, axe, kinds), [])
})

test('no page scrolls sideways at 320 pixels', async () => {
  const size = { viewport: { width: 320, height: 640 } }
  assert.deepEqual(await visit(size, sideways), [])
})

test('no page scrolls sideways when 1280 pixels are zoomed to 400%', async () => {
  const size = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 }
  assert.deepEqual(await visit(size, sideways), [])
})

test('what can be pressed is 24 pixels or more', async () => {
  const size = { viewport: { width: 375, height: 740 } }
  assert.deepEqual(await visit(size, (page) => page.evaluate(smallTargets)), [])
})

test('every page prints with its heading and its tables, without navigation', async () => {
  const faults = await visit({ viewport: { width: 794, height: 1123 } }, async (page) => {
    await page.emulateMedia({ media: 'print' })
    const faults = []
    if (!(await page.locator('h1').isVisible())) faults.push('prints no heading')
    for (const table of await page.locator('main table').all()) {
      if (!(await table.isVisible())) faults.push('prints a table not')
    }
    if (await page.getByRole('navigation', { name: 'Menu' }).locator('a').first().isVisible()) {
      faults.push('prints the navigation')
    }
    await page.emulateMedia({ media: null })
    return faults
  })
  assert.deepEqual(faults, [])
})
