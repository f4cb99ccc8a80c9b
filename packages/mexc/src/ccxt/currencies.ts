/** Currencies and their networks by ccxt's codes. */

import type { Coin, CoinNetwork } from '@spotdeck/wire'
import { type Info, num } from './structures.ts'

/** ccxt's codes of networks where MEXC's are others. */
const CODES: Readonly<Record<string, string>> = {
  ZKSYNCERA: 'ZKSYNC',
  TRX: 'TRC20',
  TONCOIN: 'TON',
  ARB: 'ARBITRUM',
  STACKS: 'STX',
  LUNA: 'LUNC',
  STARKNET: 'STARK',
  APTOS: 'APT',
  PEAQEVM: 'PEAQ',
  AVAX_CCHAIN: 'AVAXC',
  ETH: 'ERC20',
  ACALA: 'ACA',
  BSC: 'BEP20',
  OP: 'OPTIMISM',
  ASTAR: 'ASTR',
  BTM2: 'BTM',
  CRONOS: 'CRC20',
  DOTASSETHUB: 'DOT',
  ETF: 'ETHF',
  HECO: 'HRC20',
  ROSE: 'OASIS',
  OKT: 'OKC',
  RBTC: 'RSK',
}

/** Coins whose own network ccxt names as MEXC does. */
const NATIVE: Readonly<Record<string, string>> = { ETH: 'ETH', TRX: 'TRX', CRO: 'CRONOS' }

type Named = Pick<CoinNetwork, 'coin' | 'network' | 'netWork'>
/** MEXC's code of a network; its display name where a row has no other. */
export const networkId = ({ netWork, network }: Named): string => netWork ?? network
/** ccxt's code of a row's network. */
export function networkCode(row: Named): string {
  const id = networkId(row)
  return NATIVE[row.coin] === id ? id : (CODES[id] ?? id)
}
/** MEXC's code of ccxt's; one that is MEXC's already stays as it is. */
export const networkOfCode = (code: string): string =>
  Object.entries(CODES).find(([, known]) => known === code)?.[0] ?? code

/** A currency. */
export type Currency = ReturnType<typeof currencyOf>

/** A currency with its networks. One way in or out is enough; fee and limits are the widest of all networks. */
export function currencyOf(row: Coin) {
  const networks = row.networkList.map((one) => ({
    id: networkId(one),
    network: networkCode(one),
    active: one.depositEnable && one.withdrawEnable,
    deposit: one.depositEnable,
    withdraw: one.withdrawEnable,
    fee: num(one.withdrawFee),
    precision: undefined,
    limits: { withdraw: { min: num(one.withdrawMin), max: num(one.withdrawMax) } },
    contract: one.contract || undefined,
    info: one,
  }))
  const most = (pick: (...all: number[]) => number, values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined)
    return known.length === 0 ? undefined : pick(...known)
  }
  const some = (way: 'deposit' | 'withdraw'): boolean | undefined =>
    networks.length === 0 ? undefined : networks.some((one) => one[way])
  const [deposit, withdraw] = [some('deposit'), some('withdraw')]
  return {
    id: row.coin,
    code: row.coin,
    name: row.name ?? row.Name,
    type: 'crypto',
    active: deposit === undefined || withdraw === undefined ? undefined : deposit && withdraw,
    deposit,
    withdraw,
    fee: most(
      Math.min,
      networks.map(({ fee }) => fee),
    ),
    precision: undefined,
    limits: {
      amount: { min: undefined, max: undefined },
      deposit: { min: undefined, max: undefined },
      withdraw: {
        min: most(
          Math.min,
          networks.map(({ limits }) => limits.withdraw.min),
        ),
        max: most(
          Math.max,
          networks.map(({ limits }) => limits.withdraw.max),
        ),
      },
    },
    networks: Object.fromEntries(networks.map((one) => [one.network, one])),
    info: row as Info,
  }
}
