// A server of mail on this machine, which keeps what it takes and may refuse for a while.
import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

// Where it is, the letters that came, and how to end it.
export async function mailbox() {
  const letters = []
  let refusing = false
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(_address, _session, done) {
      done(refusing ? Object.assign(new Error('come again later'), { responseCode: 451 }) : null)
    },
    onData(stream, session, done) {
      let text = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        letters.push({ from: mailFrom.address, to: rcptTo.map((one) => one.address), ...read(text) })
        done()
      })
    }
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    address: `smtp://127.0.0.1:${server.server.address().port}`,
    letters,
    refuses(now) {
      refusing = now
    },
    // The letter to somebody about something; it is waited for.
    async came(to, subject) {
      for (const patience = Date.now() + 30_000; Date.now() < patience; ) {
        const found = letters.find((one) => one.to.includes(to) && subject.test(one.subject))
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error(`no letter about ${subject} came to ${to}: ${letters.map((one) => one.subject).join(', ')}`)
    },
    stop: () => new Promise((resolve) => server.close(resolve))
  }
}

// A letter as whoever it is to reads it.
function read(text) {
  const [head, ...rest] = text.split(/\r?\n\r?\n/)
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ')
  const header = (name) => new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1] ?? ''
  const body = rest.join('\n\n')
  const coded = header('Content-Transfer-Encoding').toLowerCase()
  const words = coded === 'base64' ? Buffer.from(body, 'base64').toString() : coded === 'quoted-printable' ? printable(body) : body
  return { subject: header('Subject'), id: header('Message-ID'), words }
}

function printable(body) {
  const bytes = body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
