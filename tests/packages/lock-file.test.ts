import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

type Locked = {
  readonly place: string
  readonly name: string
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
  readonly license?: string
  readonly isDevelopment: boolean
  readonly isBundled: boolean
  readonly hasInstallScript: boolean
}
const script = (path: string): string => new URL(`../../scripts/${path}`, import.meta.url).href
const good: Locked = {
  place: 'node_modules/a',
  name: 'a',
  version: '1.2.3',
  integrity: `sha512-${'A'.repeat(86)}==`,
  license: 'MIT',
  isDevelopment: false,
  isBundled: false,
  hasInstallScript: false,
}

test('an archive without a hash or with an address is found', async () => {
  const { checkIntegrity } = (await import(script('tidy/integrity.mjs'))) as {
    checkIntegrity: (packages?: readonly Locked[]) => Iterable<string>
  }
  expect([...checkIntegrity()]).toEqual([])
  const { integrity: _none, ...bare } = good
  expect([...checkIntegrity([good, { ...bare, isBundled: true }])]).toEqual([])
  expect([...checkIntegrity([bare])]).toHaveLength(1)
  expect([...checkIntegrity([{ ...good, integrity: 'sha1-AAAA' }])]).toHaveLength(1)
  expect([...checkIntegrity([{ ...good, resolved: 'https://example.com/a.tgz' }])]).toHaveLength(1)
})

test('a licence, an install script or an advisory that is not allowed is found in what ships', async () => {
  const { audit } = (await import(script('lib/audit.mjs'))) as {
    audit: (packages: readonly Locked[], list: object) => { findings: readonly string[]; notes: readonly string[] }
  }
  const list = { advisories: [{ id: 'X-1', package: 'a', title: 't', affected: [['1.0.0', '1.3.0']] }] }
  const findings = (change: Partial<Locked>): number =>
    audit([{ ...good, version: '1.3.0', ...change }], list).findings.length
  expect([findings({}), findings({ license: '(MIT OR GPL-3.0)' })]).toEqual([0, 0])
  expect([findings({ license: 'GPL-3.0' }), findings({ license: '(MIT AND GPL-3.0)' })]).toEqual([1, 1])
  expect([
    findings({ hasInstallScript: true }),
    findings({ version: '1.2.9' }),
    findings({ version: '1.3.0-rc.1' }),
  ]).toEqual([1, 1, 1])
  expect(audit([{ ...good, isDevelopment: true }], list)).toMatchObject({
    findings: [],
    notes: [expect.stringContaining('X-1')],
  })
})

test('the bill of materials names every package once, with its hash', () => {
  const path = fileURLToPath(new URL('../../scripts/sbom.mjs', import.meta.url))
  const text = execFileSync(process.execPath, [path], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
  const bom = JSON.parse(text) as {
    specVersion: string
    components: readonly { purl: string; scope: string; hashes?: readonly { content: string }[] }[]
  }
  expect(bom.specVersion).toBe('1.5')
  expect(new Set(bom.components.map(({ purl }) => purl)).size).toBe(bom.components.length)
  const shipped = bom.components.filter(({ scope }) => scope === 'required')
  expect(shipped.some(({ purl }) => purl.startsWith('pkg:npm/fastify@'))).toBe(true)
  for (const { hashes } of shipped) expect(hashes?.[0]?.content).toMatch(/^[0-9a-f]{128}$/)
})
