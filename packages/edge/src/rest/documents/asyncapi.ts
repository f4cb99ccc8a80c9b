/** The AsyncAPI 3 document of both streaming doors, written from the schemas of their messages. */

import {
  clientMessage,
  durableEnvelope,
  marketEnvelope,
  sampledEnvelope,
  serverMessage,
  streamEnd,
  streamPosition,
} from '@spotdeck/api'
import { z } from 'zod'
import { schemaOf } from './json-schema.ts'

const envelopes = {
  durable: { summary: 'A stored event, numbered by `seq`.', payload: schemaOf(durableEnvelope, 'output') },
  sampled: {
    summary: 'A measured value: the newest replaces the one before.',
    payload: schemaOf(sampledEnvelope, 'output'),
  },
  market: { summary: 'Market data: the newest replaces the one before.', payload: schemaOf(marketEnvelope, 'output') },
}
/** A frame: envelopes that are sent together. */
const batches = {
  durableBatch: { summary: 'Stored events, ascending by `seq`.', payload: batchOf(durableEnvelope) },
  marketBatch: { summary: 'Market data of one moment.', payload: batchOf(marketEnvelope) },
}
const control = {
  client: { summary: 'What a reader says.', payload: schemaOf(clientMessage, 'input') },
  server: { summary: 'What the server says besides envelopes.', payload: schemaOf(serverMessage, 'output') },
}

const named = {
  position: {
    summary: '`event: position`: everything owed up to here has been sent.',
    payload: schemaOf(streamPosition, 'output'),
  },
  reset: {
    summary: '`event: reset`: take a new snapshot; what follows comes after this place.',
    payload: schemaOf(streamPosition, 'output'),
  },
  end: { summary: '`event: end`: why the stream ends.', payload: schemaOf(streamEnd, 'output') },
}

/** Pure: the same schemas give the same document. */
export function asyncApi(): object {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Spotdeck streams',
      version: 'v1',
      description:
        'Holes in `seq` are normal; the last `seq` received is always a safe `since`. Closes: 1012 restart, 4001 revoked, 4008 too slow.',
    },
    channels: {
      socket: {
        address: '/api/v1/ws',
        description: 'One JSON object per text frame; several envelopes at once are an array.',
        messages: { ...control, ...envelopes, ...batches },
      },
      events: {
        address: '/api/v1/accounts/{account}/events',
        description:
          'text/event-stream: `id` is epoch:seq:hash; `event: position`, `event: reset` and `event: end` carry JSON.',
        parameters: { account: { description: 'An account of GET /api/v1/accounts.' } },
        messages: { durable: envelopes.durable, sampled: envelopes.sampled, ...named },
      },
    },
    operations: {
      say: operation('receive', 'socket', ['client']),
      hear: operation('send', 'socket', ['server', ...Object.keys(envelopes), ...Object.keys(batches)]),
      follow: operation('send', 'events', ['durable', 'sampled', ...Object.keys(named)]),
    },
  }
}

function batchOf(envelope: z.ZodType): object {
  return schemaOf(z.array(envelope).min(2), 'output')
}

function operation(action: 'send' | 'receive', channel: string, messages: readonly string[]): object {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    messages: messages.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
  }
}
