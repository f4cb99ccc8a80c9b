/** An importer over the ledger of a running rig. */

import { symbolsOf } from '@spotdeck/follow'
import { type Rig, symbolAnswers } from '@spotdeck/follow/testing'
import { Importer, type ImporterOptions } from '../write/importer.ts'

/** Opens an importer on the rig's ledger; ids count from 1, every asset is worth 2 USDT, `options` replace defaults. */
export function importerOf(rig: Rig, options: Partial<ImporterOptions> = {}): Importer {
  const { writer, store } = rig
  if (writer === undefined) throw new Error('Start the rig first.')
  const symbols = symbolsOf(symbolAnswers(rig.venue.symbols))
  let ids = 0
  return new Importer({
    writer,
    store,
    symbols: () => symbols,
    now: () => rig.time.now(),
    clock: rig.time,
    newId: () => String(++ids).padStart(16, '0'),
    ...options,
  })
}
