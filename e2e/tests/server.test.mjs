// The program as those who run it see it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demonstration, pagesOf, run } from '../waymark.mjs'

let site
before(async () => {
  site = await demonstration()
})
after(async () => {
  await site?.stop()
})

test('it is ready soon, and says so', async () => {
  for (const address of ['/health/live', '/health/ready']) {
    assert.equal((await fetch(site.origin + address)).status, 200)
  }
  // A debug build walks every invented family on a busy machine; benches/ measures the release's.
  assert.ok(site.readyAfter < 30_000, `ready after ${site.readyAfter} ms`)
})

test('the JSON of a figure is that of figures.json', async () => {
  const all = await (await fetch(`${site.origin}/figures/figures.json`)).json()
  const figure = await (await fetch(`${site.origin}/api/figures/21`)).json()
  assert.deepEqual(figure, all.figures['21'])
  assert.deepEqual(
    all.figures['21'].rows.map((row) => row.group),
    ['no_sessions', 'some_sessions', 'completed', 'total']
  )
})

test('a port in use is said in a sentence, with what to do', async () => {
  const port = new URL(site.origin).port
  const { status, stderr } = await run(['demo', '--port', port])
  assert.equal(status, 3)
  assert.match(stderr, new RegExp(`port ${port} is in use`))
  assert.match(stderr, /--port \d+/)
})

test('odd addresses are not found, in words, and nothing breaks', async () => {
  for (const odd of ['/%00', '/figures/%F0%9F%9A%AA', '/figures/%FF', '/figures/..%2f..%2fetc', `/${'x'.repeat(9000)}`]) {
    const answer = await fetch(site.origin + odd)
    assert.ok([400, 404].includes(answer.status), `${answer.status} of ${odd.slice(0, 40)}`)
    assert.match(await answer.text(), /<h1/)
  }
  assert.equal((await fetch(`${site.origin}/`)).status, 200)
})

test('a small cohort and an empty one have every page too, and stop with status 0 when they are asked to', async (t) => {
  for (const individuals of ['0', '3']) {
    const site = await demonstration('--individuals', individuals)
    t.after(() => site.stop())
    const pages = await pagesOf(site.origin)
    assert.ok(pages.length >= 31, `${pages.length} pages of ${individuals} men`)
    assert.equal(await site.stop(), 0)
  }
})

test('the report is served as a PDF', async () => {
  let answer = await fetch(`${site.origin}/figures/report.pdf`)
  // A debug build on a busy machine is slower than the site’s patience: it is made all the same.
  if (answer.status === 503) answer = await fetch(`${site.origin}/figures/report.pdf`)
  assert.equal(answer.headers.get('content-type'), 'application/pdf')
  assert.equal(Buffer.from(await answer.arrayBuffer()).subarray(0, 5).toString(), '%PDF-')
})
