/** The coins of the sandbox as the wallet describes them: names, networks and MEXC's 32-hex coin ids. */

export type CoinNetwork = {
  /** Display name, which deposit/address takes as well: `Tron(TRC20)`. */
  readonly network: string
  /** The code of the withdraw call: `TRX`. */
  readonly netWork: string
  readonly contract: string
  readonly depositEnable: boolean
  readonly withdrawEnable: boolean
  readonly minConfirm: number
  readonly withdrawFee: string
  readonly withdrawMin: string
  readonly withdrawMax: string
  /** All users share one address: a memo identifies the account of a deposit, and a withdrawal needs one. */
  readonly sharesAddress: boolean
}

/** A coin with its networks; the first network is the default. */
export type Coin = { readonly coin: string; readonly name: string; readonly networks: readonly CoinNetwork[] }

/** Fee, least and most of a withdrawal. */
type Bounds = readonly [fee: string, min: string, max: string]

function network(
  [display, code]: readonly [string, string],
  contract: string,
  [withdrawFee, withdrawMin, withdrawMax]: Bounds,
): CoinNetwork {
  return {
    network: display,
    netWork: code,
    contract,
    depositEnable: true,
    withdrawEnable: true,
    minConfirm: 20,
    withdrawFee,
    withdrawMin,
    withdrawMax,
    sharesAddress: false,
  }
}

const ERC20 = (contract: string, bounds: Bounds): CoinNetwork => network(['Ethereum(ERC20)', 'ETH'], contract, bounds)

/** The coins of the sandbox. */
export const sandboxCoins: readonly Coin[] = [
  {
    coin: 'USDT',
    name: 'Tether',
    networks: [
      network(['Tron(TRC20)', 'TRX'], 'TSandboxTether1111111111111111111', ['1', '5', '500000']),
      ERC20('0x00000000000000000000000000000000000d0001', ['3', '10', '500000']),
      network(['BNB Smart Chain(BEP20)', 'BSC'], '0x00000000000000000000000000000000000b0001', ['0.2', '5', '500000']),
    ],
  },
  {
    coin: 'USDC',
    name: 'USDCoin',
    networks: [ERC20('0x00000000000000000000000000000000000d0002', ['3', '10', '500000'])],
  },
  { coin: 'BTC', name: 'Bitcoin', networks: [network(['Bitcoin(BTC)', 'BTC'], '', ['0.0001', '0.0005', '50'])] },
  { coin: 'ETH', name: 'Ethereum', networks: [ERC20('', ['0.001', '0.005', '1000'])] },
  { coin: 'SOL', name: 'Solana', networks: [network(['Solana(SOL)', 'SOL'], '', ['0.005', '0.05', '20000'])] },
  {
    coin: 'MX',
    name: 'MX Token',
    networks: [ERC20('0x00000000000000000000000000000000000d0003', ['1', '4', '100000'])],
  },
  {
    coin: 'XRP',
    name: 'XRP',
    networks: [{ ...network(['Ripple(XRP)', 'XRP'], '', ['0.2', '11', '500000']), sharesAddress: true }],
  },
  { coin: 'DOGE', name: 'Dogecoin', networks: [network(['Dogecoin(DOGE)', 'DOGE'], '', ['4', '20', '2000000'])] },
  { coin: 'KAS', name: 'Kaspa', networks: [network(['Kaspa(KAS)', 'KAS'], '', ['1', '10', '5000000'])] },
  {
    coin: 'PEPE',
    name: 'Pepe',
    networks: [ERC20('0x00000000000000000000000000000000000d0004', ['200000', '800000', '90000000000'])],
  },
  {
    coin: 'FROP',
    name: 'FROP',
    networks: [ERC20('0x00000000000000000000000000000000000d0005', ['50', '200', '9000000'])],
  },
  {
    coin: 'PXP',
    name: 'PXP',
    networks: [ERC20('0x00000000000000000000000000000000000d0006', ['90', '400', '9000000'])],
  },
]

/** The network of a coin by its code or display name; the first one when none is named. */
export function networkOf(coins: readonly Coin[], asset: string, name?: string): CoinNetwork | undefined {
  const networks = coins.find((coin) => coin.coin === asset)?.networks ?? []
  if (name === undefined) return networks[0]
  return networks.find((network) => network.netWork === name || network.network === name)
}

/** MEXC's id of a coin: 32 hex characters, always the same for the same asset. */
export function coinIdOf(asset: string): string {
  if (asset === 'USDT') return USDT_ID
  let id = ''
  for (let word = 0; word < 4; word++) id += hash(`${word}:${asset}`).toString(16).padStart(8, '0')
  return id
}

/** MEXC: the id that the live exchange sends. */
const USDT_ID = '128f589271cb4951b03e71e6323eb7be'

function hash(text: string): number {
  let h = 0x811c9dc5
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  return (h ^ (h >>> 13)) >>> 0
}
