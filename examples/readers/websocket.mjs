// Follows an account over WebSocket and writes every event to a log, once and in order, through any number of breaks.
//   SPOTDECK_URL=http://127.0.0.1:8787 SPOTDECK_TOKEN=… node websocket.mjs events.log [epoch:seq:hash]
// The token comes from `spotdeck token create`; the one dependency is `ws`.

import { openLog, stop } from './log.mjs'

const { default: WebSocket } = await import('ws').catch(() => stop('This reader needs a package: npm install ws'))

const {
  SPOTDECK_URL: url = 'http://127.0.0.1:8787',
  SPOTDECK_TOKEN: token,
  SPOTDECK_ACCOUNT: account = 'main',
} = process.env
const log = openLog(process.argv[2] ?? 'events.log', process.argv[3])
const headers = { authorization: `Bearer ${token}` }
const MAKE_ONE = 'make one with `spotdeck token create --audience viewer` and put it into SPOTDECK_TOKEN'
if (!token) stop(`There is no token: ${MAKE_ONE}.`)

/** Without a position a reader starts from what is known now. */
async function startPosition() {
  const answer = await fetch(`${url}/api/v1/accounts/${account}/snapshot`, { headers })
  if (answer.ok) return answer.json()
  stopWhenRefused(answer.status)
  throw new Error(`${url} answers ${answer.status}`)
}

/** A gateway that is away or busy comes back; one that refuses us goes on refusing. */
function stopWhenRefused(status) {
  if (status === 401) stop(`${url} does not take this token: ${MAKE_ONE}.`)
  if (status === 403) stop(`This token may not read the account "${account}": ${MAKE_ONE}.`)
  if (status === 404) stop(`${url} has no account "${account}": check SPOTDECK_URL and SPOTDECK_ACCOUNT.`)
}

while (log.at === undefined) {
  try {
    log.moveTo(await startPosition())
  } catch (error) {
    console.error(error.cause?.message ?? error.message)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}
connect()

function connect() {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/ws`, { headers })
  socket.on('open', () => {
    const topics = ['assets', 'orders', 'deals', 'status']
    socket.send(JSON.stringify({ op: 'subscribe', id: 1, account, topics, since: log.at, intervalMs: 0 }))
  })
  socket.on('message', (data) => [JSON.parse(String(data))].flat().forEach(take))
  socket.on('unexpected-response', (request, { statusCode }) => {
    stopWhenRefused(statusCode)
    console.error(`${url} answers ${statusCode}`)
    request.destroy()
    setTimeout(connect, 1_000)
  })
  socket.on('error', (error) => console.error(error.message))
  // 1012: the gateway restarts; 4008: we were too slow. Whichever it is, the log knows where to go on.
  socket.on('close', () => setTimeout(connect, 500 + Math.random() * 1_000))
}

function take(message) {
  if (message.op === undefined) return log.append(message)
  // Our one request was refused: nothing would ever come. What names no request ends with the socket.
  if (message.op === 'error' && message.id !== undefined)
    stop(`${url} refuses to tell of "${account}": ${message.code} ${JSON.stringify(message.params)}`)
  if (message.op === 'error') console.error(message)
  if (message.op !== 'reset') return
  console.error(
    `The ledger goes on at ${message.epoch}:${message.seq}: what was derived from the log starts anew with a snapshot.`,
  )
  log.moveTo(message)
}
