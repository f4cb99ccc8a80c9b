/** Every fill, live over what REST has read, with the sums of the chosen time. */

import { type DealData, sides } from '@spotdeck/api'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, rounded } from '../../format/number.ts'
import { isoTime } from '../../format/time.ts'
import { PAGE_MOST } from '../../live/all-pages.ts'
import type { ListFilter } from '../../live/account-api.ts'
import type { Sum } from '../../state/queries/deal-sums.ts'
import { type RowFilter, dealRules } from '../../state/store/merge.ts'
import { NOTE_HEAD, noteCells, useNotes } from '../../state/queries/notes.ts'
import {
  type ListSpan,
  isForbidden,
  useDealPages,
  useDealSums,
  useDealsSummary,
  useDigits,
  useListSpan,
} from '../../state/queries/queries.ts'
import { useAccountData, useAccountServices } from '../../state/store/use-account-data.ts'
import { useRows } from '../../state/table/use-rows.ts'
import { Backfilling } from '../parts/backfilling.tsx'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { RangePicker } from '../parts/range-picker.tsx'
import { Fact } from '../parts/fact.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty, SkeletonFigure } from '../parts/states.tsx'
import { ColumnsMenu } from '../table/columns-menu.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { ExportButtons, useFileName } from '../table/export-buttons.tsx'
import { SideFilter, SymbolFilter } from '../table/symbol-filter.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { useFillColumns } from './fill-columns.tsx'
import { FillsTable } from './fills-table.tsx'
import { NoteSearch } from './note-search.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import styles from './fills.module.css'

const DEFAULTS = { range: '30D', from: '', to: '', symbol: '', side: '' } as const
const ALLOWED = { side: sides }
const NAME = 'fills'
const EXPORTED = [
  'symbol',
  'side',
  'price',
  'quantity',
  'quoteQuantity',
  'fee',
  'feeAsset',
  'isMaker',
  'isSelfTrade',
  'tradeId',
  'orderId',
  'clientOrderId',
] as const

/** None in the range that is chosen, or none at all. */
function NoFills({ isAll, onAll }: { readonly isAll: boolean; readonly onAll: () => void }) {
  const { t } = useTranslation()
  return (
    <Empty title={isAll ? t('fills.none') : t('fills.noneSince')} hint={t('fills.noneHint')}>
      {isAll ? null : <SmallButton onClick={onAll}>{t('fills.allTime')}</SmallButton>}
      <SandboxOffer />
    </Empty>
  )
}

/** The fills page; what it shows stands in the address. */
export function FillsPage() {
  const { t } = useTranslation()
  const columns = useFillColumns(useDigits(), true)
  const { filter, setFilter, clear } = useUrlFilter(DEFAULTS, ALLOWED)
  const span = useListSpan(filter)
  const fills = useFills(filter.symbol, filter.side, span)
  return (
    <div className={tableStyles.page}>
      <PageTitle title={t('fills.title')} />
      <Card
        title={t('fills.title')}
        flush
        toolbar={
          <Toolbar
            set={[filter.symbol, filter.side].filter((chosen) => chosen !== '').length}
            end={
              <>
                {filter.symbol === '' && filter.side === '' ? (
                  <Totals span={span} />
                ) : (
                  <FilterTotals asked={fills.asked} />
                )}
                <span className={tableStyles.tools}>
                  <TakeFills asked={fills.asked} />
                  <ColumnsMenu name={NAME} columns={columns} />
                </span>
              </>
            }
            more={
              <>
                <SymbolFilter value={filter.symbol} onChange={(symbol) => setFilter({ symbol })} />
                <SideFilter value={filter.side} onChange={(side) => setFilter({ side })} />
                <NoteSearch rows={fills.rows} />
              </>
            }
          >
            <RangePicker value={filter} onChange={setFilter} isDated />
          </Toolbar>
        }
      >
        <FillsTable
          name={NAME}
          label={t('fills.title')}
          rows={fills.rows}
          error={fills.error}
          retry={fills.retry}
          whole
          onEnd={fills.readMore}
          footer={<ListEnd pages={fills} />}
          skeletonRows={14}
          empty={
            filter.symbol !== '' || filter.side !== '' ? (
              <Filtered onClear={clear} />
            ) : (
              <NoFills isAll={filter.range === 'All'} onAll={() => setFilter({ range: 'All', from: '', to: '' })} />
            )
          }
        />
      </Card>
    </div>
  )
}

