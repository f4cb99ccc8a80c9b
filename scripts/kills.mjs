// Kills a gateway at random moments while its account trades, and compares its ledger with the exchange's truth after each kill.
// node scripts/kills.mjs [times] [seed]   (after npm run build)

import { join } from 'node:path'
import { root, run } from './lib/steps.mjs'

const [times = '50', seed = '1'] = process.argv.slice(2)
process.env['SPOTDECK_KILLS'] = times
process.env['SPOTDECK_SEED'] = seed
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
process.exit(run(process.execPath, [vitest, 'run', 'tests/end-to-end/kill.test.ts']))
