/** Volatility and volume of each asset. An asset without a line gets plausible values from its name. */

import { chance, wordOf } from './hash.ts'

/** Volatility and volume of one asset. */
export type AssetProfile = {
  /** Sensitivity to the market as a whole. */
  readonly beta: number
  /** Its own movement: the amplitude of one day, as a share. */
  readonly daily: number
  /** Turnover of its USDT pair on a usual day, in USDT. */
  readonly turnover: number
  /** Value in USDT where no reference price says it. */
  readonly value: number
}

const DOLLARS = new Set(['USDT', 'USDC', 'USD1', 'FDUSD', 'USDE', 'DAI'])

const PROFILES: ReadonlyMap<string, AssetProfile> = new Map([
  ['BTC', { beta: 1, daily: 0.008, turnover: 96_000_000, value: 91_250 }],
  ['ETH', { beta: 1.15, daily: 0.014, turnover: 64_000_000, value: 3_120 }],
  ['SOL', { beta: 1.3, daily: 0.02, turnover: 28_000_000, value: 142.5 }],
  ['XRP', { beta: 1.1, daily: 0.02, turnover: 21_000_000, value: 2.214 }],
  ['DOGE', { beta: 1.35, daily: 0.022, turnover: 12_000_000, value: 0.1624 }],
  ['MX', { beta: 0.5, daily: 0.012, turnover: 3_600_000, value: 2.49 }],
  ['KAS', { beta: 1.2, daily: 0.03, turnover: 2_400_000, value: 0.084213 }],
  ['PEPE', { beta: 1.5, daily: 0.034, turnover: 8_500_000, value: 0.000004612 }],
])

/** The profile of an asset; always the same for the same name. */
export function profileOf(asset: string): AssetProfile {
  const known = PROFILES.get(asset)
  if (known !== undefined) return known
  if (asset === 'USDT') return { beta: 0, daily: 0, turnover: 0, value: 1 }
  if (DOLLARS.has(asset)) return { beta: 0, daily: 0.0002, turnover: 9_000_000, value: 1 }
  const word = wordOf(`asset ${asset}`)
  return {
    beta: 0.8 + chance(word, 1) * 0.8,
    daily: 0.02 + chance(word, 2) * 0.03,
    turnover: 200_000 + chance(word, 3) * 1_800_000,
    value: 0.01 + chance(word, 4) * 2,
  }
}

/** True for assets whose value is a dollar: their pairs trade whole market volume, others a small share of it. */
export function isDollar(asset: string): boolean {
  return DOLLARS.has(asset)
}
