import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pairFile } from './pair-file.ts'
import { symbolsOf } from './symbols.ts'

it('keeps the assets of a symbol that is no longer listed, over a restart', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-pairs-')), 'pairs.json')
  expect(pairFile(path).load()).toEqual([])
  const gone = { symbol: 'MXZZY', baseAsset: 'MXZ', quoteAsset: 'ZY' }
  pairFile(path).save([gone])
  const symbols = symbolsOf([], pairFile(path).load())
  expect([symbols.pairOf('MXZZY'), symbols.pairOf('GONEUSDT')]).toEqual([gone, undefined])
  writeFileSync(path, '[["A"], 1')
  expect(pairFile(path).load()).toEqual([])
})
