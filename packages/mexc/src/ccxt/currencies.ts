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

type Named = Pick<CoinNetwork, 'network' | 'netWork'>
/** MEXC's code of a network; its display name where a row has no other. */
export const networkId = ({ netWork, network }: Named): string => netWork ?? network
/** ccxt's code of a row's network. */
export const networkCode = (row: Named): string => CODES[networkId(row)] ?? networkId(row)
/** MEXC's code of ccxt's; one that is MEXC's already stays as it is. */
export const networkOfCode = (code: string): string =>
  Object.entries(CODES).find(([, known]) => known === code)?.[0] ?? code

/** A currency. */
export type Currency = ReturnType<typeof currencyOf>

/** A currency with its networks. One way in or out is enough; fee and minimum are the least of all networks. */
export function currencyOf(row: Pick<Coin, 'coin' | 'networkList'> & Partial<Coin>) {
  const networks = row.networkList.map((one) => ({
    id: networkId(one),
    network: networkCode(one),
    active: one.depositEnable && one.withdrawEnable,
    deposit: one.depositEnable,
    withdraw: one.withdrawEnable,
    fee: num(one.withdrawFee),
    precision: undefined,
    limits: { withdraw: { min: num(one.withdrawMin), max: num(one.withdrawMax) }, deposit: { min: undefined } },
    info: one,
  }))
  const least = (values: readonly (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
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
    fee: least(networks.map(({ fee }) => fee)),
    precision: undefined,
    limits: {
      amount: { min: undefined, max: undefined },
      withdraw: { min: least(networks.map(({ limits }) => limits.withdraw.min)), max: undefined },
    },
    networks: Object.fromEntries(networks.map((one) => [one.network, one])),
    info: row as Info,
  }
}
