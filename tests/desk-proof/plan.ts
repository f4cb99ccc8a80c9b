/** Seeded plan of faults, without I/O: what happens to which process or engine, when, and for how long. Times in ms from the beginning. */

import { SECOND_MS } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'

/** Connections of a gateway that a relay can cut or hang. */
export type Link = 'database' | 'redis' | 'exchange'

/** Fault of a process. `kill`: SIGKILL, and a start after `forMs`; `end`: SIGTERM, the same; `pause`: SIGSTOP for `forMs`. */
type ProcessFault = { readonly kind: 'kill' | 'pause' | 'end'; readonly target: string }
/** Fault of a gateway's connections. `cut`: closed, and refused for `forMs`; `hang`: no byte passes for `forMs`. */
type LinkFault = { readonly kind: 'cut' | 'hang'; readonly target: string; readonly link: Link }
/** Fault of an engine; `redis-restarted` comes back empty. */
type EngineFault = { readonly kind: 'database-killed' | 'redis-restarted' | 'redis-flushed' }

/** One fault of the plan. */
export type Fault = { readonly at: number; readonly forMs: number } & (ProcessFault | LinkFault | EngineFault)

/** Gateways that faults are planned for, by role. */
export type Targets = { readonly ingest: readonly string[]; readonly edge: readonly string[] }

type Role = keyof Targets
type Card =
  | { readonly kind: ProcessFault['kind']; readonly role: Role }
  | { readonly kind: LinkFault['kind']; readonly role: Role; readonly link: Link }
  | EngineFault

/** Time between the beginnings of two faults. */
const GAP_MS = { min: 3 * SECOND_MS, max: 9 * SECOND_MS }
/** A lease lasts 6 s: a process that was stopped for longer finds it gone. */
const LENGTH_MS: Readonly<Record<Fault['kind'], { readonly min: number; readonly max: number }>> = {
  kill: { min: 0, max: 6 * SECOND_MS },
  pause: { min: 7 * SECOND_MS, max: 14 * SECOND_MS },
  end: { min: 0, max: 4 * SECOND_MS },
  cut: { min: SECOND_MS, max: 10 * SECOND_MS },
  hang: { min: 2 * SECOND_MS, max: 12 * SECOND_MS },
  'database-killed': { min: 500, max: 5 * SECOND_MS },
  'redis-restarted': { min: 500, max: 6 * SECOND_MS },
  'redis-flushed': { min: 0, max: 0 },
}

/** Each fault once; a plan deals from shuffled decks, so that a short one has as many kinds as fit. */
const DECK: readonly Card[] = [
  ...(['ingest', 'edge'] as const).flatMap((role): Card[] => [
    { kind: 'kill', role },
    { kind: 'pause', role },
    { kind: 'end', role },
    { kind: 'cut', role, link: 'database' },
    { kind: 'hang', role, link: 'database' },
    { kind: 'cut', role, link: 'redis' },
    { kind: 'hang', role, link: 'redis' },
  ]),
  { kind: 'cut', role: 'ingest', link: 'exchange' },
  { kind: 'hang', role: 'ingest', link: 'exchange' },
  { kind: 'kill', role: 'ingest' },
  { kind: 'pause', role: 'ingest' },
  { kind: 'database-killed' },
  { kind: 'redis-restarted' },
  { kind: 'redis-flushed' },
]

/** Faults that begin within `lengthMs`, ascending; the same for the same seed. */
export function planOf(seed: string, lengthMs: number, targets: Targets): readonly Fault[] {
  const random = seededRandom(`desk-proof faults ${seed}`)
  const between = ({ min, max }: { readonly min: number; readonly max: number }): number =>
    Math.round(min + random.next() * (max - min))
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random.next() * from.length)]
  const faults: Fault[] = []
  let deck: readonly Card[] = []
  for (let at = between(GAP_MS); at < lengthMs; at += between(GAP_MS)) {
    if (deck.length === 0) deck = shuffled(DECK, () => random.next())
    const [card, ...rest] = deck
    deck = rest
    if (card === undefined) continue
    const when = { at, forMs: between(LENGTH_MS[card.kind]) }
    if (!('role' in card)) {
      faults.push({ ...when, ...card })
      continue
    }
    const target = pick(targets[card.role]) ?? ''
    if (card.kind === 'cut' || card.kind === 'hang') faults.push({ ...when, kind: card.kind, target, link: card.link })
    else faults.push({ ...when, kind: card.kind, target })
  }
  return faults
}

function shuffled<T>(cards: readonly T[], random: () => number): readonly T[] {
  return cards
    .map((card) => ({ card, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ card }) => card)
}

/** Name of a fault in the table, such as `cut database of ingest`. */
export function nameOf(fault: Fault): string {
  if (!('target' in fault)) return fault.kind.replace('-', ' ')
  const role = fault.target.replace(/-\d+$/, '')
  return 'link' in fault ? `${fault.kind} ${fault.link} of ${role}` : `${fault.kind} ${role}`
}
