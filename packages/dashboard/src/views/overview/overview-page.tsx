/** The first page: what is my money doing now, can I trust it, what needs me. */

import { AllocationCard } from './allocation-card.tsx'
import { EquityCard } from './equity-card.tsx'
import { Headline } from './headline.tsx'
import { LastFillsCard } from './last-fills-card.tsx'
import { NoticesCard } from './notices-card.tsx'
import { OpenOrdersCard } from './open-orders-card.tsx'
import { TodayCard } from './today-card.tsx'
import styles from './overview.module.css'

/** The overview. */
export function OverviewPage() {
  return (
    <div className={styles.page}>
      <Headline />
      <div className={styles.grid}>
        <EquityCard />
        <AllocationCard />
        <div className={styles.rail}>
          <TodayCard />
          <NoticesCard />
        </div>
        <div className={styles.tables}>
          <OpenOrdersCard />
          <LastFillsCard />
        </div>
      </div>
    </div>
  )
}
