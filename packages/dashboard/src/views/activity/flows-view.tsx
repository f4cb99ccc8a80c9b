/** Money that came or went: never profit, and told apart from trading. */

import { type FlowItem, type FlowKind, flowKinds } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { full, money, signed, valueInColumn } from '../../format/number.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useFlowsSummary } from '../../state/queries/history-queries.ts'
import { compareText } from '../../state/assets/holdings.ts'
import { type ListSpan, usePages } from '../../state/queries/queries.ts'
import { CUSTOM } from '../../state/range/range.ts'
import { Backfilling } from '../parts/backfilling.tsx'
import { KindFilter } from '../parts/choose.tsx'
import { Fact } from '../parts/fact.tsx'
import { FlowAmount } from '../parts/flow-amount.tsx'
import { Figure, Moment, UNKNOWN, inUsdt } from '../parts/figures.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { usePath } from '../parts/use-path.ts'
import { type Column, labeled } from '../table/column.ts'
import { ListCard } from '../table/list-card.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

type FlowsViewProps = { readonly kind: string; readonly onKind: (kind: string) => void }

/** The list with its sums. */
export function FlowsView({ kind, onKind }: FlowsViewProps) {
  const { t } = useTranslation()
  const wanted: FlowKind | undefined = flowKinds.find((one) => one === kind)
  const range = useListRange()
  const { span } = range
  const openMovements = useOpenMovements()
  const pages = usePages(
    'flows',
    useMemo(() => ({ kind: wanted, ...span }), [wanted, span]),
  )
  return (
    <>
      <Unclassified />
      <ListCard
        title={t('activity.flows')}
        className={styles.fill}
        pages={pages}
        rows={pages.rows}
        range={range}
        filters={<KindFilter kinds={flowKinds} family="flow" value={wanted} onChange={onKind} />}
        end={<Sums span={span} />}
        columns={useColumns()}
        rowKey={(row) => row.id}
        compactRow={(row) => <CompactFlow row={row} />}
        onOpen={openMovements}
        none={{ title: t('activity.noFlows'), hint: t('activity.noFlowsHint'), children: <SandboxOffer /> }}
      />
    </>
  )
}

/** Opens the balance history of a transfer's asset at its time: with the balance after it. */
function useOpenMovements(): (row: FlowItem) => void {
  const navigate = useNavigate()
  const to = usePath()
  const format = useTimeFormat()
  return ({ asset, time }) => {
    const day = format.date(time)
    const at = `days=${CUSTOM}&from=${day}&to=${day}&at=${format.minute(time)}`
    void navigate(to(`/assets/${encodeURIComponent(asset)}?${at}`))
  }
}

const column = labeled<FlowItem>

function useColumns(): readonly Column<FlowItem>[] {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return useMemo(
    () => [
      column({
        id: 'time',
        label: t('column.time'),
        track: 'minmax(118px, 1fr)',
        cell: (row) => <Moment time={row.time} />,
        sort: (a, b) => a.time - b.time,
      }),
      column({
        id: 'kind',
        label: t('column.type'),
        track: 'minmax(90px, 1fr)',
        cell: (row) => capital(formatMessage('flow', row.kind)),
      }),
      column({
        id: 'asset',
        label: t('column.asset'),
        track: 'minmax(70px, 0.8fr)',
        cell: (row) => row.asset,
        sort: (a, b) => a.asset.localeCompare(b.asset),
      }),
      column({
        id: 'change',
        label: t('activity.change'),
        track: 'minmax(110px, 1.2fr)',
        end: true,
        cell: (row) => <FlowAmount row={row} />,
      }),
      column({
        id: 'value',
        label: t('column.value'),
        header: inUsdt(t('column.value')),
        track: 'minmax(100px, 1fr)',
        end: true,
        cell: (row) => <Value exact={row.value} />,
        sort: (a, b) => compareText(a.value, b.value),
      }),
      ...originColumns(formatMessage, t),
    ],
    [formatMessage, t],
  )
}

/** Columns of where a transfer stands and what it came by. */
function originColumns(
  formatMessage: ReturnType<typeof useMessage>,
  t: TFunction<'page'>,
): readonly Column<FlowItem>[] {
  return [
    column({
      id: 'status',
      label: t('column.status'),
      track: 'minmax(90px, 0.8fr)',
      cell: (row) =>
        row.state === undefined ? <span className="dim">–</span> : capital(formatMessage('withdrawal', row.state)),
    }),
    column({
      id: 'network',
      label: t('activity.network'),
      track: 'minmax(120px, 1fr)',
      from: 760,
      cell: (row) => <span className="dim">{row.network ?? UNKNOWN}</span>,
    }),
    column({
      id: 'txId',
      label: t('activity.txId'),
      track: 'minmax(140px, 1.6fr)',
      from: 900,
      cell: (row) => <span className="dim num truncate">{row.txId ?? UNKNOWN}</span>,
    }),
    column({
      id: 'reason',
      label: t('activity.reason'),
      track: 'minmax(120px, 1fr)',
      from: 1_180,
      cell: (row) => <span className="dim">{capital(formatMessage('reason', row.reason))}</span>,
    }),
  ]
}

function Value({ exact }: { readonly exact: string | undefined }) {
  const { t } = useTranslation()
  if (exact === undefined) return <span className="dim">{t('assets.noPrice')}</span>
  return <Figure exact={exact} shown={signed(exact, valueInColumn)} amount />
}

function CompactFlow({ row }: { readonly row: FlowItem }) {
  const formatMessage = useMessage()
  return (
    <>
      <span>
        {capital(formatMessage('flow', row.kind))} {row.asset}
        {row.state === undefined || row.state === 'completed' ? null : ` · ${formatMessage('withdrawal', row.state)}`}
      </span>
      <FlowAmount row={row} />
      <span className="dim">
        <Moment time={row.time} />
      </span>
      <span className="dim num private">{row.value === undefined ? UNKNOWN : `${money(row.value)} USDT`}</span>
    </>
  )
}

function Sums({ span }: { readonly span: ListSpan }) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { data } = useFlowsSummary(span)
  if (data === undefined) return null
  const kinds = data.byKind.filter(({ count }) => count > 0)
  return (
    <>
      <dl className={styles.sums}>
        {kinds.map(({ kind, count }) => (
          <Fact key={kind} name={capital(formatMessage('flow', kind))}>
            {full(String(count))}
          </Fact>
        ))}
        <Fact name={t('activity.net')}>
          <Figure exact={data.net} shown={signed(data.net, money)} amount /> <span className="dim">USDT</span>
        </Fact>
      </dl>
      <Backfilling />
    </>
  )
}

function Unclassified() {
  const { t } = useTranslation()
  const { data } = useFlowsSummary()
  if (data === undefined || data.unclassified.length === 0) return null
  const assets = data.unclassified
    .slice(0, 8)
    .map(({ asset, amount }) => `${signed(amount, full)} ${asset}`)
    .join(', ')
  return (
    <div className={styles.notice} role="status">
      <p className="private">{t('activity.unclassified', { assets })}</p>
      <p className="dim">{t('activity.unclassifiedHint')}</p>
    </div>
  )
}
