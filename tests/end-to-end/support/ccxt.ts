/** ccxt pointed at the sandbox: a client that none of us wrote. */

import ccxt from 'ccxt'

export type Key = { readonly apiKey: string; readonly secret: string }

export function ccxtOn(sandboxUrl: string, key: Key) {
  const exchange = new ccxt.pro.mexc({ ...key, enableRateLimit: false })
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
