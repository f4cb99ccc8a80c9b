// Follows an account over WebSocket and writes every event to a log, once and in order, through any number of breaks.
//   SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… node websocket.mjs events.log [epoch:seq]
// The token comes from `spotdeck token create`; the one dependency is `ws`.

import WebSocket from 'ws'
import { openLog } from './log.mjs'

const { SPOTDECK_URL: url = 'http://127.0.0.1:8787', SPOTDECK_TOKEN: token, SPOTDECK_ACCOUNT: account = 'main' } = process.env // prettier-ignore
const log = openLog(process.argv[2] ?? 'events.log', process.argv[3])
const headers = { authorization: `Bearer ${token}` }

/** Without a position a reader starts from what is known now. */
async function startPosition() {
  const answer = await fetch(`${url}/api/v1/accounts/${account}/snapshot`, { headers })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return answer.json()
}

if (log.at === undefined) log.moveTo(await startPosition())
connect()

function connect() {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws`, { headers })
  socket.on('open', () => {
    const topics = ['assets', 'orders', 'deals', 'status']
    socket.send(JSON.stringify({ op: 'subscribe', id: 1, account, topics, since: log.at, intervalMs: 0 }))
  })
  socket.on('message', (data) => [JSON.parse(String(data))].flat().forEach(take))
  socket.on('error', (error) => console.error(error.message))
  // 1012: the gateway restarts; 4008: we were too slow. Whichever it is, the log knows where to go on.
  socket.on('close', () => setTimeout(connect, 500 + Math.random() * 1_000))
}

function take(message) {
  if (message.op === undefined) return log.append(message)
  if (message.op === 'error') console.error(message)
  if (message.op !== 'reset') return
  console.error(`The ledger goes on at ${message.epoch}:${message.seq}: what was derived from the log starts anew with a snapshot.`) // prettier-ignore
  log.moveTo(message)
}
