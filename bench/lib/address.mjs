// Calls that leave one address: a proxy before the sandbox's REST that counts calls, weights and refusals by API key.

import { Agent, createServer, request } from 'node:http'
import { endpointAt } from '@spotdeck/wire'

/** Opens the proxy. `calls` grows by one entry per call: `{ at, key, name, weight, status }`. */
export async function openAddress(target) {
  const agent = new Agent({ keepAlive: true })
  const calls = []
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url.split('?')[0]
    const endpoint = endpointAt(incoming.method, path)
    const call = {
      at: performance.now(),
      key: incoming.headers['x-mexc-apikey'] ?? '',
      name: endpoint?.name ?? path,
      weight: endpoint?.weight.ip ?? 0,
      status: 0,
    }
    calls.push(call)
    const options = { agent, method: incoming.method, headers: incoming.headers }
    const onward = request(new URL(incoming.url, target), options, (answer) => {
      call.status = answer.statusCode
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    agent.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${server.address().port}`, calls, close }
}
