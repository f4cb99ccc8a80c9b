/** Details of the connection status: its reason, in words. */

import { Popover } from '@mantine/core'
import type { StatusData } from '@spotdeck/api'
import { cloneElement, useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { UNKNOWN } from '../../format/number.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { Fact } from '../parts/fact.tsx'
import { Moment, milliseconds, useDateTime, useDuration } from '../parts/figures.tsx'
import { type ButtonElement, useFirstPress } from '../parts/load-on-hover.tsx'
import { CatalogueText } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { useLineWords } from './use-line-words.ts'
import styles from './shell.module.css'

/** The reasons, around the pill that opens them. */
export function ConnectionDetails({ button }: { readonly button: ButtonElement }) {
  const target = useFirstPress()
  const [opened, setOpened] = useState(false)
  useEscape(opened, () => setOpened(false))
  return (
    <Popover
      position="bottom-end"
      width={380}
      shadow="sm"
      trapFocus={false}
      returnFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>{cloneElement(button, { ref: target, onClick: () => setOpened(!opened) })}</Popover.Target>
      <Popover.Dropdown>
        <LineDetails />
      </Popover.Dropdown>
    </Popover>
  )
}

/** The focus stays on the pill, outside of what it opened: the key is heard wherever it is pressed. */
function useEscape(listening: boolean, onEscape: () => void): void {
  const heard = useEffectEvent(onEscape)
  useEffect(() => {
    if (!listening) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') heard()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [listening])
}

function LineDetails() {
  const { t } = useTranslation()
  const line = useLineWords()
  const { ageMs } = useAccountData('freshness')
  const duration = useDuration()
  const status = useAccountData('status')
  const connection = useAccountData('connection')
  const health = useAccountData('health')
  const format = useTimeFormat()
  const time = useDateTime()
  return (
    <div className={styles.details}>
      <p>
        <CatalogueText text={line?.words ?? t('state.connecting')} />
      </p>
      <dl>
        {status === undefined ? null : (
          <Fact name={t('state.stream')}>
            {t(`state.${status.state}`)} · {t('state.since', { time: time(status.since) })}
          </Fact>
        )}
        <Tries params={status?.params} />
        {ageMs === undefined ? null : (
          <Fact name={t('state.newest')}>{t('state.age', { duration: duration(ageMs) })}</Fact>
        )}
        <Fact name={t('state.latency')}>{milliseconds(health?.latencyMs)}</Fact>
        <Fact name={t('state.lastPush')}>
          {health?.lastPushAt === undefined ? UNKNOWN : <Moment time={health.lastPushAt} />}
        </Fact>
        {health?.listenKeyExpiresAt === undefined ? null : (
          <Fact name={t('state.listenKey')}>{format.clock(health.listenKeyExpiresAt)}</Fact>
        )}
        {health === undefined || health.drift === 0 ? null : <Fact name={t('state.drift')}>{health.drift}</Fact>}
        <Fact name={t('state.line')}>{connection.phase === 'open' ? t('state.open') : <LineLost />}</Fact>
        <Fact name={t('state.roundTrip')}>
          {milliseconds(connection.phase === 'open' ? connection.roundTripMs : undefined)}
        </Fact>
      </dl>
    </div>
  )
}

/** Number of the current try and time of the next one, while something is retried. */
function Tries({ params }: { readonly params: StatusData['params'] | undefined }) {
  const { t } = useTranslation()
  const duration = useDuration()
  const { attempt, retryInMs } = params ?? {}
  if (typeof attempt !== 'number') return null
  return (
    <Fact name={t('state.try')}>
      {typeof retryInMs === 'number'
        ? t('state.tryNext', { attempt, duration: duration(retryInMs) })
        : t('state.tryIs', { attempt })}
    </Fact>
  )
}

function LineLost() {
  const { t } = useTranslation()
  const { store } = useAccount()
  const connection = useAccountData('connection')
  const duration = useDuration()
  // The page's own clock, redrawn with the shown time.
  const now = useAccountData('now') - store.clockOffsetMs
  if (connection.phase === 'opening') return t('state.connecting')
  if (connection.phase !== 'waiting') return t('state.signedOut')
  if (connection.isCrowded === true) return t('state.lineCrowded', { attempt: connection.attempt })
  return t('state.lineLost', { duration: duration(now - connection.lostAt), attempt: connection.attempt })
}
