// docs/evidence/mexc-cases.md: what MEXC sends, and what Spotdeck and ccxt make of it, both run here on the same frames and answers.
//   npm run build && npm run docs:cases                  writes the page
//   npm run build && npm run docs:cases -- --check       fails when the page on disk is not what both say

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { casesPage } from './cases/page.mjs'

const target = fileURLToPath(new URL('../docs/evidence/mexc-cases.md', import.meta.url))
const page = await casesPage()
if (!process.argv.includes('--check')) writeFileSync(target, page)
else if (readFileSync(target, 'utf8') !== page) {
  console.error('docs/evidence/mexc-cases.md is not what Spotdeck and ccxt say: run npm run docs:cases')
  process.exitCode = 1
}
