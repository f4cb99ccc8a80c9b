import { mkdtempSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { describe, expect, it } from 'vitest'
import { openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from './edge.ts'
import { FakeDesk } from './testing/fake-desk.ts'

/** Base64 of the largest file, and the request around it. */
const LIMIT_BYTES = (24 * 1024 * 1024 * 4) / 3 + 64 * 1024

describe('a file to import', () => {
  /** Sends the head of a large upload and no byte of its body; resolves to the status of the answer. */
  function statusBeforeBody(edge: Edge, headers: Readonly<Record<string, string>>): Promise<string> {
    const { port } = new URL(edge.url)
    const lines = Object.entries({ 'content-length': String(30 * 1024 * 1024), ...headers })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    return new Promise((resolve, reject) => {
      const connection = connectTcp(Number(port), '127.0.0.1', () =>
        connection.write(`POST /api/v1/accounts/main/import HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${head}\r\n`),
      )
      connection.once('data', (data) => {
        resolve(data.toString('latin1').split(' ')[1] ?? '')
        connection.destroy()
      })
      connection.once('error', reject)
    })
  }

  it('is read only from a caller who may send it: others are answered before its body', async () => {
    const { edge, bearer } = await opened()
    const json = { 'content-type': 'application/json' }
    expect(await statusBeforeBody(edge, json)).toBe('401')
    expect(await statusBeforeBody(edge, { ...bearer, ...json, origin: 'http://127.0.0.1:9999' })).toBe('403')
    expect(await statusBeforeBody(edge, { ...bearer, 'content-type': 'text/plain' })).toBe('400')
    await edge.close()
  })

  it('is one at a time for a credential and for an account, however the address is written', async () => {
    const { edge, bearer } = await opened()
    const { port } = new URL(edge.url)
    const headers = { ...bearer, 'content-type': 'application/json' }
    const held = connectTcp(Number(port), '127.0.0.1')
    const lines = Object.entries({ host: `127.0.0.1:${port}`, 'content-length': '1000', ...headers })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    held.write(`POST /api/v1/accounts/main/import HTTP/1.1\r\n${head}\r\n`)
    const again = async (): Promise<unknown> => {
      const url = `${edge.url}/api/v1/accounts/m%61in/import`
      const answer = await fetch(url, { method: 'POST', headers, body: '{}' })
      return [answer.status, ((await answer.json()) as { code: string }).code]
    }
    await expect.poll(again).toEqual([409, 'IMPORT_BUSY'])
    held.destroy()
    await expect.poll(again).not.toEqual([409, 'IMPORT_BUSY'])
    await edge.close()
  })

  it('beyond the limit is refused with it, whether its size is stated or not', async () => {
    const { edge, bearer } = await opened()
    const headers = { ...bearer, 'content-type': 'application/json' }
    const url = `${edge.url}/api/v1/accounts/main/import`
    const part = new Uint8Array(64 * 1024).fill(97)
    const chunks = async function* () {
      for (let sent = 0; sent <= LIMIT_BYTES; sent += part.length) yield part
    }
    expect(await statusBeforeBody(edge, { ...headers, 'content-length': String(34 * 1024 * 1024) })).toBe('413')
    // The page's types of a request do not know Node's streams.
    const sent = { method: 'POST', headers, body: Readable.from(chunks()), duplex: 'half' } as unknown as RequestInit
    const streamed = await fetch(url, sent)
    expect([streamed.status, await streamed.json()]).toMatchObject([413, { code: 'TOO_LARGE' }])
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).not.toBe(413)
    await edge.close()
  })
})

/** An edge over a fake desk, and an owner's headers. */
async function opened(): Promise<{ edge: Edge; bearer: { authorization: string } }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-upload-'))
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
  const config = { host: '127.0.0.1', port: 0, sandbox: true, dataDir }
  const edge = await openEdge({ desk: new FakeDesk(), world, config })
  const access = openAccess(dataDir, world)
  const { secret } = access.createToken({ audience: 'owner', accounts: 'all' })
  access.close()
  return { edge, bearer: { authorization: `Bearer ${secret}` } }
}
