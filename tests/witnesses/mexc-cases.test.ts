/** The page that holds us beside ccxt says what both really do, run again here. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PAGE = fileURLToPath(new URL('../../docs/evidence/mexc-cases.md', import.meta.url))
const CASES = new URL('../../bench/cases/page.mjs', import.meta.url).href

test('docs/evidence/mexc-cases.md is up to date with Spotdeck and ccxt: npm run docs:cases writes it', async () => {
  const { casesPage } = (await import(/* @vite-ignore */ CASES)) as { casesPage: () => Promise<string> }
  expect(await casesPage()).toBe(readFileSync(PAGE, 'utf8'))
})
