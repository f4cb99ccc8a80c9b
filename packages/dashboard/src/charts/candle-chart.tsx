/** The candle chart: the canvas, the candle under the crosshair in its corner, a table for screen readers. */

import type { DealData, KlineData, OrderData } from '@spotdeck/api'
import { type MouseEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, percent } from '../format/number.ts'
import { capital, useMessage } from '../i18n/use-message.ts'
import { usePreferences } from '../settings/services.ts'
import { changeOf } from '../state/market/market-words.ts'
import { useAccount, useMarket } from '../state/store/use-account-data.ts'
import { usePalette } from '../theme/use-palette.ts'
import { toneOf } from '../format/tone.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import { CandleDrawing } from './candle-drawing.ts'
import type { OffScale } from './candles.ts'
import { type ChartActions, OrderLabels } from './order-labels.tsx'
import type { PlacedOrders } from './order-lines.ts'
import styles from './charts.module.css'
import { STUDIES, shownStudies } from './studies/studies.ts'
import { type Picture, useDrawing } from './use-drawing.ts'

type CandleChartProps = {
  /** Names what is drawn; when it changes, the newest candles are shown. */
  readonly name: string
  readonly symbol: string
  readonly klines: readonly KlineData[]
  readonly priceDigits: number
  readonly quantityDigits: number
  readonly deals: readonly DealData[]
  readonly orders: readonly OrderData[]
  readonly averageCost: string | undefined
  readonly onStart: () => void
  readonly picture: Picture
  /** Absent where trading is off. */
  readonly actions: ChartActions | undefined
}

/** Candles with what the account did and wants in this market. */
export function CandleChart(props: CandleChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const [hovered, setHovered] = useState<KlineData>()
  const [{ groups, beyond }, setPlaced] = useState<PlacedOrders>(NOTHING_PLACED)
  const { priceDigits, actions } = props
  const drawing = useCandleDrawing(element, props, { onCandle: setHovered, onPlaced: setPlaced })
  const priceAt = (y: number) => drawing?.priceAt(y, priceDigits)
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const { top } = event.currentTarget.getBoundingClientRect()
    const price = priceAt(event.clientY - top)
    if (actions === undefined || price === undefined) return
    event.preventDefault()
    actions.onMenu({ price, x: event.clientX, y: event.clientY })
  }
  return (
    <div className={styles.candles}>
      <Corner klines={props.klines} hovered={hovered} digits={priceDigits} />
      <div className={styles.canvasFill} onContextMenu={onContextMenu} data-testid="chart">
        <div ref={element} className={styles.canvasFill} aria-hidden="true" />
        <OrderLabels
          groups={groups}
          priceDigits={priceDigits}
          quantityDigits={props.quantityDigits}
          actions={actions}
          priceAt={priceAt}
          onHold={(order, at) => drawing?.hold(order, at)}
        />
      </div>
      <Beyond groups={beyond} edge="above" digits={priceDigits} />
      <Beyond groups={beyond} edge="below" digits={priceDigits} />
      <CandleTable {...props} />
    </div>
  )
}

const NOTHING_PLACED: PlacedOrders = { groups: [], beyond: [] }

function useCandleDrawing(
  element: RefObject<HTMLDivElement | null>,
  props: CandleChartProps,
  heard: Omit<ConstructorParameters<typeof CandleDrawing>[2], 'onStart' | 'onClick'>,
): CandleDrawing | undefined {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const { store, market } = useAccount()
  const [{ privacy, studies }] = usePreferences()
  const palette = usePalette()
  const format = useTimeFormat()
  const { name, klines, priceDigits, quantityDigits, deals, orders, averageCost, onStart, picture, actions } = props
  const look = useMemo(() => ({ palette, format, privacy, now: store.read('now') }), [palette, format, privacy, store])
  const shownName = useRef<string>(undefined)
  const start = useRef(onStart)
  const click = useRef<(y: number) => void>(undefined)
  const drawing = useDrawing(
    element,
    (place) => {
      shownName.current = undefined
      return new CandleDrawing(place, look, {
        ...heard,
        onStart: () => start.current(),
        onClick: (y) => click.current?.(y),
      })
    },
    picture,
  )
  useEffect(() => {
    start.current = onStart
    click.current = (y) => {
      const price = drawing?.priceAt(y, priceDigits)
      if (price !== undefined) actions?.onPrice(price)
    }
  }, [onStart, drawing, priceDigits, actions])
  useEffect(() => drawing?.setLook(look), [drawing, look])
  useEffect(() => drawing?.setDigits(priceDigits), [drawing, priceDigits])
  useEffect(() => drawing?.setStudies(studies), [drawing, studies])
  useEffect(() => {
    if (drawing === undefined) return undefined
    drawing.setKlines(klines, shownName.current !== name)
    shownName.current = name
    const move = () => {
      const kline = market.read('kline')
      if (kline !== undefined && `${kline.symbol} ${kline.interval}` === name) drawing.setLive(kline)
    }
    move()
    return market.subscribe('kline', move)
  }, [drawing, klines, name, market])
  useEffect(() => {
    const orderTitle = (order: OrderData) => {
      const quantity = privacy ? '•••' : fixed(order.remainingQuantity, quantityDigits)
      return `${capital(formatMessage('side', order.side))} ${quantity}`
    }
    drawing?.setOverlay({ deals, orders, averageCost, orderTitle, averageTitle: t('market.averageCost') })
  }, [drawing, deals, orders, averageCost, quantityDigits, privacy, formatMessage, t])
  return drawing
}

