/** The tables of the overview, in one piece of code that comes after what stands above them. */

import { LastFillsCard } from './last-fills-card.tsx'
import { OpenOrdersCard } from './open-orders-card.tsx'
import { Parts } from '../parts/part-errors.tsx'

/** Open orders beside the newest fills. */
export function OverviewTables() {
  return (
    <Parts>
      <OpenOrdersCard />
      <LastFillsCard />
    </Parts>
  )
}
