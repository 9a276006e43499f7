// Starts the program and the browser, once for each file of tests.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

export const binary =
  process.env.WAYMARK_BINARY ?? fileURLToPath(new URL('../target/debug/waymark', import.meta.url))
const browser = process.env.WAYMARK_BROWSER ?? '/usr/bin/chromium'

// A server that is ready: its address, what it has written so far, and how to end it. It is told
// to stop once, and killed if it does not heed that: no test waits for it.
export async function serving(options, env = {}) {
  const started = performance.now()
  const server = spawn(binary, options, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  server.stderr.on('data', (chunk) => {
    log += chunk
  })
  // Whatever ends the tests ends what they started.
  const kill = () => server.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise((resolve) => server.once('close', resolve))
  server.once('close', () => process.off('exit', kill))
  const origin = await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('close', (code) => reject(new Error(`${binary} ended with ${code}: ${log}`)))
    createInterface({ input: server.stdout }).on('line', (line) => {
      log += `${line}\n`
      const ready = /^ready (https?:\S+)$/.exec(line)
      if (ready) resolve(ready[1].replace(/\/$/, ''))
    })
  })
  return {
    origin,
    readyAfter: performance.now() - started,
    log: () => log,
    async stop() {
      if (server.exitCode === null) server.kill('SIGTERM')
      const patience = setTimeout(() => server.kill('SIGKILL'), 20_000)
      const status = await ended
      clearTimeout(patience)
      return status
    }
  }
}

// A port that is free now.
export async function free() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

// `waymark demo` on a free port.
export function demonstration(...options) {
  return serving(['demo', '--port', '0', ...options])
}

// The program run to its end.
export async function run(options) {
  const program = spawn(binary, options, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  program.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const status = await new Promise((resolve) => program.once('close', resolve))
  return { status, stderr }
}

// Chromium as Debian ships it. As root it has no sandbox of its own.
export function browsing() {
  return chromium.launch({
    executablePath: browser,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  })
}

// Every page that can be reached by links from the first, shortest way first.
export async function pagesOf(origin) {
  const seen = new Set(['/'])
  const pages = []
  for (const address of seen) {
    // A file, made when it is asked for: not a page, and a PDF takes long in a debug build.
    if (address.includes('.')) continue
    const answer = await fetch(origin + address)
    const shown = answer.headers.get('content-type')?.startsWith('text/html')
    const file = answer.headers.has('content-disposition')
    const html = await answer.text()
    if (!answer.ok || !shown || file) continue
    pages.push(address)
    for (const [, to] of html.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) {
      seen.add(to.replaceAll('&amp;', '&'))
    }
  }
  return pages
}
