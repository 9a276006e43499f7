// The samples of pages in target/samples, as the program would serve them: they are written by
// `cargo test -p components -p web`.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../target/samples/', import.meta.url))
const KINDS = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.mjs': 'text/javascript', '.woff2': 'font/woff2' }
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Their names, which are their addresses too.
export function names() {
  if (!existsSync(folder)) throw new Error(`${folder} is not there: run cargo test -p components -p web first`)
  const files = readdirSync(folder, { recursive: true })
  return files.filter((name) => name.endsWith('.html')).sort()
}

// Serves them; what a page sends is answered as it is told: status, headers, text.
export async function serving(sent) {
  const server = createServer(async (request, response) => {
    const address = new URL(request.url, 'http://samples').pathname
    if (request.method === 'POST') {
      let body = ''
      for await (const chunk of request) body += chunk
      const { status = 204, headers = {}, text = '' } = sent(address, body) ?? {}
      return response.writeHead(status, headers).end(text)
    }
    try {
      const content = readFileSync(folder + address)
      response.writeHead(200, { 'content-type': KINDS[extname(address)], 'content-security-policy': POLICY })
      response.end(content)
    } catch {
      response.writeHead(address === '/waymark.svg' ? 204 : 404).end()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}
