/** The file of the listen keys that a ledger created. */

import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileKeyring } from './keyring.ts'

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-keys-')), 'keys.json')

describe('a keyring', () => {
  it('holds nothing before its first key, and every key once, the newest last', () => {
    const path = newPath()
    const keys = fileKeyring(path)
    expect(keys.load()).toEqual([])
    for (const key of ['a', 'b', 'a']) keys.add(key)
    expect(fileKeyring(path).load()).toEqual(['b', 'a'])
    keys.remove('b')
    keys.remove('never')
    expect(keys.load()).toEqual(['a'])
  })

  it('is a file that only its owner can read, also over one that others could', () => {
    const path = newPath()
    writeFileSync(path, '[]', { mode: 0o644 })
    writeFileSync(`${path}.new`, '', { mode: 0o644 })
    fileKeyring(path).add('a')
    expect([statSync(path).mode & 0o777, readFileSync(path, 'utf8')]).toEqual([0o600, '["a"]'])
    expect(readdirSync(join(path, '..'))).toEqual(['keys.json'])
  })

  it('keeps the newest sixty keys', () => {
    const keys = fileKeyring(newPath())
    for (let i = 0; i <= 60; i++) keys.add(`k${i}`)
    expect([keys.load().length, keys.load()[0], keys.load().at(-1)]).toEqual([60, 'k1', 'k60'])
  })

  it('of a damaged file holds what can be read of it', () => {
    const path = newPath()
    const read = (text: string) => {
      writeFileSync(path, text)
      return fileKeyring(path).load()
    }
    expect([read('not json'), read('{"a":1}'), read('["a",5,null,"b"]')]).toEqual([[], [], ['a', 'b']])
  })
})
