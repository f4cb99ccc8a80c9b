/** Allocation of the equity: the ring and its legend, which is a table; each highlights the other. */

import { useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { EquityData } from '@spotdeck/api'
import { money, percent, valueInColumn } from '../../format/number.ts'
import { type Slice, holdingsOf, slicesOf } from '../../state/assets/holdings.ts'
import { useSumsHidden } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import { csvOf } from '../../format/csv.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { AssetName, Figure } from '../parts/figures.tsx'
import { LazyBoundary, whenIdle } from '../parts/lazy-component.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty, SkeletonRows } from '../parts/states.tsx'
import { WhenNear } from '../parts/when-near.tsx'
import type { Picture } from '../../charts/use-drawing.ts'
import styles from './overview.module.css'

const AllocationDonut = whenIdle(async () => (await import('../../charts/allocation-donut.tsx')).AllocationDonut)

/** The allocation of everything that has a price. */
export function AllocationCard() {
  const { t } = useTranslation()
  const { store } = useAccount()
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const csv = () => {
    const holdings = holdingsOf(store.read('assets') ?? [], store.read('equity'))
    return csvOf(
      ['asset', 'total', 'price', 'value', 'share'],
      holdings.map(({ asset, total, price, value, share }) => [asset, total, price, value, share]),
    )
  }
  return (
    <Card
      live="values"
      title={t('overview.allocation')}
      className={styles.allocation}
      action={<ChartMenu name="spotdeck-allocation" picture={() => picture.current?.()} csv={csv} />}
    >
      <Allocation picture={picture} />
    </Card>
  )
}

type AllocationProps = { readonly picture: Picture }

function Allocation({ picture }: AllocationProps) {
  const { t } = useTranslation()
  const { holdings, colours } = useHoldings()
  const equity = useAccountData('equity')
  const [lit, setLit] = useState<number>()
  const onLit = useCallback((index: number | undefined) => setLit(index), [])
  const slices = useMemo(() => (holdings === undefined ? undefined : slicesOf(holdings)), [holdings])
  const isHidden = useSumsHidden()
  if (isHidden) return <Empty title={t('error.forbidden')} hint={t('error.sumsHidden')} />
  if (slices === undefined || (equity === undefined && holdings?.length !== 0)) return <AllocationSkeleton />
  if (slices.length === 0)
    return (
      <Empty title={t('overview.noAssets')} hint={t('overview.noAssetsHint')}>
        <SandboxOffer />
      </Empty>
    )
  const shown = lit === undefined ? undefined : slices[lit]
  return (
    <>
      {/* The drawing's code comes when the ring is near: on a phone it stands below the curve. */}
      <WhenNear className={undefined} waiting={<div className={styles.ringSkeleton} />}>
        <LazyBoundary waiting={<div className={styles.ringSkeleton} />}>
          <AllocationDonut slices={slices} colours={colours} lit={lit} onLit={onLit} picture={picture}>
            {shown === undefined ? (
              <>
                <span className="dim">{t('column.total')}</span>
                <strong className="num private" data-long={lengthOf(money(equity?.total))}>
                  {money(equity?.total)}
                </strong>
                <span className="dim">USDT</span>
              </>
            ) : (
              <>
                <span className="dim">{shown.asset ?? t('overview.others')}</span>
                <strong className="num">{percent(shown.share)}</strong>
                <span className="num dim private">{valueInColumn(shown.value)}</span>
              </>
            )}
          </AllocationDonut>
        </LazyBoundary>
      </WhenNear>
      <Legend slices={slices} colours={colours} lit={lit} onLit={onLit} />
      {equity !== undefined && equity.unpriced.length > 0 ? (
        <p className={styles.unpriced}>{t('overview.unpriced', { assets: equity.unpriced.join(', ') })}</p>
      ) : null}
      <StalePrices equity={equity} />
    </>
  )
}

/** Assets whose price is the last one before their market was taken off the exchange's list, and since when. */
function StalePrices({ equity }: { readonly equity: EquityData | undefined }) {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const stale = equity?.byAsset.filter(({ staleSince }) => staleSince !== undefined) ?? []
  if (stale.length === 0) return null
  const assets = stale
    .map(({ asset, staleSince = 0 }) => `${asset} (${format.dateTime(staleSince, equity?.time ?? staleSince)})`)
    .join(', ')
  return <p className={styles.unpriced}>{t('overview.stalePrices', { assets })}</p>
}

/** Length class of the ring's figure, which decides its font size. */
function lengthOf(figure: string): 'long' | 'very' | undefined {
  if (figure.length <= 10) return undefined
  return figure.length <= 12 ? 'long' : 'very'
}

type LegendProps = {
  readonly slices: readonly Slice[]
  readonly colours: ReadonlyMap<string, number>
  readonly lit: number | undefined
  readonly onLit: (index: number | undefined) => void
}

function Legend({ slices, colours, lit, onLit }: LegendProps) {
  const { t } = useTranslation()
  return (
    <table className={styles.legend}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('column.asset')}</th>
          <th scope="col">{t('column.value')}</th>
          <th scope="col">{t('column.share')}</th>
        </tr>
      </thead>
      <tbody onMouseLeave={() => onLit(undefined)}>
        {slices.map((slice, index) => (
          <tr key={slice.asset ?? ''} data-lit={lit === index || undefined} onMouseEnter={() => onLit(index)}>
            <th scope="row">
              <AssetName
                asset={slice.asset ?? `${t('overview.others')} (${slice.count})`}
                colour={slice.asset === undefined ? undefined : colours.get(slice.asset)}
              />
            </th>
            <td>
              <Figure exact={slice.value} shown={valueInColumn(slice.value)} amount />
            </td>
            <td className="num dim">{percent(slice.share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function AllocationSkeleton() {
  return (
    <>
      <div className={styles.ringSkeleton} />
      <SkeletonRows count={4} />
    </>
  )
}
