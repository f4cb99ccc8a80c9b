// Kills a gateway at random moments while its account trades, and compares its ledger with the exchange's truth.
// npm run storm -- --kills 200 --seed 7   (after npm run build)

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, run } from './lib/steps.mjs'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string', default: '1' } },
})
process.env['SPOTDECK_KILLS'] = values.kills
process.env['SPOTDECK_SEED'] = values.seed
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
process.exit(run(process.execPath, [vitest, 'run', '--project', 'end-to-end', 'tests/end-to-end/storm.test.ts']))
