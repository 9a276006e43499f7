// `waymark serve` on a record of its own, with one worker of each role, on SQLite and where there
// is one on PostgreSQL.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { binary } from './waymark.mjs'

const PASSWORD = 'four words to remember'

const ORGANISATIONS = [
  ['Dudley Council', 'referrer'],
  ['Turnpike Programme', 'programme', 'Dudley,Walsall'],
  ['Foundry Women’s Service', 'support', 'Dudley,Walsall'],
  ['Commissioner’s office', 'oversight'],
  ['Administration', 'administration']
]

// Key, name, organisation, role.
const WORKERS = [
  ['referrer', 'Grace Adeyemi', 'Dudley Council', 'referrer'],
  ['spoc', 'Ruth Cartwright', 'Turnpike Programme', 'single_point_of_contact'],
  ['facilitator', 'Samir Chaudhry', 'Turnpike Programme', 'facilitator:Dudley'],
  ['elsewhere', 'Owen Price', 'Turnpike Programme', 'facilitator:Walsall'],
  ['manager', 'Diane Foley', 'Turnpike Programme', 'programme_manager'],
  ['supportManager', 'Carol Whitehouse', 'Foundry Women’s Service', 'support_manager'],
  ['support', 'Amina Yusuf', 'Foundry Women’s Service', 'support_worker:Dudley'],
  ['commissioner', 'Frances Doyle', 'Commissioner’s office', 'commissioner'],
  ['administrator', 'Lee Barker', 'Administration', 'administrator']
]

// The databases of this run: each a function that makes an empty one, and what removes it.
export const databases = [
  ['SQLite', async (folder) => [join(folder, 'record.db'), async () => {}]],
  ...(process.env.WAYMARK_TEST_POSTGRES ? [['PostgreSQL', postgresql]] : [])
]

async function postgresql() {
  const server = process.env.WAYMARK_TEST_POSTGRES
  const name = `waymark_e2e_${randomBytes(6).toString('hex')}`
  await ended('psql', [server, '-qc', `CREATE DATABASE ${name}`])
  const address = new URL(server)
  address.pathname = `/${name}`
  return [address.href, () => ended('psql', [server, '-qc', `DROP DATABASE ${name} WITH (FORCE)`])]
}

// Runs a program to its end; what it says when it fails is the fault.
async function ended(program, options, { input = '', env = {} } = {}) {
  const child = spawn(program, options, { env: { ...process.env, ...env } })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  child.stdin.end(input)
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`${program} ${options.join(' ')} ended with ${status}: ${said}`)
  return said
}

// A service that is ready: its address, its workers by key, its log, and how to end it.
export async function service(makeDatabase) {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-e2e-'))
  const [database, drop] = await makeDatabase(folder)
  const env = { WAYMARK_DATABASE: database, WAYMARK_MASTER_KEY: randomBytes(32).toString('hex') }
  await ended(binary, ['programme', 'add', 'My Time'], { env })
  for (const [name, kind, areas] of ORGANISATIONS) {
    const serves = areas ? ['--areas', areas] : []
    await ended(binary, ['organisation', 'add', name, '--kind', kind, ...serves], { env })
  }
  const workers = {}
  for (const [key, name, organisation, role] of WORKERS) {
    const email = `${key.toLowerCase()}@example.org`
    const options = ['user', 'add', email, '--name', name, '--organisation', organisation]
    await ended(binary, [...options, '--role', role, '--password-stdin'], { env, input: `${PASSWORD}\n` })
    workers[key] = { name, email, password: PASSWORD }
  }
  const server = spawn(binary, ['serve', '--port', '0'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let log = ''
  server.stderr.on('data', (chunk) => {
    log += chunk
  })
  const closed = new Promise((resolve) => server.once('close', resolve))
  const origin = await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('close', (code) => reject(new Error(`waymark serve ended with ${code}: ${log}`)))
    createInterface({ input: server.stdout }).on('line', (line) => {
      const ready = /^ready (http:\S+)$/.exec(line)
      if (ready) resolve(ready[1].replace(/\/$/, ''))
    })
  })
  return {
    origin,
    workers,
    database,
    env,
    log: () => log,
    async stop() {
      if (server.exitCode === null) server.kill('SIGTERM')
      const status = await closed
      await drop()
      await rm(folder, { recursive: true, force: true })
      return status
    }
  }
}
