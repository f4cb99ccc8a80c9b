/** The real twins for browsers. There is no `Sign`: secrets do not belong in a browser. */

export { webRandom } from './random.ts'
export { webOpenSocket } from './socket.ts'
export { webClock, webTimers } from './time.ts'
