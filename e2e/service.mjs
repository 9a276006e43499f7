// `waymark serve` on a record of its own, with the workers of a town, on SQLite and where there is
// one on PostgreSQL.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, serving } from './waymark.mjs'

const PASSWORD = 'four words to remember'

// The rules that are shipped end with the intake of the report: this service takes referrals again.
const RULES = `from,area,rule,value,note
2020-07-01,,intake,open,
`

const ORGANISATIONS = [
  ['Dudley Council', 'referrer'],
  ['Turnpike Programme', 'programme', 'Dudley,Walsall'],
  ['Foundry Women’s Service', 'support', 'Dudley,Walsall'],
  ['Commissioner’s office', 'oversight'],
  ['Black Country accounts', 'administration']
]

// Key, name, organisation, role or roles.
const WORKERS = [
  ['referrer', 'Grace Adeyemi', 'Dudley Council', 'referrer'],
  ['spoc', 'Ruth Cartwright', 'Turnpike Programme', 'single_point_of_contact'],
  ['intake', 'Nina Rao', 'Turnpike Programme', ['referrer', 'single_point_of_contact']],
  ['facilitator', 'Samir Chaudhry', 'Turnpike Programme', 'facilitator:Dudley'],
  ['elsewhere', 'Olive Price', 'Turnpike Programme', 'facilitator:Walsall'],
  ['manager', 'Diane Foley', 'Turnpike Programme', 'programme_manager'],
  ['supportManager', 'Carol Whitehouse', 'Foundry Women’s Service', 'support_manager'],
  ['support', 'Amina Yusuf', 'Foundry Women’s Service', 'support_worker:Dudley'],
  ['commissioner', 'Frances Doyle', 'Commissioner’s office', 'commissioner'],
  ['administrator', 'Abe Lock', 'Black Country accounts', 'administrator']
]

// The databases of this run: the name of each, and what makes an empty one in a folder. That gives
// its address and what removes it.
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

// Changes the record past the program, as time would. Python has SQLite with it, Node not always.
const SQLITE = `import sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=5) as record:
    record.execute(sys.argv[2])
`
function changed(database, sql) {
  if (/^postgres/.test(database)) return ended('psql', [database, '-qc', sql])
  return ended('python3', ['-c', SQLITE, database, sql])
}

// What the record itself has, past the program: the first field of the first row.
const READ = `import sqlite3, sys
print(sqlite3.connect(sys.argv[1], timeout=5).execute(sys.argv[2]).fetchone()[0])
`
async function read(database, sql) {
  const said = /^postgres/.test(database)
    ? ended('psql', [database, '-Atqc', sql])
    : ended('python3', ['-c', READ, database, sql])
  return (await said).trim()
}

// Runs a program to its end; what it says when it fails is the fault.
async function ended(program, options, { input = '', env = {} } = {}) {
  const child = spawn(program, options, { env: { ...process.env, ...env } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  child.stdin.end(input)
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new Error(`${program} ${options.join(' ')} ended with ${status}: ${said}`)
  return said
}

// A service that is ready: its address, its workers by key, its log, and how to end it. Whatever
// happens on the way, nothing of it is left. `further` gives options and variables of its own.
export async function service(makeDatabase, further = async () => ({})) {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-e2e-'))
  let drop = async () => {}
  const remove = async () => {
    await drop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const [database, dropping] = await makeDatabase(folder)
    drop = dropping
    const env = { WAYMARK_DATABASE: database, WAYMARK_MASTER_KEY: randomBytes(32).toString('hex') }
    const workers = await founded(env)
    const rules = join(folder, 'rules.csv')
    await writeFile(rules, RULES)
    const more = await further(folder)
    const options = more.options ?? ['--port', '0']
    const server = await serving(['serve', '--log-level', 'debug', '--rules', rules, ...options], {
      ...env,
      ...more.env
    })
    let stopped
    const stop = async () => {
      const status = await server.stop()
      await remove()
      return status
    }
    // Every session is left alone for so many minutes.
    const leftAlone = (minutes) =>
      changed(database, `UPDATE sessions SET seen = seen - ${minutes * 60_000_000}`)
    // Everybody showed who they are so many minutes earlier.
    const shownEarlier = (minutes) =>
      changed(database, `UPDATE sessions SET proved = proved - ${minutes * 60_000_000}`)
    // What the server of mail has not taken is tried again now.
    const mailIsDue = () => changed(database, 'UPDATE outbox SET due = 0 WHERE due IS NOT NULL')
    // So many lines of the audit say that something was refused.
    const refusals = async (action) =>
      Number(await read(database, `SELECT count(*) FROM audit WHERE outcome = 4 AND action = '${action}'`))
    // Whoever stops it again hears the same.
    // Somebody more: key, name, organisation, role or roles.
    const hires = (...worker) => hired(env, ...worker)
    const ways = { hires, leftAlone, shownEarlier, mailIsDue, refusals }
    return { ...server, workers, ...ways, stop: () => (stopped ??= stop()) }
  } catch (fault) {
    await remove()
    throw fault
  }
}

// A programme with its organisations and workers: each by key with what they sign in with.
async function founded(env) {
  await ended(binary, ['programme', 'add', 'My Time'], { env })
  for (const [name, kind, areas] of ORGANISATIONS) {
    const serves = areas ? ['--areas', areas] : []
    await ended(binary, ['organisation', 'add', name, '--kind', kind, ...serves], { env })
  }
  const workers = {}
  for (const worker of WORKERS) workers[worker[0]] = await hired(env, ...worker)
  return workers
}

async function hired(env, key, name, organisation, role) {
  const email = `${key.toLowerCase()}@example.org`
  const roles = [role].flat().flatMap((one) => ['--role', one])
  const options = ['user', 'add', email, '--name', name, '--organisation', organisation, ...roles]
  await ended(binary, [...options, '--password-stdin'], { env, input: `${PASSWORD}\n` })
  return { name, email, password: PASSWORD }
}
