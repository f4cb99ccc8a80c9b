/** The newest fills. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isBeingRead } from '../../state/range/complete-since.ts'
import { dealRules } from '../../state/store/merge.ts'
import { useDealPages } from '../../state/queries/queries.ts'
import { useRows } from '../../state/table/use-rows.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { FillsTable } from '../fills/fills-table.tsx'
import { Card } from '../parts/card.tsx'
import { usePath } from '../parts/use-path.ts'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty } from '../parts/states.tsx'
import styles from './overview.module.css'

const SHOWN = 50
const NEWEST = { limit: SHOWN } as const
const RULES = dealRules()

/** The last fifty fills, live. */
export function LastFillsCard() {
  const { t } = useTranslation()
  const to = usePath()
  const live = useAccountData('newDeals')
  const { rows: read, error, retry } = useDealPages(NEWEST)
  // Deals that come late are older than others: the newest are known once all are in their order.
  const all = useRows(read, live, RULES)
  const isBeingMet = isBeingRead(useAccountData('coverage') ?? [])
  const rows = useMemo(() => (all?.length === 0 && isBeingMet ? undefined : all?.slice(0, SHOWN)), [all, isBeingMet])
  return (
    <Card
      live="records"
      title={t('overview.lastFills')}
      flush
      className={styles.table}
      action={<Link to={to('/fills')}>{t('action.viewAll')}</Link>}
    >
      <FillsTable
        label={t('overview.lastFills')}
        rows={rows}
        error={error}
        retry={retry}
        empty={
          <Empty title={t('fills.none')} hint={t('fills.noneHint')}>
            <SandboxOffer />
          </Empty>
        }
      />
    </Card>
  )
}
