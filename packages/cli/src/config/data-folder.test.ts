import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DEMO_DATA, OWN_DATA, dataBeside } from './data-folder.ts'

it('is the demo’s for a command beside a demo that runs alone, or where nothing else ever ran', () => {
  const root = mkdtempSync(join(tmpdir(), 'spotdeck-folder-'))
  mkdirSync(join(root, DEMO_DATA), { recursive: true })
  const write = (folder: string, file: string) => writeFileSync(join(root, folder, file), '')
  expect(dataBeside(root)).toBe(OWN_DATA)
  write(DEMO_DATA, 'access.db')
  expect(dataBeside(root)).toBe(DEMO_DATA)
  write(OWN_DATA, 'address')
  expect(dataBeside(root)).toBe(OWN_DATA)
  write(DEMO_DATA, 'address')
  expect(dataBeside(root)).toBe(OWN_DATA)
  rmSync(join(root, OWN_DATA, 'address'))
  write(OWN_DATA, 'access.db')
  expect(dataBeside(root)).toBe(DEMO_DATA)
  rmSync(join(root, DEMO_DATA, 'address'))
  expect(dataBeside(root)).toBe(OWN_DATA)
})
