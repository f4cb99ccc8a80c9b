/** The hand on the sandbox's time. */

import { useTranslation } from 'react-i18next'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../durations.ts'
import type { ClockChange, SandboxClock } from '../../live/sandbox-api.ts'
import { useServices } from '../../settings/services.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { Segments } from '../parts/segments.tsx'
import styles from './sandbox.module.css'
import { Section } from './section.tsx'
import { SmallButton } from '../parts/small-button.tsx'
import { useSandboxChange } from './use-sandbox.ts'

const RATES = [1, 5, 20, 60] as const

/** Speed, standing still, running ahead. */
export function ClockSection({ clock }: { readonly clock: SandboxClock }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const format = useTimeFormat()
  const { mutate, isPending, error } = useSandboxChange((change: ClockChange) => api.sandboxClock(change))
  const steps = [
    { label: t('sandbox.minutes', { count: 15 }), advanceMs: 15 * MINUTE_MS },
    { label: t('sandbox.hours', { count: 1 }), advanceMs: HOUR_MS },
    { label: t('sandbox.day'), advanceMs: DAY_MS },
  ]
  return (
    <Section
      title={t('sandbox.clock')}
      error={error}
      action={
        <span className="num dim">
          {format.dateTime(clock.time, clock.time)}
          {clock.paused ? ` · ${t('sandbox.paused')}` : ''}
        </span>
      }
    >
      <div className={styles.row}>
        <span className="dim">{t('sandbox.rate')}</span>
        <Segments
          label={t('sandbox.rate')}
          data={RATES.map((rate) => ({ value: String(rate), label: t('sandbox.times', { rate }) }))}
          value={String(clock.rate)}
          onChange={(rate) => mutate({ rate: Number(rate) })}
        />
        <SmallButton onClick={() => mutate({ paused: !clock.paused })}>
          {clock.paused ? t('sandbox.go') : t('sandbox.pause')}
        </SmallButton>
      </div>
      {clock.paused ? <p className={styles.unsure}>{t('sandbox.pausedHint')}</p> : null}
      <div className={styles.row}>
        <span className="dim">{t('sandbox.advance')}</span>
        <span className={styles.buttons}>
          {steps.map(({ label, advanceMs }) => (
            <SmallButton key={label} disabled={isPending} onClick={() => mutate({ advanceMs })}>
              {label}
            </SmallButton>
          ))}
        </span>
      </div>
      <p className={styles.calm} role="status">
        {isPending ? t('sandbox.advancing') : t('sandbox.advanceHint')}
      </p>
    </Section>
  )
}
