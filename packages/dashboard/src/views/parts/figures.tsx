/** Figures, times and the desk's small words, each drawn in its one way. */

import type { OrderStatus, Side } from '@spotdeck/api'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { THIN, UNKNOWN, full, money, percent, shortQuantity, signed } from '../../format/number.ts'
import { toneOf } from '../../format/tone.ts'
import { durationParts, isoTime } from '../../format/time.ts'
import { useMessage } from '../../i18n/use-message.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './parts.module.css'

type FigureProps = {
  /** Exact decimal text; `undefined` is drawn as unknown. */
  readonly exact: string | undefined
  /** Displayed text. */
  readonly shown: string
  /** Blurred in privacy mode. Prices and percentages are not. */
  readonly amount?: boolean
  readonly flash?: boolean
  readonly className?: string | undefined
  /** Names the figure for tests and scripts, which read its exact text from `data-value`. */
  readonly testId?: string
}

/** One figure: cut to what the market shows, exact on hover. */
export function Figure({ exact, shown, amount = false, flash = false, className = '', testId }: FigureProps) {
  const [{ privacy }] = usePreferences()
  const hover = exact === undefined || (amount && privacy) ? undefined : full(exact)
  const text = (
    <span
      className={`num ${amount ? 'private' : ''} ${className}`}
      title={hover === shown ? undefined : hover}
      data-testid={testId}
      data-value={testId === undefined ? undefined : exact}
    >
      {shown}
    </span>
  )
  return flash ? <Flash value={shown}>{text}</Flash> : text
}

const FLASH_MS = 400

/** Flashes when `value` changes after the first drawing; a dot instead where motion is not wanted. */
function Flash({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null)
  const last = useRef(value)
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (calm) {
      element.current?.setAttribute('data-changed', 'yes')
      const timer = setTimeout(() => element.current?.removeAttribute('data-changed'), FLASH_MS)
      return () => clearTimeout(timer)
    }
    element.current?.animate(
      [{ backgroundColor: 'color-mix(in srgb, var(--accent) 12%, transparent)' }, { backgroundColor: 'transparent' }],
      { duration: FLASH_MS, easing: 'ease-out' },
    )
    return undefined
  }, [value])
  return (
    <span ref={element} className={styles.flash}>
      {children}
    </span>
  )
}

type ShortFigureProps = { readonly exact: string; readonly digits: number; readonly dim?: boolean }

/** A quantity of a market in a narrow list, at the market's digits; exact on hover where it is cut. */
export function ShortFigure({ exact, digits, dim = false }: ShortFigureProps) {
  const shown = shortQuantity(exact, digits)
  const isCut = /[A-Z]$/.test(shown)
  return (
    <span className={dim ? 'num dim' : 'num'} title={isCut ? full(exact) : undefined}>
      {shown}
    </span>
  )
}

type GainProps = {
  readonly exact: string | undefined
  readonly flash?: boolean
  /** The figure as rounded among others that it adds up with; by itself unless said. */
  readonly rounded?: string | undefined
}

/** A gain or loss in USDT, signed and coloured. */
export function Gain({ exact, flash = false, rounded }: GainProps) {
  const shown =
    exact === undefined ? UNKNOWN : signed(rounded ?? exact, rounded === undefined ? money : (one) => full(one, 2))
  return <Figure exact={exact} shown={shown} amount flash={flash} className={toneOf(exact)} />
}

/** A fraction as a percentage, signed and coloured; what is shown as zero has no colour. */
export function GainShare({ exact }: { readonly exact: string | undefined }) {
  const shown = percent(exact, { sign: true })
  return <span className={`num ${/[1-9]/.test(shown) ? toneOf(exact) : ''}`}>{shown}</span>
}

/** Buy or sell: a word, and its colour. */
export function SideWord({ side }: { readonly side: Side }) {
  const formatMessage = useMessage()
  return <span className={`sentence ${side === 'BUY' ? 'up' : 'down'}`}>{formatMessage('side', side)}</span>
}

/** An order's status: a word and a small shape. */
export function StatusWord({ status, raw }: { readonly status: OrderStatus; readonly raw?: string | undefined }) {
  const formatMessage = useMessage()
  return (
    <span className={styles.status} data-status={status} title={raw}>
      <span className={styles.shape} aria-hidden="true" />
      <span className="sentence">{formatMessage('orderStatus', status)}</span>
    </span>
  )
}

