import { passkey, passkeyCreation, passkeySignInOffer, session as sessionSchema } from '@spotdeck/api'
import { cpSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SoftwareAuthenticator } from '../../packages/edge/src/testing/software-authenticator.ts'
import { STOPPED_TIME, type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { logIn, read } from './support/gateway.ts'

const folder = temporaryFolder()
const data = join(folder.path, 'data')
let up: Running

beforeAll(async () => {
  const args = ['up', '--port', '0', '--sandbox-port', '0', '--data', data, '--session-idle', '12h']
  up = await startCommand(args, { environment: STOPPED_TIME })
})

afterAll(async () => {
  await up?.end('SIGKILL')
  folder.remove()
})

/** A program that takes the port of a gateway that was killed, and says yes to everything. */
async function takePort(port: number): Promise<{ readonly received: string[]; readonly close: () => void }> {
  const received: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      received.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`)
      response.setHeader('content-type', 'application/json').end('{"audience":"owner","proof":"yes"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { received, close: () => server.close().closeAllConnections() }
}

/** Signs in with a link, finds the browser in the list, and signs it out. */
async function listsAndRevokesSessions(link: string): Promise<void> {
  const session = await logIn(link)
  const listed = (await runCommand(['session', 'list', '--data', data])).out.trim()
  const { id, device, audience } = JSON.parse(listed) as { id: string; device: string; audience: string }
  expect([device, audience]).toEqual(['node', 'owner'])
  expect(await runCommand(['session', 'revoke', id, '--data', data])).toMatchObject({ code: 0, out: 'revoked\n' })
  await expect(read(session, '/session')).rejects.toThrow('401')
  expect((await runCommand(['session', 'revoke', id, '--data', data])).err).toContain('SESSION_UNKNOWN')
  expect((await runCommand(['session', 'revoke', '--data', data])).err).toContain('USAGE')
  expect((await runCommand(['session', 'revoke', '--all', '--data', data])).out).toBe('revoked 0\n')
}

/** Adds a passkey as a browser at localhost does, signs in with it, and removes it by the command. */
async function listsAndRemovesPasskeys(link: string): Promise<void> {
  const { cookie, origin } = await logIn(link)
  const send = async (path: string, body?: object): Promise<unknown> => {
    const headers = { cookie, 'content-type': 'application/json' }
    const given = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${origin}/api/v1${path}`, given)).json()
  }
  const key = new SoftwareAuthenticator({ origin: origin.replace('127.0.0.1', 'localhost') })
  const response = key.create(passkeyCreation.parse(await send('/passkeys/options', {})))
  const { id } = passkey.parse(await send('/passkeys', { name: 'Phone', response }))
  const offer = async () => passkeySignInOffer.parse(await send('/session/passkey')).options
  const options = await offer()
  if (options === null) throw new Error('The passkey is not offered.')
  const signedIn = sessionSchema.parse(await send('/session/passkey', { response: key.sign(options) }))
  expect(signedIn.audience).toBe('owner')
  const listed = (await runCommand(['passkey', 'list', '--data', data])).out.trim()
  expect(JSON.parse(listed)).toMatchObject({ id, name: 'Phone', host: 'localhost', lastUsedFrom: '127.0.0.1' })
  expect(await runCommand(['passkey', 'remove', id, '--data', data])).toMatchObject({ code: 0, out: 'removed\n' })
  expect(await offer()).toBeNull()
  expect((await runCommand(['passkey', 'remove', id, '--data', data])).err).toContain('PASSKEY_UNKNOWN')
}

/** A bot's token that trades on one account, listed with its role; a line with both, or with no role there is, makes none. */
async function createsTokensWithRoles(): Promise<void> {
  const create = async (...more: readonly string[]) => runCommand(['token', 'create', ...more, '--data', data])
  const bot = await create('--role', 'trader', '--account', 'main', '--account', 'second', '--label', 'trading bot')
  expect(bot).toMatchObject({ code: 0, out: expect.stringMatching(/^sdt_/) as string })
  const listed = (await runCommand(['token', 'list', '--data', data])).out.trim()
  const { id, ...told } = JSON.parse(listed) as { id: string }
  expect(told).toMatchObject({ role: 'trader', audience: 'owner', accounts: ['main', 'second'], label: 'trading bot' })
  expect((await runCommand(['token', 'revoke', id, '--data', data])).out).toBe('revoked\n')
  expect((await create('--role', 'trader', '--audience', 'owner')).err).toMatch(/either --audience .*\(USAGE\)/)
  expect((await create('--role', 'admin')).err).toMatch(/owner, trader, auditor or viewer\. \(CONFIG_BAD_VALUE\)/)
}

