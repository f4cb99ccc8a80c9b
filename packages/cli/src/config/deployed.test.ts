/** Settings that deploy/ names: the files are valid, and the variables are settings. */

import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseConfig } from './config-file.ts'
import { configSchema } from './schema.ts'
import { variableOf } from './settings.ts'

const folder = fileURLToPath(new URL('../../../../deploy/', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
const text = (file: string): string => readFileSync(folder + file, 'utf8')

test.each(files.filter((file) => /(?:gateway|sandbox|spotdeck)\.json$/.test(file) && !file.startsWith('grafana')))(
  '%s is a valid configuration',
  (file) => {
    expect(parseConfig(file, text(file)).accounts).toHaveLength(1)
  },
)

test('every variable of deploy/ is a setting', () => {
  const known = new Set([...Object.keys(configSchema.shape), 'config'].map(variableOf))
  const named = files
    .filter((file) => /Dockerfile$|\.(?:ya?ml|service|mjs)$/.test(file))
    .flatMap((file) => text(file).match(/\bSPOTDECK_[A-Z_]+\b/g) ?? [])
  // The addresses of a database and a bus and the secret of gateways, which are secrets and no settings; and what compose itself reads to choose a configuration.
  const others = ['SPOTDECK_DATABASE_URL', 'SPOTDECK_BUS_URL', 'SPOTDECK_GATEWAY_SECRET', 'SPOTDECK_CONFIG_FILE']
  const unknown = [...new Set(named)].filter((name) => !known.has(name) && !others.includes(name))
  expect(unknown).toEqual([])
  expect(named.length).toBeGreaterThan(5)
})