/** A moment: an age under a minute, ticking, else the time of day; `short` for little room. Exact on hover. */
export function Moment({ time, short = false }: { readonly time: number; readonly short?: boolean }) {
  const now = useAccountData('now')
  const format = useTimeFormat()
  const { t } = useTranslation()
  const moment = short ? format.shortMoment(time, now) : format.moment(time, now)
  const words =
    moment.kind === 'text'
      ? moment.text
      : moment.seconds < 1
        ? t('time.now')
        : t('time.secondsAgo', { count: moment.seconds })
  return (
    <time className="num" dateTime={isoTime(time)} title={isoTime(time)}>
      {words}
    </time>
  )
}

/** Heading of a column of amounts of USDT. */
export function inUsdt(label: string): ReactNode {
  return (
    <span>
      {label} <span className={styles.inUsdt}>USDT</span>
    </span>
  )
}

/** Formats a time with its date, which names its year where that is not this one. */
export function useDateTime(): (time: number) => string {
  const { store } = useAccount()
  const format = useTimeFormat()
  return (time) => format.dateTime(time, store.read('now'))
}

/** Formats a duration in ms, in its largest units. */
export function useDuration(): (ms: number) => string {
  const { t } = useTranslation()
  return (ms) => {
    const { days, hours, minutes, seconds } = durationParts(ms)
    if (days > 0) return hours > 0 ? t('time.daysHours', { days, hours }) : t('time.days', { count: days })
    if (hours > 0) return t('time.hoursMinutes', { hours, minutes })
    if (minutes > 0) return t('time.minutes', { count: minutes })
    return t('time.seconds', { count: seconds })
  }
}

/** Age in its largest unit, updated every second. */
export function Age({ since }: { readonly since: number }) {
  const now = useAccountData('now')
  const { t } = useTranslation()
  const { days, hours, minutes, seconds } = durationParts(now - since)
  const words =
    days > 0
      ? t('time.days', { count: days })
      : hours > 0
        ? t('time.hours', { count: hours })
        : minutes > 0
          ? t('time.minutes', { count: minutes })
          : t('time.seconds', { count: seconds })
  return (
    <time className="num" dateTime={isoTime(since)} title={isoTime(since)}>
      {words}
    </time>
  )
}

const seriesOf = (colour: number | undefined) => `var(--series-${colour ?? 'other'})`

/** An asset's name with the colour it has in every chart. */
export function AssetName({ asset, colour }: { readonly asset: string; readonly colour: number | undefined }) {
  return (
    <span className={styles.asset}>
      <span className={styles.swatch} style={{ background: seriesOf(colour) }} aria-hidden="true" />
      {asset}
    </span>
  )
}

type ShareTrackProps = {
  /** A fraction; `undefined` where it is not known. */
  readonly share: string | undefined
  readonly colour: number | undefined
  readonly className: string | undefined
}

/** A share as a bar in the asset's colour. */
export function ShareTrack({ share, colour, className }: ShareTrackProps) {
  const width = `${Math.min(100, Number(share ?? 0) * 100)}%`
  return (
    <span className={className} aria-hidden="true" hidden={share === undefined}>
      <span style={{ width, background: seriesOf(colour) }} />
    </span>
  )
}

type SymbolNameProps = {
  readonly symbol: string
  readonly base?: string | undefined
  readonly quote?: string | undefined
}

/** A market's name with the quote dimmed: `MX/USDT`. */
export function SymbolName({ symbol, base, quote }: SymbolNameProps) {
  if (base === undefined || quote === undefined) return <span className={styles.symbol}>{symbol}</span>
  return (
    <span className={styles.symbol}>
      {base}
      <span className="dim">/{quote}</span>
    </span>
  )
}

export { UNKNOWN }

/** An id in a cell: cut to its room, whole on hover; a dash where there is none. */
export function IdText({ id }: { readonly id: string | undefined }) {
  if (id === undefined) return <span className="dim">{UNKNOWN}</span>
  return (
    <span className={`num ${styles.id}`} title={id}>
      {id}
    </span>
  )
}

/** `18 ms`; a dash while it is not known. */
export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? UNKNOWN : `${Math.max(0, Math.round(ms))}${THIN}ms`
}
