/** `@spotdeck/ports`: what is passed in. The twins live under `/node`, `/web` and `/virtual`. */

export type { Clock, Timer, Timers } from './time.ts'
export type { Random } from './random.ts'
export { type Fetch, type HttpAnswer, type HttpRequest, NetworkFault } from './network.ts'
export type { OpenSocket, Socket, SocketHandlers } from './network.ts'
export type { Sign } from './sign.ts'
export { type Log, silentLog } from './log.ts'
