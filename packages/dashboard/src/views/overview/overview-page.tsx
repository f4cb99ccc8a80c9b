/** The first page: what is my money doing now, can I trust it, what needs me. */

import { useTranslation } from 'react-i18next'
import { PageTitle } from '../parts/page-title.tsx'
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
  const { t } = useTranslation()
  return (
    <div className={styles.page}>
      <PageTitle title={t('overview.title')} />
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
