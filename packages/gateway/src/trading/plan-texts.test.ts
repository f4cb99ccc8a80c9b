/** Every code that a plan may show has a text, and stands in its documentation. */

import { readFileSync, readdirSync } from 'node:fs'
import { formatCode } from '@spotdeck/api'
import { expect, it } from 'vitest'

const root = new URL('../../../../', import.meta.url)
const machine = new URL('packages/plans/src/', root)
const sources = readdirSync(machine).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
const codes = new Set(sources.flatMap((name) => read(new URL(name, machine)).match(/(?<=')PLAN_[A-Z_]+(?=')/g) ?? []))

function read(file: URL): string {
  return readFileSync(file, 'utf8')
}

it('has a text for every code of a plan, in both languages', () => {
  expect(codes.size).toBeGreaterThan(20)
  for (const language of ['en', 'zh-TW'] as const) {
    const bare = [...codes].filter((code) =>
      ['plan', 'problem'].every((family) => formatCode(language, family, code) === code),
    )
    expect(bare).toEqual([])
  }
})

it.each(['plans.md', 'plans.zh-TW.md'])('lists every code of a plan in docs/%s', (page) => {
  const text = read(new URL(`docs/${page}`, root))
  expect([...codes].filter((code) => !text.includes(`\`${code}\``))).toEqual([])
})