type BeyondProps = {
  readonly groups: readonly OffScale[]
  readonly edge: OffScale['edge']
  readonly digits: number
}

/** Open orders beyond one end of the price scale: how many, and at which prices. */
function Beyond({ groups, edge, digits }: BeyondProps) {
  const { t } = useTranslation()
  return (
    <ul className={styles.beyond} data-edge={edge} data-testid={`orders-${edge}`}>
      {groups
        .filter((group) => group.edge === edge)
        .map(({ side, count, low, high }) => {
          const prices = low === high ? fixed(low, digits) : `${fixed(low, digits)}–${fixed(high, digits)}`
          return (
            <li key={side} className={`num ${side === 'BUY' ? 'up' : 'down'}`}>
              {edge === 'above' ? '↑' : '↓'}{' '}
              {t(side === 'BUY' ? 'market.buysBeyond' : 'market.sellsBeyond', { count, prices })}
            </li>
          )
        })}
    </ul>
  )
}

type CornerProps = {
  readonly klines: readonly KlineData[]
  readonly hovered: KlineData | undefined
  readonly digits: number
}

function Corner({ klines, hovered, digits }: CornerProps) {
  const { t } = useTranslation()
  const [{ studies }] = usePreferences()
  const { store } = useAccount()
  const format = useTimeFormat()
  const live = useMarket('kline')
  const shown = hovered ?? live ?? klines.at(-1)
  if (shown === undefined) return null
  const change = changeOf(shown.open, shown.close)
  const parts = [
    ['open', t('market.open')],
    ['high', t('market.highShort')],
    ['low', t('market.lowShort')],
    ['close', t('market.close')],
  ] as const
  return (
    <dl className={styles.corner} aria-hidden="true">
      {parts.map(([key, word]) => (
        <div key={key}>
          <dt>{word}</dt>
          <dd className={`num ${toneOf(change)}`}>{fixed(shown[key], digits)}</dd>
        </div>
      ))}
      <div>
        <dd className={`num ${toneOf(change)}`}>{percent(change, { sign: true })}</dd>
      </div>
      {hovered === undefined ? null : (
        <div>
          <dd className="num dim">{format.dateTime(hovered.openTime, store.read('now'))}</dd>
        </div>
      )}
      {shownStudies(studies).map((name) => (
        <div key={name}>
          <dd style={{ color: `var(--series-${STUDIES[name].colors[0]})` }}>{t(`market.study.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Number of candles in the table for screen readers. */
const TABLE_ROWS = 24

function CandleTable({ symbol, klines, priceDigits }: CandleChartProps) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  return (
    <div className="visually-hidden">
      <table>
        <caption>{t('market.candlesTable', { symbol })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            <th scope="col">{t('market.open')}</th>
            <th scope="col">{t('market.highShort')}</th>
            <th scope="col">{t('market.lowShort')}</th>
            <th scope="col">{t('market.close')}</th>
          </tr>
        </thead>
        <tbody>
          {klines.slice(-TABLE_ROWS).map((kline) => (
            <tr key={kline.openTime}>
              <th scope="row">{format.dateTime(kline.openTime, store.read('now'))}</th>
              <td>{fixed(kline.open, priceDigits)}</td>
              <td>{fixed(kline.high, priceDigits)}</td>
              <td>{fixed(kline.low, priceDigits)}</td>
              <td>{fixed(kline.close, priceDigits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
