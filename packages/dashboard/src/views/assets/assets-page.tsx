/** Every asset of the account. */

import { Switch, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { usePreferences } from '../../settings/services.ts'
import { type Holding, isSmall } from '../../state/assets/holdings.ts'
import { useResults } from '../../state/queries/market-queries.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useIsKnown } from '../../state/store/use-account-data.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Icon } from '../parts/icons.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty } from '../parts/states.tsx'
import { usePath } from '../parts/use-path.ts'
import { ColumnsMenu } from '../table/columns-menu.tsx'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { COMPACT_SORTS, compactAsset, useAssetColumns } from './asset-columns.tsx'
import styles from './assets.module.css'

const NONE = { q: '' } as const

/** The asset table with its search. */
export function AssetsPage() {
  const { t } = useTranslation()
  const digits = useDigits()
  const navigate = useNavigate()
  const to = usePath()
  const [{ hideSmall }, update] = usePreferences()
  const { filter, setFilter, clear } = useUrlFilter(NONE)
  const { holdings, colours } = useHoldings()
  const hasPrices = useIsKnown('equity')
  const results = useResults()
  const columns = useAssetColumns({ digits, colours, hasPrices, results })
  const found = useMemo(
    () => holdings?.filter((holding) => holding.asset.includes(filter.q.trim().toUpperCase())),
    [holdings, filter.q],
  )
  const rows = useMemo(() => (hideSmall ? found?.filter((holding) => !isSmall(holding)) : found), [found, hideSmall])
  const hidden = (found?.length ?? 0) - (rows?.length ?? 0)
  return (
    <div className={tableStyles.page}>
      <PageTitle title={t('nav.assets')} />
      <Card
        title={t('nav.assets')}
        live="values"
        count={rows?.length}
        flush
        toolbar={<AssetsToolbar query={filter.q} onQuery={(q) => setFilter({ q })} hidden={hidden} columns={columns} />}
      >
        <DataTable
          name="assets"
          onOpen={(holding) => void navigate(to(`/assets/${encodeURIComponent(holding.asset)}`))}
          label={t('nav.assets')}
          rows={rows}
          columns={columns}
          rowKey={(holding) => holding.asset}
          rowTestId={(holding) => `asset-${holding.asset}`}
          compactRow={(holding) => compactAsset(holding, { digits, colours, results })}
          compactSorts={COMPACT_SORTS}
          skeletonRows={10}
          empty={
            holdings === undefined || holdings.length === 0 ? (
              <Empty title={t('overview.noAssets')} hint={t('overview.noAssetsHint')}>
                <SandboxOffer />
              </Empty>
            ) : (
              <Filtered
                onClear={() => {
                  clear()
                  update({ hideSmall: false })
                }}
              />
            )
          }
        />
        <p className={styles.lockedHint}>{t('assets.lockedHint')}</p>
      </Card>
    </div>
  )
}

type AssetsToolbarProps = {
  readonly query: string
  readonly onQuery: (query: string) => void
  /** Number of assets that are hidden because their value is small. */
  readonly hidden: number
  readonly columns: readonly Column<Holding>[]
}

function AssetsToolbar({ query, onQuery, hidden, columns }: AssetsToolbarProps) {
  const { t } = useTranslation()
  const [{ hideSmall }, update] = usePreferences()
  return (
    <Toolbar
      end={
        <>
          {hidden > 0 ? <span className="num">{t('assets.hidden', { count: hidden })}</span> : null}
          <ColumnsMenu name="assets" columns={columns} />
        </>
      }
    >
      <TextInput
        size="xs"
        className={styles.search ?? ''}
        data-search
        leftSection={<Icon name="search" size={14} />}
        placeholder={t('assets.search')}
        aria-label={t('assets.search')}
        value={query}
        onChange={(event) => onQuery(event.currentTarget.value)}
      />
      <Switch
        size="xs"
        label={t('assets.hideSmall')}
        checked={hideSmall}
        onChange={(event) => update({ hideSmall: event.currentTarget.checked })}
      />
    </Toolbar>
  )
}
