/** Going anywhere by a few letters: pages, assets held, markets. */

import { Kbd, Modal } from '@mantine/core'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { PAGE_WORDS, type Target, findTargets, marketNames } from '../../state/table/find.ts'
import { clockTime } from '../../state/table/timeline.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { useRight } from '../../state/queries/use-right.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { TroubleBadge } from '../parts/trouble-badge.tsx'
import { useRestoreFocus } from '../parts/use-restore-focus.ts'
import { usePath } from '../parts/use-path.ts'
import { pageEntries } from './pages.ts'
import styles from './quick-find.module.css'

const ICONS: { readonly [K in Target['kind']]: IconName } = { page: 'overview', asset: 'assets', market: 'market' }

/** A field with what it finds below it; `Enter` goes there. */
export function QuickFind({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  useRestoreFocus()
  return (
    <Modal.Root opened onClose={onClose} size={480} yOffset="12dvh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('find.title')}>
        <Finder onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  )
}

function Finder({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const to = usePath()
  const id = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const targets = useTargets()
  const moment = useMomentTarget(query)
  const found = useMemo(() => [...(moment ?? []), ...findTargets(targets, query)], [moment, targets, query])
  const chosen = found[Math.min(at, found.length - 1)]
  const go = (target: Target | undefined) => {
    if (target === undefined) return
    onClose()
    void navigate(to(target.path))
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = STEPS.get(event.key)
    if (step === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (step === undefined) return go(chosen)
    if (found.length > 0) setAt((Math.min(at, found.length - 1) + step + found.length) % found.length)
  }
  return (
    <>
      <label className={styles.field}>
        <Icon name="search" />
        {/* React focuses it as it mounts; the dialog's focus trap does so in a later timer, and what is typed before is lost. */}
        <input
          autoFocus
          role="combobox"
          aria-label={t('find.title')}
          aria-expanded={found.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen.id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('find.hint')}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={onKey}
        />
        <Kbd size="xs">Esc</Kbd>
      </label>
      <div id={id} role="listbox" aria-label={t('find.found')} className={styles.found}>
        {found.map((target, index) => (
          <Row
            key={target.id}
            id={`${id}-${target.id}`}
            target={target}
            chosen={target === chosen}
            opensKind={found[index - 1]?.kind !== target.kind}
            onPoint={() => setAt(index)}
            onPick={() => go(target)}
          />
        ))}
      </div>
      <p className={styles.none} role="status">
        {found.length === 0 ? t('find.none', { query: query.trim() }) : ''}
      </p>
    </>
  )
}

const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
])

/** Pages by their names and what they answer, in both languages, assets by value, markets as the exchange lists them. */
function useTargets(): readonly Target[] {
  const { t, i18n } = useTranslation()
  const { holdings } = useHoldings()
  const { data: markets } = useMarkets()
  const mayImport = useRight('import', 'any')
  const names = (holdings ?? []).map(({ asset }) => asset).join(' ')
  return useMemo(() => {
    const english = i18n.getFixedT('en')
    const pages = [...pageEntries, { name: 'settings', path: '/settings' } as const].map(({ name, path }): Target => ({
      kind: 'page',
      id: `page-${name}`,
      words: [t(`nav.${name}`), english(`nav.${name}`), ...PAGE_WORDS[name]],
      path,
    }))
    const view = (name: 'stream' | 'import', key: 'activity.stream' | 'importing.title'): Target => ({
      kind: 'page',
      id: `page-${name}`,
      words: [t(key), english(key), ...PAGE_WORDS[name]],
      path: `/activity?view=${name}`,
    })
    const views = [view('stream', 'activity.stream'), ...(mayImport ? [view('import', 'importing.title')] : [])]
    const assets = names
      .split(' ')
      .filter((asset) => asset !== '')
      .map((asset): Target => ({
        kind: 'asset',
        id: `asset-${asset}`,
        words: [asset],
        path: `/assets/${encodeURIComponent(asset)}`,
      }))
    const listed = (markets ?? []).map((market): Target => ({
      kind: 'market',
      id: `market-${market.symbol}`,
      words: marketNames(market),
      path: `/market/${market.symbol}`,
      market,
    }))
    return [...pages, ...views, ...assets, ...listed]
  }, [t, i18n, names, markets, mayImport])
}

/** A clock time such as `03:00` means the day on which it last was. */
function useMomentTarget(query: string): readonly Target[] | undefined {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const { store } = useAccount()
  return useMemo(() => {
    const now = store.read('now')
    const today = format.startOfDay(now)
    const time = clockTime(query, today)
    if (time === undefined) return undefined
    const day = time <= now ? today : format.startOfDay(today - 1)
    const at = format.minute(time)
    const name = t('why.goTo', { day: format.day(day, now), time: at })
    return [{ kind: 'page', id: 'moment', words: [name], path: `/day/${format.date(day)}?at=${at}` }]
  }, [query, store, format, t])
}

type RowProps = {
  readonly id: string
  readonly target: Target
  readonly chosen: boolean
  /** The first of its kind. */
  readonly opensKind: boolean
  readonly onPoint: () => void
  readonly onPick: () => void
}

function Row({ id, target, chosen, opensKind, onPoint, onPick }: RowProps) {
  const { t } = useTranslation()
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const page = pageEntries.find(({ path }) => target.kind === 'page' && path === target.path)
  const icon = target.path === '/settings' ? 'settings' : (page?.icon ?? ICONS[target.kind])
  return (
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={styles.row}
      data-opens={opensKind || undefined}
      onPointerMove={onPoint}
      onClick={onPick}
    >
      <Icon name={icon} />
      <span>
        {target.words[0]} <TroubleBadge market={target.market} />
      </span>
      <span className={styles.kind}>{t(`find.${target.kind}`)}</span>
      {page === undefined ? null : (
        <span className={styles.keys} aria-hidden="true">
          <Kbd size="xs">g</Kbd>
          <Kbd size="xs">{page.key}</Kbd>
        </span>
      )}
    </div>
  )
}
