import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createServer, get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo, LookupFunction } from 'node:net'
import { generate } from 'selfsigned'
import { WebSocket } from 'ws'
import { afterAll, expect, test } from 'vitest'
import { startSandbox } from '../start-sandbox.ts'
import { makeTlsKeys, readTlsKeys } from './tls.ts'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const file = join(folder, 'sandbox.pem')
afterAll(() => rmSync(folder, { recursive: true }))

/** GETs with a certificate to trust, as a client that believes to speak with `servername`. */
const read = (url: string, servername: string, ca: string) =>
  new Promise<string>((resolve, reject) => {
    const request = get(url, { ca, servername, headers: { host: servername } }, (answer) => {
      let body = ''
      answer.on('data', (part: Buffer) => (body += part.toString('utf8')))
      answer.on('end', () => resolve(body))
    })
    request.once('error', reject)
  })

test('serves https and wss with a made certificate, also to clients that know the exchange by its name', async () => {
  const tls = await makeTlsKeys(file)
  const ca = readFileSync(file, 'utf8')
  await using sandbox = await startSandbox({ tls, symbols: ['MXUSDT'] })
  expect(sandbox.restUrl).toMatch(/^https:/)
  expect(await read(`${sandbox.restUrl}/api/v3/ping`, 'api.mexc.com', ca)).toBe('{}')
  await expect(read(`${sandbox.restUrl}/api/v3/ping`, 'elsewhere.example', ca)).rejects.toThrow(/altnames|hostname/i)
  const toThisMachine: LookupFunction = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const socket = new WebSocket(sandbox.wsUrl.replace('127.0.0.1', 'wbs-api.mexc.com'), { ca, lookup: toThisMachine })
  socket.on('open', () => socket.send('{"method":"PING"}'))
  const answer = await new Promise((resolve, reject) => {
    socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8'))))
    socket.once('error', reject)
  })
  expect(answer).toMatchObject({ msg: 'PONG' })
  socket.terminate()
})

test('whoever gets the key of a made certificate can serve no other name to those who trust it', async () => {
  const { cert: ca, key } = await makeTlsKeys(file)
  const bank = await generate([{ name: 'commonName', value: 'bank.example' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { cert: ca, key },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'bank.example' }] }],
  })
  const server = createServer({ cert: `${bank.cert}\n${ca}`, key: bank.private }, (_request, answer) =>
    answer.end('{}'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stolen = read(`https://127.0.0.1:${port}/`, 'bank.example', ca)
  await expect(stolen).rejects.toThrow(/key usage does not include certificate signing|invalid CA certificate/)
  server.close()
  const said = execFileSync('openssl', ['x509', '-in', file, '-noout', '-text'], { encoding: 'utf8' })
  expect(said).toContain('CA:FALSE')
  expect(said).not.toContain('Certificate Sign')
})

test('takes a certificate and its key from files, and names a pair that does not belong together', async () => {
  const { cert, key } = await makeTlsKeys(file)
  const other = await makeTlsKeys(join(folder, 'other.pem'))
  const [keyFile, otherFile] = [join(folder, 'key.pem'), join(folder, 'other-key.pem')]
  writeFileSync(keyFile, key)
  writeFileSync(otherFile, other.key)
  expect(readTlsKeys(file, keyFile)).toEqual({ cert, key })
  const refused = (code: string) => expect.objectContaining({ code }) as unknown
  expect(() => readTlsKeys(file, otherFile)).toThrow(refused('SANDBOX_BAD_TLS'))
  expect(() => readTlsKeys(file, join(folder, 'none.pem'))).toThrow(/none\.pem cannot be read/)
  await expect(makeTlsKeys(join(folder, 'none', 'cert.pem'))).rejects.toMatchObject({ code: 'SANDBOX_BAD_TLS' })
})
