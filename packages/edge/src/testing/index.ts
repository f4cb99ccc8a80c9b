/** `@spotdeck/edge/testing`: rules and transports: masks, fans out and answers, over REST, WebSocket, SSE and Redis. */

export { createConnections } from '../stream/connections.ts'
export { Hub } from '../stream/hub.ts'
export { Publisher } from '../redis/publisher.ts'
export { FakeRedis } from '../redis/testing/fake-redis.ts'
export { hasRedis, RedisGroup, RedisServer, startCluster } from '../redis/testing/redis-server.ts'
export { json } from '../answer/answer.ts'
export { createIdempotency } from '../rest/idempotency.ts'
export { NO_EVENTS } from '../stream/resume.ts'
export { type EdgeFixture, edgeFixture } from './edge-fixture.ts'
export { SoftwareAuthenticator } from './software-authenticator.ts'
export { TestReader, type TransportKind } from './test-reader.ts'
