import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { logIn } from './support/gateway.ts'

const folder = temporaryFolder()
const opened: Running[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end('SIGKILL')
  folder.remove()
})

describe('spotdeck login and token', () => {
  test('give links and tokens to the gateway of that data directory, end them, and give none where no gateway serves it', async () => {
    const data = join(folder.path, 'data')
    const copy = join(folder.path, 'copy')
    const up = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', data])
    opened.push(up)
    const { code, out } = await runCommand(['login', '--data', data])
    expect(code).toBe(0)
    expect(new URL(out.trim()).origin).toBe(new URL(up.address).origin)
    await logIn(out.trim())

    const token = (
      await runCommand(['token', 'create', '--audience', 'owner', '--label', 'bot', '--data', data])
    ).out.trim()
    const follow = () =>
      fetch(new URL('/api/v1/accounts/main/events', up.address), { headers: { authorization: `Bearer ${token}` } })
    const stream = await follow()
    const listed = (await runCommand(['token', 'list', '--data', data])).out
    expect(listed).not.toContain(token)
    const { id } = listed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; label: string })
      .find(({ label }) => label === 'bot') ?? { id: '' }
    expect(await runCommand(['token', 'revoke', id, '--data', data])).toMatchObject({ code: 0, out: 'revoked\n' })
    expect((await follow()).status).toBe(401)
    expect(await stream.text()).toContain('event: end\ndata: {"code":"REVOKED"')
    expect((await runCommand(['token', 'revoke', id, '--data', data])).err).toContain('TOKEN_UNKNOWN')

    cpSync(data, copy, { recursive: true })
    const nobodys = await runCommand(['login', '--data', copy])
    expect(nobodys).toMatchObject({ code: 1, out: '' })
    expect(nobodys.err).toContain(`does not serve ${copy}`)
    expect(nobodys.err).toMatch(/start it .* \(GATEWAY_NOT_RUNNING\)\n$/)

    await up.end('SIGTERM')
    opened.splice(0)
    const away = await runCommand(['login', '--data', data, '--port', '1'])
    expect(away).toMatchObject({ code: 1, out: '' })
    expect(away.err).toContain('GATEWAY_NOT_RUNNING')
  }, 120_000)
})
