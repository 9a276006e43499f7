// Every part of a page in every state, as the samples of `crates/components` have it: run
// `cargo test -p components` first, which writes them.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe } from '../accessible.mjs'
import { names, serving } from '../samples.mjs'
import { browsing } from '../waymark.mjs'

// The parts alone: whole pages of the record have a test of their own.
const pages = names().filter((name) => /^(form-)?[a-z]+\.html$/.test(name))
let site, browser
// What the pages sent, and what the next requests are answered with.
let posted, answers

before(async () => {
  site = await serving((address, body) => {
    posted.push({ address, body })
    return answers[address]
  })
  browser = await browsing()
})

after(async () => {
  await browser?.close()
  site?.close()
})

async function open(name, options = {}) {
  posted = []
  answers = {}
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  page.faults = []
  page.on('pageerror', (fault) => page.faults.push(`${name}: ${fault}`))
  page.on('console', (message) => {
    if (message.type() === 'error') page.faults.push(`${name}: ${message.text()}`)
  })
  await page.goto(`${site.origin}/${name}`)
  return page
}

test('axe finds nothing on any sample, wide or narrow, and its policy is kept', async () => {
  const faults = []
  for (const name of pages) {
    for (const width of [1280, 375]) {
      const page = await open(name, { viewport: { width, height: 800 } })
      faults.push(...(await axe(page)).map((fault) => `${name} ${width} ${fault}`))
      faults.push(...page.faults)
      await page.context().close()
    }
  }
  assert.deepEqual(faults, [])
})

test('no sample is wider than a window of 320 pixels', async () => {
  for (const name of pages) {
    const page = await open(name, { viewport: { width: 320, height: 800 } })
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth)
    assert.ok(width <= 320, `${name} is ${width} wide`)
    await page.context().close()
  }
})

test('the focus goes to the summary of faults, and its links to the inputs', async () => {
  const page = await open('form-faulty.html')
  assert.equal(await page.evaluate(() => document.activeElement.className), 'govuk-error-summary')
  await page.getByRole('link', { name: 'There is no 31 April 1984' }).click()
  assert.equal(await page.evaluate(() => document.activeElement.id), 'born-day')
  await page.context().close()
})

for (const javaScriptEnabled of [true, false]) {
  test(`what is asked further is seen where its choice is made, script ${javaScriptEnabled}`, async () => {
    const page = await open('form.html', { javaScriptEnabled })
    assert.equal(await page.getByLabel('Number to send to').isVisible(), false)
    await page.getByLabel('By text message').check()
    assert.equal(await page.getByLabel('Number to send to').isVisible(), true)
    await page.getByLabel('By post').check()
    assert.equal(await page.getByLabel('Number to send to').isVisible(), false)
    await page.context().close()
  })
}

test('a draft is sent with its token and without the password, and the line tells the truth', async () => {
  const page = await open('form.html')
  await page.getByLabel('Password', { exact: true }).fill('not to be kept')
  await page.getByLabel('Surname').fill('Marlowe')
  const line = page.locator('.waymark-form__draft')
  await line.filter({ hasText: /^Draft saved at \d\d:\d\d$/ }).waitFor()
  const draft = new URLSearchParams(posted.find(({ address }) => address === '/draft').body)
  assert.equal(draft.get('surname'), 'Marlowe')
  assert.equal(draft.get('form-token'), 'token')
  assert.equal(draft.has('password'), false)
  answers['/draft'] = { status: 403 }
  await page.getByLabel('Surname').fill('Marlow')
  assert.equal(await line.textContent(), 'Changes not saved yet')
  await line.filter({ hasText: 'Draft not saved: you are signed out' }).waitFor()
  await page.context().close()
})

test('a form is sent once however often its button is pressed, with what the button says', async () => {
  const page = await open('form.html')
  await page.evaluate(() => {
    const button = document.querySelector('[name="then"]')
    button.click()
    setTimeout(() => button.click(), 5)
  })
  await page.waitForTimeout(300)
  const sent = posted.filter(({ address }) => address === '/sent')
  assert.equal(sent.length, 1)
  assert.match(sent[0].body, /then=later/)
  await page.context().close()
})

test('who is known already is told in a live region, the newest answer last', async () => {
  const page = await open('form.html')
  answers['/likely'] = { status: 200, headers: { 'content-type': 'text/html' }, text: '<p>One like him</p>' }
  await page.getByLabel('Surname').fill('Marlowe')
  await page.locator('[role="status"]', { hasText: 'One like him' }).waitFor()
  assert.match(posted.find(({ address }) => address === '/likely').body, /surname=Marlowe/)
  await page.context().close()
})

test('characters are counted as they are typed', async () => {
  const page = await open('form.html')
  await page.getByLabel('What happened').fill('x'.repeat(201))
  await page.locator('#account-info', { hasText: 'You have 1 character too many' }).waitFor()
  await page.context().close()
})

test('the session warning opens in time, and Escape keeps the session', async () => {
  const page = await open('today.html')
  await page.clock.install()
  await page.reload()
  const dialog = page.locator('#session-warning')
  await page.clock.fastForward(1_600_000)
  assert.equal(await dialog.isVisible(), false)
  await page.clock.fastForward(90_000)
  await dialog.waitFor()
  await page.clock.resume()
  assert.deepEqual(await axe(page), [])
  answers['/stay'] = { status: 204, headers: { 'Session-Ends-In': '1800' } }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(posted.at(-1).body, 'form-token=token')
  await page.context().close()
})

test('three presses of Shift leave the page at once and blank it', async () => {
  const page = await open('done.html')
  let asked
  await page.route('https://www.bbc.co.uk/**', (route) => {
    asked = route.request().url()
    return route.fulfill({ body: 'weather' })
  })
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift')
  await page.waitForURL('https://www.bbc.co.uk/weather')
  assert.equal(asked, 'https://www.bbc.co.uk/weather')
  await page.context().close()
})

test('a keyboard reaches every control and sees where it is', async () => {
  for (const name of ['form-usual.html', 'overview.html', 'today.html']) {
    const page = await open(name)
    const seen = new Set()
    for (let press = 0; press < 80; press++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const one = document.activeElement
        if (one === document.body) return null
        const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(one)
        const label = one.nextElementSibling && getComputedStyle(one.nextElementSibling, '::before').boxShadow
        const marked = outlineStyle !== 'none' || boxShadow !== 'none' || backgroundColor === 'rgb(224, 165, 38)' || (label && label !== 'none')
        return { id: `${one.tagName}#${one.id} ${one.textContent.trim().slice(0, 20)}`, marked }
      })
      if (at === null) break
      assert.ok(at.marked, `${name}: the focus is not seen at ${at.id}`)
      seen.add(at.id)
    }
    assert.ok(seen.size > 8, `${name}: ${[...seen].join(', ')}`)
    await page.context().close()
  }
})
