import { mkdtempSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { describe, expect, it } from 'vitest'
import { type Edge, openAccess, openEdge } from './edge.ts'
import { FakeDesk } from './testing/fake-desk.ts'

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
    const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-upload-'))
    const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
    const edge = await openEdge({
      desk: new FakeDesk(),
      world,
      config: { host: '127.0.0.1', port: 0, sandbox: true, dataDir },
    })
    const access = openAccess(dataDir, world)
    const bearer = { authorization: `Bearer ${access.createToken({ audience: 'owner', accounts: 'all' }).secret}` }
    access.close()
    const json = { 'content-type': 'application/json' }
    expect(await statusBeforeBody(edge, json)).toBe('401')
    expect(await statusBeforeBody(edge, { ...bearer, ...json, origin: 'http://127.0.0.1:9999' })).toBe('403')
    expect(await statusBeforeBody(edge, { ...bearer, 'content-type': 'text/plain' })).toBe('400')
    await edge.close()
  })
})
