// A service beside the directory of Dudley Council, with whose groups its people sign in.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SECRET, directory } from './directory.mjs'
import { service } from './service.mjs'
import { free } from './waymark.mjs'

const settings = (issuer) => `
[[provider]]
key = "council"
name = "Dudley Council"
issuer = "${issuer}"
client_id = "waymark"
client_secret_env = "COUNCIL_SECRET"
organisation = "Dudley Council"
scopes = ["profile", "email", "groups"]

[[provider.group]]
name = "family-safeguarding"
role = "referrer"
`

// Shows at the directory who they are, and agrees that Waymark is told.
export async function showsThere(one, login) {
  await one.page.locator('[name="login"]').fill(login)
  await one.page.locator('[name="password"]').fill('any')
  await one.arrives(() => one.page.locator('[type="submit"]').first().click())
  if (/interaction/.test(one.page.url())) {
    await one.arrives(() => one.page.locator('[type="submit"]').first().click())
  }
}

// Both, until the test ends: the service at the name by which the directory leads back, the issuer,
// and what changes its answers. People by login.
export async function council(t, makeDatabase, people) {
  const port = await free()
  const origin = `http://localhost:${port}`
  const there = await directory(origin, people)
  t.after(() => there.stop())
  const site = await service(makeDatabase, async (folder) => {
    const file = join(folder, 'providers.toml')
    await writeFile(file, settings(there.issuer))
    return {
      options: ['--port', String(port), '--public-url', origin, '--providers', file],
      env: { COUNCIL_SECRET: SECRET }
    }
  })
  t.after(() => site.stop())
  return { site: { ...site, origin }, issuer: there.issuer, answers: there.answers }
}
