// docs/mexc-reference.md: every call and every channel of MEXC Spot V3 with parameters, limits and links. Needs `npm run build`;
// `--check` says whether the page is up to date.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as wire from '@spotdeck/wire'
import { renderReference } from './lib/mexc-reference.mjs'
import { root } from './lib/steps.mjs'

const target = join(root, 'docs/mexc-reference.md')
const text = renderReference(wire)
if (process.argv.includes('--check')) {
  const current = existsSync(target) && readFileSync(target, 'utf8') === text
  if (!current) process.stderr.write('docs/mexc-reference.md is out of date: run npm run docs:reference\n')
  process.exit(current ? 0 : 1)
}
writeFileSync(target, text)
