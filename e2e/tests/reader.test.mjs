// A reader's way from the overview to a figure and its numbers: by keyboard alone, and with
// no script at all.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browsing, demonstration } from '../waymark.mjs'

let site, browser

before(async () => {
  site = await demonstration()
  browser = await browsing()
})

after(async () => {
  await browser?.close()
  await site?.stop()
})

// What has the focus, whether it is in sight, and whether it looks focused.
function focused() {
  const one = document.activeElement
  const { left, top, right, bottom } = one.getBoundingClientRect()
  const inSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
  const over = document.elementFromPoint(
    Math.min(Math.max((left + right) / 2, 1), innerWidth - 1),
    Math.min(Math.max((top + bottom) / 2, 1), innerHeight - 1)
  )
  const style = getComputedStyle(one)
  const marked =
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== 'none'
  return {
    href: one.getAttribute('href'),
    tag: one.tagName,
    id: one.id,
    shown: inSight && marked && (one.contains(over) || (over?.contains(one) ?? false))
  }
}

// Presses Tab until the link has the focus; every stop on the way must be seen.
async function tabTo(page, href) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(focused)
    assert.ok(at.shown, `the focus is not to be seen on ${at.tag} ${at.href ?? ''}`)
    if (at.href === href) return
  }
  assert.fail(`Tab does not reach ${href}`)
}

test('by keyboard alone: past the header, to a figure, to its numbers', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${site.origin}/overview`)
  await tabTo(page, '#main-content')
  await page.keyboard.press('Enter')
  assert.equal((await page.evaluate(focused)).id, 'main-content')
  await tabTo(page, '/figures/21')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/figures/21')
  await tabTo(page, '/figures/21.csv')
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  assert.equal(download.suggestedFilename(), 'figure-21.csv')
  await page.close()
})

test('without script: findings, a figure with its definition, the next one, a file', async () => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  await page.goto(`${site.origin}/overview`)
  await page.getByText('Everything here is invented').first().waitFor()
  await page.locator('main a[href="/figures/21"]').first().click()
  assert.match(await page.title(), /Waymark$/)
  assert.equal(await page.locator('h1').count(), 1)
  assert.ok(await page.locator('main table').first().isVisible())
  assert.ok(await page.locator('main svg[role=img]').first().isVisible())
  for (const summary of await page.locator('main summary').all()) {
    await summary.click()
  }
  await page.getByRole('link', { name: 'Next figure' }).click()
  await page.waitForURL((url) => url.pathname !== '/figures/21')
  await page.getByRole('link', { name: 'Downloads' }).first().click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV of Figure 21' }).click()
  ])
  assert.equal(download.suggestedFilename(), 'figure-21.csv')
  await page.close()
})
