// A person at a page: fills in, chooses, presses, as somebody does who reads the labels. Everything
// that the service answers to them is kept, to be searched.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { axe, keyboard, sideways } from './accessible.mjs'

// A folder for pictures of the pages, wide and on a phone, for whoever wants to look at them.
const pictures = process.env.WAYMARK_PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })

// Somebody in a browser of their own, who is not signed in. With `looks`, the pages that they show
// are looked at with axe; what a page is called is looked at once.
export async function stranger(browser, site, worker, looks = null) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...site.browsing })
  return person(await context.newPage(), site.origin, worker, looks)
}

// The same, signed in to a service.
export async function signedIn(browser, site, worker, looks = null) {
  const one = await stranger(browser, site, worker, looks)
  await one.signsIn()
  return one
}

// A telephone that holds passkeys, or a key that is put in (`usb`), in a browser: how many it holds,
// whether it knows its owner, and that it is put away.
export async function telephone(page, transport = 'internal') {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport, hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true
    }
  })
  return {
    held: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    knowsItsOwner: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    isPutAway: () => session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  }
}

function person(page, origin, worker, looks) {
  const faults = []
  const received = []
  const waiting = new Set()
  page.on('pageerror', (fault) => faults.push(`${page.url()}: ${fault}`))
  page.on('console', (message) => {
    // The browser itself writes down an answer that is no success: a test expects those by status.
    // What stands on the page of another site is that site's.
    const ours = page.url().startsWith(origin)
    if (message.type() === 'error' && ours && !/status of 4\d\d/.test(message.text())) {
      faults.push(`${page.url()}: ${message.text()}`)
    }
  })
  page.on('response', (response) => {
    const keeping = kept(response).then((answer) => {
      received.push(answer)
      waiting.delete(keeping)
    })
    waiting.add(keeping)
  })

  return {
    page,
    worker,
    async givesPassword() {
      await this.goes('/sign-in')
      await page.getByLabel('E-mail address').fill(worker.email)
      await page.getByLabel('Password', { exact: true }).fill(worker.password)
      await this.presses('Sign in')
    },
    async signsIn(leadsTo = '/today') {
      await this.givesPassword()
      if (new URL(page.url()).pathname === '/second-factor') await this.showsSecondFactor()
      this.isAt(leadsTo)
    },
    // Shows a code of the app on their telephone, which is set up the first time.
    async showsSecondFactor() {
      if (worker.app) {
        await this.answers({ code: worker.app.shows() })
        await this.presses('Go on')
        return
      }
      await this.shows('second-factor-first')
      await this.presses('Set up an app')
      await this.shows('second-factor-app')
      worker.app = app(await page.locator('.waymark-secret').innerText())
      await this.answers({ name: 'Work telephone', code: worker.app.shows() })
      await this.presses('Set it up')
      this.isAt('/account/recovery-codes')
      await this.shows('recovery-codes')
      await this.follows('Not now')
    },
    // Leaves the chair to somebody else: the same browser, and whatever it kept.
    givesPlaceTo(other) {
      worker = other
      this.worker = other
    },
    async signsOut() {
      await this.presses('Sign out')
      this.isAt('/sign-in')
    },
    async goes(address) {
      const answer = await page.goto(origin + address)
      await settled()
      return answer.status()
    },
    async follows(words) {
      await leads(page.getByRole('main').getByRole('link', { name: words }).first())
    },
    async turnsTo(words) {
      await leads(page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name: words, exact: true }))
    },
    // Presses, in a form of the page where several have such a button, and is where no fault is
    // said.
    async presses(words, form = page) {
      await leads(form.getByRole('button', { name: words, exact: true }).first())
      const summary = page.locator('.govuk-error-summary')
      if (await summary.count()) assert.fail(`${words}: ${await summary.innerText()}`)
    },
    // Presses what a script of the page answers first, and is led on by it.
    async pressesAndIsAsked(words) {
      await this.arrives(() => page.getByRole('button', { name: words, exact: true }).click())
    },
    // Does something that leads to another page.
    async arrives(act) {
      const arrived = page.waitForEvent('load')
      await Promise.all([arrived, act()])
      await settled()
    },
    // Presses, and is told what is wrong.
    async isRefused(words, pattern) {
      await leads(page.getByRole('button', { name: words, exact: true }).first())
      assert.match(await page.locator('.govuk-error-summary').innerText(), pattern)
      assert.match(await page.title(), /^Error: /)
    },
    // Answers questions by the names of their fields: a text, a choice, several choices, or a date
    // as YYYY-MM-DD.
    async answers(answers) {
      for (const [name, answer] of Object.entries(answers)) {
        for (const value of [answer].flat()) await answered(page, name, String(value))
      }
    },
    // Chooses by the words beside it.
    async chooses(words) {
      await page.getByRole('main').getByLabel(words).first().check()
    },
    async unfolds(words) {
      await page.getByRole('main').locator('summary', { hasText: words }).first().click()
    },
    // The page of an address, answered and sent.
    async does(address, button, answers = {}) {
      await this.goes(address)
      await this.answers(answers)
      await this.presses(button)
    },
    async reads(...patterns) {
      const text = await page.getByRole('main').innerText()
      for (const pattern of patterns) assert.match(text, pattern, page.url())
    },
    isAt(path) {
      assert.equal(new URL(page.url()).pathname, path, worker.name)
    },
    // What the address of the page calls the case or the referral.
    reference() {
      return /\/(?:cases|referrals|groups)\/([0-9A-Z-]+)/.exec(page.url())?.[1]
    },
    // From here on what they are answered must not hold what they wrote themselves before.
    begins() {
      received.length = 0
    },
    // Everything that the service has answered them since, of which nothing may hold these words.
    neverReceived(...words) {
      assert.ok(received.length > 0, `${worker.name} was answered`)
      for (const { address, text } of received) {
        // Styles, script, font and sign are the same for everybody, and may come from the browser's
        // own store.
        if (text === null && /\/(assets\/|waymark\.svg$)/.test(address)) continue
        assert.equal(typeof text, 'string', `what ${address} answered ${worker.name} was not read`)
        for (const word of words) {
          assert.ok(!text.toLowerCase().includes(word.toLowerCase()), `${worker.name} received ${word} at ${address}`)
        }
      }
      return received.length
    },
    // The page as axe sees it and on a phone; each of a name once in a walk.
    async shows(name) {
      if (!looks || looks.has(name)) return
      looks.add(name)
      const found = [...(await axe(page)), ...(await keyboard(page))].map((fault) => `${name}: ${fault}`)
      if (pictures) await page.screenshot({ path: join(pictures, `${name}-1280.png`), fullPage: true })
      const size = page.viewportSize()
      await page.setViewportSize({ width: 320, height: 640 })
      found.push(...(await sideways(page)).map((fault) => `${name}: ${fault}`))
      if (pictures) {
        await page.setViewportSize({ width: 375, height: 740 })
        await page.screenshot({ path: join(pictures, `${name}-375.png`), fullPage: true })
      }
      await page.setViewportSize(size)
      assert.deepEqual(found, [])
    },
    async leaves() {
      await settled()
      assert.deepEqual(faults, [], worker.name)
      await page.context().close()
    }
  }

  // Follows what leads to another page, and waits until that is there with all that belongs to it.
  async function leads(what) {
    const arrived = page.waitForEvent('load')
    await Promise.all([arrived, what.click()])
    await settled()
  }

  // What the browser has asked for is answered and kept: the next page would throw it away.
  async function settled() {
    await page.waitForLoadState('load')
    while (waiting.size > 0) await Promise.all(waiting)
  }
}

// An app that shows codes, by the secret that a page told it. None is good twice: at a second sign-in
// within half a minute it shows the next one, which is taken too.
export function app(secret) {
  const letters = secret.replaceAll(' ', '')
  let bits = ''
  for (const letter of letters) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const code = (step) => {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(step))
    const tag = createHmac('sha1', key).update(counter).digest()
    const number = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff
    return String(number % 1_000_000).padStart(6, '0')
  }
  let last = 0
  return {
    at: (second) => code(Math.floor(second / 30)),
    shows() {
      last = Math.max(last + 1, Math.floor(Date.now() / 30_000))
      return code(last)
    }
  }
}

// An answer as text, with its address and its headers. Where one leads elsewhere it has no more.
async function kept(response) {
  const address = `${response.request().method()} ${response.url()}`
  const headers = JSON.stringify(await response.allHeaders().catch(() => null))
  const status = response.status()
  if ((status >= 300 && status < 400) || status === 204) return { address, text: headers }
  const body = await response.body().catch(() => null)
  return { address, text: body && `${headers}\n${body.toString('utf8')}` }
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
