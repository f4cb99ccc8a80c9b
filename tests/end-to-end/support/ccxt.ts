/** ccxt pointed at the sandbox: a client that none of us wrote. */

import ccxt from 'ccxt'

export type Key = { readonly apiKey: string; readonly secret: string }

export function ccxtOn(sandboxUrl: string, key: Key) {
  // The most that MEXC allows: on a busy machine a call may leave seconds after it was signed.
  const options = { recvWindow: 60_000 }
  const exchange = new ccxt.pro.mexc({ ...key, enableRateLimit: false, options })
  const contract = `${sandboxUrl}/api/v1`
  exchange.urls['api'] = {
    spot: { public: sandboxUrl, private: sandboxUrl },
    spot2: { public: `${sandboxUrl}/open/api/v2`, private: `${sandboxUrl}/open/api/v2` },
    contract: { public: `${contract}/contract`, private: `${contract}/private` },
    broker: { private: `${sandboxUrl}/api/v3/broker` },
    ws: { spot: `${sandboxUrl.replace('http', 'ws')}/ws`, swap: `${sandboxUrl.replace('http', 'ws')}/edge` },
  }
  return exchange
}
