// A certificate that nobody but its key signed, for a name of this machine: Node makes keys and
// signatures and no certificates, so that its parts are put together here (RFC 5280).
import { generateKeyPairSync, sign } from 'node:crypto'

const part = (tag, ...parts) => {
  const body = Buffer.concat(parts)
  const size = body.length < 128 ? [body.length] : body.length < 256 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...parts) => part(0x30, ...parts)
const number = (...bytes) => part(2, Buffer.from(bytes))
const id = (hex) => part(6, Buffer.from(hex, 'hex'))
const ECDSA_WITH_SHA256 = sequence(id('2a8648ce3d040302'))
const COMMON_NAME = id('550403')
const OTHER_NAMES = id('551d11')

const moment = (at) => part(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
const pem = (kind, der) => `-----BEGIN ${kind}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${kind}-----\n`

// The certificate and its key, as files have them, and the certificate as a handshake has it.
export function certificate(name) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const day = 24 * 3600 * 1000
  const whose = sequence(part(0x31, sequence(COMMON_NAME, part(0x0c, Buffer.from(name)))))
  const names = sequence(OTHER_NAMES, part(4, sequence(part(0x82, Buffer.from(name)))))
  const said = sequence(
    part(0xa0, number(2)),
    number(1, ...[...Array(8)].map(() => Math.floor(Math.random() * 256))),
    ECDSA_WITH_SHA256,
    whose,
    sequence(moment(new Date(Date.now() - day)), moment(new Date(Date.now() + 60 * day))),
    whose,
    publicKey.export({ type: 'spki', format: 'der' }),
    part(0xa3, sequence(names))
  )
  const signature = part(3, Buffer.from([0]), sign('sha256', said, privateKey))
  const der = sequence(said, ECDSA_WITH_SHA256, signature)
  return { der, certificate: pem('CERTIFICATE', der), key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
}
