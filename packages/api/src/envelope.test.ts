import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { durableEnvelope, marketEnvelope, sampledEnvelope } from './envelope.ts'

const documented = readFileSync(fileURLToPath(new URL('../../../docs/api.md', import.meta.url)), 'utf8').split('\n')

describe('the data of every topic', () => {
  it('is in the documentation, field by field', () => {
    const variants = [durableEnvelope, sampledEnvelope, marketEnvelope].flatMap(({ options }) => [...options])
    for (const { shape } of variants) {
      const [type = ''] = shape.type.values
      const row = documented.find((line) => line.startsWith('|') && line.includes(`\`${type}\``)) ?? ''
      const missing = Object.keys(shape.data.shape).filter((field) => !new RegExp(`\\b${field}\\b`).test(row))
      expect([type, missing]).toEqual([type, []])
    }
  })
})
