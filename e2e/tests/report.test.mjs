// The report as a file: it opens from disk, is accessible, fits a phone and asks nothing of anyone.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { axe, sideways } from '../accessible.mjs'
import { binary, browsing } from '../waymark.mjs'

let folder, browser
const reports = []

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-report-'))
  const waymark = (...words) => execFileSync(binary, words, { stdio: ['ignore', 'ignore', 'inherit'] })
  const cohort = join(folder, 'cohort')
  waymark('cohort', '--out', cohort)
  for (const kind of [[], ['--release']]) {
    const out = join(folder, `report${kind.join('')}`)
    const files = ['referrals', 'support', 'interviews'].flatMap((name) => [
      `--${name}`,
      join(cohort, `${name}.csv`)
    ])
    waymark('evaluate', ...files, ...kind, '--formats', 'html', '--out', out)
    reports.push(pathToFileURL(join(out, 'report.html')).href)
  }
  browser = await browsing()
})

after(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

// Opens each report in a window of a size; what was wrong with it, and whatever it asked for.
async function visit(options, look) {
  const faults = []
  for (const address of reports) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) {
        faults.push(`asks ${request.url()}`)
      }
    })
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
    await page.goto(address)
    faults.push(...(await look(page)))
    await context.close()
  }
  return faults
}

test('axe finds nothing in the report or in a release, and neither asks for anything', async () => {
  assert.deepEqual(await visit({ viewport: { width: 1280, height: 900 } }, axe), [])
})

test('a window of 320 pixels and a sheet of paper need no scrolling sideways', async () => {
  const narrow = { viewport: { width: 320, height: 700 } }
  assert.deepEqual(await visit(narrow, sideways), [])
  const faults = await visit({ viewport: { width: 794, height: 1123 } }, async (page) => {
    await page.emulateMedia({ media: 'print' })
    return sideways(page)
  })
  assert.deepEqual(faults, [])
})