/** A user who signs in by a link of its own, has other roles at once, and is signed out when it is disabled. */
async function addsAndDisablesUsers(address: string): Promise<void> {
  const user = async (...line: readonly string[]) => runCommand(['user', ...line, '--data', data])
  const { id } = JSON.parse((await user('add', 'Ann', '--grant', 'trader:main', '--grant', 'auditor')).out) as {
    id: string
  }
  const code = new URL((await user('link', id)).out.trim()).hash.replace('#login=', '')
  const signIn = async () =>
    fetch(new URL('/api/v1/session', address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
  const answer = await signIn()
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const session = async () => fetch(new URL('/api/v1/session', address), { headers: { cookie } })
  expect(await (await session()).json()).toMatchObject({ user: { id, name: 'Ann' }, accounts: ['main'] })
  expect((await signIn()).status).toBe(401)
  expect((await runCommand(['session', 'list', '--data', data])).out).toContain('"user":"Ann"')
  expect((await user('grant', id, '--grant', 'viewer:main')).out).toContain('"viewer"')
  expect(await (await session()).json()).toMatchObject({ audience: 'viewer' })
  expect((await user('disable', id)).out).toContain('"disabled":')
  expect((await session()).status).toBe(401)
  expect((await user('link', id)).err).toContain('USER_UNKNOWN')
  expect((await user('enable', id)).out).not.toContain('"disabled":')
  expect((await user('list')).out).toContain('"name":"Ann"')
  expect((await user('remove', id)).out).toBe('removed\n')
  expect((await user('remove', id)).err).toContain('USER_UNKNOWN')
  expect((await user('add', 'Bob', '--grant', 'boss')).err).toContain('CONFIG_BAD_VALUE')
}

// The gateway serves the first test and is killed in the second.
describe('spotdeck login, token, session and passkey', () => {
  test('create and end links, tokens and sessions on the data directory’s gateway, and none without it', async () => {
    const copy = join(folder.path, 'copy')
    await listsAndRevokesSessions(up.address)
    const { code, out } = await runCommand(['login', '--data', data])
    expect(code).toBe(0)
    expect(new URL(out.trim()).origin).toBe(new URL(up.address).origin)
    await listsAndRemovesPasskeys(out.trim())

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

    await createsTokensWithRoles()
    await addsAndDisablesUsers(up.address)
    cpSync(data, copy, { recursive: true })
    const nobodys = await runCommand(['login', '--data', copy])
    expect(nobodys).toMatchObject({ code: 6, out: '' })
    expect(nobodys.err).toContain(`does not serve ${copy}`)
    expect(nobodys.err).toMatch(/start it .* \(GATEWAY_NOT_RUNNING\)\n$/)
  })

  test('sends no secret to another process on a killed gateway’s port, and leaves no token', async () => {
    const file = join(folder.path, 'deals.csv')
    writeFileSync(file, 'Time,Pairs\n')
    expect((await runCommand(['login', '--data', data])).code).toBe(0)
    expect((await runCommand(['import', file, '--data', data])).err).not.toContain('GATEWAY_NOT_RUNNING')
    expect(await runCommand(['token', 'list', '--data', data])).toMatchObject({ code: 0, out: '' })
    await up.end('SIGKILL')
    const holder = await takePort(Number(new URL(up.address).port))
    try {
      for (const command of [['login'], ['import', file]]) {
        const refused = await runCommand([...command, '--data', data])
        expect(refused).toMatchObject({ code: 6, out: '' })
        expect(refused.err).toContain('GATEWAY_NOT_RUNNING')
      }
      expect(holder.received).toHaveLength(2)
      for (const line of holder.received) expect(line).not.toMatch(/sd[a-z]_|authorization|bearer/i)
      expect((await runCommand(['token', 'list', '--data', data])).out).toBe('')
    } finally {
      holder.close()
    }
  })
})
