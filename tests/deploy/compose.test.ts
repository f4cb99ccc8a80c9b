/** The compose file: every service hardened, pinned and closed to other machines; every file it mounts is there. */

import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { at, items, root, text, textOf, yaml, type Mapping } from './files.ts'

const compose = yaml('compose/compose.yaml')
const services = Object.entries(at(compose, 'services') as Record<string, Mapping>)

test('the gateway alone starts without a profile, and everything else has one', () => {
  const profiles = services.map(([name, service]) => [name, ...items(service['profiles']).map(textOf)].join(' '))
  expect(profiles).toEqual([
    'gateway',
    'sandbox sandbox',
    'redis redis',
    'postgres postgres',
    'prometheus monitoring',
    'grafana monitoring',
  ])
})

test.each(services)('%s writes to its volumes only, without privileges, within limits', (_name, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    restart: 'unless-stopped',
  })
  expect(service['mem_limit']).toMatch(/^\d+[mg]$/)
  expect(service['pids_limit']).toBeGreaterThan(0)
  expect(service['ulimits']).toEqual({ core: 0 })
  expect(service['image']).toMatch(/:v?\d[\w.-]*(?:@sha256:\w{64})?$/)
  for (const port of items(service['ports'])) expect(port).toMatch(/^(?:127\.0\.0\.1|\$\{\w+:-127\.0\.0\.2\}):/)
})

test('a Grafana that was taken over never receives the owner’s cookie, which browsers send to every port of a host', () => {
  const [own = '', grafana = ''] = items(at(compose, 'services', 'gateway', 'ports')).map(textOf)
  expect([own, grafana]).toEqual(['127.0.0.1:8787:8787', '${GRAFANA_ADDRESS:-127.0.0.2}:3000:3000'])
})

test('whoever reaches Redis has no password, and whoever lists its processes sees none', () => {
  const redis = at(compose, 'services', 'redis') as Mapping
  const [shell, option, script = ''] = items(redis['command']).map(textOf)
  expect([shell, option, redis['secrets']]).toEqual(['sh', '-c', ['redis-password']])
  const [server = '', ...input] = script.trimEnd().split('\n')
  expect(server).toMatch(/^exec redis-server .* - <<END$/)
  expect(server).not.toMatch(/pass|secret/)
  expect(input).toEqual(['requirepass "$$(cat /run/secrets/redis-password)"', 'END'])
})

test('every file that is mounted or given is there, or is a key that its owner puts there', () => {
  const mounted = services.flatMap(([, service]) => items(service['volumes']).map(textOf))
  const paths = mounted.map((volume) => volume.split(':')[0] ?? '')
  for (const path of paths.filter((source) => source.startsWith('.')))
    expect(existsSync(`${root}/deploy/compose/${path}`), path).toBe(true)
  const named = paths.filter((source) => !source.startsWith('.'))
  expect([...new Set(named)].sort()).toEqual(Object.keys(at(compose, 'volumes') as Mapping).sort())
  for (const secret of Object.values(at(compose, 'secrets') as Record<string, Mapping>))
    expect(secret['file']).toMatch(/^\.\/keys\//)
})

test('the sandbox’s variables select a profile and a configuration that exist', () => {
  const lines = text('compose/sandbox.env').split('\n')
  const variables = Object.fromEntries(
    lines.flatMap((line) => (/^[A-Z]/.test(line) ? [line.split('=') as [string, string]] : [])),
  )
  expect(variables).toEqual({ COMPOSE_PROFILES: 'sandbox', SPOTDECK_CONFIG_FILE: 'sandbox.json' })
  expect(text('compose/compose.yaml')).toContain('${SPOTDECK_CONFIG_FILE:-gateway.json}')
})
