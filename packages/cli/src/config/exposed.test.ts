import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configCheckCommand } from '../commands/config.ts'
import { sandboxCommand } from '../commands/sandbox.ts'
import { CommandError } from '../command-error.ts'
import { refuseBus } from './database.ts'
import { refuseExposed, refuseExposedSandbox } from './exposed.ts'
import { readSettings } from './settings.ts'

const fileWith = (content: unknown): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-exposed-')), 'spotdeck.json')
  writeFileSync(path, JSON.stringify(content))
  return path
}
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof CommandError ? error.code : 'untyped'
  }
}
const started = (flags: Record<string, string | boolean>, environment: Record<string, string> = {}, file = {}) =>
  codeOf(() => refuseExposed(readSettings({ config: fileWith(file), ...flags }, environment)))

describe('a start that would send secrets readable through a network', () => {
  it('is rejected, and accepted with a flag, a variable or the file’s setting', () => {
    expect(started({ host: '0.0.0.0' })).toBe('EXPOSED_HOST')
    expect(started({ host: '0.0.0.0', allowPlainHttp: true })).toBe('none')
    expect(started({ host: '0.0.0.0' }, { SPOTDECK_ALLOW_PLAIN_HTTP: 'true' })).toBe('none')
    expect(started({ host: '0.0.0.0' }, {}, { allowPlainHttp: true })).toBe('none')
    expect(started({ host: '0.0.0.0' }, { SPOTDECK_ALLOW_PLAIN_HTTP: 'no' }, { allowPlainHttp: true })).toBe(
      'EXPOSED_HOST',
    )
    expect(started({ host: '0.0.0.0', trustedProxies: '10.0.0.7' })).toBe('EXPOSED_HOST')
    expect(started({ host: '0.0.0.0', trustedProxies: '10.0.0.7', publicUrl: 'https://desk.example' })).toBe('none')
    expect(started({ rest: 'http://10.0.0.5' })).toBe('PLAIN_EXCHANGE')
    expect(started({ rest: 'http://10.0.0.5', allowPlainExchange: true })).toBe('none')
    expect(started({ ws: 'ws://10.0.0.5/ws' }, { SPOTDECK_ALLOW_PLAIN_EXCHANGE: '1' })).toBe('none')
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer of-the-collector' }
    expect(started({ otlpEndpoint: 'http://10.0.0.5:4318' }, headers)).toBe('PLAIN_OTLP')
    expect(started({ otlpEndpoint: 'http://127.0.0.1:4318' }, headers)).toBe('none')
    expect(started({ otlpEndpoint: 'https://10.0.0.5' }, { OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'a=b' })).toBe('none')
    expect(started({ otlpEndpoint: 'http://10.0.0.5:4318' })).toBe('none')
    expect(started({})).toBe('none')
  })

  it('is rejected for the sandbox too, with the same flag, even behind the gateway’s proxy', async () => {
    const data = mkdtempSync(join(tmpdir(), 'spotdeck-exposed-'))
    const command = sandboxCommand({ host: '0.0.0.0', port: '0', data, trustedProxies: '10.0.0.7' })
    await expect(command).rejects.toMatchObject({ code: 'EXPOSED_HOST' })
    const sandbox = (flags: Record<string, string | boolean>) =>
      codeOf(() => refuseExposedSandbox(readSettings({ config: fileWith({}), ...flags }, {}, { port: 9090 })))
    expect(sandbox({ host: '192.168.1.7', publicUrl: 'https://desk.example' })).toBe('EXPOSED_HOST')
    expect(sandbox({ host: '0.0.0.0', allowPlainHttp: true })).toBe('none')
    expect(sandbox({ host: '0.0.0.0', tlsMade: 'cert.pem' })).toBe('none')
    expect(sandbox({})).toBe('none')
  })

  it('refuses a bus that is no address, has no database, or would be readable on the way, without its password', () => {
    const codeOf = (
      bus: string | undefined,
      database: string | undefined,
      allowPlainBus = false,
      secret?: string,
    ): string => {
      try {
        refuseBus({ bus, database, secret }, { allowPlainBus, gatewayOrigins: [], advertiseUrl: undefined })
        return 'none'
      } catch (error) {
        expect(String(error)).not.toContain('hunter22')
        return error instanceof CommandError ? error.code : String(error)
      }
    }
    const database = 'postgres://a/b'
    expect(codeOf(undefined, undefined)).toBe('none')
    expect(codeOf('redis://127.0.0.1', undefined)).toBe('DATABASE_MISSING')
    expect(codeOf('redis://:hunter22@a,b', database, false, 'secret')).toBe('CONFIG_BAD_VALUE')
    expect(codeOf('redis+sentinel://:hunter22@127.0.0.1,b.example/desk', database, false, 'secret')).toBe('PLAIN_REDIS')
    expect(codeOf('redis+cluster://:hunter22@b.example', database, true, 'secret')).toBe('none')
    expect(codeOf('rediss+cluster://:hunter22@b.example', database, false, 'secret')).toBe('none')
    expect(codeOf('rediss+cluster://:hunter22@b.example', database)).toBe('CREDENTIALS_MISSING')
  })

  it('is found by `config check`, the Redis of another machine too', async () => {
    const check = (content: unknown): Promise<unknown> =>
      configCheckCommand(fileWith(content), {}).then(
        () => 'none',
        (error: unknown) => (error instanceof CommandError ? error.code : error),
      )
    const redis = { url: 'redis://desk:hunter22@redis.example', audience: 'viewer' }
    expect(await check({ redis: [redis] })).toBe('PLAIN_REDIS')
    expect(await check({ host: '192.168.1.7' })).toBe('EXPOSED_HOST')
    expect(await check({ host: '192.168.1.7', trustedProxies: ['192.168.1.1'] })).toBe('EXPOSED_HOST')
    expect(await check({ rest: 'http://exchange.example' })).toBe('PLAIN_EXCHANGE')
  })
})
