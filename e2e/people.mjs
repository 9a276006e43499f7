// A person at a page: fills in, chooses, presses, as somebody does who reads the labels.
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// Somebody signed in to a service, in a browser of their own.
export async function signedIn(browser, site, worker, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (fault) => faults.push(String(fault)))
  await page.goto(`${site.origin}/sign-in`)
  await page.getByLabel('E-mail address').fill(worker.email)
  await page.getByLabel('Password', { exact: true }).fill(worker.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  assert.equal(new URL(page.url()).pathname, '/today', `${worker.name} is signed in`)
  return person(page, site.origin, faults)
}

async function answered(page, name, answer) {
  const fields = page.locator(`main [name="${name}"]:visible`)
  if (!(await fields.count())) {
    const [year, month, day] = answer.split('-')
    for (const [part, value] of [['day', day], ['month', month], ['year', year]]) {
      await page.locator(`main [name="${name}-${part}"]`).first().fill(value)
    }
    return
  }
  const kind = await fields.first().evaluate((field) => field.type)
  if (kind === 'radio' || kind === 'checkbox') {
    await page.locator(`main [name="${name}"][value="${answer}"]`).first().check()
  } else if (kind.startsWith('select')) {
    await fields.first().selectOption(answer)
  } else {
    await fields.first().fill(answer)
  }
}

export function person(page, origin, faults = []) {
  return {
    page,
    faults,
    async goes(address) {
      await page.goto(origin + address)
    },
    async follows(words) {
      await page.getByRole('main').getByRole('link', { name: words }).first().click()
    },
    async turnsTo(words) {
      await page.getByRole('navigation').getByRole('link', { name: words, exact: true }).first().click()
    },
    // Answers questions by the names of their fields: a text, a choice, several, or a date as
    // YYYY-MM-DD.
    async answers(answers) {
      for (const [name, answer] of Object.entries(answers)) {
        for (const one of [answer].flat()) await answered(page, name, String(one))
      }
    },
    // Presses, and is where no fault is said.
    async presses(words) {
      await page.getByRole('button', { name: words, exact: true }).first().click()
      const summary = page.locator('.govuk-error-summary')
      if (await summary.count()) assert.fail(`${words}: ${await summary.innerText()}`)
    },
    async text() {
      return page.getByRole('main').innerText()
    },
    async reads(pattern) {
      assert.match(await this.text(), pattern)
    },
    async seesNothingOf(...words) {
      const html = await page.content()
      for (const word of words) assert.ok(!html.includes(word), `${page.url()} shows ${word}`)
    },
    reference() {
      return /\/(?:cases|referrals)\/([0-9A-Z-]+)/.exec(page.url())?.[1]
    },
    // The page as axe sees it, wide and on a phone.
    async isAccessible() {
      const { violations } = await new AxeBuilder({ page })
        .withTags(RULES)
        .options({ rules: { 'target-size': { enabled: true } } })
        .analyze()
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n  ')}`)
      assert.deepEqual(found, [], page.url())
      const size = page.viewportSize()
      await page.setViewportSize({ width: 320, height: 640 })
      const wide = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.scrollingElement
        return scrollWidth > clientWidth ? scrollWidth : 0
      })
      await page.setViewportSize(size)
      assert.equal(wide, 0, `${page.url()} scrolls sideways at 320 pixels`)
    },
    async leaves() {
      assert.deepEqual(faults, [])
      await page.context().close()
    }
  }
}
