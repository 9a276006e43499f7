// TLS that Waymark ends itself, as a browser meets it; and a certificate that is renewed meanwhile.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connect } from 'node:tls'
import { certificate } from '../certificate.mjs'
import { stranger } from '../people.mjs'
import { databases, service } from '../service.mjs'
import { browsing, free } from '../waymark.mjs'

let browser
before(async () => {
  browser = await browsing()
})
after(async () => {
  await browser?.close()
})

// The certificate that whoever comes now is shown.
async function shown(port) {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false })
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  const { raw } = socket.getPeerCertificate()
  const version = socket.getProtocol()
  socket.destroy()
  return { raw, version }
}

// What is said to whoever begins the address with http://.
const plainly = (port) =>
  new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', headers: { host: `localhost:${port}` } }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve([answer.statusCode, text]))
    }).on('error', reject).end()
  })

test('whoever works here signs in over TLS that Waymark ends, and a renewed certificate is taken up', async (t) => {
  const port = await free()
  const origin = `https://localhost:${port}`
  const [before, renewed] = [certificate('localhost'), certificate('localhost')]
  let files
  const site = await service(databases[0][1], async (folder) => {
    files = ['certificate.pem', 'key.pem'].map((file) => join(folder, file))
    await writeFile(files[0], before.certificate)
    await writeFile(files[1], before.key, { mode: 0o600 })
    return {
      options: ['--port', String(port), '--public-url', origin, '--tls-certificate', files[0], '--tls-key', files[1]]
    }
  })
  t.after(() => site.stop())
  assert.match(site.origin, /^https:/)
  const named = { ...site, origin, browsing: { ignoreHTTPSErrors: true } }
  assert.deepEqual(await shown(port), { raw: before.der, version: 'TLSv1.3' })

  const looks = new Set()
  const samir = await stranger(browser, named, site.workers.facilitator, looks)
  await samir.goes('/sign-in')
  await samir.shows('sign-in-over-tls')
  await samir.signsIn()
  await samir.shows('today-over-tls')
  const cookies = await samir.page.context().cookies()
  assert.deepEqual(cookies.map((one) => one.name).sort(), ['__Host-waymark', '__Host-waymark-browser'])
  for (const { name, secure, httpOnly, path, domain } of cookies) {
    assert.deepEqual({ secure, httpOnly, path, domain }, { secure: true, httpOnly: true, path: '/', domain: 'localhost' }, name)
  }
  const answer = await samir.page.goto(`${origin}/cases`)
  assert.match(answer.headers()['strict-transport-security'], /^max-age=31536000/)

  const [status, told] = await plainly(port)
  assert.equal(status, 400)
  assert.match(told, /https:\/\//)

  // The files are looked at once a minute.
  await writeFile(files[0], renewed.certificate)
  await writeFile(files[1], renewed.key)
  let now
  for (const patience = Date.now() + 75_000; Date.now() < patience; ) {
    now = (await shown(port)).raw
    if (now.equals(renewed.der)) break
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  assert.ok(now.equals(renewed.der), `the renewed certificate is shown: ${site.log()}`)
  assert.match(site.log(), /a renewed certificate was taken up/)
  assert.equal(await samir.goes('/cases'), 200)
  samir.isAt('/cases')
  await samir.signsOut()
  await samir.leaves()
})
