import { mkdtempSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAccess } from '@spotdeck/desk/access'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeAddress } from './address-file.ts'
import { type Settings, readSettings } from './config/settings.ts'
import { provenGateway, withGateway } from './running-gateway.ts'
import { openWorld } from './world.ts'

const opened: Server[] = []
afterEach(() => {
  for (const server of opened.splice(0)) server.close().closeAllConnections()
})

/** Something that holds the port of a gateway; `received` is all that it was sent. */
async function portHolder(settings: Settings, answer: (body: string, url: string) => string | object) {
  const received: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)} ${body}`)
      const said = answer(body, url)
      if (typeof said === 'string') response.end(said)
      else response.writeHead('location' in said ? 307 : 429, said as Record<string, string>).end()
    })
  })
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeAddress(settings.data, url)
  return { received, url }
}

function dataDirectory() {
  const settings = readSettings({ data: mkdtempSync(join(tmpdir(), 'spotdeck-proof-')) }, {}, { port: 1 })
  const open = () => openAccess(settings.data, openWorld('error'))
  open().close()
  return { settings, asked: { settings, flags: {} }, open }
}

const importer = { accounts: ['main'], label: 'spotdeck import', lastsMs: 60_000 }

describe('another process on a gateway’s port', () => {
  const answers: Readonly<Record<string, (body: string) => string | object>> = {
    'something that says yes to all': () => '{"proof":"yes","audience":"owner"}',
    'something that repeats what it hears': (body) => body,
    'something that says nothing of sense': () => 'x'.repeat(100_000),
    'something that sends on to elsewhere': () => ({ location: 'http://127.0.0.1:9/api/v1/proof' }),
  }
  for (const [what, answer] of Object.entries(answers)) {
    it(`receives nothing secret: ${what}`, async () => {
      const { settings, asked, open } = dataDirectory()
      const { received } = await portHolder(settings, answer)
      await expect(provenGateway(asked)).rejects.toMatchObject({ code: 'GATEWAY_NOT_RUNNING' })
      let worked = false
      const work = async () => void (worked = true)
      await expect(withGateway(asked, importer, work)).rejects.toThrow(`does not serve ${settings.data}`)
      expect(worked).toBe(false)
      expect(received).toHaveLength(2)
      for (const line of received) expect(line).not.toMatch(/sd[a-z]_|authorization|cookie|bearer/i)
      const access = open()
      expect([access.tokens(), access.sessions()]).toEqual([[], []])
      access.close()
    })
  }

  it('receives no secret if it forwards the challenge to the gateway, which answers for its own address', async () => {
    const { settings, asked, open } = dataDirectory()
    const gateway = open()
    // what a gateway at another port would answer to the question, were it asked there
    const { received } = await portHolder(settings, (body) => {
      const { challenge } = JSON.parse(body) as { challenge: string }
      return JSON.stringify({ proof: gateway.prove(challenge, 'http://127.0.0.1:8787') })
    })
    await expect(provenGateway(asked)).rejects.toThrow('does not serve')
    expect(received).toHaveLength(1)
    gateway.close()
  })
})

describe('the gateway of the data directory', () => {
  it('is recognized, and gets a token that is revoked after the work, also on failure', async () => {
    const { settings, asked, open } = dataDirectory()
    const gateway = open()
    const { url } = await portHolder(settings, (body) => {
      const { challenge, address } = JSON.parse(body) as { challenge: string; address: string }
      return JSON.stringify({ proof: gateway.prove(challenge, address) })
    })
    expect(await provenGateway(asked)).toBe(url)
    const tokens: string[] = []
    const work = async ({ token }: { readonly token: string }) => {
      tokens.push(token)
      expect(gateway.byToken(token)).toMatchObject({ grants: [{ role: 'owner' }], label: 'spotdeck import' })
      if (tokens.length === 2) throw new Error('the work failed')
    }
    await withGateway(asked, importer, work)
    await expect(withGateway(asked, importer, work)).rejects.toThrow('the work failed')
    expect(tokens.map((token) => gateway.byToken(token))).toEqual([undefined, undefined])
    expect(gateway.tokens()).toEqual([])
    gateway.close()
  })

  it('keeps an interrupted command alive no longer than its work, with the token revoked', async () => {
    const { settings, asked, open } = dataDirectory()
    const gateway = open()
    await portHolder(settings, (body) => {
      const { challenge, address } = JSON.parse(body) as { challenge: string; address: string }
      return JSON.stringify({ proof: gateway.prove(challenge, address) })
    })
    await withGateway(asked, importer, async (_, interrupted) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      process.emit('SIGINT')
      expect([interrupted.aborted, vi.getTimerCount()]).toEqual([true, 1])
    }).finally(() => {
      expect(vi.getTimerCount()).toBe(0)
      vi.useRealTimers()
    })
    expect(gateway.tokens()).toEqual([])
    gateway.close()
  })

  it('is reported as busy, not as missing, where it refuses the call for too many', async () => {
    const { settings, asked } = dataDirectory()
    await portHolder(settings, () => ({ 'retry-after': '5' }))
    await expect(provenGateway(asked)).rejects.toMatchObject({ code: 'GATEWAY_BUSY' })
  })

  it('is reported as missing if nothing answers', async () => {
    const { asked } = dataDirectory()
    await expect(provenGateway(asked)).rejects.toThrow('No gateway answers on http://127.0.0.1:1:')
  })
})
