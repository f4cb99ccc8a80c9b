import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pairFile } from './pair-file.ts'
import { symbolsOf } from './symbols.ts'

const unexpected = (path: string): never => {
  throw new Error(`${path} is damaged.`)
}

it('keeps the assets of a symbol that is no longer listed, over a restart', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-pairs-')), 'pairs.json')
  expect(pairFile(path).load(unexpected)).toEqual([])
  const gone = { symbol: 'MXZZY', baseAsset: 'MXZ', quoteAsset: 'ZY' }
  pairFile(path).save([gone])
  const symbols = symbolsOf([], pairFile(path).load(unexpected))
  expect([symbols.pairOf('MXZZY'), symbols.pairOf('GONEUSDT')]).toEqual([gone, undefined])
})

it('keeps a damaged file beside the new one, and names it', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-pairs-')), 'pairs.json')
  writeFileSync(path, '[["A"], 1')
  const kept: string[] = []
  expect(pairFile(path).load((named) => void kept.push(named))).toEqual([])
  pairFile(path).save([])
  expect([kept, readFileSync(`${path}.damaged`, 'utf8')]).toEqual([[`${path}.damaged`], '[["A"], 1'])
})
