/** Injected faults: turned on from a list, turned off one by one or all at once. */

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MINUTE_MS } from '../../durations.ts'
import type { FaultWish, SandboxFault } from '../../live/sandbox-api.ts'
import { useServices } from '../../settings/services.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { Choose } from '../parts/choose.tsx'
import styles from './sandbox.module.css'
import { Section } from './section.tsx'
import { useSandboxChange } from './use-sandbox.ts'

/** Each fault as it is worth looking at: bounded in number or time, so that nobody forgets one. */
const WISHES = {
  drop: { kind: 'drop', times: 3 },
  stall: { kind: 'stall', durationMs: MINUTE_MS },
  'half-open': { kind: 'half-open', durationMs: MINUTE_MS },
  delay: { kind: 'delay', delayMs: 3_000, durationMs: MINUTE_MS },
  jitter: { kind: 'jitter', delayMs: 500, durationMs: MINUTE_MS },
  duplicate: { kind: 'duplicate', times: 5 },
  reorder: { kind: 'reorder', times: 5 },
  corrupt: { kind: 'corrupt', times: 2 },
  oversize: { kind: 'oversize', times: 1 },
  refuse: { kind: 'refuse', durationMs: MINUTE_MS },
  blocked: { kind: 'blocked', durationMs: MINUTE_MS },
  'expire-listen-key': { kind: 'expire-listen-key', times: 1 },
  'steal-listen-key': { kind: 'steal-listen-key', times: 1 },
  'version-back': { kind: 'version-back', times: 1 },
  'error-before': { kind: 'error-before', status: 503, durationMs: MINUTE_MS },
  'error-after': { kind: 'error-after', status: 504, target: { endpoint: 'POST order' }, times: 1 },
  'rate-limit': { kind: 'rate-limit', status: 429, durationMs: MINUTE_MS },
  stale: { kind: 'stale', delayMs: 3_000, durationMs: MINUTE_MS },
  'wrong-clock': { kind: 'wrong-clock', offsetMs: 20_000, durationMs: MINUTE_MS },
} as const satisfies Readonly<Record<string, FaultWish>>

type Known = keyof typeof WISHES
const KINDS = Object.keys(WISHES) as readonly Known[]

/** The faults that are on, and one more. */
export function FaultsSection({ faults }: { readonly faults: readonly SandboxFault[] }) {
  const { t } = useTranslation()
  const { api } = useServices()
  const [kind, setKind] = useState<Known>('stall')
  const add = useSandboxChange((wish: FaultWish) => api.addFault(wish))
  const remove = useSandboxChange((id: string) => api.removeFault(id))
  const clear = useSandboxChange(() => api.clearFaults())
  return (
    <Section
      title={t('sandbox.faults')}
      hint={t('sandbox.faultsHint')}
      error={add.error ?? remove.error ?? clear.error}
      action={
        faults.length === 0 ? null : (
          <Button size="compact-xs" variant="default" onClick={() => clear.mutate(undefined)}>
            {t('sandbox.allOff')}
          </Button>
        )
      }
    >
      <div className={styles.row}>
        <Choose
          className={styles.grow ?? ''}
          aria-label={t('sandbox.faults')}
          options={KINDS.map((value) => ({ value, label: t(`sandbox.fault.${value}`) }))}
          value={kind}
          onChange={setKind}
        />
        <Button size="compact-md" disabled={add.isPending} onClick={() => add.mutate(WISHES[kind])}>
          {t('sandbox.turnOn')}
        </Button>
      </div>
      {faults.length === 0 ? (
        <p className="dim">{t('sandbox.noFaults')}</p>
      ) : (
        <ul className={styles.faults}>
          {faults.map((fault) => (
            <FaultLine key={fault.id} fault={fault} onOff={() => remove.mutate(fault.id)} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function FaultLine({ fault, onOff }: { readonly fault: SandboxFault; readonly onOff: () => void }) {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const known = KINDS.find((one) => one === fault.kind)
  const bounds = [
    fault.times === undefined ? undefined : t('sandbox.left', { count: fault.times }),
    fault.endsAt === undefined ? undefined : t('sandbox.until', { time: format.clock(fault.endsAt) }),
  ].filter((text) => text !== undefined)
  return (
    <li>
      <span>
        {known === undefined ? fault.kind : t(`sandbox.fault.${known}`)}
        <span className="dim num"> {bounds.join(' · ')}</span>
      </span>
      <Button size="compact-xs" variant="default" onClick={onOff}>
        {t('sandbox.turnOff')}
      </Button>
    </li>
  )
}