function useFills(symbol: string, side: string, span: ListSpan) {
  const live = useAccountData('newDeals')
  const filter = useMemo<RowFilter>(
    () => ({ symbol: symbol || undefined, side: side || undefined, ...span }),
    [symbol, side, span],
  )
  const asked = useMemo<ListFilter>(() => ({ symbol: filter.symbol, side: filter.side, ...span }), [filter, span])
  const pages = useDealPages(asked)
  const rules = useMemo(() => dealRules(filter), [filter])
  return { ...pages, rows: useRows(pages.rows, live, rules), asked }
}

function TakeFills({ asked }: { readonly asked: ListFilter }) {
  const { api, account } = useAccountServices()
  const notes = useNotes()
  return (
    <ExportButtons<DealData>
      name={useFileName('fills', asked)}
      head={['time', ...EXPORTED, ...(notes === undefined ? [] : NOTE_HEAD)]}
      row={(deal) => [
        isoTime(deal.time),
        ...EXPORTED.map((field) => asCell(deal[field])),
        ...(notes === undefined ? [] : noteCells(notes.ofFill(deal))),
      ]}
      read={(cursor) => api.deals(account, { ...asked, cursor, limit: PAGE_MOST })}
      matches={() => true}
    />
  )
}

function asCell(value: string | boolean | undefined): string | undefined {
  return typeof value === 'boolean' ? String(value) : value
}

/** Sums of the fills of a filter. */
function FilterTotals({ asked }: { readonly asked: ListFilter }) {
  const { t } = useTranslation()
  const { data, error } = useDealSums(asked)
  return (
    <TotalsOf
      error={error}
      from={asked.from}
      count={data && `${full(String(data.count))}${data.complete ? '' : '+'}`}
      volume={data && <Sums sums={data.volume} shown={(text) => rounded(text, 2)} />}
      fees={data && <Sums sums={data.fees} shown={money} />}
      hint={t('fills.noRealised')}
      realised={
        <>
          <span aria-hidden="true">–</span>
          <span className="visually-hidden">{t('fills.noRealised')}</span>
        </>
      }
    />
  )
}

/** Sums of all fills of a span. */
function Totals({ span }: { readonly span: ListSpan }) {
  const { data, error, isPlaceholderData } = useDealsSummary(span)
  return (
    <TotalsOf
      error={error}
      from={span.from}
      isPending={isPlaceholderData}
      count={data && full(String(data.count))}
      volume={data && <Figure exact={data.volume} shown={rounded(data.volume, 2)} amount />}
      fees={data && <Figure exact={data.fees} shown={money(data.fees)} amount />}
      realised={
        <>
          {data === undefined ? <SkeletonFigure /> : <Gain exact={data.realizedPnl} />}{' '}
          <span className={styles.unit}>USDT</span>
        </>
      }
    />
  )
}

type TotalsOfProps = {
  readonly error: Error | null
  readonly from: number | undefined
  readonly isPending?: boolean
  /** Absent while they are read. */
  readonly count: ReactNode
  readonly volume: ReactNode
  readonly fees: ReactNode
  readonly realised: ReactNode
  readonly hint?: string
}

function TotalsOf({ error, from, isPending = false, count, volume, fees, realised, hint }: TotalsOfProps) {
  const { t } = useTranslation()
  if (isForbidden(error)) return <p className={`dim ${styles.totals}`}>{t('error.sumsHidden')}</p>
  const wait = <SkeletonFigure />
  return (
    <div className={styles.totals} data-pending={isPending || undefined}>
      <dl>
        <Fact name={t('performance.fills')}>{count ?? wait}</Fact>
        <Fact name={t('performance.volume')}>{volume ?? wait}</Fact>
        <Fact name={t('performance.fees')}>{fees ?? wait}</Fact>
        <Fact name={t('performance.realised')} hint={hint}>
          {realised}
        </Fact>
      </dl>
      <Backfilling from={from} />
    </div>
  )
}

/** The two largest sums with their assets. */
function Sums({ sums, shown }: { readonly sums: readonly Sum[]; readonly shown: (text: string) => string }) {
  if (sums.length === 0) return <span className="num">0</span>
  return sums.slice(0, 2).map(({ asset, amount }, index) => (
    <span key={asset}>
      {index === 0 ? '' : ' + '}
      <Figure exact={amount} shown={shown(amount)} amount /> <span className={styles.unit}>{asset}</span>
    </span>
  ))
}
