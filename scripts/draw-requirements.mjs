// Draws rows of docs/evidence/security.md for a check by hand, the same for the same seed: node scripts/draw-requirements.mjs [seed] [rows]

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/steps.mjs'

const [seed = '20261125', count = '60'] = process.argv.slice(2)
const page = readFileSync(join(root, 'docs/evidence/security.md'), 'utf8')
const items = [...page.matchAll(/^\| (\d+\.\d+\.\d+[^|]*?) +\| [^|]+ \| (?:met|setup|partly|not met|n\/a) +\|/gm)].map(
  ([, item]) => item,
)
const placeOf = (item) => createHash('sha256').update(`${seed}:${item}`).digest('hex')
const drawn = [...items].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).slice(0, Number(count))
process.stdout.write(`seed ${seed}: ${drawn.length} of ${items.length} rows\n`)
for (const item of items.filter((one) => drawn.includes(one))) process.stdout.write(`${item}\n`)
